//! What people are told of faults in the writing: the fact, and what to do.

use super::cause::CauseKind;
use super::yaml::{MarkKind, SlipKind};
use crate::diag::Bilingual;

/// A fact and an imperative.
pub(super) struct Words {
    pub(super) fact: Bilingual,
    pub(super) help: Bilingual,
}

fn words(fact: (impl Into<String>, impl Into<String>), help: (impl Into<String>, impl Into<String>)) -> Words {
    Words { fact: Bilingual::new(fact.0, fact.1), help: Bilingual::new(help.0, help.1) }
}

const QUOTE_IT: (&str, &str) = ("给整个值加英文双引号 \"…\"", "put the value in double quotes");
const WRITE_OUT: (&str, &str) =
    ("写出完整内容；若是文字，给整个值加英文双引号", "write the value out, or quote it if it is text");
const COMPARE: (&str, &str) = ("对照 kepu new 生成的样例改写这一段", "compare it with what kepu new writes");

/// Words about something the subset refuses; `written` is its text.
pub(super) fn of_mark(kind: &MarkKind, written: &str) -> Words {
    match kind {
        MarkKind::Anchor => words(("不允许使用锚点（&）", "anchors (&) are not allowed"), WRITE_OUT),
        MarkKind::Alias => words(("不允许使用引用（*）", "aliases (*) are not allowed"), WRITE_OUT),
        MarkKind::Tag => words(("不允许使用类型标签（!）", "tags (!) are not allowed"), WRITE_OUT),
        MarkKind::Merge => words(
            ("不允许使用合并键（<<）", "merge keys (<<) are not allowed"),
            ("把各字段分别写出来", "write the fields out"),
        ),
        MarkKind::Document => words(
            ("只能有一份 YAML 文档，这里又开始了一份", "one YAML document only, a second begins here"),
            ("删去这一行", "delete this line"),
        ),
        MarkKind::ComplexKey => {
            words(("字段名必须是文字", "a key must be text"), ("改为“字段名: 值”", "write `key: value`"))
        }
        MarkKind::Duplicate(_) => words(
            (format!("字段“{written}”重复"), format!("the key `{written}` stands twice")),
            ("只留一处", "keep one of them"),
        ),
        MarkKind::CutByHash => words(
            (
                format!("“{written}”前有空格，会被当作注释丢掉"),
                format!("{written:?} is a comment here and would be lost"),
            ),
            (
                "是文字就给整个值加英文双引号；是注释就在 # 后加空格",
                "quote the value if it is text, or put a space after # if it is a comment",
            ),
        ),
    }
}

/// Words about a mistake with colons, quotes and first characters; `place` is the text it was found at.
pub(super) fn of_cause(kind: CauseKind, key: &str, place: &str) -> Words {
    match kind {
        CauseKind::FullColon => words(
            (format!("“{key}”后面是全角冒号“：”，应为半角冒号加空格"), format!("a full-width colon after `{key}`")),
            (format!("改为“{key}: …”"), format!("write `{key}: …`")),
        ),
        CauseKind::TightColon => words(
            (format!("“{key}:”的冒号后面缺一个空格"), format!("no space after the colon of `{key}`")),
            (format!("改为“{key}: …”"), format!("write `{key}: …`")),
        ),
        CauseKind::WideSpace => words(
            ("这里是全角空格或不换行空格，YAML 只认半角空格", "a wide space where YAML wants a plain one"),
            ("删去它，打一个半角空格", "type a plain space"),
        ),
        CauseKind::InnerColon => {
            words(("值里面有“冒号加空格”，会被当作另一个字段", "a colon and a space inside the value"), QUOTE_IT)
        }
        CauseKind::FlowColon => words(
            ("这里多了一个冒号，或前面缺一个逗号", "one colon too many, or a comma missing before it"),
            (
                "字段之间用半角逗号分开；值里有冒号时给值加英文双引号",
                "put a comma between fields, or quote a value that holds a colon",
            ),
        ),
        CauseKind::OpenQuote(quote) => words(
            (format!("引号 {quote} 没有配对"), format!("the quote {quote} is not closed")),
            (format!("在值的末尾补上 {quote}"), format!("close it with {quote}")),
        ),
        CauseKind::FullQuote(quote) => words(
            (
                format!("左边是英文引号，右边是全角引号“{quote}”"),
                format!("opened with an ASCII quote, closed with {quote}"),
            ),
            ("两边都用英文引号", "use ASCII quotes on both sides"),
        ),
        CauseKind::AfterQuote => words(
            (format!("引号已经结束，后面还有“{place}”"), format!("{place:?} follows the closing quote")),
            ("把整个值放进一对引号，里面的引号改用“”", "put the whole value in one pair of quotes"),
        ),
        CauseKind::Reserved(mark) => {
            words((format!("值不能以 {mark} 开头"), format!("a value cannot begin with {mark}")), QUOTE_IT)
        }
        other => of_structure(other, place),
    }
}

