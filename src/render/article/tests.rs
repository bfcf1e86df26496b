use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::*;
use crate::gate::clearance::{Cleared, Preview};
use crate::model::article::{
    Appearance, Article, ArticleId, Body, Correction, CorrectionType, Evidence, Harm, Intent, Kind, Origin, Retraction,
    ReviewIntent, SourceType, VerdictWord,
};
use crate::model::packed::PackedNode;
use crate::model::path::SourcePath;
use crate::model::record::Via;
use crate::model::roster::Stage;
use crate::model::site::Topic;
use crate::model::span::{Span, Spanned};
use crate::model::units::{ContentDigest, Sha256};
use crate::render::profile::tests::sound;
use crate::render::view::{EditionView, SiteView};

fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

fn text(value: &str) -> Spanned<String> {
    at(value.to_owned())
}

fn noon(day: Date) -> Timestamp {
    crate::model::units::plus_seconds(crate::model::units::china_midnight(day), 12 * 3600)
}

fn source(id: &str, url: Option<&str>) -> CitedSource {
    CitedSource {
        id: text(id),
        source_type: at(SourceType::Guideline),
        title: format!("标题 {id}"),
        publisher: "单位".into(),
        published: Some("2022-04".into()),
        url: url.map(text),
        accessed: None,
    }
}

fn correction(day: Date, summary: &str) -> Correction {
    Correction { date: at(day), correction_type: CorrectionType::Update, of: None, summary: summary.into() }
}

fn claim() -> Box<Claim> {
    let seen = |platform: &str| Appearance { platform: platform.into(), url: None, archive: None, seen: None };
    Box::new(Claim {
        text: text("盐越多越好"),
        verdict: at(VerdictWord::Conditional),
        conclusion: text("要看人"),
        explanation_needed: None,
        fallacy: None,
        harm: Some(Harm::High),
        first_seen: Some(date(2026, 3, 2)),
        appearances: vec![seen("甲"), seen("乙"), seen("甲")],
        evidence: vec![
            Evidence { source: text("s2"), says: "二".into() },
            Evidence { source: text("gone"), says: "无".into() },
        ],
        related: Vec::new(),
    })
}

pub(crate) fn front() -> FrontMatter {
    let day = date(2026, 3, 1);
    FrontMatter {
        id: at(ArticleId::new("jx-salt-2026").expect("the id is well formed")),
        title: text("题"),
        summary: text("摘要"),
        lang: "zh-CN".into(),
        kind: at(Kind::Rebuttal),
        audience: vec![text("readers"), text("others")],
        topics: vec![text("health.salt"), text("health.none")],
        region: vec![text("360000")],
        authors: vec![Author { name: text("作者"), org: None, person: None, interests: Some("none".into()) }],
        editor: text("ed-lin"),
        created: at(day),
        updated: None,
        publish_at: None,
        review_by: None,
        risk: Vec::new(),
        sources: vec![source("s1", Some("https://a.cn/x")), source("s2", None)],
        media: vec![Medium {
            src: text("cover.svg"),
            credit: Some("某绘".into()),
            licence: None,
            origin: Some(Origin::Ai),
            map: Some(MapApproval { approval_no: Some("赣S(2026)1号".into()), unit: None, modified: false }),
        }],
        ai: Some(Box::new(AiDeclaration {
            usage: at(AiUse::Assisted),
            scope: vec!["text".into(), "image".into()],
            tool: Some("大语言模型".into()),
        })),
        corrections: vec![correction(date(2026, 3, 5), "旧"), correction(date(2026, 3, 9), "新")],
        retraction: None,
        claim: Some(claim()),
        emergency: None,
        season: None,
        editions: std::collections::BTreeMap::new(),
        review: ReviewIntent {
            status: at(Intent::Ready),
            request: Vec::new(),
            extra: std::collections::BTreeMap::new(),
            note: None,
        },
    }
}

fn article(front: FrontMatter) -> Article {
    let path = |text| SourcePath::new(text).expect("the path is clean");
    let place = (path("content/salt"), path("content/salt/index.md"));
    Article::new(place, (front, PackedNode::default()), Body::plain("正文", 0), Vec::new())
}

fn approval(state: State) -> Approval {
    Approval {
        fix: None,
        digest: ContentDigest(Sha256([0xab; 32])),
        state,
        credits: vec![Credit {
            person: "kn".into(),
            name: "审核人".into(),
            title: Some("主任医师".into()),
            org: Some("医院".into()),
            stage: Stage::Knowledge,
            at: noon(date(2026, 3, 17)),
            via: Via::Ssh,
            record: "r".into(),
        }],
        completed: noon(date(2026, 3, 18)),
        first_published: noon(date(2026, 3, 10)),
        valid_until: Some(noon(date(2027, 3, 18))),
    }
}

