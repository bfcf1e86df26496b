//! Bytes to normalised text: UTF-8, LF, no BOM, NFC; every other encoding is named by its true name (KP108).
//!
//! Deliberately absent: any repair beyond CRLF to LF. What reviewers approve is what the file says.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::span::Span;

/// Largest `index.md`: about 350,000 Han characters, far beyond any article.
pub const MAX_ARTICLE_BYTES: u64 = 1 << 20;

/// Largest settings file: a roster of some 6,000 people.
pub const MAX_SETTINGS_BYTES: u64 = 4 << 20;

/// A file in one foreign encoding usually has thousands of bad places; more than this says nothing new.
const MAX_PLACES: usize = 20;

/// The limit of one file by its name.
#[must_use]
pub fn size_limit(path: &SourcePath) -> u64 {
    if path.file_name() == "index.md" { MAX_ARTICLE_BYTES } else { MAX_SETTINGS_BYTES }
}

/// The finding about a file that is larger than its limit, or `None`.
#[must_use]
pub fn too_large(size: u64, path: &SourcePath) -> Option<Diagnostic> {
    let limit = size_limit(path);
    (size > limit).then(|| {
        whole(
            path,
            format!("文件有 {size} 字节，上限是 {limit} 字节"),
            format!("the file has {size} bytes, the limit is {limit}"),
        )
        .help("拆成几篇，或把图片放在旁边的文件里", "split it, or put pictures into files of their own")
    })
}

/// Bytes as normalised text.
///
/// # Errors
/// KP108, each fault at its place, naming the true cause.
pub fn normalise(bytes: &[u8], path: &SourcePath) -> Result<String, Findings> {
    match read(bytes, path) {
        (Some(text), findings) if findings.is_empty() => Ok(text),
        (_, findings) => Err(findings),
    }
}

/// Bytes as text to be shown beside findings: never fails, and positions of [`normalise`] hold in it.
#[must_use]
pub fn shown(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => unix_lines(text).into_owned(),
        Err(_) => unix_lines(&decode_foreign(bytes).1).into_owned(),
    }
}

/// The text where it can be had, and every fault.
pub(super) fn read(bytes: &[u8], path: &SourcePath) -> (Option<String>, Findings) {
    let mut findings = Findings::default();
    if let Some(finding) = too_large(bytes.len() as u64, path) {
        findings.push(finding);
        return (None, findings);
    }
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let Ok(text) = std::str::from_utf8(unmarked.unwrap_or(bytes)) else {
        findings.push(foreign(bytes, path));
        return (None, findings);
    };
    if unmarked.is_some() {
        findings.push(
            Diagnostic::error(
                108,
                path,
                Span::new(0, 0),
                "文件开头有字节序标记（BOM）",
                "the file begins with a byte-order mark",
            )
            .help("另存为“UTF-8”，不要选“带 BOM 的 UTF-8”", "save as UTF-8 without a BOM"),
        );
    }
    let text = unix_lines(text);
    control_faults(&text, path, &mut findings);
    composition_faults(&text, path, &mut findings);
    (Some(text.into_owned()), findings)
}