/// Words about brackets and columns.
fn of_structure(kind: CauseKind, place: &str) -> Words {
    let mate = |open: char| if open == '[' { ']' } else { '}' };
    let write = |open: char| (format!("改为半角的 {}", mate(open)), format!("write {}", mate(open)));
    match kind {
        CauseKind::OpenBracket(open) => words(
            (format!("括号 {open} 没有配对"), format!("the bracket {open} is not closed")),
            (format!("补上 {}", mate(open)), format!("close it with {}", mate(open))),
        ),
        CauseKind::FullBracket(open, close) => words(
            (format!("括号 {open} 用了全角的“{close}”结束"), format!("{open} is closed with the full-width {close}")),
            write(open),
        ),
        CauseKind::WrongBracket(open, close) => words(
            (format!("括号 {open} 用 {close} 结束，两者不配对"), format!("{open} is closed with {close}")),
            write(open),
        ),
        CauseKind::AfterBracket => words(
            (format!("括号已经结束，后面还有“{place}”"), format!("{place:?} follows the closing bracket")),
            ("删去多余的文字", "delete it"),
        ),
        CauseKind::FullComma => words(
            ("这里是全角逗号“，”，字段之间要用半角逗号", "a full-width comma between fields"),
            ("改为半角逗号加空格", "write an ASCII comma and a space"),
        ),
        CauseKind::TightItem => {
            words(("清单项的减号后面缺一个空格", "no space after the dash of an item"), ("写成“- …”", "write `- …`"))
        }
        CauseKind::StarItem => words(
            ("清单项用减号开头，不用星号", "an item begins with a dash, not with a star"),
            ("把 * 改为 -", "write - instead of *"),
        ),
        CauseKind::ItemAfterKey => words(
            ("清单不能写在字段名的同一行", "a list cannot begin on the line of its key"),
            ("另起一行写“  - …”，或写成 [甲, 乙]", "begin it on the next line, or write [a, b]"),
        ),
        CauseKind::TooDeep => words(
            ("这一行缩进过多", "the line is indented too far"),
            ("与同级的字段左端对齐", "align it with its neighbours"),
        ),
        CauseKind::Misaligned => words(
            ("这一行的缩进与上面各行都不对齐", "the line is aligned with none above it"),
            ("与同级的字段左端对齐，每级两格", "align it with its neighbours, two spaces a level"),
        ),
        // The rest is told by `of_cause`.
        _ => words(("这里的 YAML 写法无法识别", "the YAML cannot be read here"), COMPARE),
    }
}

/// Words for what only the parser noticed.
pub(super) fn of_slip(kind: SlipKind) -> Words {
    let fact = match kind {
        SlipKind::Quote => ("引号没有配对", "a quote is not closed"),
        SlipKind::AfterQuote => ("引号结束后还有文字", "text after a closing quote"),
        SlipKind::Escape => ("双引号里的反斜杠写法不存在", "an unknown escape in double quotes"),
        SlipKind::Bracket => ("括号没有配对", "a bracket is not closed"),
        SlipKind::Separator => ("括号里缺少逗号或冒号", "a comma or colon is missing between brackets"),
        SlipKind::NotAKey => ("这一行不是“字段名: 值”", "the line is not `key: value`"),
        SlipKind::Colon => ("这里不应有冒号", "a colon cannot stand here"),
        SlipKind::Indent => ("缩进不对", "wrong indentation"),
        SlipKind::Item => ("清单项“- ”不能写在这里", "a list item cannot stand here"),
        SlipKind::Reserved(_) => ("值不能以这个字符开头", "a value cannot begin with this character"),
        SlipKind::Directive => ("不允许使用 YAML 指令（%）", "YAML directives (%) are not allowed"),
        SlipKind::Depth => ("嵌套超过 16 层", "nested deeper than 16 levels"),
        SlipKind::Size | SlipKind::Other => ("这里的 YAML 写法无法识别", "the YAML cannot be read here"),
    };
    words(fact, COMPARE)
}
