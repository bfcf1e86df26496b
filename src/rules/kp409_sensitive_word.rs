//! KP409 · sensitive-word · A word can hurt those it names.

use std::ops::Range;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::lexicon::{Entry, Lexicon, Name};

use super::example::page;
use super::quoted::is_quoted;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 409,
    name: "sensitive-word",
    severity: Severity::Warning,
    since: "0.1",
    zh: "含歧视性称谓或不规范的说法",
    en: "discriminating or improper wording",
    what: "检查标题、摘要和正文里有没有慎用词（词表 lexicons/sensitive.txt），例如“残废”“老年痴呆”。引号和书名号里的不算。",
    why: "科普是写给所有人的。一个称谓就能把读者推开，规范的说法也是新闻出版的要求。",
    fix: "换成提示的说法；确是转述原话的，加引号。",
    english: "Titles, summaries and texts use no words of lexicons/sensitive.txt, which discriminate or are improper; quoted words \
              are fine. Write what the list proposes, or quote.",
    source: Some("新华社新闻信息报道中的禁用词和慎用词（2016年7月修订）；残疾人保障法第三条"),
    bad: &[page!("这里有给⟦残废人⟧用的坡道。")],
    good: &[page!("这里有给残疾人用的坡道。旧称“老年痴呆”的病，现在叫阿尔茨海默病。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let list = cx.site.lexicons.get(Name::Sensitive);
    let front = &cx.article.front;
    let own = front.editions.values().flat_map(|words| [&words.title, &words.summary]).flatten();
    for text in [&front.title, &front.summary].into_iter().chain(own) {
        for (_, entry) in unquoted(&text.value, list) {
            let (zh, en) = says(entry);
            out.push(helped(RULE.in_front(cx, text.span, zh, en), entry));
        }
    }
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for (range, entry) in unquoted(&block.text, list) {
            let (zh, en) = says(entry);
            out.push(helped(RULE.in_body(cx, block.place(range.start, range.end), zh, en), entry));
        }
    }
}

fn unquoted<'a>(text: &'a str, list: &'a Lexicon) -> impl Iterator<Item = (Range<usize>, &'a Entry)> {
    let found = list.find(text).filter(|found| !is_quoted(&text[..found.range.start]));
    found.map(|found| (found.range, found.entry))
}

fn says(entry: &Entry) -> (String, String) {
    (format!("“{}”：{}", entry.word, entry.text(1)), format!("“{}” is a word to avoid", entry.word))
}

fn helped(finding: Diagnostic, entry: &Entry) -> Diagnostic {
    finding.help(format!("改为“{}”；转述原话请加引号", entry.text(0)), format!("write “{}”, or quote", entry.text(0)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn said_and_quoted() {
        assert_eq!(marks(&RULE, "残废人和“残废人”，《瞎子》与瞎子"), ["残废人", "瞎子"]);
        assert_eq!(marks(&RULE, "`残废`"), ["残废"]);
        let bed = Bed::new("字").front(|front| front.title.value = "老年痴呆怎么防".to_owned());
        assert_eq!(bed.marks(&RULE), ["front"]);
        assert_eq!(bed.findings(&RULE)[0].helps[0].zh, "改为“认知障碍、阿尔茨海默病”；转述原话请加引号");
    }
}