fn settings() -> SiteSettings {
    SiteSettings {
        project: text("p"),
        title: "站".into(),
        description: String::new(),
        publisher: String::new(),
        base_url: text("https://x.cn/"),
        lang: "zh-CN".into(),
        theme: text("base"),
        audiences: Vec::new(),
        topics: vec![Topic { id: text("health.salt"), label: "盐".into(), domain: "medicine".into() }],
        regions: Vec::new(),
        channels: Vec::new(),
        feed_entries: 20,
        list_entries: 30,
        filings: Vec::new(),
        complaint: None,
        font: None,
        hotlines: Vec::new(),
    }
}

pub(crate) fn chrome() -> Chrome {
    Chrome {
        site: SiteView {
            title: String::new(),
            description: String::new(),
            publisher: String::new(),
            lang: String::new(),
            filings: Vec::new(),
            complaint: None,
        },
        edition: EditionView {
            id: String::new(),
            label: String::new(),
            label_en: String::new(),
            intro: String::new(),
            common: false,
            mark: String::new(),
            lead_label: None,
            rest_minutes: None,
            note: None,
            outside_links: true,
        },
        title: String::new(),
        description: String::new(),
        root: String::new(),
        home: String::new(),
        editions: Vec::new(),
        nav: Vec::new(),
        feeds: Vec::new(),
        part_feeds: Vec::new(),
        subscribe: None,
        css: Vec::new(),
        statics: String::new(),
        canonical: String::new(),
        watermark: None,
        emergencies: Vec::new(),
        emergency_page: String::new(),
        alerts: None,
        structured: None,
    }
}

