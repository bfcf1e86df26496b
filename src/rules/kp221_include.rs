//! KP221 · broken-include · A file that cannot stand where its link is. Found while loading.

use crate::diag::Severity;

use super::example::page;
use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 221,
    name: "broken-include",
    severity: Severity::Error,
    since: "0.2",
    zh: "引用的文件不能放进正文",
    en: "an included file that cannot stand in the text",
    what: "检查标题为“引用”的链接，例如 `[用药安全三条](safety.md \"引用\")`：要独占一段，指向本文目录里的一个 .md 文件；\
           文件要存在、是 UTF-8、没有前置元数据、不再引用别的文件、只引用一次、不超过 32 KiB。",
    why: "引用的文件会成为正文的一部分，审核人签的是连它在内的全文。引用不成，正文就少了一段话，而签署的人以为它在。",
    fix: "照提示改；要链接到另一篇文章，去掉“引用”两个字就是普通链接。",
    english: "A link titled `引用` stands for a Markdown file beside the article and must be alone in its paragraph. The file \
              must exist, be UTF-8 of at most 32 KiB, have no front matter, include nothing itself and be included once. \
              Without the title it is an ordinary link.",
    source: None,
    bad: &[
        page!("⟦[三条](safety.md \"引用\")⟧"),
        page!("先看⟦[三条](safety.md \"引用\")⟧。", "safety.md" => "多喝水。\n"),
        page!("⟦[三条](safety.md \"引用\")⟧", "safety.md" => "---\ntitle: 三条\n---\n\n多喝水。\n"),
        page!("⟦[三条](safety.md \"引用\")⟧", "safety.md" => "[又](safety.md \"引用\")\n"),
        page!("[三条](safety.md \"引用\")\n\n⟦[三条](safety.md \"引用\")⟧", "safety.md" => "多喝水。\n"),
        page!("⟦[三条](../safety.md \"引用\")⟧"),
        page!("⟦[三条](safety.txt \"引用\")⟧", "safety.txt" => "多喝水。\n"),
    ],
    good: &[page!("先看：\n\n[三条](safety.md \"引用\")\n\n再做。", "safety.md" => "多喝水。\n"), OTHER_ARTICLE],
    check: Check::Load,
};

/// The same link without the title.
const OTHER_ARTICLE: Example = Example {
    files: &[
        ("content/demo/index.md", "---\n...\n---\n\n见[别的](../other/index.md)。\n"),
        ("content/other/index.md", "---\n...\nid: jx-example-other\n---\n\n正文。\n"),
    ],
    now: None,
};
