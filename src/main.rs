//! The command `kepu`: see the library for what it does.

/// The agent on a box does without: it is small and allocates little.
#[cfg(feature = "studio")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    kepu::cli::main()
}
