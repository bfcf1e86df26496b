//! The first page: which articles differ, and of each edition which pages.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::changed::Changed;
use super::page::{Desk, article_path, fact};
use super::words::{self, t};
use crate::compare::{Kind, escape};
use crate::diag::Lang;
use crate::pipeline::publication::edition_of;
use crate::site::route;

/// The whole page.
pub(super) fn html(desk: &Desk<'_>) -> String {
    let lang = desk.lang();
    let site = &desk.compared.after.0.settings.title;
    let title = match lang {
        Lang::Zh => format!("{site}：改动前后对照"),
        Lang::En => format!("{site}: before and after"),
    };
    let mut body = format!("<main>\n<h1>{}</h1>\n<dl class=\"facts\">", escape::html(&title));
    let facts = [
        (t(lang, "修改前", "before"), &desk.telling.before),
        (t(lang, "修改后", "after"), &desk.telling.after),
        (t(lang, "按这一时刻", "clock"), &desk.telling.now),
    ];
    facts.iter().for_each(|(name, value)| body.push_str(&fact(name, &escape::html(value))));
    body.push_str("</dl>\n");
    let notice = t(
        lang,
        "这是预览：没有人审核过这里的页面，不能发布。状态按修改前那一边的名册和政策推算；能不能合并，以 kepu check --base 为准。",
        "A preview: nobody has reviewed these pages, and they are not to be published. States follow the people and the policy \
         of the tree before; whether it may be merged is what kepu check --base says.",
    );
    let _ = writeln!(body, "<p class=\"notice\">{notice}</p>");
    body.push_str(&articles(desk));
    body.push_str(&pages(desk));
    body.push_str(&others(desk));
    body.push_str("</main>\n");
    words::page(lang, (&title, "overview", ""), &body)
}

fn heading(body: &mut String, text: &str, count: usize) {
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(body, "<h2>{} <span class=\"count\">{count}</span></h2>", escape::html(text));
}

fn articles(desk: &Desk<'_>) -> String {
    let lang = desk.lang();
    let mut html = String::new();
    heading(&mut html, t(lang, "有变化的文章", "Articles that differ"), desk.articles.len());
    if desk.articles.is_empty() {
        let _ = writeln!(html, "<p>{}</p>", t(lang, "没有。", "None."));
        return html;
    }
    html.push_str("<ul class=\"list\">\n");
    for article in desk.articles {
        let Some(to) = article_path(&article.id) else { continue };
        let kinds = Kind::ALL.iter().filter_map(|kind| {
            let n = article.changes.changes.iter().filter(|change| change.kind == *kind).count();
            (n > 0).then(|| format!("{} {n}", kind.label().get(lang)))
        });
        let kinds: Vec<String> = kinds.collect();
        let _ = writeln!(
            html,
            "<li><span class=\"title\"><a href=\"{to}\">{}</a><br><span class=\"path\">{}</span></span>\
             <span>{}</span><span class=\"quiet\">{}</span></li>",
            escape::html(&article.title),
            escape::html(&article.id),
            desk.states(article),
            escape::html(&kinds.join(t(lang, "，", ", ")))
        );
    }
    html.push_str("</ul>\n");
    html
}

fn pages(desk: &Desk<'_>) -> String {
    let lang = desk.lang();
    let here = route::root("index.html");
    let mut html = String::new();
    for (edition, own) in by_edition(desk, desk.pages()) {
        let label = match lang {
            Lang::Zh => format!("{}版的页面", desk.edition(edition)),
            Lang::En => format!("Pages: {}", desk.edition(edition)),
        };
        heading(&mut html, &label, own.len());
        let is_taken = |file: &&&Changed| desk.seen.iter().any(|seen| seen.taken.contains(&file.path));
        let (taken, left): (Vec<&&Changed>, Vec<&&Changed>) = own.iter().partition(is_taken);
        html.push_str("<ul class=\"list\">\n");
        taken.iter().for_each(|file| html.push_str(&desk.line(&here, file)));
        html.push_str("</ul>\n");
        if !left.is_empty() {
            let n = left.len();
            let told = match lang {
                Lang::Zh => format!("另有 {n} 页也有变化，没有收入；要看用 --limit"),
                Lang::En => format!("{n} more pages differ and were left out; --limit takes them in"),
            };
            html.push_str(&folded(&told, left.into_iter().copied()));
        }
    }
    html
}

/// Files that nobody looks at in a frame.
fn others(desk: &Desk<'_>) -> String {
    let lang = desk.lang();
    let files: Vec<&Changed> =
        desk.seen.iter().take(1).flat_map(|seen| &seen.changed).filter(|file| !file.is_page()).collect();
    if files.is_empty() {
        return String::new();
    }
    let mut html = String::new();
    heading(&mut html, t(lang, "其他文件", "Other files"), files.len());
    html + &folded(t(lang, "订阅源、搜索、图片、样式", "Feeds, search, pictures, styles"), files)
}

fn folded<'c>(summary: &str, files: impl IntoIterator<Item = &'c Changed>) -> String {
    let lines: String = files
        .into_iter()
        .map(|file| format!("<li class=\"path\">{}</li>\n", escape::html(file.path.as_str())))
        .collect();
    format!("<details><summary>{}</summary>\n<ul>\n{lines}</ul>\n</details>\n", escape::html(summary))
}

/// Pages by edition, in the order of the site; then those of editions that it has no more.
fn by_edition<'d>(desk: &'d Desk<'_>, pages: impl Iterator<Item = &'d Changed>) -> Vec<(&'d str, Vec<&'d Changed>)> {
    let mut editions: BTreeMap<&str, Vec<&Changed>> = BTreeMap::new();
    pages.for_each(|file| {
        editions.entry(edition_of(&file.path, desk.commons()).unwrap_or_default()).or_default().push(file)
    });
    let audiences = &desk.compared.after.0.audiences;
    let place = |id: &str| audiences.iter().position(|audience| audience.id == id).unwrap_or(usize::MAX);
    let mut editions: Vec<_> = editions.into_iter().collect();
    editions.sort_by_key(|(id, _)| place(id));
    editions
}
