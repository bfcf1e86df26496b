//! Where an article stands. Always derived, never stored.

use super::token::vocabulary;

vocabulary! {
    /// The states of `docs/design-notes.md`, "The state machine".
    State {
        Draft = "draft", "草稿", "draft";
        InReview = "in_review", "审核中", "in review";
        Objected = "objected", "有反对意见", "objected";
        Scheduled = "scheduled", "定时待发", "scheduled";
        Published = "published", "已发布", "published";
        Expiring = "expiring", "审核即将到期", "expiring";
        Expired = "expired", "审核已过期", "expired";
        Provisional = "provisional", "先行发布", "provisional";
        Overdue = "overdue", "补审逾期", "overdue";
        Suspended = "suspended", "暂停展示", "suspended";
        Retracted = "retracted", "已撤稿", "retracted";
        Archived = "archived", "已归档", "archived";
        RolledBack = "rolled_back", "旧版回退", "rolled back";
        Invalid = "invalid", "稿件有误", "invalid";
    }
}

impl State {
    /// Whether the article stands in lists, feeds and search.
    #[must_use]
    pub fn is_listed(self) -> bool {
        matches!(self, Self::Published | Self::Expiring | Self::Provisional)
    }
}
