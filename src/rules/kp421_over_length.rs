//! KP421 · over-length · An edition has room for so many words; what is longer is not read to its end.

use crate::diag::{Findings, Severity};
use crate::markup::citation::without_citations;
use crate::markup::counting::{count_words, reading_minutes};
use crate::markup::outline::BlockKind;

use super::edition_text::editions;
use super::example::page;
use super::{ArticleCx, Check, Example, Rule};

/// More than a hundred characters.
macro_rules! paragraph {
    () => {
        "早上量血压，晚上再量一次。量以前先坐一会儿，不说话，不抽烟，不喝茶。量完把两个数记在本子上，写清楚日期和时间。\
         连着量七天，带上本子去看医生。量的时候袖带和心口一样高，松紧能插进两个手指。两次之间隔一两分钟，取平均数。\
         天冷时先把屋子烧暖，再脱下厚衣服量。\n\n"
    };
}

const LONG: &str = concat!(
    "---\n...\naudience: [⟦老年人⟧]\n---\n\n",
    paragraph!(),
    paragraph!(),
    paragraph!(),
    paragraph!(),
    paragraph!(),
    paragraph!(),
    paragraph!(),
);

pub(super) static RULE: Rule = Rule {
    code: 421,
    name: "over-length",
    severity: Severity::Info,
    since: "0.1",
    zh: "篇幅超过受众的上限",
    en: "longer than the audience reads",
    what: "数稿件点名的每个受众看到的正文有多少字（汉字、西文词、数各算一个，来源标注和代码不数），和受众档案的 language.length 比。",
    why: "老人看五六百字就累了，工人班前只有几分钟；最要紧的话排在最后，等于没说。",
    fix: "先删同一个意思说两遍的，再把次要的另写一篇；某一个受众不需要的段落，用“::: 人群”只给需要的人看。",
    english: "Counts the words of each named audience's edition (Chinese characters, other words and numbers) against `length` of its \
              profile. Cut what is said twice, move the rest to an article of its own, or keep a passage for the audiences that need it.",
    source: None,
    bad: &[Example { files: &[("content/demo/index.md", LONG)], now: None }],
    good: &[page!("audience: [老年人]"; "短。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for named in editions(cx) {
        let language = &named.audience.language;
        let Some(limit) = named.audience.length_for(&cx.article.front.editions) else { continue };
        let shown = named.blocks.iter().filter(|block| block.kind != BlockKind::Label);
        let n_words: usize = shown.map(|block| count_words(&without_citations(&block.text))).sum();
        if n_words <= usize::try_from(limit).unwrap_or(usize::MAX) {
            continue;
        }
        let minutes = reading_minutes(n_words, language.per_minute);
        let finding = RULE.in_front(
            cx,
            named.span,
            format!("{}版有 {n_words} 字，约 {minutes} 分钟，上限是 {limit} 字", named.audience.label),
            format!(
                "{n_words} words in the {} edition, about {minutes} minutes; it takes {limit}",
                named.audience.label_en
            ),
        );
        out.push(finding.help("删掉重复的，次要的另写一篇", "cut what is said twice; move what matters less"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;
    use crate::model::audience::Language;

    #[test]
    fn each_edition_by_its_own_limit() {
        let mut bed = Bed::new("四个汉字。DNA 37.5[^s1]\n\n```\n代码\n```");
        bed.article.front.audience = vec![at("e".to_owned()), at("f".to_owned())];
        let with = |id: &str, length: u32| {
            let mut reader = audience(id);
            reader.language = Language { length: Some(length), ..Language::default() };
            reader
        };
        bed.audiences = vec![with("e", 5), with("f", 6)];
        let found = bed.findings(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message.zh, "某版版有 6 字，约 1 分钟，上限是 5 字");
    }
}
