//! The terminal: where text for people goes, and what can be asked of them.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

/// Writes to standard output; a reader that has gone away is no fault.
///
/// # Errors
/// When the text cannot be written for another reason.
pub fn print(text: &str) -> std::io::Result<()> {
    calm(std::io::stdout().lock().write_all(text.as_bytes()))
}

/// Writes to standard error; a reader that has gone away is no fault.
///
/// # Errors
/// When the text cannot be written for another reason.
pub fn print_error(text: &str) -> std::io::Result<()> {
    calm(std::io::stderr().lock().write_all(text.as_bytes()))
}

fn calm(result: std::io::Result<()>) -> std::io::Result<()> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Whether standard error is a terminal.
#[must_use]
pub fn error_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Whether standard output is a terminal.
#[must_use]
pub fn output_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Whether a person can be asked.
#[must_use]
pub fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks and reads one line, without its line end.
///
/// # Errors
/// When nothing can be read.
pub fn ask(question: &str) -> std::io::Result<String> {
    print_error(question)?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// Waits.
pub fn sleep(seconds: u64) {
    std::thread::sleep(std::time::Duration::from_secs(seconds));
}

/// Counts seconds from now on, whatever becomes of the clock.
#[expect(clippy::disallowed_methods, reason = "this is the host; what is counted is no time of day")]
pub fn stopwatch() -> impl Fn() -> u64 {
    let begun = std::time::Instant::now();
    move || begun.elapsed().as_secs()
}
