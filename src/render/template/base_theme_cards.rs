//! The cards of the theme that ships with the project.

use std::collections::BTreeMap;

use super::*;
use crate::edition::Layout;
use crate::markup::parse;
use crate::render::body::{self, BodyCx, Picture};

/// A body as the theme prints it.
fn printed(text: &str) -> String {
    let listed: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/base_theme.rs"));
    let files: BTreeMap<_, _> = listed.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let theme = compile(&[Layer { name: "base".to_owned(), files }], &[]).expect("the theme compiles");
    let picture = |src: &str| Picture {
        src: src.to_owned(),
        width: 360,
        height: 640,
        credit: Some("某某绘".to_owned()),
        sizes: "20rem".to_owned(),
        choices: Vec::new(),
    };
    let document = parse(text);
    let cx = BodyCx {
        pinyin: crate::model::audience::Pinyin::None,
        terms: None,
        link: &|address| Some(address.to_owned()),
        picture: &|src| Some(picture(src)),
        sources: &["s1".to_owned()],
        edition: "x",
        body_px: 18,
        target_px: 48,
        card: &|card| theme.card("x", card),
    };
    let html = body::html(&document, &Layout::whole(&document), &cx).expect("the templates read what is there").html;
    assert!(!html.contains(" style=") && !html.contains("{{"), "{html}");
    html
}

/// Whether texts stand in a page in this order, each once.
fn in_order(html: &str, texts: &[&str]) {
    let mut from = 0;
    for text in texts {
        assert_eq!(html.matches(text).count(), 1, "{text} in {html}");
        let at = html[from..].find(text).unwrap_or_else(|| panic!("{text} stands too early in {html}"));
        from += at;
    }
}

#[test]
fn a_rumour_follows_its_verdict() {
    let html =
        printed("::: 谣言 喝<b>酒</b>防中暑\n\n- 真相：酒让人缺水。[^s1]\n- 流传于：微信群\n- 结论：误导\n\n:::");
    in_order(&html, &["stamp-misleading", "误导", "喝&lt;b&gt;酒&lt;/b&gt;防中暑", "酒让人缺水。", "微信群"]);
    let html = printed("::: 谣言 喝酒防中暑\n\n:::");
    in_order(&html, &["还没有结论", "喝酒防中暑"]);
}

#[test]
fn an_answer_shows_only_when_it_is_opened() {
    let html = printed("::: 测验 几？\n\n- [ ] 一\n- [x] 二\n\n想一想。\n\n为什么：一加一。\n\n:::");
    let (before, answer) = html.split_once("<details class=\"answer\">").expect("a part to be opened");
    in_order(before, &[">几？<", "一</span>", "二</span>", "想一想。"]);
    for trace in ["checked", "right", "答案：", "一加一"] {
        assert!(!before.contains(trace), "{trace} in {before}");
    }
    in_order(answer, &["<span data-kp-answer>B</span>", "一加一。"]);
    assert_eq!(html.matches("type=\"radio\" name=\"quiz-1\"").count(), 2, "{html}");
    let several = printed("::: 测验 几？\n\n- [x] 一\n- [ ] 二\n- [x] 三\n\n为什么：都是。\n\n:::");
    assert_eq!(several.matches("type=\"checkbox\"").count(), 3, "{several}");
    assert!(several.contains("<span data-kp-answer>A、C</span>"), "{several}");
}

#[test]
fn the_adult_comes_before_the_materials() {
    let html = printed("::: 实验 水\n\n看好。\n\n- 材料：水\n- 大人陪同：要，水烫\n\n1. 倒。\n\n为什么：重。\n\n:::");
    in_order(&html, &["adult-needed", "要，水烫", "<dd>水</dd>", "看好。", "倒。", "重。"]);
    assert!(printed("::: 实验 水\n\n- 大人陪同：不用\n\n:::").contains("adult-alone"));
    assert!(printed("::: 实验 水\n\n- 大人陪同：看情况\n\n:::").contains("adult-unread"));
}

#[test]
fn a_step_marks_its_place_without_a_style() {
    let html = printed(
        "::: 步骤 调字\n\n准备：解锁。\n\n1. 打开。\n\n   ![设置](a.svg \"点“设置” 50,25\")\n2. 看。\n\n末。\n\n求助：找家人\n\n:::",
    );
    let order =
        ["解锁。", "打开。", "src=\"a.svg\"", "viewBox=\"0 0 360 640\"", "点“设置”<span", "图的上方", "看。", "末。"];
    in_order(&html, &order);
    assert_eq!(html.matches("cx=\"180\" cy=\"160\" r=\"40\"").count(), 2, "{html}");
    in_order(&html, &["末。", "找家人"]);
    assert!(!printed("::: 步骤\n\n1. 看。![图](a.svg)\n\n:::").contains("<svg"));
}
