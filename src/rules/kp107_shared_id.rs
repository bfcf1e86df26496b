//! KP107 · shared-id · Two articles claim one id, so nobody can tell which was approved. Found while loading.
//!
//! The finding is an error of both articles and not fatal for the run: neither is shown, and one copied directory
//! does not stop everything else from being published.

use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 107,
    name: "shared-id",
    severity: Severity::Error,
    since: "0.1",
    zh: "文章编号重复",
    en: "duplicate article id",
    what: "全站每个文章编号只能属于一篇文章。发现重复时两篇都暂缓发布，其余文章照常。",
    why: "审核签署按编号和内容绑定。两篇共用一个编号，就说不清批准的是哪一篇，也会争同一个网址。常见原因是复制目录后忘了改编号。",
    fix: "给后写的那一篇换一个新编号（kepu new 会生成）；用过的编号不可再用。",
    english: "An id belongs to one article. Both holders are held back, as nobody could say which was approved; everything else is \
              published. Give the newer one an id of its own; used ids are never reused.",
    source: None,
    bad: &[Example {
        files: &[
            ("content/demo/index.md", "---\nid: ⟦jx-example-article⟧\n...\n---\n\n正文。\n"),
            ("content/copy/index.md", "---\nid: ⟦jx-example-article⟧\n...\n---\n\n另一篇。\n"),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            ("content/demo/index.md", "---\nid: jx-example-first\n...\n---\n\n正文。\n"),
            ("content/copy/index.md", "---\nid: jx-example-second\n...\n---\n\n另一篇。\n"),
        ],
        now: None,
    }],
    check: Check::Load,
};
