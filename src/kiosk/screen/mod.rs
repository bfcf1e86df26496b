//! What a kiosk answers to its own browser: a value for each request, from the store and an instant alone.
//!
//! Three sources, in this order: the built-in pages below `/kiosk/`, the release that is shown, and built-in pages in
//! its place. No request ends in a blank screen: what is damaged, retracted, expired, left out for lack of space or
//! absent is said in a page that leads home. Sockets and the clock are `host::loopback`'s; which store is asked is `cli`'s.
//!
//! Deliberately absent: ranges, compression, folders that list themselves, anything that writes.

mod alert;
mod built_in;
mod expiry;
mod playlist;
mod programme;
mod spare;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::emergency::Showing;
use super::store::{Lookup, Store};
use crate::bundle::deny::DenyEntry;
use crate::bundle::manifest::ManifestEntry;
use crate::model::address;
use crate::model::path::SitePath;
use crate::model::units::Sha256;

pub use programme::{Part, Programme};

/// Folder of the built-in pages; a release cannot put anything there.
const OWN: &str = "/kiosk/";
/// Pages speak to this server alone: no other origin, no frame around them but our own.
const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'";

/// A request, as far as it matters.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET` or `HEAD`.
    pub method: &'a str,
    /// Path, perhaps with a query.
    pub target: &'a str,
    /// Whom the browser thinks it talks to.
    pub host: Option<&'a str>,
    /// What the browser has.
    pub if_none_match: Option<&'a str>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// All headers but those of the connection.
    pub headers: Vec<(&'static str, String)>,
    /// The bytes; none for `HEAD`.
    pub body: Vec<u8>,
    /// A file of the release that is missing or not itself: somebody should be told.
    pub damaged: Option<SitePath>,
}

/// What answers.
#[derive(Clone, Copy)]
pub struct Screen<'a> {
    /// The store, unless it cannot be opened.
    pub store: Option<&'a Store>,
    /// What is shown when nobody touches the screen.
    pub programme: &'a Programme,
    /// The system's clock.
    pub system: Timestamp,
    /// Emergency notices for this place.
    pub alert: Option<&'a Showing>,
}

/// What is shown as a tree of files that another server may show.
#[derive(Clone, Copy)]
pub struct Exported<'a> {
    /// The store.
    pub store: &'a Store,
    /// The system's clock.
    pub system: Timestamp,
}

impl Exported<'_> {
    /// The page that stands in the place of an article whose review is over, as it would on the screen.
    #[must_use]
    pub fn in_place_of(&self, line: &ManifestEntry) -> Option<Vec<u8>> {
        let until = expiry::expired(self.store, &line.path, self.now())?;
        let home = "../".repeat(line.path.as_str().matches('/').count()) + "index.html";
        Some(built_in::expired_alone(until, &home).into_bytes())
    }

    /// When the next review of what is shown ends: a tree of files cannot know that by itself.
    #[must_use]
    pub fn next_end(&self) -> Option<Timestamp> {
        expiry::next_end(self.store, self.now())
    }

    fn now(&self) -> Timestamp {
        expiry::credible(self.system, self.store.trust().floor)
    }
}

/// An answer on its way.
struct Draft {
    status: u16,
    kind: &'static str,
    body: Vec<u8>,
    /// Sum of the body, where it is known.
    sum: Option<Sha256>,
    location: Option<String>,
    damaged: Option<SitePath>,
}

impl Draft {
    fn new(status: u16, kind: &'static str, body: Vec<u8>) -> Self {
        Self { status, kind, body, sum: None, location: None, damaged: None }
    }

    fn page(status: u16, html: String) -> Self {
        Self::new(status, address::HTML, html.into_bytes())
    }

    fn moved(location: String) -> Self {
        let mut draft = Self::page(308, built_in::page("换个地址", ""));
        draft.location = Some(location);
        draft
    }
}

