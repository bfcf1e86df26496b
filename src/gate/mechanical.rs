//! Whether one version differs from another by slips of the pen alone (KP722).
//!
//! A machine cannot tell a slip from a lie, so it looks for what a slip never needs: another structure, another file,
//! another field, and in a changed sentence anything that says how much, when, who, whether, or with what. Each doubt
//! is an answer against the small fix; the full review is always open. Deliberately absent: people and records.

mod character;

use std::collections::BTreeSet;
use std::ops::Range;

use super::GateCx;
use super::fingerprint::canonical_json;
use crate::compare::align;
use crate::compare::sentence::{Sentence, sentences};
use crate::compare::token::{Class, tokens};
use crate::diag::Bilingual;
use crate::lexicon::Name;
use crate::markup::outline::BlockKind;
use crate::markup::{Document, Event, parse};
use crate::model::article::Asset;
use crate::model::span::Span;
use crate::model::tree::Node;

/// The only field that may change with a slip.
const FREE_FIELD: &str = "updated";

/// Characters that a slip changes in one place at most: a word.
const MAX_RUN: usize = 2;

/// Characters that turn a statement round.
const NEGATIONS: &[char] = &['不', '无', '非', '未', '禁', '勿', '否', '没', '莫', '别', '忌', '毋'];

/// The approved parts of one version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'a> {
    pub(super) front: &'a Node,
    pub(super) body: &'a str,
    pub(super) assets: &'a [Asset],
}

/// What goes beyond a slip, and where in the new body it stands, if it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excess {
    pub(super) message: Bilingual,
    pub(super) place: Option<Span>,
}

fn excess(zh: impl Into<String>, en: impl Into<String>, place: Option<Span>) -> Excess {
    Excess { message: Bilingual::new(zh, en), place }
}

/// Everything by which a new version goes beyond a slip of the pen; empty when it does not.
pub(super) fn excesses(cx: &GateCx<'_>, old: &Parts<'_>, new: &Parts<'_>, max_chars: u32) -> Vec<Excess> {
    let mut found = Vec::new();
    if approved_fields(old.front) != approved_fields(new.front) {
        found.push(excess(
            "前置元数据有改动（只有 updated 可以改）",
            "the front matter changed beyond `updated`",
            None,
        ));
    }
    if sums(old.assets) != sums(new.assets) {
        found.push(excess("图片等文件有改动", "pictures or other files changed", None));
    }
    let (before, after) = (parse(old.body), parse(new.body));
    let (old_sentences, new_sentences) = (sentences(&before), sentences(&after));
    if skeleton(&before) != skeleton(&after) || old_sentences.len() != new_sentences.len() {
        found.push(excess(
            "段落、断句、链接、强调等结构有改动",
            "paragraphs, sentence ends, links, emphasis or other structure changed",
            None,
        ));
        return found;
    }
    let names = names(cx, new.front);
    let (mut removed, mut added) = (0, 0);
    for (was, is) in old_sentences.iter().zip(&new_sentences).filter(|(was, is)| was.text != is.text) {
        let (gone, come) = changed(&was.text, &is.text);
        (removed, added) = (removed + gone.len(), added + come.len());
        found.extend(sentence_excesses(cx, (was, &gone), &names, is.span));
        found.extend(sentence_excesses(cx, (is, &come), &names, is.span));
    }
    if run_changes(&before, &after) != (removed, added) {
        found.push(excess("强调或链接的范围有移动", "emphasis or a link moved to other words", None));
    }
    let n = removed.max(added);
    if n > max_chars as usize {
        found.push(excess(
            format!("改动了 {n} 个字，最多 {max_chars} 个"),
            format!("{n} characters changed, {max_chars} at most"),
            None,
        ));
    }
    let mut seen = BTreeSet::new();
    found.retain(|one| seen.insert((one.message.zh.clone(), one.place.map(|span| (span.start, span.end)))));
    found
}

/// The front matter that a slip may not touch.
fn approved_fields(front: &Node) -> String {
    match front {
        Node::Map(entries) => {
            let kept = entries.iter().filter(|entry| entry.key.value != FREE_FIELD);
            canonical_json(&Node::Map(kept.cloned().collect()))
        }
        other => canonical_json(other),
    }
}

