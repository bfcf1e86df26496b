//! How long this machine has run: a clock that nobody sets.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that knows a clock")]

use std::sync::OnceLock;
use std::time::{Instant, SystemTime};

/// A name for this start of the machine, and the seconds since, those asleep included.
///
/// Where the system does not tell, it is this program's own start: two programs then share no clock, and none of them
/// counts the time of the other.
#[must_use]
pub fn uptime() -> (String, u64) {
    of_the_machine().unwrap_or_else(of_the_program)
}

/// Source: proc(5), `/proc/sys/kernel/random/boot_id` and `/proc/uptime`.
fn of_the_machine() -> Option<(String, u64)> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let seconds = uptime.split('.').next()?.parse().ok()?;
    Some((boot.trim().to_owned(), seconds))
}

fn of_the_program() -> (String, u64) {
    static START: OnceLock<(Instant, String)> = OnceLock::new();
    let (start, name) = START.get_or_init(|| {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        (Instant::now(), format!("program {} {}", std::process::id(), since.as_nanos()))
    });
    (name.clone(), start.elapsed().as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_and_keeps_its_name() {
        for one in [uptime, of_the_program] {
            let (first, second) = (one(), one());
            assert!(first.0 == second.0 && !first.0.is_empty() && first.1 <= second.1);
        }
    }
}