fn unix_lines(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

fn whole(path: &SourcePath, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::whole_file(108, Severity::Error, path, Bilingual::new(zh, en))
}

fn foreign(bytes: &[u8], path: &SourcePath) -> Diagnostic {
    let name = decode_foreign(bytes).0;
    let finding = match name {
        Some(name) => whole(path, format!("文件是 {name} 编码，不是 UTF-8"), format!("the file is {name}, not UTF-8")),
        None => {
            let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            whole(
                path,
                format!("文件不是 UTF-8 文本：第 {line} 行有无法解读的字节"),
                format!("the file is not UTF-8 text: line {line} has bytes that mean nothing"),
            )
        }
    };
    finding.help(
        "用编辑器打开，核对文字无误后另存为 UTF-8（无 BOM）编码",
        "open it in an editor, check that the text is right, and save it as UTF-8 without a BOM",
    )
}

/// The text of a file in a foreign encoding, if the encoding is beyond doubt and loses nothing: written back it gives
/// the same bytes.
#[must_use]
pub fn recode(bytes: &[u8]) -> Option<(&'static str, String)> {
    if bytes.len() as u64 > MAX_SETTINGS_BYTES || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let (name, text) = decode_foreign(bytes);
    let name = name?;
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    // UTF-16 without its mark is told by its zero bytes; only a front matter at the begin makes it certain.
    let certain = name != "UTF-16" || marked || text.starts_with("---");
    let same = match name {
        "UTF-16" => {
            let little = bytes.starts_with(&[0xff, 0xfe]) || (!marked && bytes.get(1) == Some(&0));
            let units = text.encode_utf16().flat_map(if little { u16::to_le_bytes } else { u16::to_be_bytes });
            units.eq(bytes.iter().skip(if marked { 2 } else { 0 }).copied())
        }
        "Big5" => encoding_rs::BIG5.encode(&text).0 == bytes,
        _ => encoding_rs::GB18030.encode(&text).0 == bytes,
    };
    (certain && same && !text.contains('\u{fffd}')).then_some((name, text))
}

/// The name of a foreign encoding, if it can be told, and the text in it.
fn decode_foreign(bytes: &[u8]) -> (Option<&'static str>, String) {
    use encoding_rs::{BIG5, GB18030, UTF_16BE, UTF_16LE};
    let (marked, guess) = match bytes {
        [0xff, 0xfe, ..] => (true, Some(("UTF-16", UTF_16LE))),
        [0xfe, 0xff, ..] => (true, Some(("UTF-16", UTF_16BE))),
        _ => (false, wide_guess(bytes)),
    };
    if let Some((name, encoding)) = guess {
        let (text, broken) = encoding.decode_without_bom_handling(if marked { &bytes[2..] } else { bytes });
        if marked || !broken {
            return (Some(name), text.into_owned());
        }
    }
    // Any two high bytes are some character of GBK, and most are one of Big5: the more ordinary text is meant.
    let read = |name, encoding: &'static encoding_rs::Encoding, common: fn(&[u8]) -> bool| {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        let share = ordinary_share(&text, encoding, common);
        (!broken && share >= MIN_ORDINARY).then(|| (share, name, text.into_owned()))
    };
    // GB 2312 level 1 (3,755 characters) and the frequently used plane of Big5 (5,401), each with its punctuation.
    let simplified = read("GBK", GB18030, |pair| matches!(pair, [0xa1..=0xa3 | 0xb0..=0xd7, 0xa1..=0xfe]));
    let traditional = read("Big5", BIG5, |pair| matches!(pair, [0xa1..=0xc6, _]));
    let best = match (simplified, traditional) {
        (Some(a), Some(b)) if a.0.abs_diff(b.0) < MIN_LEAD => None,
        (a, b) => [a, b].into_iter().flatten().max_by_key(|found| found.0),
    };
    best.map_or_else(|| (None, String::from_utf8_lossy(bytes).into_owned()), |(_, name, text)| (Some(name), text))
}

/// Of a hundred wide characters so many must be ordinary for an encoding to be believed.
const MIN_ORDINARY: usize = 85;
/// By so many of a hundred one of two readings must be the more ordinary.
const MIN_LEAD: usize = 5;

/// How many of a hundred wide characters are ordinary in an encoding.
fn ordinary_share(text: &str, encoding: &'static encoding_rs::Encoding, common: fn(&[u8]) -> bool) -> usize {
    let mut buffer = [0; 4];
    let (mut wide, mut ordinary) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        let (pair, _, lost) = encoding.encode(c.encode_utf8(&mut buffer));
        wide += 1;
        ordinary += usize::from(!lost && common(&pair));
    }
    (ordinary * 100).checked_div(wide).unwrap_or(0)
}

/// UTF-16 without a mark: every ASCII character brings a zero byte on one side only.
fn wide_guess(bytes: &[u8]) -> Option<(&'static str, &'static encoding_rs::Encoding)> {
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    if low > high * 4 && low * 8 > bytes.len() {
        Some(("UTF-16", encoding_rs::UTF_16LE))
    } else if high > low * 4 && high * 8 > bytes.len() {
        Some(("UTF-16", encoding_rs::UTF_16BE))
    } else {
        None
    }
}

fn control_faults(text: &str, path: &SourcePath, findings: &mut Findings) {
    let places = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, 0 | b'\r'));
    for (at, byte) in places.take(MAX_PLACES) {
        let span = Span::new(at, at + 1);
        findings.push(if byte == 0 {
            Diagnostic::error(108, path, span, "文件里有空字符（NUL）", "the file holds a NUL character").help(
                "删去这个字符；若文件来自别的软件，重新导出为纯文本",
                "delete it, or export the file as plain text again",
            )
        } else {
            Diagnostic::error(
                108,
                path,
                span,
                "有单独的回车符（CR），各平台显示的分行会不同",
                "a lone carriage return breaks lines differently on each platform",
            )
            .help("把换行符统一为 LF", "use LF line ends")
        });
    }
}

