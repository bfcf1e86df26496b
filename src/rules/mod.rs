//! The rules: one file each, carrying its own explanation, examples (which are its tests) and, where it judges
//! an article by itself, its check.
//!
//! Deliberately absent: reading of files, clocks, and any rule's knowledge of another.

mod abbreviation;
mod card;
pub mod change;
pub mod claims;
mod echo;
mod edition_text;
mod example;
mod figure;
mod folded;
mod passage;
mod prose;
mod quoted;
mod reach;
mod review_example;
mod roster_example;
mod signed_example;
mod spot;
mod target;
mod telephone;
pub mod terms;
#[cfg(test)]
mod testing;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Code, Findings, Severity};
use crate::lexicon::Lexicons;
use crate::markup::Document;
use crate::model::article::{Article, ArticleId, Asset};
use crate::model::audience::Audience;
use crate::model::clock::Clock;
use crate::model::days::ThemedDays;
use crate::model::emergency::Emergencies;
use crate::model::path::SourcePath;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::station::Stations;
use crate::model::tree::Node;

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
/// `article=…`, `project=…`, `from=other`, `conflict`, `note=…`, `tamper`; the test signs it with the demo keys.
/// `via=<platform> account=<number>` makes it a platform decision, recorded with the demo key `outsider`.
///
/// In an example about a change, paths below `base/` are the trusted base (laid over the sample settings), all others
/// are what the head changes; the content `<removed>` removes the file.
/// `event.json`, `confirm.json` and `commits` (an address a line) are a review on Gitee of a pull request that changes
/// the article; the recorder is asked, and its refusal is the finding.
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
    /// To one article, as proofreading: in a proposed change only what touches a changed line is told, so that a new
    /// rule is silent about texts nobody is editing. Such a rule only warns.
    Proofing(fn(&ArticleCx<'_>, &mut Findings)),
    /// To the site as a whole after loading.
    Site(fn(&SiteCx<'_>, &mut Findings)),
    /// While bytes become values.
    Load,
    /// To a proposed change (`kepu check --base --head`).
    Change(fn(&change::ChangeCx<'_>, &mut Findings)),
    /// While approvals are weighed.
    Gate,
    /// While pages are made.
    Build,
}

/// What a rule may see of one article.
pub struct ArticleCx<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its front matter as authored.
    pub authored: &'a Node,
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
    /// Themed days.
    pub days: &'a ThemedDays,
    /// The register of stations.
    pub stations: &'a Stations,
    /// Word lists.
    pub lexicons: &'a Lexicons,
    /// Every loaded article by id.
    pub articles: &'a BTreeMap<ArticleId, Arc<Article>>,
    /// The same articles by directory; made by [`by_directory`].
    pub directories: &'a BTreeMap<SourcePath, ArticleId>,
    /// What the refutations are about.
    pub claims: &'a claims::Claims,
    /// What the glossaries explain.
    pub terms: terms::Terms,
    /// The clock, as a value.
    pub now: Clock<'a>,
}

/// The index that lets a link between articles be followed without a search.
#[must_use]
pub fn by_directory(articles: &BTreeMap<ArticleId, Arc<Article>>) -> BTreeMap<SourcePath, ArticleId> {
    articles.iter().map(|(id, article)| (article.dir.clone(), id.clone())).collect()
}

/// Declares the rule modules and the ordered registry in one list.
macro_rules! registry {
    ($($module:ident,)*) => {
        $(mod $module;)*
        /// Every rule, in order of its number.
        pub static RULES: &[&Rule] = &[$(&$module::RULE,)*];
    };
}

registry! {
    kp101_unfenced_front_matter,
    kp102_unreadable_yaml,
    kp103_unknown_field,
    kp104_missing_field,
    kp105_invalid_value,
    kp106_malformed_id,
    kp107_shared_id,
    kp108_foreign_encoding,
    kp109_claim_in_review_block,
    kp110_unknown_editor,
    kp111_long_for_kiosk,
    kp112_profile_below_floor,
    kp201_bidi_control,
    kp202_invisible_character,
    kp203_confusable_character,
    kp204_raw_html,
    kp205_unseen_text,
    kp206_unsafe_link,
    kp207_disguised_link,
    kp208_tilde_between_numbers,
    kp209_literal_emphasis,
    kp210_ragged_table,
    kp211_renumbered_list,
    kp212_hidden_by_length,
    kp213_unpaired_mark,
    kp214_doubled_word,
    kp215_split_word,
    kp216_two_spellings,
    kp217_official_name,
    kp218_broken_block,
    kp219_pinyin,
    kp220_formula,
    kp221_include,
    kp222_unknown_term,
    kp223_glossary_form,
    kp225_unknown_edition_word,
    kp226_lost_passage,
    kp227_edition_of_its_own,
    kp301_missing_target,
    kp302_outside_reference,
    kp303_unusual_file,
    kp304_unused_asset,
    kp305_uncredited_media,
    kp306_active_asset,
    kp307_unapproved_map,
    kp308_undeclared_ai,
    kp309_unshowable_picture,
    kp310_unfit_picture_size,
    kp311_moving_picture,
    kp312_unusable_font,
    kp401_undeclared_risk,
    kp402_unsourced_figure,
    kp403_missing_advice,
    kp404_unfit_for_audience,
    kp405_weak_sources,
    kp406_advertising,
    kp407_long_sentence,
    kp408_personal_data,
    kp409_sensitive_word,
    kp410_misnamed_season,
    kp414_rare_character,
    kp415_unexplained_term,
    kp416_bare_abbreviation,
    kp417_vague_quantity,
    kp418_unit_form,
    kp419_undated_figure,
    kp420_crowded_step,
    kp421_over_length,
    kp430_broken_steps,
    kp431_season_card,
    kp432_safety_card,
    kp433_unsafe_experiment,
    kp434_unanswered_quiz,
    kp435_brief_card,
    kp436_exhibit_stop,
    kp437_bare_rumour,
    kp438_undrawable_chart,
    kp501_claim_kind_mismatch,
    kp502_open_verdict_unexplained,
    kp503_thin_evidence,
    kp504_rumour_in_title,
    kp505_unknown_source,
    kp506_contradicted_verdict,
    kp601_emergency_out_of_scope,
    kp602_emergency_without_end,
    kp603_fast_track_unavailable,
    kp604_post_review_overdue,
    kp701_malformed_record,
    kp702_invalid_signature,
    kp703_foreign_record,
    kp704_untrusted_key,
    kp705_unknown_reviewer,
    kp706_stage_not_permitted,
    kp707_unfit_reviewer,
    kp708_own_article,
    kp709_contributor_reviews,
    kp710_conflict_of_interest,
    kp711_two_stages_by_one,
    kp712_approval_of_another_version,
    kp713_unmet_quorum,
    kp714_reviewers_of_one_house,
    kp715_final_before_others,
    kp716_open_objection,
    kp717_record_from_the_future,
    kp718_unmapped_account,
    kp719_unbound_approval,
    kp720_rolled_back_version,
    kp721_altered_record,
    kp722_beyond_small_fix,
    kp723_approval_without_own_key,
    kp724_many_articles_in_one,
    kp801_unusable_settings,
    kp802_unreadable_base,
    kp803_policy_with_content,
    kp804_ungoverned_change,
    kp805_shared_identity,
    kp806_impossible_stage,
    kp807_attributes_that_hide,
    kp808_deleted_identity,
    kp809_expiry_near,
    kp812_day_without_date,
    kp815_private_number_in_register,
    kp816_inconsistent_station,
    kp901_unexplained_change,
    kp902_incomplete_retraction,
    kp903_expired_review,
    kp904_review_near_its_end,
    kp905_vanished_article,
    kp906_suspended_article,
    kp907_unfiled_site,
    kp908_link_to_retracted,
    kp909_concealed_on_page,
    kp910_link_to_corrected,
}

/// The rule of a number.
#[must_use]
pub fn rule(code: Code) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code.0)
}

/// Applies every article rule.
pub fn check_article(cx: &ArticleCx<'_>, out: &mut Findings) {
    for rule in RULES {
        if let Check::Article(check) | Check::Proofing(check) = rule.check {
            check(cx, out);
        }
    }
}

/// Whether a finding is one of proofreading, which a change answers for only in the lines it touches.
#[must_use]
pub fn is_proofing(code: Code) -> bool {
    rule(code).is_some_and(|rule| matches!(rule.check, Check::Proofing(_)))
}

/// Applies every rule about changes.
pub fn check_change(cx: &change::ChangeCx<'_>, out: &mut Findings) {
    // Rules that look at a text as well as at a change carry a second check.
    let second: [change::ChangeCheck; 1] = [kp106_malformed_id::changed];
    second.iter().for_each(|check| check(cx, out));
    for rule in RULES {
        if let Check::Change(check) = rule.check {
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
