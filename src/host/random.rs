//! Randomness of the system, for keys and nothing else: no output depends on it.

use super::HostError;

/// Random bytes.
///
/// # Errors
/// When the system has none.
pub fn bytes<const N: usize>() -> Result<[u8; N], HostError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| HostError::Program { program: "getrandom".to_owned(), message: error.to_string() })?;
    Ok(bytes)
}
