//! What a station says outwards, in one request each: a beacon, its status, a look at a server's clock. No answer is
//! believed, kept or followed, and no address stands in a fault: it may carry a signature.

use std::io::Read as _;
use std::time::Duration;

/// Longer than this nobody waits for somebody who only listens.
const PATIENCE: Duration = Duration::from_secs(10);

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent("kepu-kiosk")
        .timeout_global(Some(PATIENCE))
        .build();
    config.into()
}

/// Asks for an address.
///
/// # Errors
/// Why it was not answered.
pub fn get(address: &str) -> Result<(), String> {
    heard(agent().get(address).call())
}

/// Puts bytes to an address.
///
/// # Errors
/// Why they were not taken.
pub fn put(address: &str, bytes: &[u8]) -> Result<(), String> {
    heard(agent().put(address).send(bytes))
}

/// What a server says of the time, as it stands in its answer.
#[must_use]
pub fn date(address: &str) -> Option<String> {
    let answer = agent().get(address).call().ok()?;
    answer.headers().get("date")?.to_str().ok().map(str::to_owned)
}

fn heard(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<(), String> {
    let answer = answer.map_err(|error| match error {
        ureq::Error::Timeout(_) => "timeout".to_owned(),
        ureq::Error::HostNotFound => "host not found".to_owned(),
        ureq::Error::ConnectionFailed => "connection failed".to_owned(),
        ureq::Error::Io(error) => error.kind().to_string(),
        _ => "request failed".to_owned(),
    })?;
    let status = answer.status();
    // The end of the answer, so that the server has written its log line; what it says is nobody's.
    let _ = answer.into_body().into_reader().take(4096).read_to_end(&mut Vec::new());
    if status.is_success() { Ok(()) } else { Err(format!("status {}", status.as_u16())) }
}