impl Screen<'_> {
    /// Answers a request. Every one has an answer.
    #[must_use]
    pub fn answer(&self, request: &Request<'_>) -> Response {
        if !request.host.is_none_or(address::is_own_host) {
            return finish(Draft::page(421, built_in::nothing()), request);
        }
        if !matches!(request.method, "GET" | "HEAD") {
            return finish(Draft::page(405, built_in::nothing()), request);
        }
        let path = request.target.split(['?', '#']).next().unwrap_or_default();
        let draft = match path.strip_prefix(OWN) {
            Some(rest) => self.own(rest),
            None if path == OWN.trim_end_matches('/') => Draft::moved(OWN.to_owned()),
            None => self.shown(path),
        };
        finish(draft, request)
    }

    fn own(&self, rest: &str) -> Draft {
        match rest {
            "playlist.json" => Draft::new(200, address::JSON, playlist::json(self)),
            "state.json" => Draft::new(200, address::JSON, playlist::state(self)),
            other => match built_in::file(other) {
                Some((kind, bytes)) => Draft::new(200, kind, bytes),
                None => Draft::page(404, built_in::nothing()),
            },
        }
    }

    fn shown(&self, path: &str) -> Draft {
        let Some(store) = self.store.filter(|store| store.current().is_some()) else {
            return if path == "/" { built_in::home() } else { Draft::page(404, built_in::nothing()) };
        };
        let Some(file) = address::path_of(path) else { return Draft::page(404, built_in::nothing()) };
        match store.lookup(file.as_str()) {
            Lookup::Found(line) => self.found(store, &line),
            Lookup::Denied { deny, notice } => denied(store, &file, &deny, notice),
            Lookup::LeftOut(line) => spare::answer(store, &line),
            Lookup::Nothing => match address::folder(&file) {
                Some(index) if matches!(store.lookup(index.as_str()), Lookup::Found(_) | Lookup::LeftOut(_)) => {
                    Draft::moved(address::target_of(&index))
                }
                _ if path == "/" => built_in::home(),
                _ => Draft::page(404, built_in::nothing()),
            },
        }
    }

    fn found(&self, store: &Store, line: &ManifestEntry) -> Draft {
        if let Some(until) = expiry::expired(store, &line.path, self.now()) {
            return Draft::page(410, built_in::expired(until));
        }
        match store.object_checked(line) {
            Ok(bytes) => {
                let mut draft = Draft::new(200, address::kind(&line.path), bytes);
                draft.sum = Some(line.sum);
                draft
            }
            Err(_) => damaged(&line.path),
        }
    }

    /// The instant that content is judged by. A clock that went back stands still at the last signed time; one that
    /// ran ahead takes short-lived warnings off the screen and not the whole library.
    fn now(&self) -> Timestamp {
        let Some(store) = self.store else { return self.system };
        expiry::credible(self.system, store.trust().floor)
    }
}

fn denied(store: &Store, path: &SitePath, deny: &DenyEntry, notice: Option<ManifestEntry>) -> Draft {
    let said = notice.and_then(|line| store.object_checked(&line).ok().map(|bytes| (line, bytes)));
    match said {
        Some((line, bytes)) => {
            let mut draft = Draft::new(410, address::kind(&line.path), bytes);
            draft.sum = Some(line.sum);
            draft
        }
        None => Draft::page(410, built_in::retracted(deny, replacement(store, path, deny).as_deref())),
    }
}

/// Where the article stands that took its place, in the same edition.
fn replacement(store: &Store, path: &SitePath, deny: &DenyEntry) -> Option<String> {
    let (edition, _) = expiry::article_of(path)?;
    let new = SitePath::new(&format!("{edition}a/{}/index.html", deny.replaced_by.as_ref()?)).ok()?;
    matches!(store.lookup(new.as_str()), Lookup::Found(_) | Lookup::LeftOut(_)).then(|| address::target_of(&new))
}

fn damaged(path: &SitePath) -> Draft {
    let mut draft = match path.as_str() {
        "index.html" => built_in::home(),
        _ => Draft::page(503, built_in::broken()),
    };
    draft.damaged = Some(path.clone());
    draft
}

fn finish(draft: Draft, request: &Request<'_>) -> Response {
    let tag = format!("\"{}\"", draft.sum.unwrap_or_else(|| Sha256::of(&draft.body)).hex());
    let mut headers = vec![
        ("Content-Security-Policy", POLICY.to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()".to_owned()),
        ("Cache-Control", "no-cache".to_owned()),
    ];
    let is_known = draft.status == 200
        && request
            .if_none_match
            .is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    headers.push(("ETag", tag));
    if is_known {
        return Response { status: 304, headers, body: Vec::new(), damaged: draft.damaged };
    }
    headers.push(("Content-Type", draft.kind.to_owned()));
    headers.push(("Content-Length", draft.body.len().to_string()));
    if draft.status == 405 {
        headers.push(("Allow", "GET, HEAD".to_owned()));
    }
    headers.extend(draft.location.map(|location| ("Location", location)));
    let body = if request.method == "HEAD" { Vec::new() } else { draft.body };
    Response { status: draft.status, headers, body, damaged: draft.damaged }
}
