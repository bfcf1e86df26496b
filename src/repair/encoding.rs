//! KP108: bytes of another encoding, the byte-order mark, line ends, composed characters.

use unicode_normalization::UnicodeNormalization as _;

use crate::diag::remedy::Remedy;
use crate::load::encoding::recode;

/// A file as UTF-8 text with LF line ends, and what had to be done to its bytes for that.
pub(super) struct Read {
    pub(super) text: String,
    pub(super) done: Vec<Remedy>,
}

/// Reads bytes; `None` when they cannot be had as text without loss. The places of what was done are lines of no text.
pub(super) fn read(bytes: &[u8]) -> Option<Read> {
    let mut done = Vec::new();
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let mut text = match std::str::from_utf8(unmarked.unwrap_or(bytes)) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (name, text) = recode(bytes)?;
            let did = (format!("由 {name} 编码改为 UTF-8"), format!("rewrote {name} as UTF-8"));
            done.push(Remedy::new(108, 0..0, "", (&did.0, &did.1)));
            text
        }
    };
    if text.contains('\0') {
        return None;
    }
    let marks = text.len() - text.trim_start_matches('\u{feff}').len();
    text.drain(..marks);
    if unmarked.is_some() || marks > 0 {
        done.push(Remedy::new(108, 0..0, "", ("去掉文件开头的字节序标记（BOM）", "took the byte-order mark away")));
    }
    let ends = text.matches('\r').count();
    if ends > 0 {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
        let did = ("换行符统一为 LF", "made every line end LF");
        done.extend(std::iter::repeat_with(|| Remedy::new(108, 0..0, "", did)).take(ends));
    }
    Some(Read { text, done })
}

/// Remedies for characters that are not in normal form C.
pub(super) fn composed(text: &str) -> Vec<Remedy> {
    let clusters = crate::load::encoding::clusters(text);
    let remedy = |(start, cluster): (usize, &str)| {
        let composed: String = cluster.nfc().collect();
        let did = ("拼成的字符换成规范写法（NFC）", "composed characters (NFC)");
        (composed != cluster).then(|| Remedy::new(108, start..start + cluster.len(), composed, did))
    };
    if text.is_ascii() { Vec::new() } else { clusters.filter_map(remedy).collect() }
}
