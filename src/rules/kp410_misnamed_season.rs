//! KP410 · misnamed-season · A calendar can only follow a season that it knows by name.

use crate::diag::{Findings, Severity};
use crate::lexicon::{Lexicon, Name};

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 410,
    name: "misnamed-season",
    severity: Severity::Warning,
    since: "0.1",
    zh: "节气或时令的名字写错，或不在词表里",
    en: "solar term or season misspelt or unknown",
    what: "前置元数据的 season 里至少要有一个词表（lexicons/seasons.txt）里的名字，例如“惊蛰”“双抢”；正文里节气的常见错写（惊蜇、处署）也会指出。",
    why: "农时、节庆的稿件靠这个名字排到当季；写错一个字就排不上，读者也会看出来。",
    fix: "照提示改；本地特有的时令，请治理人员加进站点自己的 lexicons/seasons.txt。",
    english: "`season` names at least one season of lexicons/seasons.txt, and the usual misspellings of solar terms are told in the \
              text. Write the name as the list has it, or have a local season added to the site's list.",
    source: Some("GB/T 33661-2017 农历的编算和颁行"),
    bad: &[page!("season: ⟦惊蜇⟧"; "正文。"), page!("⟦处署⟧以后天气转凉。")],
    good: &[page!("season: 惊蛰前后"; "处暑以后天气转凉。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let list = cx.site.lexicons.get(Name::Seasons);
    if let (Some(season), Some(entry)) = (&cx.article.front.season, cx.authored.get("season"))
        && !list.occurs(season, |_| true)
    {
        let span = entry.value.span;
        let finding =
            RULE.in_front(cx, span, format!("没有叫“{season}”的时令"), format!("there is no season “{season}”"));
        out.push(match meant(season, list) {
            Some(name) => finding.help(format!("改为“{name}”"), format!("write “{name}”")),
            None => finding.help("写节气或时令的名字，例如“立夏”“双抢”", "name a solar term or a season, such as 立夏"),
        });
    }
    let misspellings: Vec<(&str, &str)> =
        list.entries().iter().flat_map(|entry| entry.words(0).map(|wrong| (wrong, entry.word.as_str()))).collect();
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for (wrong, name) in &misspellings {
            for (at, _) in block.text.match_indices(wrong) {
                let span = block.place(at, at + wrong.len());
                let (zh, en) = (format!("“{wrong}”应是“{name}”"), format!("“{wrong}” should be “{name}”"));
                out.push(RULE.in_body(cx, span, zh, en).help(format!("改为“{name}”"), format!("write “{name}”")));
            }
        }
    }
}

/// The season whose misspelling stands in a text, or that differs from it in one character.
fn meant<'a>(text: &str, list: &'a Lexicon) -> Option<&'a str> {
    let misspelt = list.entries().iter().find(|entry| entry.words(0).any(|wrong| text.contains(wrong)));
    let near = || list.entries().iter().find(|entry| strsim::levenshtein(&entry.word, text) == 1);
    misspelt.or_else(near).map(|entry| entry.word.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;
    use crate::lexicon::built_in;

    #[test]
    fn misspellings() {
        assert_eq!(marks(&RULE, "惊蜇过后，从处署起，再到惊蛰。"), ["惊蜇", "处署"]);
        let list = built_in().get(Name::Seasons);
        assert_eq!(meant("惊蜇", list), Some("惊蛰"));
        assert_eq!(meant("立下", list), Some("立春"));
        assert_eq!(meant("某某某", list), None);
    }
}
