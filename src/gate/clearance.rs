//! Cleared articles and tickets: the permission to be shown, as types.
//!
//! Trusted surface: private fields, one constructor per lane. Each forgery below does not compile, and stands under
//! the twin that does, for a test of failure alone cannot tell a closed door from a misspelt one.
//!
//! Sealing is not to be had outside the gate; what was sealed can be read:
//!
//! ```
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! fn forge(real: &Cleared<Production>) -> &Approval {
//!     let _ = Cleared::approval;
//!     real.approval()
//! }
//! ```
//!
//! ```compile_fail
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! fn forge(real: &Cleared<Production>) -> &Approval {
//!     let _ = Cleared::seal;
//!     real.approval()
//! }
//! ```
//!
//! Nor can the struct be written down; another of the same fields can:
//!
//! ```
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! struct Own { head: Arc<ArticleHead>, whole: Option<Arc<Article>>, stamp: Approval }
//! fn forge(head: Arc<ArticleHead>, whole: Option<Arc<Article>>, stamp: Approval) {
//!     let _ = Own { head, whole, stamp };
//! }
//! ```
//!
//! ```compile_fail
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! struct Own { head: Arc<ArticleHead>, whole: Option<Arc<Article>>, stamp: Approval }
//! fn forge(head: Arc<ArticleHead>, whole: Option<Arc<Article>>, stamp: Approval) {
//!     let _ = Cleared { head, whole, stamp };
//! }
//! ```
//!
//! A ticket is given by a cleared article, never made:
//!
//! ```
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! struct Own<'a> { cleared: &'a Cleared<Production>, audience: &'a Audience }
//! fn forge(cleared: &Cleared<Production>, audience: &Audience) {
//!     let _ = Own { cleared, audience };
//! }
//! ```
//!
//! ```compile_fail
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! struct Own<'a> { cleared: &'a Cleared<Production>, audience: &'a Audience }
//! fn forge(cleared: &Cleared<Production>, audience: &Audience) {
//!     let _ = Ticket { cleared, audience };
//! }
//! ```
//!
//! What lies on a desk is no production:
//!
//! ```
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! fn publish(_: &Cleared<Production>) {}
//! fn forge(desk: &Cleared<Production>) {
//!     publish(desk);
//! }
//! ```
//!
//! ```compile_fail
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! fn publish(_: &Cleared<Production>) {}
//! fn forge(desk: &Cleared<Preview>) {
//!     publish(desk);
//! }
//! ```
//!
//! Taking an article unreviewed gives a preview and nothing else:
//!
//! ```
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! fn forge(article: Arc<Article>) -> Cleared<Preview> {
//!     Cleared::unreviewed(article)
//! }
//! ```
//!
//! ```compile_fail
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! fn forge(article: Arc<Article>) -> Cleared<Production> {
//!     Cleared::unreviewed(article)
//! }
//! ```
//!
//! There is no third lane:
//!
//! ```
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! enum Own {}
//! fn travel<L: Lane>() {}
//! travel::<Preview>();
//! ```
//!
//! ```compile_fail
//! # use std::sync::Arc;
//! # use kepu::gate::clearance::{Approval, Cleared, Lane, Preview, Production, Ticket};
//! # use kepu::model::article::{Article, ArticleHead};
//! # use kepu::model::audience::Audience;
//! enum Own {}
//! fn travel<L: Lane>() {}
//! travel::<Own>();
//! ```

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::article::{Article, ArticleHead, ArticleId};
use crate::model::audience::Audience;
use crate::model::record::Via;
use crate::model::roster::Stage;
use crate::model::state::State;
use crate::model::units::ContentDigest;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Production {}
    impl Sealed for super::Preview {}
}

/// A lane that content travels in; there are two and no third can be made.
pub trait Lane: sealed::Sealed + 'static {
    /// What a cleared article of this lane carries.
    type Stamp: Clone + Send + Sync + std::fmt::Debug + std::hash::Hash;
    /// The approval behind a stamp, where the lane has one.
    fn approval(stamp: &Self::Stamp) -> Option<&Approval>;
    /// Words printed over every page of the lane.
    const WATERMARK: Option<&'static str>;
}

/// Reviewed content: the only lane that can be published or packed.
#[derive(Debug)]
pub enum Production {}

/// Content as it stands on an editor's desk.
#[derive(Debug)]
pub enum Preview {}

impl Lane for Production {
    type Stamp = Approval;
    fn approval(stamp: &Approval) -> Option<&Approval> {
        Some(stamp)
    }
    const WATERMARK: Option<&'static str> = None;
}

impl Lane for Preview {
    type Stamp = ();
    fn approval((): &()) -> Option<&Approval> {
        None
    }
    const WATERMARK: Option<&'static str> = Some("预览 · 未经审核");
}

/// Who approved which bytes, and until when that holds.
#[derive(Clone, Debug, Hash)]
pub struct Approval {
    /// The digest of exactly what is shown.
    pub digest: ContentDigest,
    /// Derived state; one of those that show the text.
    pub state: State,
    /// The counted approvals, in order of stage and time.
    pub credits: Vec<Credit>,
    /// When the quorum was complete (`at` of the counted final).
    pub completed: Timestamp,
    /// When it was complete for the first time on any digest of this article.
    pub first_published: Timestamp,
    /// Until when it holds.
    pub valid_until: Option<Timestamp>,
    /// The small fix by which the text differs from the one that the credits are about.
    pub fix: Option<SmallFix>,
}

/// A fix of slips of the pen after the full review.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SmallFix {
    /// The version that was reviewed in full.
    pub from: ContentDigest,
    /// When the fix was agreed to.
    pub at: Timestamp,
    /// Who agreed.
    pub credits: Vec<Credit>,
}

/// One counted approval, as printed on the page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Credit {
    /// Person id.
    pub person: Box<str>,
    /// Name as printed.
    pub name: Arc<str>,
    /// Title as printed.
    pub title: Option<Arc<str>>,
    /// Organisation as printed.
    pub org: Option<Arc<str>>,
    /// Stage.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// How.
    pub via: Via,
    /// File name of the record below `records/<article>/`.
    pub record: Box<str>,
}