fn sums(assets: &[Asset]) -> BTreeSet<(&str, String)> {
    assets.iter().map(|asset| (asset.name.as_str(), asset.sum.hex())).collect()
}

/// The structure of a body: every event with its addresses and labels, texts left blank; readings and terms.
fn skeleton(document: &Document) -> Vec<String> {
    let blank = |event: &Event<'_>| match event {
        Event::Text(_) => "Text".to_owned(),
        other => format!("{other:?}"),
    };
    let events = document.events.iter().map(|(event, _)| blank(event));
    let marks = document.annotations.iter().map(|one| format!("said {}", one.said()));
    events.chain(marks).collect()
}

/// How many characters went and came, text by text between marks.
fn run_changes(before: &Document, after: &Document) -> (usize, usize) {
    let runs = |document: &Document| -> Vec<String> {
        let texts = document.events.iter().filter_map(|(event, _)| match event {
            Event::Text(text) => Some(text.to_string()),
            _ => None,
        });
        texts.collect()
    };
    let changes = runs(before).into_iter().zip(runs(after)).map(|(was, is)| changed(&was, &is));
    changes.fold((0, 0), |(gone, come), (was, is)| (gone + was.len(), come + is.len()))
}

/// The places of the characters of each side that the other lacks.
fn changed(was: &str, is: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let chars = |text: &str| -> Vec<char> { text.chars().collect() };
    let (old, new) = (chars(was), chars(is));
    let (kept_old, kept_new): (BTreeSet<usize>, BTreeSet<usize>) = align::pairs(&old, &new).into_iter().unzip();
    let rest = |text: &str, kept: &BTreeSet<usize>| -> Vec<Range<usize>> {
        let places = text.char_indices().enumerate().filter(|(at, _)| !kept.contains(at));
        places.map(|(_, (start, c))| start..start + c.len_utf8()).collect()
    };
    (rest(was, &kept_old), rest(is, &kept_new))
}

/// What one side of a changed sentence says against a slip.
fn sentence_excesses(
    cx: &GateCx<'_>,
    (sentence, changes): (&Sentence, &[Range<usize>]),
    names: &[String],
    place: Span,
) -> Vec<Excess> {
    let text = sentence.text.as_str();
    let mut found = Vec::new();
    let mut say = |zh: String, en: String| found.push(excess(zh, en, Some(place)));
    if !matches!(sentence.kind, BlockKind::Paragraph | BlockKind::Item | BlockKind::Alt) {
        say("标题、表格、代码里的文字不走小改".to_owned(), "headings, tables and code take no small fix".to_owned());
    }
    for (class, range) in meanings(text) {
        let (word, touched) = (&text[range.clone()], changes.iter().any(|change| overlap(change, &range)));
        let what = match class {
            Class::Figure(_) => ("数字或剂量", "a number or dose"),
            Class::Date => ("日期", "a date"),
            Class::Source => ("来源或网址", "a source or an address"),
            Class::Verdict => ("辟谣结论", "a verdict"),
            Class::Name => ("名称", "a name"),
            Class::Logic if touched => ("限定词", "a limiting word"),
            _ => continue,
        };
        say(format!("改动的句子里有{}“{word}”", what.0), format!("the changed sentence has {} “{word}”", what.1));
    }
    for c in text.chars().filter(|c| NEGATIONS.contains(c) || c.is_ascii_alphanumeric()) {
        say(format!("改动的句子里有“{c}”"), format!("the changed sentence has “{c}”"));
    }
    for list in [Name::Drugs, Name::Pesticides, Name::RiskWords] {
        for found in cx.lexicons.get(list).find(text) {
            let word = &text[found.range.clone()];
            say(
                format!("改动的句子里有{}“{word}”", list.zh()),
                format!("the changed sentence has one of the {}: “{word}”", list.en()),
            );
        }
    }
    for name in names.iter().filter(|name| text.contains(name.as_str())) {
        say(format!("改动的句子里有名称“{name}”"), format!("the changed sentence has the name “{name}”"));
    }
    found.extend(changes.iter().filter_map(|change| character::excess(text, change, place)));
    if let Some(run) = runs(changes).into_iter().find(|run| text[run.clone()].chars().count() > MAX_RUN) {
        let words = &text[run];
        let zh = format!("“{words}”是改写，手误一处最多改 {MAX_RUN} 个字");
        found.push(excess(
            zh,
            format!("“{words}” is new wording; a slip is {MAX_RUN} characters at most"),
            Some(place),
        ));
    }
    found
}

