//! The rules: one file each, carrying its own explanation, examples (which are its tests) and, where it judges
//! an article by itself, its check.
//!
//! Deliberately absent: reading of files, clocks, and any rule's knowledge of another.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::diag::{Code, Findings, Severity};
use crate::markup::Document;
use crate::model::article::{Article, ArticleId, Asset};
use crate::model::audience::Audience;
use crate::model::emergency::Emergencies;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;

/// A rule: everything `kepu explain`, `docs/rules.md` and the gate need to know of it.
#[derive(Debug)]
pub struct Rule {
    /// Number; never reused.
    pub code: u16,
    /// English name that reads well after "allow".
    pub name: &'static str,
    /// Weight.
    pub severity: Severity,
    /// Version that brought it.
    pub since: &'static str,
    /// One line, Chinese.
    pub zh: &'static str,
    /// One line, English.
    pub en: &'static str,
    /// 检查什么: what is checked.
    pub what: &'static str,
    /// 为什么: why it matters.
    pub why: &'static str,
    /// 怎么改: what to do.
    pub fix: &'static str,
    /// The same three in English, in a short paragraph.
    pub english: &'static str,
    /// 来源: law, standard or paper behind it.
    pub source: Option<&'static str>,
    /// 坏例: each gives exactly this finding, at the place between `⟦` and `⟧` when marked.
    pub bad: &'static [Example],
    /// 好例: none gives this finding.
    pub good: &'static [Example],
    /// Who looks.
    pub check: Check,
}

/// A small piece of a site, laid over the sample site (without its content).
///
/// In an `index.md` the line `...` inside the front matter stands for "the other required fields, valid".
/// A file `records/<id>/*.signoff` may be written as one line,
/// `approve knowledge kn-agr-a 2026-03-20T08:00:00Z`, with optional words `digest=…`, `key=<person>`,
/// `article=…`, `project=…`, `conflict`, `note=…`, `tamper`; the test signs it with the demo keys.
#[derive(Debug)]
pub struct Example {
    /// Path and content of each file.
    pub files: &'static [(&'static str, &'static str)],
    /// The clock; `2026-11-01T00:00:00Z` when absent.
    pub now: Option<&'static str>,
}

/// Where a rule is applied.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// To one article after loading.
    Article(fn(&ArticleCx<'_>, &mut Findings)),
    /// To the site as a whole after loading.
    Site(fn(&SiteCx<'_>, &mut Findings)),
    /// While bytes become values.
    Load,
    /// While approvals are weighed.
    Gate,
    /// While pages are made.
    Build,
}

/// What a rule may see of one article.
pub struct ArticleCx<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its parsed body.
    pub document: &'a Document,
    /// The site around it.
    pub site: &'a SiteCx<'a>,
    /// Bytes of an asset of this article.
    pub asset_bytes: &'a (dyn Fn(&Asset) -> Option<Vec<u8>> + Sync),
}

/// What a rule may see of the site.
pub struct SiteCx<'a> {
    /// Settings.
    pub settings: &'a SiteSettings,
    /// Editions.
    pub audiences: &'a [Audience],
    /// People and policy.
    pub roster: &'a Roster,
    /// Events.
    pub emergencies: &'a Emergencies,
    /// Every loaded article by id.
    pub articles: &'a BTreeMap<ArticleId, Arc<Article>>,
    /// The clock, as a value.
    pub now: Timestamp,
}

/// Declares the rule modules and the ordered registry in one list.
macro_rules! registry {
    ($($module:ident,)*) => {
        $(mod $module;)*
        /// Every rule, in order of its number.
        pub static RULES: &[&Rule] = &[$(&$module::RULE,)*];
    };
}

registry! {}

/// The rule of a number.
#[must_use]
pub fn rule(code: Code) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code.0)
}

/// Applies every article rule.
pub fn check_article(cx: &ArticleCx<'_>, out: &mut Findings) {
    for rule in RULES {
        if let Check::Article(check) = rule.check {
            check(cx, out);
        }
    }
}

/// Applies every site rule.
pub fn check_site(cx: &SiteCx<'_>, out: &mut Findings) {
    for rule in RULES {
        if let Check::Site(check) = rule.check {
            check(cx, out);
        }
    }
}
