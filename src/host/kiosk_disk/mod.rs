//! The store's folder on a real disk.
//!
//! On Unix every part of a path is opened without following links, from the folder that was opened first. Elsewhere
//! each part is looked at before it is used, which is as much as the standard library offers.

#[cfg(any(not(unix), test))]
#[cfg_attr(unix, allow(unreachable_pub, reason = "exported elsewhere than on Unix"))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub use portable::KioskDisk;
#[cfg(unix)]
pub use unix::KioskDisk;

use std::io;

/// The parts of a path, none of which leads out of the folder.
fn parts(path: &str) -> io::Result<Vec<&str>> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_fine = |part: &&str| !matches!(*part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
    if parts.iter().all(is_fine) { Ok(parts) } else { Err(refused(path, "no clean relative path")) }
}

/// Folder and name.
fn split(path: &str) -> io::Result<(Vec<&str>, &str)> {
    let mut parts = parts(path)?;
    let name = parts.pop().ok_or_else(|| refused(path, "no clean relative path"))?;
    Ok((parts, name))
}

fn refused(path: &str, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{path}: {why}"))
}

/// Absent is an answer and no fault.
fn if_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
