//! KP218 · broken-block · A line `:::` that makes no block.

use crate::diag::{Findings, Severity};
use crate::markup::container::{FaultKind, KINDS};
use crate::markup::outline::Block;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 218,
    name: "broken-block",
    severity: Severity::Error,
    since: "0.1",
    zh: "“:::”块没有合上、名字不对，或者不起作用",
    en: "a \":::\" block is unclosed, unknown or without effect",
    what: "检查以三个以上半角冒号开头的行：`::: 名字` 打开一块，单独一行 `:::` 合上。没有合上、没有打开就合上、名字不认识、不该套的块套块、\
           写在代码或 HTML 里、前面有空格、用了全角冒号，都算。代码里的不算。",
    why: "没有合上的块会把后面的正文都吞进去，名字写错的块会变成普通文字：审核人以为是辟谣卡片，读者看到的却不是。",
    fix: "每个 `::: 名字` 配一行 `:::`，都顶格写，前后各空一行；名字用：人群、谣言、步骤、农时、安全、实验、测验、要点、展项、图表。只有“人群”块里可以再放一层别的块。",
    english: "`::: name` opens a block and a line `:::` closes it. An unclosed block swallows the rest of the article; a \
              misspelt one turns into ordinary text. Close each block, at the start of a line, and use one of the names: \
              audience, rumour, steps, season, safety, experiment, quiz, brief, stop, chart. Only \
              `audience` takes another block inside.",
    source: None,
    bad: &[
        page!("⟦::: 步骤⟧\n\n1. 关火。\n2. 开窗。"),
        page!("⟦::: 步聚⟧\n\n1. 关火。\n\n:::"),
        page!("多喝水。\n\n⟦:::⟧"),
        page!("⟦：：：⟧步骤"),
    ],
    good: &[page!("::: 步骤\n\n1. 关火。\n2. 开窗。\n\n:::\n\n写法见 `:::`。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for fault in &cx.document.faults {
        let (zh, en) = message(&fault.what);
        let (help_zh, help_en) = help(&fault.what);
        out.push(RULE.in_body(cx, fault.span, zh, en).help(help_zh, help_en));
    }
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for at in leftovers(block) {
            let len = block.text[at..].chars().take(3).map(char::len_utf8).sum::<usize>();
            let finding = RULE.in_body(
                cx,
                block.place(at, at + len),
                "三个冒号在这里不起作用，会原样显示",
                "three colons have no effect here and stay on the page",
            );
            out.push(finding.help(
                "顶格写半角冒号：“::: 名字”，合上写“:::”",
                "write ASCII colons at the start of a line: `::: name`, and `:::` to close",
            ));
        }
    }
}

fn leftovers(block: &Block) -> Vec<usize> {
    let found = [":::", "：：："].iter().flat_map(|colons| block.text.match_indices(colons));
    found.map(|(at, _)| at).filter(|&at| !block.is_code(at)).collect()
}

fn message(what: &FaultKind) -> (String, String) {
    match what {
        FaultKind::Unclosed => ("这一块没有合上".into(), "this block is not closed".into()),
        FaultKind::Unknown(name) => (format!("没有名叫“{name}”的块"), format!("no block is named “{name}”")),
        FaultKind::Unopened => ("这里没有打开的块可以合上".into(), "nothing is open here".into()),
        FaultKind::Nested => ("这一块不能放在另一块里".into(), "this block cannot stand inside another".into()),
        FaultKind::Setting => ("花括号里只能写“地区=…”".into(), "braces on this line may only hold `region=…`".into()),
        FaultKind::Unread => (
            "“:::”在这里不起作用：它在代码或 HTML 里".into(),
            "\":::\" has no effect here: it stands in code or HTML".into(),
        ),
    }
}

fn help(what: &FaultKind) -> (String, String) {
    match what {
        FaultKind::Unclosed => ("在这一块的末尾加一行“:::”".into(), "add a line `:::` at the end of the block".into()),
        FaultKind::Unknown(name) => unknown_help(name),
        FaultKind::Unopened => {
            ("删掉这一行，或在前面打开一块".into(), "delete the line, or open a block before it".into())
        }
        FaultKind::Nested => (
            "先用“:::”合上外面的一块；只有“人群”块里可以再放一层别的块".into(),
            "close the outer block first; only an `audience` block takes one more level".into(),
        ),
        FaultKind::Setting => ("例如 {地区=赣州市 吉安市}".into(), "for instance {region=赣州市 吉安市}".into()),
        FaultKind::Unread => {
            ("顶格写，前后各空一行".into(), "write it at the start of a line, with blank lines around".into())
        }
    }
}

fn unknown_help(name: &str) -> (String, String) {
    let near = KINDS.iter().filter(|(_, zh, ascii)| {
        let is_near = |known: &str| strsim::damerau_levenshtein(known, name) <= known.chars().count() / 2;
        is_near(zh) || is_near(ascii)
    });
    match near.map(|(_, zh, ascii)| (*zh, *ascii)).next() {
        Some((zh, ascii)) => (format!("是不是“{zh}”？"), format!("did you mean `{ascii}`?")),
        None => {
            let list = |pick: fn(&(crate::markup::container::Kind, &'static str, &'static str)) -> &'static str| {
                KINDS.iter().map(pick).collect::<Vec<_>>()
            };
            (
                format!("用其中一个：{}", list(|row| row.1).join("、")),
                format!("use one of: {}", list(|row| row.2).join(", ")),
            )
        }
    }
}
