//! The reviewer's pages about one article and about one page.

use super::changed::{Changed, Why};
use super::folder::Seen;
use super::words::{self, t};
use super::{ArticleDifference, Compared, Screen, Side, Stand, Telling, place, view};
use crate::compare::{escape, html};
use crate::diag::Lang;
use crate::model::path::SitePath;
use crate::model::state::State;
use crate::pipeline::publication::{FileAct, edition_of};
use crate::site::{list, route};

/// A page may run its own scripts and no more: no window, no form, no way to leave. Without the second word a page opened
/// from a disk may not even load its style sheet.
const SANDBOX: &str = "allow-scripts allow-same-origin";

/// What every page is written from.
pub(super) struct Desk<'a> {
    pub(super) telling: &'a Telling,
    pub(super) compared: &'a Compared<'a>,
    pub(super) articles: &'a [ArticleDifference],
    pub(super) seen: &'a [Seen],
}

/// Where the page about an article stands. Ids of articles that could not be loaded may be no clean names.
pub(super) fn article_path(id: &str) -> Option<SitePath> {
    let name: String = id.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect();
    SitePath::new(&format!("article/{name}.html")).ok()
}

impl Desk<'_> {
    pub(super) fn lang(&self) -> Lang {
        self.telling.lang
    }

    /// The name of an edition, of the tree after or else of the tree before.
    pub(super) fn edition(&self, id: &str) -> String {
        let all = self.compared.after.0.audiences.iter().chain(&self.compared.before.0.audiences);
        let found = all.into_iter().find(|audience| audience.id == id);
        let label = found.map(|audience| t(self.lang(), &audience.label, &audience.label_en).to_owned());
        label.unwrap_or_else(|| id.to_owned())
    }

    pub(super) fn commons(&self) -> &str {
        let audiences = &self.compared.after.0.audiences;
        audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id)
    }

    /// One page in a list: its title, its path, where to look at it.
    pub(super) fn line(&self, from: &SitePath, file: &Changed) -> String {
        let title = escape::html(title(file));
        let mut links = String::new();
        for seen in self.seen.iter().filter(|seen| seen.taken.contains(&file.path)) {
            if let Some(to) = view(seen.screen, &file.path) {
                let word = match seen.screen {
                    Screen::Web => t(self.lang(), "网页", "web"),
                    Screen::Kiosk => t(self.lang(), "e站屏幕", "kiosk"),
                };
                links.push_str(&format!("<a href=\"{}\">{word}</a>", route::relative(from, &to)));
            }
        }
        if links.is_empty() {
            links.push_str(t(self.lang(), "未收入", "left out"));
        }
        let (path, tag) = (escape::html(file.path.as_str()), self.tag(file));
        format!(
            "<li><span class=\"title\">{title} <span class=\"tag\">{tag}</span><br><span class=\"path\">{path}</span></span>\
             <span class=\"links\">{links}</span></li>\n"
        )
    }

    fn tag(&self, file: &Changed) -> &'static str {
        let lang = self.lang();
        match (file.why, file.act) {
            (Why::Shows, _) => t(lang, "图片有变", "a picture differs"),
            (Why::Specimen, _) => t(lang, "主题有变，看样子", "the theme differs: a specimen"),
            (_, FileAct::Added) => t(lang, "新增", "new"),
            (_, FileAct::Removed) => t(lang, "没有了", "gone"),
            (_, FileAct::Changed) => t(lang, "有变", "differs"),
        }
    }

    /// Both sides of a page in two frames.
    pub(super) fn view(&self, screen: Screen, file: &Changed) -> String {
        let lang = self.lang();
        let Some(here) = view(screen, &file.path) else { return String::new() };
        let up = route::to_root(&here);
        let title = title(file);
        let edition = edition_of(&file.path, self.commons()).map(|id| self.edition(id)).unwrap_or_default();
        let mut body = format!(
            "<header><a href=\"{up}index.html\">{}</a><h1>{}</h1><span class=\"quiet\">{}</span>",
            t(lang, "全部改动", "all changes"),
            escape::html(title),
            escape::html(&edition)
        );
        let id = route::article_of(&file.path).filter(|id| self.articles.iter().any(|article| article.id == *id));
        if let Some(to) = id.and_then(article_path) {
            body.push_str(&format!("<a href=\"{up}{to}\">{}</a>", t(lang, "文字差异", "text")));
        }
        body.push_str(&self.other_screen(screen, &here, file));
        body.push_str("</header>\n");
        body.push_str(&self.switch());
        body.push_str("<main class=\"frames\">\n");
        for side in Side::ALL {
            body.push_str(&self.frame(screen, side, (&here, file)));
        }
        body.push_str("</main>\n");
        let class = match screen {
            Screen::Web => "view",
            Screen::Kiosk => "view kiosk",
        };
        words::page(lang, (title, class, &up), &body)
    }

    fn other_screen(&self, screen: Screen, here: &SitePath, file: &Changed) -> String {
        let other = self.seen.iter().find(|seen| seen.screen != screen && seen.taken.contains(&file.path));
        let Some(to) = other.and_then(|seen| view(seen.screen, &file.path)) else { return String::new() };
        let word = match screen {
            Screen::Web => t(self.lang(), "看e站屏幕", "on a kiosk"),
            Screen::Kiosk => t(self.lang(), "看网页", "on the web"),
        };
        format!("<a href=\"{}\">{word}</a>", route::relative(here, &to))
    }

    /// Three radio buttons, so that the switch needs no script.
    fn switch(&self) -> String {
        let lang = self.lang();
        let words = [
            ("before", t(lang, "修改前", "before")),
            ("both", t(lang, "对照", "both")),
            ("after", t(lang, "修改后", "after")),
        ];
        let mut html = String::new();
        for (id, word) in words {
            let checked = if id == "both" { " checked" } else { "" };
            html.push_str(&format!(
                "<input type=\"radio\" name=\"see\" id=\"see-{id}\" aria-label=\"{word}\"{checked}>\n"
            ));
        }
        let labels: String = words.map(|(id, word)| format!("<label for=\"see-{id}\">{word}</label>")).concat();
        html + &format!("<div class=\"switch\">{labels}</div>\n")
    }

    fn frame(&self, screen: Screen, side: Side, (here, file): (&SitePath, &Changed)) -> String {
        let lang = self.lang();
        let (word, name) = match side {
            Side::Before => (t(lang, "修改前", "before"), &self.telling.before),
            Side::After => (t(lang, "修改后", "after"), &self.telling.after),
        };
        let there = !matches!((side, file.act), (Side::Before, FileAct::Added) | (Side::After, FileAct::Removed));
        let shown = match place(screen, side, &file.path).filter(|_| there) {
            Some(to) => {
                let to = route::relative(here, &to);
                format!("<iframe src=\"{to}\" title=\"{word}\" sandbox=\"{SANDBOX}\"></iframe>")
            }
            None => format!("<p class=\"absent\">{}</p>", t(lang, "这一边没有这一页。", "This side has no such page.")),
        };
        format!(
            "<figure class=\"{}\"><figcaption>{word} <span class=\"path\">{}</span></figcaption><div class=\"screen\">{shown}</div></figure>\n",
            side.token(),
            escape::html(name)
        )
    }

    /// What changed in an article, where it stands, and its pages.
    pub(super) fn article(&self, article: &ArticleDifference) -> String {
        let lang = self.lang();
        let Some(here) = article_path(&article.id) else { return String::new() };
        let up = route::to_root(&here);
        let mut body =
            format!("<main>\n<p><a href=\"{up}index.html\">{}</a></p>\n", t(lang, "全部改动", "all changes"));
        body.push_str(&format!("<h1>{}</h1>\n<dl class=\"facts\">", escape::html(&article.title)));
        body.push_str(&fact(t(lang, "编号", "id"), &escape::html(&article.id)));
        body.push_str(&fact(t(lang, "状态", "state"), &self.states(article)));
        if let Some(stand) = &article.after {
            // What is wrong has to be mended before anything can be said to be missing.
            if stand.state != State::Invalid {
                body.push_str(&fact(t(lang, "还差什么", "missing"), &missing(stand, lang)));
            }
            body.push_str(&fact(t(lang, "检查", "checks"), &checks(stand, lang)));
        }
        body.push_str("</dl>\n");
        body.push_str(&format!("<h2>{}</h2>\n", t(lang, "文字差异", "Text")));
        let changes = html::render(&article.changes, lang);
        if changes.is_empty() {
            body.push_str(&format!(
                "<p>{}</p>\n",
                t(lang, "内容一字未改，只是状态不同。", "The content is the same; only the state differs.")
            ));
        }
        body.push_str(&changes);
        body.push_str(&format!("<h2>{}</h2>\n", t(lang, "有变化的页面", "Pages that differ")));
        let own: Vec<&Changed> =
            self.pages().filter(|file| route::article_of(&file.path) == Some(&article.id)).collect();
        if own.is_empty() {
            body.push_str(&format!("<p>{}</p>\n", t(lang, "没有。", "None.")));
        }
        let lines: String = own.iter().map(|file| self.line(&here, file)).collect();
        body.push_str(&format!("<ul class=\"list\">\n{lines}</ul>\n</main>\n"));
        words::page(lang, (&article.title, "article", &up), &body)
    }

    /// Pages that differ on any screen, those of the web first.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Changed> {
        let web = self.seen.iter().filter(|seen| seen.screen == Screen::Web).flat_map(|seen| &seen.changed);
        let on_web: std::collections::BTreeSet<&SitePath> = web.clone().map(|file| &file.path).collect();
        let kiosk = self.seen.iter().filter(|seen| seen.screen == Screen::Kiosk).flat_map(|seen| &seen.changed);
        web.chain(kiosk.filter(move |file| !on_web.contains(&file.path))).filter(|file| file.is_page())
    }

    /// The state before and after, or the one state that it has.
    pub(super) fn states(&self, article: &ArticleDifference) -> String {
        let lang = self.lang();
        let word = |stand: &Option<Stand>, none: &'static str| match stand {
            Some(stand) => t(lang, stand.state.zh(), stand.state.en()),
            None => none,
        };
        let before = word(&article.before, t(lang, "新稿", "new"));
        let after = word(&article.after, t(lang, "已删去", "removed"));
        if before == after { after.to_owned() } else { format!("{before} <span class=\"arrow\">→</span> {after}") }
    }
}

/// The title of a page; its path when it has none.
fn title(file: &Changed) -> &str {
    if file.title.is_empty() { file.path.as_str() } else { &file.title }
}

pub(super) fn fact(name: &str, value: &str) -> String {
    format!("<dt>{name}</dt><dd>{value}</dd>\n")
}

fn missing(stand: &Stand, lang: Lang) -> String {
    if stand.missing.is_empty() {
        return t(lang, "没有", "nothing").to_owned();
    }
    escape::html(&list(&stand.missing, lang))
}

/// Every error in words; warnings are counted.
fn checks(stand: &Stand, lang: Lang) -> String {
    let (errors, warnings) = (stand.errors.len(), stand.warnings);
    let counts = match lang {
        Lang::Zh => format!("错误 {errors} 个，警告 {warnings} 个"),
        Lang::En => format!("{errors} errors, {warnings} warnings"),
    };
    let lines = stand.errors.iter().map(|error| format!("<br>{}", escape::html(error.get(lang))));
    counts + &lines.collect::<String>()
}
