//! The editions that the article reaches: side by side, what each of them calls it and how it differs.

use std::fmt::Write as _;

use super::Sheet;
use super::inline::passage;
use crate::compare::escape;
use crate::model::audience::Audience;

/// What one edition shows of its own, for those editions that show the same.
#[derive(PartialEq, Eq)]
struct Words<'a> {
    title: &'a str,
    summary: &'a str,
    order: Vec<&'a str>,
    bands: Vec<&'a str>,
    own: bool,
    links: bool,
}

/// One column for each group of editions that show the same.
pub(super) fn html(sheet: &Sheet<'_>) -> String {
    let mut groups: Vec<(Words<'_>, Vec<&Audience>)> = Vec::new();
    for audience in reached(sheet) {
        let words = words(sheet, audience);
        match groups.iter_mut().find(|(known, _)| *known == words) {
            Some((_, audiences)) => audiences.push(audience),
            None => groups.push((words, vec![audience])),
        }
    }
    let mut html = "<div class=\"editions\">\n".to_owned();
    for (words, audiences) in &groups {
        let names: Vec<String> = audiences.iter().map(|audience| escape::html(&audience.label)).collect();
        // Writing to a String cannot fail.
        let _ = write!(
            html,
            "<div class=\"edition\">\n<p class=\"names\">{}</p>\n<p class=\"title\">{}</p>\n<p>{}</p>\n",
            names.join("、"),
            passage(words.title),
            passage(words.summary)
        );
        if !words.order.is_empty() {
            let order: Vec<String> = words.order.iter().map(|part| escape::html(part)).collect();
            let _ = writeln!(html, "<p class=\"differs\">各部分的次序：{}</p>", order.join("、"));
        }
        if !words.bands.is_empty() {
            let bands: Vec<String> = words.bands.iter().map(|band| escape::html(band)).collect();
            let _ = writeln!(html, "<p class=\"differs\">写给{}</p>", bands.join("、"));
        }
        if words.own {
            html.push_str("<p class=\"differs\">声明为单独成文的一版</p>\n");
        }
        if !words.links {
            html.push_str("<p class=\"differs\">不做站外链接，只印出地址</p>\n");
        }
        html.push_str("</div>\n");
    }
    html.push_str("</div>\n");
    let absent: Vec<String> = kept_out(sheet).map(|audience| escape::html(&audience.label)).collect();
    if !absent.is_empty() {
        let _ = writeln!(html, "<p>因风险声明不进这些版：{}。</p>", absent.join("、"));
    }
    html
}

fn words<'a>(sheet: &Sheet<'a>, audience: &'a Audience) -> Words<'a> {
    let front = &sheet.article.front;
    let own = front.editions.get(&audience.id);
    Words {
        title: front.title_for(&audience.id),
        summary: front.summary_for(&audience.id),
        order: own.map(|own| own.order.iter().map(|part| part.value.as_str()).collect()).unwrap_or_default(),
        bands: audience.bands_of(&front.editions).map(|band| band.label.as_str()).collect(),
        own: own.is_some_and(|own| own.own),
        links: audience.outside_links,
    }
}

/// The editions that would show the article.
fn reached<'a>(sheet: &Sheet<'a>) -> impl Iterator<Item = &'a Audience> {
    let (front, commons) = (&sheet.article.front, commons(sheet));
    let risks: Vec<_> = front.risk.iter().map(|risk| risk.value).collect();
    sheet
        .audiences
        .iter()
        .filter(move |audience| audience.admits(commons, front.audience.iter().map(|id| id.value.as_str()), &risks))
}

/// The editions that the article names and its risks keep it out of.
fn kept_out<'a>(sheet: &Sheet<'a>) -> impl Iterator<Item = &'a Audience> {
    let (front, commons) = (&sheet.article.front, commons(sheet));
    let reached: Vec<&str> = reached(sheet).map(|audience| audience.id.as_str()).collect();
    sheet.audiences.iter().filter(move |audience| {
        let named = audience.admits(commons, front.audience.iter().map(|id| id.value.as_str()), &[]);
        named && !reached.contains(&audience.id.as_str())
    })
}

fn commons<'a>(sheet: &Sheet<'a>) -> &'a str {
    sheet.audiences.iter().find(|audience| audience.common).map_or("", |audience| audience.id.as_str())
}
