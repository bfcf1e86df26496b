//! What may stand as the value of a field, as data beside the field's name.
//!
//! The loader decodes by calls, as every kind of value has its own words for its own faults; what it accepts stands
//! here a second time only as far as a schema can say it, and `schema/tests.rs` feeds the loader one value of each.
//! Deliberately absent: conditions across fields, files or time.

use super::decode::Shape;
use super::values::Choice;
use crate::model::token::Vocabulary;

/// The form of a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Text with something in it.
    Text,
    /// Text in one line.
    Line,
    /// The number of the file format.
    Schema,
    /// A short name that other places refer to.
    Name,
    /// The permanent id of an article.
    ArticleId,
    /// A calendar day.
    Day,
    /// A year, a month or a day.
    Published,
    /// An instant with its offset.
    Instant,
    /// Yes or no.
    Flag,
    /// A whole number, at least this.
    Whole(u32),
    /// A whole number of either sign.
    Integer,
    /// A number above zero.
    Factor,
    /// `sha256:` and 64 digits.
    Digest,
    /// Text of a pattern (ECMA-262, as JSON Schema has it), with what to write.
    Pattern(&'static str, &'static str),
    /// Digits of a pattern, in quotes or not, with what to write.
    Digits(&'static str, &'static str),
    /// A public key in one line.
    PublicKey,
    /// This word.
    Exactly(&'static str),
    /// A word of a closed vocabulary, by token or label.
    Word(fn() -> Vec<Choice<'static>>),
    /// A word that the site defines.
    Site(SiteWord),
    /// A list.
    List(&'static Form),
    /// A mapping of known fields.
    Table(&'static Shape),
    /// A mapping whose keys have a form.
    Names(&'static Form, &'static Form),
    /// One of several.
    Either(&'static [Form]),
}

/// What the words of a site stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteWord {
    /// An edition of the theme.
    Audience,
    /// A topic.
    Topic,
    /// A topic, or what several topics begin with.
    TopicPrefix,
    /// A region.
    Region,
    /// A person on the roster.
    Person,
    /// An organisation on the roster.
    Organisation,
    /// The name of an organisation; others may be written.
    OrganisationName,
    /// A domain of knowledge; others may be written.
    Domain,
}

/// A short name: lower-case letters and digits, with `-`, `_` or `.` between them.
pub(super) const NAME: &str = "^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$";
/// A language tag.
pub(super) const LANG: &str = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";
/// An e-mail address: visible ASCII on both sides of one `@`, a dot behind it.
pub(super) const EMAIL: &str = "^[!-?A-~]+@[!-?A-~]*\\.[!-?A-~]*$";
/// A repository of a platform.
pub(super) const REPO: &str = "^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?:\\S*/\\S*$";
/// The number of a platform account.
pub(super) const ACCOUNT_ID: &str = "^[1-9][0-9]{0,18}$";
/// A UUID in lower case.
pub(super) const UUID: &str = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
/// The absolute address of a site.
pub(super) const BASE_URL: &str = "^https?://[!$-;=@-~][!$-;=@-~]*/$";
/// A code of GB/T 2260.
pub(super) const REGION_CODE: &str = "^[0-9]{6}$";
/// A file of a theme.
pub(super) const THEME_FILE: &str = "^themes/[^/\\\\:]+(/[^/\\\\:]+)+$";
/// The name of one font, as a style sheet has it between quotes.
pub(super) const FONT_NAME: &str = "^[^,;:!?\"'(){}<>\\[\\]\\\\/*@#&%|+=~`^$\\x00-\\x1f]+$";
/// From one time of the day to another.
pub(super) const HOURS: &str = "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$";
/// The id of a channel.
pub(super) const CHANNEL_ID: &str = "^[a-z0-9][a-z0-9-]*$";
/// An emergency number.
pub(super) const HOTLINE: &str = "^[0-9]{3,12}$";
/// A four-digit year.
pub(super) const YEAR: &str = "^[1-9][0-9]{3}$";
/// A month in digits.
pub(super) const MONTH: &str = "^([1-9]|1[0-2])$";
/// Which of the days of the week in a month.
pub(super) const NTH: &str = "^[1-4]$";
/// A day of any year.
pub(super) const MONTH_DAY: &str = "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
/// A page on the web.
pub(super) const WEB_URL: &str = "^https?://[!#-~]+$";
/// A link to a page or a mailbox.
pub(super) const COMPLAINT_URL: &str = "^(https://|mailto:)";
/// A colour.
pub(super) const COLOUR: &str = "^#[0-9A-Fa-f]{6}$";
/// Font names as a style sheet has them.
pub(super) const FAMILY: &str = "^[^;{}<>\\\\()/\\x00-\\x1f\\x7f-\\x9f]*[^;{}<>\\\\()/\\x00-\\x1f\\x7f-\\x9f\\s][^;{}<>\\\\()/\\x00-\\x1f\\x7f-\\x9f]*$";

/// The choices of a closed vocabulary.
pub(super) fn of<V: Vocabulary>() -> Vec<Choice<'static>> {
    V::all().iter().map(|member| Choice::new(member.token(), member.zh())).collect()
}
