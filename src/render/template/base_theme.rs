//! The theme that ships with the project keeps its promises on every page.

use std::collections::BTreeMap;

use super::*;
use crate::model::state::State;
use crate::render::article::tests::{chrome, front, shown};
use crate::render::view::{
    AboutView, AzEntry, AzGroup, AzView, CardClaim, CardView, Chrome, CountedLink, CoverView, HomeView, IndexView,
    ListView, NoticeLine, NoticesView, PagerView, SearchView, TombstoneView, VerdictView,
};

fn theme() -> Result<Theme, Vec<TemplateFault>> {
    let listed: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/base_theme.rs"));
    let files: BTreeMap<_, _> = listed.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    compile(&[Layer { name: "base".to_owned(), files }], &[])
}

fn titled() -> Chrome {
    Chrome { title: "题<目>".into(), ..chrome() }
}

fn card() -> CardView {
    CardView {
        id: "jx-x".into(),
        href: "a/jx-x/index.html".into(),
        title: "低钠盐分人吃".into(),
        summary: "摘要".into(),
        kind: "rebuttal",
        topic: "盐".into(),
        date: "2026-03-08".into(),
        claim: Some(CardClaim { text: "人人能吃".into(), verdict: "conditional", verdict_label: "分情况" }),
        ages: Vec::new(),
        badge: None,
        expires: None,
        cover: None,
    }
}

fn cover() -> CoverView {
    CoverView { src: "c.jpg".into(), webp: Some("c.webp".into()), alt: "盐罐".into(), width: 16, height: 9 }
}

/// What holds for every page, whatever it is about.
fn check(html: &str) {
    for script in html.split("<script").skip(1) {
        assert!(script.starts_with(" src=\"js/") || script.starts_with(" type=\"application/ld+json\""), "{script}");
    }
    for absent in [" style=", " onclick", "http://", "@import", "{{", "{%"] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
    for once in ["<h1", "<main", "<title>", "</html>", "class=\"skip\""] {
        assert_eq!(html.matches(once).count(), 1, "{once} in {html}");
    }
    assert!(html.contains("题&lt;目&gt;"), "{html}");
}

#[test]
fn lists_show_the_verdict_with_the_rumour() -> Result<(), Vec<TemplateFault>> {
    let theme = theme()?;
    let list = ListView {
        chrome: titled(),
        heading: "辟谣".into(),
        intro: String::new(),
        cards: vec![card()],
        pager: PagerView::default(),
    };
    let home = HomeView {
        chrome: titled(),
        choices: Vec::new(),
        lead: Some(CardView { id: "jx-y".into(), cover: Some(cover()), ..card() }),
        emergency: Vec::new(),
        day: None,
        calendar: String::new(),
        terms: Vec::new(),
        places: Vec::new(),
        latest: vec![card()],
        rumours: Vec::new(),
        topics: Vec::new(),
        total: 1,
    };
    let pages = [theme.render("x", "list.html", &list), theme.render("x", "home.html", &home)];
    for html in pages {
        let html = html.map_err(|fault| vec![fault])?;
        check(&html);
        let at = |text: &str| html.find(text).unwrap_or(usize::MAX);
        assert!(at("低钠盐分人吃") < usize::MAX && at("人人能吃") < usize::MAX);
        assert!(at("分情况") < at("人人能吃"), "{html}");
        assert!(html.contains("<time datetime=\"2026-03-08\">2026年3月8日</time>"), "{html}");
    }
    Ok(())
}

#[test]
fn articles_name_their_reviewers_and_put_the_conclusion_first() -> Result<(), Vec<TemplateFault>> {
    let theme = theme()?;
    for state in [State::Published, State::Expired, State::Provisional, State::Archived] {
        let mut view = shown(front(), state, true);
        view.chrome = titled();
        let html = theme.render("x", "article.html", &view).map_err(|fault| vec![fault])?;
        check(&html);
        let at = |text: &str| html.find(text).unwrap_or(usize::MAX);
        assert!(at("分情况") < at("要看人") && at("要看人") < at("盐越多越好") && at("盐越多越好") < usize::MAX);
        for present in [
            "谁审的",
            "主任医师",
            "知识审核",
            "abababab",
            "人工智能辅助",
            "更正记录",
            "id=\"source-s1\"",
            "<p>正文</p>",
        ] {
            assert!(html.contains(present), "{present} in {html}");
        }
        assert_eq!(html.contains("class=\"banner\""), state != State::Published);
    }
    Ok(())
}

#[test]
fn the_other_pages_render() -> Result<(), Vec<TemplateFault>> {
    let theme = theme()?;
    let line = NoticeLine {
        date: "2026-04-01".into(),
        label: "更正".into(),
        title: "题".into(),
        href: "a/index.html".into(),
        text: "改了一处".into(),
    };
    let tombstone = TombstoneView {
        chrome: titled(),
        id: "jx-x".into(),
        state: "suspended",
        state_label: "暂停展示",
        since: "2026-04-01".into(),
        reason: None,
        replaced_by: None,
    };
    let notices =
        NoticesView { chrome: titled(), corrections: vec![line], withdrawn: Vec::new(), pager: PagerView::default() };
    let index = IndexView { chrome: titled(), heading: "主题".into(), intro: String::new(), groups: Vec::new() };
    let about = AboutView { chrome: titled(), people: Vec::new() };
    let letters = vec![CountedLink { label: "D".into(), href: "#az-d".into(), count: 1 }];
    let search = SearchView {
        chrome: titled(),
        start: "start.js".into(),
        fold: "assets/search-fold.js".into(),
        total: 1,
        letters: letters.clone(),
        topics: Vec::new(),
    };
    let verdict = Some(VerdictView { verdict: "conditional", label: "分情况" });
    let entries = vec![AzEntry { title: "低钠盐分人吃".into(), href: "a/index.html".into(), verdict }];
    let groups = vec![AzGroup { letter: "D".into(), anchor: "az-d".into(), entries }];
    let az = AzView { chrome: titled(), heading: "按拼音找".into(), letters, groups };
    for html in [
        theme.render("x", "tombstone.html", &tombstone),
        theme.render("x", "notices.html", &notices),
        theme.render("x", "index.html", &index),
        theme.render("x", "about.html", &about),
        theme.render("x", "search.html", &search),
        theme.render("x", "az.html", &az),
    ] {
        check(&html.map_err(|fault| vec![fault])?);
    }
    Ok(())
}