/// Calls `check` with the surroundings of every test.
fn with_cx<T>(check: impl FnOnce(&ArticleViewCx<'_>) -> T) -> T {
    let (settings, roster, audiences) = (settings(), Roster::default(), vec![sound()]);
    check(&ArticleViewCx {
        settings: &settings,
        audiences: &audiences,
        roster: &roster,
        words: 800,
        minutes: 0,
        audio: None,
        script: Some("script.txt"),
        topic_href: &|id| Some(format!("../t/{id}/index.html")),
        link_article: &|id| Some(LinkView { label: id.to_owned(), href: format!("../{id}/index.html") }),
    })
}

pub(crate) fn shown(front: FrontMatter, state: State, links_out: bool) -> ArticleView {
    let (article, approval, mut audience) = (article(front), approval(state), sound());
    audience.outside_links = links_out;
    let shown = Shown { article: &article, audience: &audience, approval: Some(&approval), state };
    with_cx(|cx| shown.view("<p>正文</p>".to_owned(), chrome(), cx))
}

#[test]
fn every_field_is_filled_from_the_ticket() {
    let view = shown(front(), State::Published, true);
    assert_eq!((view.published.as_str(), view.approved.as_str()), ("2026-03-10", "2026-03-18"));
    assert_eq!(view.valid_until.as_deref(), Some("2027-03-18"));
    assert_eq!((view.digest_short.as_str(), view.minutes, view.banner), ("abababab", 1, None));
    assert_eq!(view.audiences, ["读者", "others"]);
    let topics: Vec<_> = view.topics.iter().map(|topic| (topic.label.as_str(), topic.href.as_str())).collect();
    assert_eq!(topics, [("盐", "../t/health.salt/index.html"), ("health.none", "../t/health.none/index.html")]);
    assert_eq!(view.ai.as_deref(), Some("人工智能辅助（文字、图片；大语言模型）"));
    assert_eq!(view.media[0].map.as_deref(), Some("审图号：赣S(2026)1号"));
    assert_eq!(view.authors[0].interests, None);
    assert_eq!(view.editor, "ed-lin");
    assert_eq!(view.corrections.iter().map(|c| c.summary.as_str()).collect::<Vec<_>>(), ["新", "旧"]);
    let credit = &view.credits[0];
    assert_eq!((credit.stage, credit.via, credit.date.as_str()), ("知识审核", "本人密钥", "2026-03-17"));
    let claim = view.claim.expect("a rebuttal has a claim");
    assert_eq!((claim.verdict_label, claim.seen_on), ("分情况", vec!["甲".to_owned(), "乙".to_owned()]));
    assert_eq!(claim.evidence.iter().map(|e| (e.number, e.anchor.as_str())).collect::<Vec<_>>(), [(2, "source-s2")]);
}

#[test]
fn own_words_of_the_edition_win() {
    let mut front = front();
    let words = crate::model::article::EditionWords { title: Some(text("本版题")), ..Default::default() };
    front.editions.insert("readers".into(), words);
    let view = shown(front, State::Published, true);
    assert_eq!((view.title.as_str(), view.summary.as_str()), ("本版题", "摘要"));
}

#[test]
fn an_edition_without_outside_links_prints_addresses() {
    let linked = shown(front(), State::Published, true);
    let plain = shown(front(), State::Published, false);
    assert_eq!(
        (linked.sources[0].href.as_deref(), linked.sources[0].address.as_deref()),
        (Some("https://a.cn/x"), None)
    );
    assert_eq!((plain.sources[0].href.as_deref(), plain.sources[0].address.as_deref()), (None, Some("https://a.cn/x")));
    let mut front = front();
    front.sources[0].url = Some(text("javascript:alert(1)"));
    assert_eq!(shown(front, State::Published, true).sources[0].href, None);
}

#[test]
fn banners_say_what_the_state_means() {
    let banner = |state| shown(front(), state, true).banner.unwrap_or_default();
    assert_eq!(banner(State::Expired), "本文审核已于 2027年3月18日 到期，内容可能已经过时");
    assert_eq!(banner(State::Archived), "本应急信息已于 2027年3月18日 结束，仅供查阅");
    assert_eq!(banner(State::Provisional), "先行发布，正在复核");
    assert_eq!(banner(State::Expiring), "");
}

#[test]
fn a_retraction_may_take_the_body_away() {
    for remove_body in [true, false] {
        let mut front = front();
        front.retraction = Some(Box::new(Retraction {
            date: at(date(2026, 4, 1)),
            reason: text("数据有误"),
            replaced_by: Some(text("jx-other")),
            remove_body,
        }));
        let view = shown(front, State::Retracted, true);
        assert_eq!(view.body.is_empty(), remove_body);
        assert_eq!(view.banner.as_deref(), Some("本文已于 2026年4月1日 撤稿，请不要再引用或转发"));
        let other = view.retraction.and_then(|retraction| retraction.replaced_by);
        assert_eq!(other.map(|link| link.href).as_deref(), Some("../jx-other/index.html"));
    }
}

#[test]
fn the_preview_lane_is_watermarked_and_names_nobody() {
    let cleared = Cleared::<Preview>::unreviewed(Arc::new(article(front())));
    let audience = sound();
    let ticket = cleared.ticket(&audience, "commons").expect("the article names this audience");
    let view = with_cx(|cx| article_view(&ticket, String::new(), chrome(), cx));
    assert_eq!(view.chrome.watermark, Some("预览 · 未经审核"));
    assert!(view.credits.is_empty() && view.digest.is_empty() && view.approved.is_empty());
    assert_eq!(view.published, "2026-03-01");
}

/// The reference as the reader copies it, with a day in the bracket.
fn cited(front: FrontMatter, state: State, change: impl FnOnce(&mut Approval)) -> Option<String> {
    let (article, mut approval, mut audience) = (article(front), approval(state), sound());
    audience.manner.citation = true;
    change(&mut approval);
    let shown = Shown { article: &article, audience: &audience, approval: Some(&approval), state };
    let chrome = Chrome { canonical: "https://x.cn/readers/a/jx-salt-2026/".into(), ..chrome() };
    let mut settings = settings();
    settings.publisher = "示例省科普中心".into();
    let view = with_cx(|cx| shown.view(String::new(), chrome, &ArticleViewCx { settings: &settings, ..*cx }));
    view.citation.map(|CitationView { before, after }| format!("{before}[2026-05-01]{after}"))
}

#[test]
fn a_reference_has_the_form_of_the_standard() {
    let people = |names: &[&str]| {
        let author = |name: &&str| Author { name: text(name), org: None, person: None, interests: None };
        FrontMatter { authors: names.iter().map(author).collect(), ..front() }
    };
    let one = "题[EB/OL]. 示例省科普中心, 2026(2026-03-18)[2026-05-01]. https://x.cn/readers/a/jx-salt-2026/. 核对码 abababab.";
    let cite = |names: &[&str]| cited(people(names), State::Published, |_| ()).expect("a reference");
    assert_eq!(cite(&["甲"]), format!("甲. {one}"));
    assert_eq!(cite(&["甲", "乙", "丙"]), format!("甲, 乙, 丙. {one}"));
    assert_eq!(cite(&["甲", "乙", "丙", "丁"]), format!("甲, 乙, 丙, 等. {one}"));
    assert_eq!(cite(&[]), one);
}

#[test]
fn a_reference_tells_of_the_last_change_and_never_leads_to_a_retracted_text() {
    let fixed = |approval: &mut Approval| {
        approval.first_published = noon(date(2025, 12, 30));
        approval.completed = noon(date(2026, 4, 2));
    };
    let told = cited(front(), State::Expired, fixed).expect("an old text may be cited as it was");
    assert!(told.contains("2025(2026-04-02)"), "{told}");
    assert_eq!(cited(front(), State::Retracted, |_| ()), None);
    assert_eq!(shown(front(), State::Published, true).citation, None, "the profile asks for it");
}
