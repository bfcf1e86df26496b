//! What the frame is told of emergencies: words that are ready to be shown, and seconds until each is over, so that the
//! frame takes it away itself should this program be gone.

use jiff::Timestamp;
use serde::Serialize;

use super::{Screen, expiry};
use crate::kiosk::emergency::Showing;
use crate::kiosk::store::{Lookup, Store};
use crate::model::address;
use crate::model::alert::Alert;
use crate::model::units::china_datetime;

#[derive(Serialize)]
pub(super) struct Alarm {
    /// Changes when there is something to read anew.
    key: String,
    is_drill: bool,
    is_doubtful: bool,
    omitted: usize,
    hotlines: Vec<String>,
    signed: String,
    notices: Vec<Notice>,
}

#[derive(Serialize)]
struct Notice {
    article: String,
    title: String,
    level: String,
    /// 1 is the highest.
    rank: u8,
    category: String,
    area: String,
    act: String,
    authority: String,
    issued: String,
    until: String,
    /// Seconds until it is over.
    left: i64,
    is_provisional: bool,
    /// The article, where the release has it.
    href: Option<String>,
}

/// The notices of a screen.
pub(super) fn alarm(screen: &Screen<'_>) -> Option<Alarm> {
    let showing = screen.alert?;
    let notices: Vec<Notice> = showing.notices.iter().map(|alert| notice(screen, showing, alert)).collect();
    let key = notices.iter().map(|one| format!("{} {} {}", one.article, one.title, one.until)).collect::<Vec<_>>();
    Some(Alarm {
        key: format!("{} {}", if showing.is_drill { "drill" } else { "live" }, key.join(" ")),
        is_drill: showing.is_drill,
        is_doubtful: showing.is_doubtful,
        omitted: showing.omitted,
        hotlines: showing.hotlines.clone(),
        signed: minute(showing.signed),
        notices,
    })
}

fn notice(screen: &Screen<'_>, showing: &Showing, alert: &Alert) -> Notice {
    Notice {
        article: alert.article.clone(),
        title: alert.title.clone(),
        level: format!("{}（{}级）", alert.level.zh(), alert.level.token()),
        rank: alert.level as u8 + 1,
        category: alert.category.clone(),
        area: alert.area.join("、"),
        act: alert.act.clone(),
        authority: alert.authority.clone(),
        issued: minute(alert.issued),
        until: minute(alert.expires),
        left: alert.expires.as_second().saturating_sub(showing.now.as_second()),
        is_provisional: alert.provisional,
        href: screen.store.and_then(|store| href(store, &alert.article, screen.now())),
    }
}

/// The page of an article in the release that is shown: of the first edition that has it.
fn href(store: &Store, article: &str, now: Timestamp) -> Option<String> {
    let end = format!("a/{article}/index.html");
    let mut lines = store.manifest()?.entries().iter().map(|line| &line.path);
    let path = lines.find(|path| {
        let is_page = expiry::article_of(path).is_some_and(|(edition, _)| path.as_str() == format!("{edition}{end}"));
        is_page
            && matches!(store.lookup(path.as_str()), Lookup::Found(_))
            && expiry::expired(store, path, now).is_none()
    })?;
    Some(address::target_of(path))
}

fn minute(at: Timestamp) -> String {
    let local = china_datetime(at);
    format!("{}月{}日 {:02}:{:02}", local.month(), local.day(), local.hour(), local.minute())
}
