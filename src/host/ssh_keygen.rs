//! The program `ssh-keygen`, for keys that never leave an agent, a token or their passphrase.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that starts programs")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::HostError;

/// Signs a message with `ssh-keygen -Y sign`; with a public key file the agent holds the private part.
///
/// # Errors
/// When the program is missing, refuses, or the person declines.
pub fn sign(key_file: &Path, namespace: &str, message: &[u8]) -> Result<String, HostError> {
    let fault = |message: String| HostError::Program { program: "ssh-keygen".to_owned(), message };
    let mut child = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", namespace, "-f"])
        .arg(key_file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| fault(error.to_string()))?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(message).map_err(|error| fault(error.to_string()))?;
    }
    let done = child.wait_with_output().map_err(|error| fault(error.to_string()))?;
    if !done.status.success() {
        return Err(fault(String::from_utf8_lossy(&done.stderr).trim().to_owned()));
    }
    String::from_utf8(done.stdout).map_err(|error| fault(error.to_string()))
}