/// The words of a text by what they mean to a reviewer; a name of several characters is one word.
fn meanings(text: &str) -> Vec<(Class, Range<usize>)> {
    let mut words: Vec<(Class, Range<usize>)> = Vec::new();
    for token in tokens(text) {
        match words.last_mut() {
            Some((Class::Name, range)) if token.class == Class::Name => range.end = token.range.end,
            _ => words.push((token.class, token.range)),
        }
    }
    words
}

/// Neighbouring changes as one.
fn runs(changes: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for change in changes {
        match runs.last_mut().filter(|run| run.end == change.start) {
            Some(run) => run.end = change.end,
            None => runs.push(change.clone()),
        }
    }
    runs
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Names that a sentence may not hold: of the article's authors and sources, of people and bodies on the roster, of
/// regions.
fn names(cx: &GateCx<'_>, front: &Node) -> Vec<String> {
    let mut names = Vec::new();
    for key in ["authors", "sources", "claim", "emergency"] {
        front.get(key).into_iter().for_each(|entry| scalars(&entry.value.value, &mut names));
    }
    names.extend(cx.roster.people.values().map(|person| person.name.to_string()));
    names.extend(cx.roster.organisations.values().map(|org| org.name.to_string()));
    for region in &cx.settings.regions {
        names.push(region.label.trim_end_matches(['省', '市', '县', '区']).to_owned());
    }
    // One character is no name, and would be found everywhere.
    names.retain(|name| name.chars().count() > 1);
    names
}

fn scalars(node: &Node, out: &mut Vec<String>) {
    match node {
        Node::Scalar(text) => out.push(text.trim().to_owned()),
        Node::List(items) => items.iter().for_each(|item| scalars(&item.value, out)),
        Node::Map(entries) => entries.iter().for_each(|entry| scalars(&entry.value.value, out)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::testing::{Desk, asset, list, map, text};

    const NONE: &[&str] = &[];

    /// The words of what goes too far between two bodies under the same front matter.
    fn bodies(was: &str, is: &str) -> Vec<String> {
        let front = map(&[("title", text("防暑")), ("authors", list(&["王小明"]))]);
        judge(&front, was, &front, is)
    }

    fn judge(old: &Node, was: &str, new: &Node, is: &str) -> Vec<String> {
        let desk = Desk::new("2026-12-01");
        let old = Parts { front: old, body: was, assets: &[] };
        let new = Parts { front: new, body: is, assets: &[] };
        excesses(&desk.cx(), &old, &new, 4).into_iter().map(|one| one.message.zh).collect()
    }

    fn refused_for(was: &str, is: &str, word: &str) {
        let found = bodies(was, is);
        assert!(found.iter().any(|line| line.contains(word)), "{was} → {is}: {word} is not in {found:?}");
    }

    #[test]
    fn a_slip_is_a_slip() {
        for (was, is) in [
            ("多和加人待在树荫下。", "多和家人待在树荫下。"),
            ("天热，多喝水水。", "天热，多喝水。"),
            ("天热、多喝水。", "天热，多喝水。"),
            ("- 带上帽子\n- 代上雨伞", "- 带上帽子\n- 带上雨伞"),
            ("每天喝5杯水。树荫下舒付。", "每天喝5杯水。树荫下舒服。"),
        ] {
            assert_eq!(bodies(was, is), NONE, "{was} → {is}");
        }
    }

    #[test]
    fn front_matter_is_bound_but_for_the_day_of_change() {
        let front = |title: &str, updated: &str| map(&[("title", text(title)), ("updated", text(updated))]);
        let (was, is) = ("多和加人待着。", "多和家人待着。");
        assert_eq!(judge(&front("甲", "2026-01-01"), was, &front("甲", "2026-02-01"), is), NONE);
        let found = judge(&front("甲", "2026-01-01"), was, &front("乙", "2026-01-01"), is);
        assert!(found[0].contains("前置元数据"), "{found:?}");
    }

    #[test]
    fn files_are_bound() {
        let desk = Desk::new("2026-12-01");
        let (front, body) = (map(&[]), "字。");
        let (old, new) = ([asset("fig.svg", b"1")], [asset("fig.svg", b"2")]);
        let old = Parts { front: &front, body, assets: &old };
        let found = excesses(&desk.cx(), &old, &Parts { assets: &new, ..old }, 4);
        assert!(found[0].message.zh.contains("文件"), "{found:?}");
    }

    #[test]
    fn structure_is_bound() {
        for (was, is) in [
            ("树下凉块。", "- 树下凉快。"),
            ("树下凉块。", "树下**凉快**。"),
            ("树下凉块，走。", "树下凉快。走。"),
            ("看[树](a/)。", "看[树](b/)。"),
            ("![树](a.svg)", "![树](b.svg)"),
            ("树下。\n\n凉块。", "树下凉快。"),
        ] {
            refused_for(was, is, "结构");
        }
        refused_for("**树下**凉快。", "**树**下凉快。", "强调");
    }

    #[test]
    fn length_is_bound() {
        assert_eq!(bodies("甲乙树丙丁树。", "戊己树庚辛树。"), NONE);
        refused_for("甲乙树丙丁树戊树。", "己庚树辛壬树癸树。", "最多 4 个");
        refused_for("甲乙树丙树。\n\n甲乙树。", "丁戊树己树。\n\n丁戊树。", "最多 4 个");
        refused_for("甲乙丙树下。", "丁戊己树下。", "一处最多改 2 个字");
        refused_for("树下凉快，别处都热。", "树下凉快。", "一处最多改 2 个字");
        refused_for("树下很是凉快。", "树下快。", "一处最多改 2 个字");
    }

    #[test]
    fn a_sentence_with_a_number_unit_or_date_is_bound() {
        refused_for("每天渴5杯水。", "每天喝5杯水。", "数字");
        refused_for("每次两毫克，饭后服用用。", "每次两毫克，饭后服用。", "数字");
        refused_for("三月一日起树下凉块，3月1日。", "三月一日起树下凉快，3月1日。", "日期");
        refused_for("用量以毫克计。", "用量以微克计。", "计量单位");
        refused_for("树下站三个人。", "树下站五个人。", "是数字");
    }

    #[test]
    fn a_sentence_that_denies_or_limits_is_bound() {
        refused_for("树下不凉块。", "树下不凉快。", "“不”");
        refused_for("孩子勿入水水。", "孩子勿入水。", "“勿”");
        refused_for("饭前走走路。", "饭后走走路。", "限定词");
        refused_for("可以出门。", "不可出门。", "限定词");
        refused_for("中午少出门。", "中午多出门。", "意思");
        refused_for("左边的树下。", "右边的树下。", "意思");
    }

    #[test]
    fn a_sentence_with_a_name_source_or_verdict_is_bound() {
        refused_for("王小明说树下凉块。", "王小明说树下凉快。", "名称");
        refused_for("吃阿莫西林要问医声。", "吃阿莫西林要问医生。", "名称");
        refused_for("树下打敌敌畏要问问明白白。", "树下打敌敌畏要问问明白。", "农药名");
        refused_for("树下吃吗啡要问问明白白。", "树下吃吗啡要问问明白。", "药品名");
        refused_for("中暑了在树下凉块。", "中暑了在树下凉快。", "风险词");
        refused_for("去九将市玩。", "去九江市玩。", "地名");
        refused_for("树下凉块[^s1]。", "树下凉快[^s1]。", "来源");
        refused_for("这是谣言，树下凉块。", "这是谣言，树下凉快。", "结论");
        refused_for("用VPN看看凉块。", "用VPN看看凉快。", "名称");
    }

    #[test]
    fn only_chinese_characters_change() {
        refused_for("树下 凉快。", "树下凉快。", "不是汉字");
        refused_for("树下凉快,走", "树下凉快，走", "不是汉字");
    }

    #[test]
    fn headings_tables_and_code_are_bound() {
        refused_for("# 树下凉块", "# 树下凉快", "标题");
        refused_for("| 树 |\n| -- |\n| 凉块 |", "| 树 |\n| -- |\n| 凉快 |", "表格");
        refused_for("```\n凉块\n```", "```\n凉快\n```", "代码");
    }
}
