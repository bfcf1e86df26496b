//! A review sheet on paper for a leader or an expert who has no account: the whole unapproved text with what must not
//! be read over, bound to one version by digest and QR code, and a box to sign.
//!
//! Contract: one self-contained HTML text without scripts and without any request; the same input gives the same
//! bytes. It says on every page that the text is not published. It goes nowhere near the site: a page of the site
//! needs an approved article, this needs none, so `render`, `site` and `bundle` cannot import it.
//!
//! The QR code holds `kepu:<project>:<article id>:sha256:<64 hex digits>`.
//!
//! Deliberately absent: files, the clock, any decision.

mod decision;
mod editions;
mod inline;
mod marks;
mod picture;
mod qr;
mod tables;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;

use crate::compare::escape;
use crate::diag::{Bilingual, Code, Diagnostic, Severity};
use crate::model::article::{Article, Asset};
use crate::model::audience::Audience;
use crate::model::roster::{Person, Stage};
use crate::model::site::SiteSettings;
use crate::model::span::Span;
use crate::model::state::State;
use crate::model::units::{ContentDigest, china_datetime};

use inline::passage;
use marks::Mark;
use text::Text;

/// Digits of the digest in the command that records the decision.
const COMMAND_DIGITS: usize = 16;

/// Everything a sheet is made of.
pub struct Sheet<'a> {
    /// Settings: the site's name and project.
    pub settings: &'a SiteSettings,
    /// Every edition of the site.
    pub audiences: &'a [Audience],
    /// The article as it lies in the tree, approved or not.
    pub article: &'a Article,
    /// The digest of exactly this text.
    pub digest: ContentDigest,
    /// Where it stands.
    pub state: State,
    /// What is missing and who may give it.
    pub missing: &'a [Bilingual],
    /// Findings of the checks about this article.
    pub findings: &'a [&'a Diagnostic],
    /// Whom the sheet is for, when that is known.
    pub reviewer: Option<&'a Person>,
    /// The stage that is asked, when that is known.
    pub stage: Option<Stage>,
    /// Bytes of a file beside the article.
    pub bytes: &'a dyn Fn(&Asset) -> Option<Vec<u8>>,
    /// The clock, as a value.
    pub now: Timestamp,
}

impl std::fmt::Debug for Sheet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet")
            .field("article", self.article.id())
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

