//! KP111 · long-for-kiosk · A title or summary that a kiosk would cut.

use super::{ArticleCx, Check, Rule};
use super::example::page;
use crate::diag::{Findings, Severity};
use crate::model::span::Spanned;

/// Two lines of a kiosk card at its largest type.
const MAX_TITLE: usize = 30;

/// Three lines below it.
const MAX_SUMMARY: usize = 90;

pub(super) static RULE: Rule = Rule {
    code: 111,
    name: "long-for-kiosk",
    severity: Severity::Warning,
    since: "0.1",
    zh: "标题或摘要过长，终端会被截断",
    en: "title or summary too long for kiosks",
    what: "标题不超过 30 个汉字，摘要不超过 90 个汉字（两个半角字符算一个汉字）。各版自己的标题和摘要也一样。",
    why: "科普e站和手机列表每张卡片只有几行，超出的部分会被截掉；截掉的往往正是“不要”两个字后面的内容。",
    fix: "把标题收成一句话，细节放进摘要；摘要只写读者能做的事。",
    english: "Titles hold 30 Han characters and summaries 90 (two ASCII characters count as one). A kiosk card cuts the rest, \
              which may be the part that matters. Shorten them.",
    source: None,
    bad: &[
        page!("title: ⟦高温天气下从事露天作业的劳动者如何科学补水防暑以及出现中暑先兆时应当怎样处置⟧"; "正文。"),
        page!("editions:\n  farmers: {title: ⟦高温天气下从事露天作业的劳动者如何科学补水防暑以及出现中暑先兆时应当怎样处置⟧}"; "正文。"),
    ],
    good: &[page!("title: 高温天气如何预防中暑"; "正文。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let own = front.editions.values();
    let titles = std::iter::once(&front.title).chain(own.clone().filter_map(|words| words.title.as_ref()));
    let summaries = std::iter::once(&front.summary).chain(own.filter_map(|words| words.summary.as_ref()));
    let titles = titles.map(|text| (text, ("标题", "title"), MAX_TITLE));
    for (text, what, limit) in titles.chain(summaries.map(|text| (text, ("摘要", "summary"), MAX_SUMMARY))) {
        measure(cx, text, what, limit, out);
    }
}

fn measure(cx: &ArticleCx<'_>, text: &Spanned<String>, what: (&str, &str), limit: usize, out: &mut Findings) {
    let length = han_length(&text.value);
    if length > limit {
        let finding = RULE.in_front(
            cx,
            text.span,
            format!("{}有 {length} 个字，上限是 {limit}", what.0),
            format!("the {} has {length} characters, the limit is {limit}", what.1),
        );
        out.push(finding.help(format!("缩短到 {limit} 个字以内"), format!("shorten it to {limit}")));
    }
}

/// Length in Han characters; two ASCII characters take the room of one.
fn han_length(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1_usize } else { 2 }).sum::<usize>().div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at};
    use super::*;

    #[test]
    fn the_limit_itself_is_allowed() {
        let run = |title: String| Bed::new("字").front(|front| front.title = at(title)).findings(&RULE).len();
        assert_eq!(run("字".repeat(MAX_TITLE)), 0);
        assert_eq!(run("字".repeat(MAX_TITLE) + "a"), 1);
        assert_eq!(run("a".repeat(MAX_TITLE * 2)), 0);
    }
}
