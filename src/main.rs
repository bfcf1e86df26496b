//! The command `kepu`: see the library for what it does.

fn main() -> std::process::ExitCode {
    kepu::cli::main()
}
