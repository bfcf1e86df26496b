use super::*;
use crate::markup::parse;
use crate::model::audience::tests::audience;
use crate::model::span::Spanned;

fn audiences() -> Vec<Audience> {
    let named = |id: &str, label: &str| Audience { label: label.into(), ..audience(id) };
    let all = Audience { common: true, ..named("all", "公众") };
    vec![all, named("f", "农民"), named("e", "老年人"), named("m", "未成年人")]
}

fn regions() -> Vec<Region> {
    let region = |code: &str, label: &str| Region {
        code: Spanned { value: code.into(), span: Span::default() },
        label: label.into(),
    };
    vec![region("360000", "江西省"), region("360700", "赣州市"), region("360800", "吉安市")]
}

/// What an edition shows, block by block, with the labels it prints.
fn shown(body: &str, id: &str, near: &[&str], change: impl Fn(&mut Audience)) -> String {
    let (mut audiences, regions) = (audiences(), regions());
    audiences.iter_mut().for_each(change);
    let audience = audiences.iter().find(|audience| audience.id == id).expect("a known id");
    let near: Vec<String> = near.iter().map(|code| (*code).to_owned()).collect();
    let document = parse(body);
    let readers = Readers { audience, audiences: &audiences, regions: &regions, near: &near };
    let layout = layout(&document, &Editions::new(), &readers);
    let mut told: Vec<String> = Vec::new();
    for part in &layout.parts {
        for block in layout.blocks(&document) {
            let at = document
                .events
                .iter()
                .position(|(_, range)| range.start <= block.span.range().start && block.span.range().start < range.end);
            if at.is_some_and(|at| part.contains(&at)) {
                told.push(block.text.clone());
            }
        }
    }
    told.extend(
        layout.labels.iter().zip(&layout.hidden).filter(|(_, hidden)| !**hidden).filter_map(|(label, _)| label.clone()),
    );
    told.join("|")
}

#[test]
fn alternatives_reach_whom_they_name() {
    let body =
        "共\n\n::: 人群 农民\n\n农\n\n:::\n\n::: audience 老年人\n\n老\n\n:::\n\n::: 人群 其他\n\n余\n\n:::\n\n末";
    assert_eq!(shown(body, "f", &[], |_| ()), "共|农|末");
    assert_eq!(shown(body, "e", &[], |_| ()), "共|老|末");
    assert_eq!(shown(body, "m", &[], |_| ()), "共|余|末");
    assert_eq!(shown(body, "all", &[], |_| ()), "共|余|末");
    let two = "::: 人群 农民\n\n农\n\n:::\n\n::: 人群 老年人\n\n老\n\n:::";
    assert_eq!(shown(two, "all", &[], |_| ()), "农|老|写给农民|写给老年人");
    assert_eq!(shown(two, "m", &[], |_| ()), "");
}

#[test]
fn a_regional_passage_is_labelled_and_leaves_other_regions() {
    let body = "::: 人群 农民 {地区=赣州}\n\n南\n\n:::\n\n共\n\n::: 农时 早稻 {地区=吉安市}\n\n中\n\n:::";
    assert_eq!(shown(body, "f", &[], |_| ()), "南|共|中|适用于赣州市|适用于吉安市");
    assert_eq!(shown(body, "f", &["360700"], |_| ()), "南|共|适用于赣州市");
    assert_eq!(shown(body, "f", &["360000"], |_| ()), "南|共|中|适用于赣州市|适用于吉安市");
}

#[test]
fn a_profile_orders_parts_and_leaves_kinds_out() {
    let body = "一\n\n## 做\n\n::: 步骤\n\n1. 甲\n\n:::\n\n## 问\n\n::: 测验\n\n几？\n\n:::\n\n末";
    let order = |audience: &mut Audience| audience.parts = vec!["steps".into()];
    assert_eq!(shown(body, "e", &[], order), "做|甲|一|问|几？|末");
    let order = |audience: &mut Audience| audience.parts = vec!["text".into(), "quiz".into(), "steps".into()];
    assert_eq!(shown(body, "e", &[], order), "一|问|末|几？|做|甲");
    let out = |audience: &mut Audience| audience.leaves_out = vec!["quiz".into()];
    assert_eq!(shown(body, "e", &[], out), "一|做|甲|问|末");
}

#[test]
fn the_headings_of_an_edition_are_those_it_shows_in_its_order() {
    let body = "## 一\n\n文\n\n::: 要点\n\n## 卡\n\n- 点\n\n:::\n\n::: 人群 农民\n\n## 农\n\n文\n\n:::\n\n::: 人群 其他\n\n## 余\n\n文\n\n:::\n\n## 末\n\n文";
    let document = parse(body);
    let headings = |id: &str| -> String {
        let audiences = audiences();
        let audience = audiences.iter().find(|audience| audience.id == id).expect("a known id");
        let readers = Readers { audience, audiences: &audiences, regions: &regions(), near: &[] };
        let layout = layout(&document, &Editions::new(), &readers);
        layout.headings(&document).iter().map(|heading| heading.text.as_str()).collect::<Vec<_>>().join("|")
    };
    assert_eq!((headings("f").as_str(), headings("e").as_str()), ("一|农|末", "一|余|末"));
    let mut turned = Layout::whole(&parse("## 一\n\n## 二"));
    let document = parse("## 一\n\n## 二");
    let second = document.events.iter().rposition(|(event, _)| matches!(event, Event::Start(Tag::Heading { .. })));
    let second = second.expect("two headings");
    turned.parts = vec![second..document.events.len(), 0..second];
    assert_eq!(turned.headings(&document).iter().map(|h| h.text.as_str()).collect::<String>(), "二一");
}