impl Sheet<'_> {
    /// What the QR code holds.
    #[must_use]
    pub fn code(&self) -> String {
        format!("kepu:{}:{}:{}", self.settings.project.value, self.article.id(), self.digest)
    }

    /// The whole sheet.
    #[must_use]
    pub fn html(&self) -> String {
        let text = Text::of(&self.article.body.text);
        let mut html = self.head();
        html.push_str(&self.cover());
        section(&mut html, "还差什么，谁可以签", &self.missing());
        section(&mut html, "自动检查", &tables::findings(self, &text));
        section(&mut html, "各版的标题和摘要", &editions::html(self));
        let body = text.html(&self.places(), &|dest| self.figure(dest));
        let lead = lead(text.has_passages());
        let body = format!("{}{lead}<div class=\"body\">\n{body}</div>\n", legend());
        section(&mut html, "正文", &body);
        section(&mut html, "来源", &tables::sources(self, &text));
        section(&mut html, "图片等文件", &tables::media(self));
        section(&mut html, "其他字段（都在本版本之内，一并审核）", &tables::front(self));
        html.push_str(&decision::html(self));
        html.push_str("</main>\n</body>\n</html>\n");
        html
    }

    fn head(&self) -> String {
        let (title, short) = (escape::html(&self.article.front.title.value), self.digest.short());
        // The page boxes repeat the version; its digits are the only content that reaches the style sheet.
        let boxes = format!(
            "@page {{ @top-left {{ content: \"送审稿 · 未经发布\" }} @top-right {{ content: \"版本 {short}\" }} \
             @bottom-right {{ content: counter(page) \" / \" counter(pages) }} }}"
        );
        format!(
            "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>审核单 {short} {title}</title>\n<style>\n{}{boxes}\n</style>\n</head>\n<body>\n\
             <div class=\"watermark\" aria-hidden=\"true\">送审稿　未经发布</div>\n<main>\n",
            include_str!("style.css")
        )
    }

    fn cover(&self) -> String {
        let front = &self.article.front;
        let now = china_datetime(self.now);
        let risks: Vec<&str> = front.risk.iter().map(|risk| risk.value.zh()).collect();
        let authors: Vec<String> = front
            .authors
            .iter()
            .map(|author| match &author.org {
                Some(org) => format!("{}（{}）", author.name.value, org),
                None => author.name.value.clone(),
            })
            .collect();
        let rows = [
            ("编号", self.article.id().to_string()),
            ("类别", front.kind.value.zh().to_owned()),
            ("风险", if risks.is_empty() { "未声明".to_owned() } else { risks.join("、") }),
            ("作者", authors.join("、")),
            ("状态", self.state.zh().to_owned()),
            ("出单", format!("{} {:02}:{:02}", now.date(), now.hour(), now.minute())),
            ("站点", self.settings.title.clone()),
        ];
        let mut html =
            "<header class=\"cover\">\n<div class=\"facts\">\n<p class=\"stamp\">送审稿 · 未经发布</p>\n".to_owned();
        // Writing to a String cannot fail.
        let _ = write!(html, "<h1>{}</h1>\n<dl>\n", passage(&front.title.value));
        for (label, value) in rows {
            let _ = writeln!(html, "<dt>{label}</dt><dd>{}</dd>", escape::html(&value));
        }
        html.push_str("</dl>\n");
        if let Some(claim) = &front.claim {
            let _ = writeln!(
                html,
                "<p class=\"claim\"><b>流言：</b>{}<br><b>结论：</b>{}<br><b>事实：</b>{}</p>",
                passage(&claim.text.value),
                claim.verdict.value.zh(),
                passage(&claim.conclusion.value)
            );
        }
        let _ = write!(
            html,
            "</div>\n<div class=\"version\">\n{}\n<p class=\"short\">{}</p>\n<p class=\"full\">{}</p>\n</div>\n</header>\n",
            qr::svg(&self.code()).unwrap_or_default(),
            self.digest.short(),
            grouped(&self.digest.0.hex())
        );
        html
    }

    fn missing(&self) -> String {
        if self.missing.is_empty() {
            return "<p>本版本不缺审核。</p>\n".to_owned();
        }
        let items: String = self.missing.iter().map(|item| format!("<li>{}</li>\n", escape::html(&item.zh))).collect();
        format!("<ul>\n{items}</ul>\n")
    }

    /// Findings that point into the body, by their place there.
    fn places(&self) -> BTreeMap<(u32, u32), Code> {
        let telling = self.findings.iter().filter(|finding| finding.severity >= Severity::Warning);
        let spans = telling.filter_map(|finding| {
            let span = place_of(self.article, finding)?;
            Some(((span.start, span.end), finding.code))
        });
        spans.collect()
    }

    /// A picture of the body, shown from the file beside the article.
    fn figure(&self, dest: &str) -> String {
        let shown = self.article.asset(dest).and_then(|asset| picture::img(dest, &(self.bytes)(asset)?));
        let name = escape::html(dest);
        format!(
            "<span class=\"picture\">{}<span class=\"file\">图片文件：{name}</span></span>",
            shown.unwrap_or_default()
        )
    }
}

fn section(html: &mut String, title: &str, content: &str) {
    let _ = write!(html, "<section>\n<h2>{title}</h2>\n{content}</section>\n");
}

/// How to read the body: whether all editions show the same.
fn lead(has_passages: bool) -> String {
    let editions = if has_passages {
        "框里第一行写着“人群”的段落只出现在写明的各版里，“地区”同理；其余文字各版相同。请把每一段都当作会发布的来审。"
    } else {
        "各版的正文相同。"
    };
    format!("<p class=\"hint\">{editions}左边的数字是句号，提意见时写“句 几”。</p>\n")
}

/// What the marks mean.
fn legend() -> String {
    let mut html = "<p class=\"legend\">".to_owned();
    for mark in Mark::ALL {
        let (example, meaning) = mark.legend();
        let _ = write!(html, "<span><span class=\"{}\">{example}</span> {meaning}</span>", mark.class());
    }
    html.push_str(
        "<span>5毫克<sup class=\"unsourced\">缺源</sup> 所在段落没有标注来源</span>\
         <span><span class=\"finding\">词</span><sup class=\"code-of-finding\">KP406</sup> 自动检查的问题</span></p>\n",
    );
    html
}

/// Digits in groups of eight, so that they can be compared by eye.
fn grouped(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    digits.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
/// Where in the whole text a finding points; `None` when it points elsewhere.
fn place_of(article: &Article, finding: &Diagnostic) -> Option<Span> {
    let path = &finding.primary.path;
    let included = (*path != article.source).then_some(path);
    article.body.place_of(included, finding.primary.span?)
}