fn composition_faults(text: &str, path: &SourcePath, findings: &mut Findings) {
    // The quick check settles nearly every file; only a doubtful one is composed.
    let doubt = unicode_normalization::is_nfc_quick(text.chars());
    if doubt == unicode_normalization::IsNormalized::Yes {
        return;
    }
    let mut places = 0;
    for (start, cluster) in clusters(text) {
        let composed: String = cluster.nfc().collect();
        if composed == cluster {
            continue;
        }
        places += 1;
        if places > MAX_PLACES {
            return;
        }
        findings.push(
            Diagnostic::error(
                108,
                path,
                Span::new(start, start + cluster.len()),
                format!(
                    "“{cluster}”由 {} 个字符拼成，规范写法（NFC）是 {} 个",
                    cluster.chars().count(),
                    composed.chars().count()
                ),
                format!("{cluster:?} is not in normal form C, which is {composed:?}"),
            )
            .help(format!("删掉重打为“{composed}”"), format!("type it again as {composed:?}")),
        );
    }
}

/// A starter with the marks that follow it; conjoining Hangul and other pairs stay together by their class.
pub fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let joins = |c: char| {
        canonical_combining_class(c) != 0
            || unicode_normalization::char::is_combining_mark(c)
            || matches!(c, '\u{1160}'..='\u{11ff}')
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = text.len() - rest.len();
        let mut chars = rest.char_indices();
        chars.next()?;
        let end = chars.find(|(_, c)| !joins(*c)).map_or(rest.len(), |(at, _)| at);
        let (cluster, after) = rest.split_at(end);
        rest = after;
        Some((start, cluster))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> SourcePath {
        SourcePath::new("content/a/index.md").expect("clean")
    }

    fn messages(bytes: &[u8]) -> Vec<String> {
        match normalise(bytes, &path()) {
            Ok(_) => Vec::new(),
            Err(findings) => findings.sorted().into_iter().map(|finding| finding.message.zh).collect(),
        }
    }

    #[test]
    fn crlf_becomes_lf_without_a_word() {
        assert_eq!(normalise("a\r\n高温\r\n".as_bytes(), &path()).ok().as_deref(), Some("a\n高温\n"));
    }

    #[test]
    fn names_the_true_encoding() {
        let text = "---\nkepu: 1\ntitle: 高温天气如何预防中暑\n---\n每小时喝水，不要等口渴。\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide.iter().copied()).collect();
        let (big5, _, _) =
            encoding_rs::BIG5.encode("---\ntitle: 高溫天氣如何預防中暑\n---\n每小時喝水，不要等口渴。\n");
        for (bytes, name) in [
            (&gbk[..], "GBK"),
            (&big5, "Big5"),
            (&wide, "UTF-16"),
            (&marked, "UTF-16"),
            (&[b'\n', 0xff, 0xc0], "第 2 行"),
        ] {
            let found = messages(bytes);
            assert!(found.len() == 1 && found[0].contains(name), "{name}: {found:?}");
            assert_eq!(recode(bytes).map(|(found, _)| found), Some(name).filter(|name| name.is_ascii()), "{name}");
        }
        assert_eq!(recode(&gbk).map(|(_, text)| text).as_deref(), Some(text));
        assert_eq!(recode(&marked).map(|(_, text)| text).as_deref(), Some(text));
        assert_eq!(recode(text.as_bytes()), None);
        assert_eq!(recode(&[&marked[..], &[0]].concat()), None, "half a character at the end");
        assert_eq!(shown(&gbk), text);
        assert_eq!(shown(&marked), text);
    }

    #[test]
    fn reports_every_place() {
        let found = messages("\u{feff}a\rb\0c\ncafe\u{301}\n".as_bytes());
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found.iter().any(|message| message.contains("由 2 个字符拼成")), "{found:?}");
        assert!(messages("ｃａｆé 高温，⽇".as_bytes()).is_empty(), "look-alikes are another rule's matter");
    }

    #[test]
    fn refuses_what_is_too_large() {
        assert_eq!(messages(&vec![b'a'; (MAX_ARTICLE_BYTES + 1) as usize]).len(), 1);
        assert!(messages(&vec![b'a'; MAX_ARTICLE_BYTES as usize]).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
            let _ = shown(&bytes);
            if let (Some(text), findings) = read(&bytes, &path()) {
                for finding in findings.iter() {
                    let span = finding.primary.span.unwrap_or_default().range();
                    proptest::prop_assert!(text.get(span).is_some());
                }
            }
        }
    }
}
