//! A box without a network tells how it is by leaving a note on the stick that brought its content.

use std::path::Path;

use crate::host::files;

/// Only a stick that a publisher wrote to the end gets a note; a mirror or a folder of somebody else gets none.
const MARK: &str = "KEPU.ok";

/// Leaves what `status --json` says in `outbox/`, if the stick can be written; the content does not depend on it.
pub(super) fn leave(id: &str, status: &str, stick: &Path) {
    if files::exists(&stick.join(MARK)) {
        let path = stick.join("outbox").join(format!("{}.json", file_name(id)));
        // A stick that is locked brings content all the same.
        let _ = files::write_whole(&path, status.as_bytes());
    }
}

/// A name that every file system takes.
fn file_name(id: &str) -> String {
    let is_odd = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name: String = id.chars().map(|c| if is_odd(c) { '-' } else { c }).take(64).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(file_name("e站-530102-017"), "e站-530102-017");
        assert_eq!(file_name("../../etc/x"), "..-..-etc-x");
        assert_eq!(file_name(""), "-");
    }
}
