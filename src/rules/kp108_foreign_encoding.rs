//! KP108 · foreign-encoding · Bytes that other machines would show as other text. Found while loading.

use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 108,
    name: "foreign-encoding",
    severity: Severity::Error,
    since: "0.1",
    zh: "编码不合规（非 UTF-8、BOM、空字符、单独回车、非 NFC）或超出大小限制",
    en: "bad encoding (UTF-8, BOM, NUL, lone CR, non-NFC) or too large",
    what: "文件必须是不带 BOM 的 UTF-8 文本，不含空字符和单独的回车，字符用规范写法（NFC）。\
           GBK、Big5、UTF-16 会直接说出名字。index.md 不超过 1 MiB，旁边每个文件不超过 32 MiB。",
    why: "编码不对，文字在别的电脑上就是乱码；看起来一样、编码不同的字符会让检索找不到，也会让同一段文字算出两个审核版本。",
    fix: "用编辑器“另存为”，编码选 UTF-8（不带 BOM），换行选 LF；拼出来的字符删掉重打。",
    english: "Files are UTF-8 without a BOM, without NUL or lone carriage returns, in normal form C, and not too large. Other \
              encodings are named. Save the file as UTF-8 and type decomposed characters again.",
    source: Some("Unicode UAX #15（规范化形式）"),
    bad: &[
        Example { files: &[("content/demo/index.md", "\u{feff}---\n...\n---\n\n正文。\n")], now: None },
        Example { files: &[("content/demo/index.md", "---\n...\n---\n\n正⟦\u{0}⟧文。\n")], now: None },
        Example { files: &[("content/demo/index.md", "---\n...\n---\n\n一杯caf⟦e\u{301}⟧。\n")], now: None },
    ],
    good: &[Example { files: &[("content/demo/index.md", "---\n...\n---\n\n一杯caf\u{e9}。\r\n")], now: None }],
    check: Check::Load,
};
