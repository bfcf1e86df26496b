//! KP101 · unfenced-front-matter · Without both `---` lines nobody can tell fields from text. Found while loading.

use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 101,
    name: "unfenced-front-matter",
    severity: Severity::Error,
    since: "0.1",
    zh: "缺少或未闭合的前置元数据",
    en: "front matter missing or not closed",
    what: "每篇文章是一个目录，正文写在目录里的 index.md。文件第一行必须是单独一行 ---，接着是各字段，再以单独一行 --- 结束，\
           后面才是正文。content 目录里不属于任何文章的 .md 文件（README.md 除外）也会指出来，因为它不会发布。",
    why: "标题、受众、风险、送审状态都在前置元数据里。分不清哪里是字段、哪里是正文，就无法核对审的是什么、发的是什么。",
    fix: "用三个半角减号 --- 单独成行，前后各一道，行尾不留空格；不要用破折号或全角符号。新文章用 kepu new 生成最省事。",
    english: "An article is a directory with an index.md that begins with a line `---`, then fields, then another line `---`. \
              Markdown below content/ that belongs to no article is told as well, as it will not be published. Use three \
              ASCII hyphens, or let kepu new write the file.",
    source: None,
    bad: &[
        Example { files: &[("content/demo/index.md", "⟦# 柑橘怎么防冻⟧\n\n霜冻来临前培土。\n")], now: None },
        Example { files: &[("content/demo/index.md", "---\n...\n⟦——⟧\n\n霜冻来临前培土。\n")], now: None },
        Example { files: &[("content/notes.md", "随手记下的内容。\n")], now: None },
    ],
    good: &[
        Example { files: &[("content/demo/index.md", "---\n...\n---\n\n霜冻来临前培土。\n")], now: None },
        Example { files: &[("content/README.md", "这个目录放示例文章。\n")], now: None },
    ],
    check: Check::Load,
};