/// An article that may be shown in lane `L`.
#[derive(Debug)]
pub struct Cleared<L: Lane> {
    head: Arc<ArticleHead>,
    /// The whole, unless its text was set aside.
    whole: Option<Arc<Article>>,
    stamp: L::Stamp,
}

/// The permission to show one cleared article to one audience.
#[derive(Debug)]
pub struct Ticket<'a, L: Lane> {
    cleared: &'a Cleared<L>,
    audience: &'a Audience,
}

impl Cleared<Production> {
    /// Seals an approved article. Visible to the gate alone.
    pub(in crate::gate) fn seal(article: Arc<Article>, approval: Approval) -> Self {
        Self { head: Arc::clone(&article.head), whole: Some(article), stamp: approval }
    }

    /// The approval.
    #[must_use]
    pub fn approval(&self) -> &Approval {
        &self.stamp
    }
}

impl Cleared<Preview> {
    /// Takes any article; the lane says for ever that nobody vouches for it.
    #[must_use]
    pub fn unreviewed(article: Arc<Article>) -> Self {
        Self { head: Arc::clone(&article.head), whole: Some(article), stamp: () }
    }
}

// Written out because a derive would ask the lane itself to be `Clone`.
impl<L: Lane> Clone for Cleared<L> {
    fn clone(&self) -> Self {
        Self { head: Arc::clone(&self.head), whole: self.whole.clone(), stamp: self.stamp.clone() }
    }
}

impl<L: Lane> Cleared<L> {
    /// The article without its text.
    #[must_use]
    pub fn article(&self) -> &Arc<ArticleHead> {
        &self.head
    }

    /// The article with its text, unless that was set aside.
    #[must_use]
    pub fn whole(&self) -> Option<&Arc<Article>> {
        self.whole.as_ref()
    }

    /// The same without its text, which must be read again for its page. Nothing is added.
    #[must_use]
    pub(in crate::gate) fn without_text(self) -> Self {
        Self { whole: None, ..self }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        self.head.id()
    }

    /// The stamp of the lane.
    #[must_use]
    pub fn stamp(&self) -> &L::Stamp {
        &self.stamp
    }

    /// The derived state, for lanes that have one; the editor's desk shows everything as published.
    #[must_use]
    pub fn state(&self) -> State {
        L::approval(&self.stamp).map_or(State::Published, |approval| approval.state)
    }

    /// A ticket for an audience, if the article belongs to its edition.
    #[must_use]
    pub fn ticket<'a>(&'a self, audience: &'a Audience, commons: &str) -> Option<Ticket<'a, L>> {
        let front = &self.head.front;
        let risks: Vec<_> = front.risk.iter().map(|risk| risk.value).collect();
        let named = front.audience.iter().map(|id| id.value.as_str());
        audience.admits(commons, named, &risks).then_some(Ticket { cleared: self, audience })
    }
}

impl<'a, L: Lane> Ticket<'a, L> {
    /// The cleared article.
    #[must_use]
    pub fn cleared(&self) -> &'a Cleared<L> {
        self.cleared
    }

    /// The audience.
    #[must_use]
    pub fn audience(&self) -> &'a Audience {
        self.audience
    }
}
