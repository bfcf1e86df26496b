//! A table of numbers as a drawing, made once at build time.
//!
//! Contract: pure and exact: the same table gives the same bytes everywhere; coordinates are rounded to tenths. Words in
//! the drawing are as large as the edition's text on the narrowest telephone. Colour never tells anything alone: bars
//! carry their names and numbers, lines their marks and names.
//!
//! Colours are classes with a plain value beside them, so that a theme (and the dark) can set them and a reader without
//! style sheets still sees them. Nothing is styled inline.

mod bars;
mod line;
mod scale;
mod words;

use crate::markup::chart::{Chart, ChartKind};
use crate::render::html::escaped;

/// Width in units; the column of a telephone 360 px wide has about so many px, and so one unit is never less than one.
const WIDTH: f64 = 320.0;

/// How much larger than the text its words may become.
const GROWTH: f64 = 1.2;

/// Fill of each series where the theme says nothing. Contrast on white is 5 and more.
const COLOURS: [&str; 4] = ["#1b6ca8", "#b8461b", "#3f7d2c", "#7a4aa0"];

/// The drawing as inline SVG. `id` tells several on one page apart, `em` is the size of its words in px.
#[must_use]
pub fn svg(chart: &Chart, id: &str, em: u32) -> String {
    let em = f64::from(em.clamp(12, 32));
    let (body, height) = match chart.kind {
        ChartKind::Bars => bars::draw(chart, em),
        ChartKind::Line => line::draw(chart, em),
    };
    let (title, summary) = (escaped(&title(chart)), escaped(&summary(chart)));
    // On wide screens a little larger than the text, in its own measure; on a telephone as wide as the column.
    let width = tenths(WIDTH * GROWTH / em);
    format!(
        "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{width}em\" \
         fill=\"currentColor\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\n\
         <title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">{summary}</desc>\n\
         <g font-size=\"{}\">\n{body}</g>\n</svg>\n",
        tenths(WIDTH),
        tenths(height),
        tenths(em),
    )
}

fn title(chart: &Chart) -> String {
    let names: Vec<&str> = chart.series.iter().map(|series| series.name.as_str()).collect();
    let kind = match chart.kind {
        ChartKind::Bars => "柱状图",
        ChartKind::Line => "折线图",
    };
    let unit = if chart.unit.is_empty() { String::new() } else { format!("（{}）", chart.unit) };
    format!("{kind}：{}{unit}", names.join("、"))
}

/// Who cannot see the drawing hears its ends and its extremes; every number stands in the table below.
fn summary(chart: &Chart) -> String {
    let told = chart.series.iter().filter_map(|series| {
        let known: Vec<_> =
            chart.labels.iter().zip(&series.points).filter_map(|(l, p)| Some((l, p.as_ref()?))).collect();
        let value = |point: &&(&String, &crate::markup::chart::Point)| point.1.value;
        let most = known.iter().max_by(|a, b| value(a).total_cmp(&value(b)).then(std::cmp::Ordering::Greater))?;
        let least = known.iter().min_by(|a, b| value(a).total_cmp(&value(b)))?;
        Some(format!("{}最高是{}的{}，最低是{}的{}。", series.name, most.0, most.1.text, least.0, least.1.text))
    });
    told.collect::<String>() + "全部数字见下表。"
}

/// A coordinate with one decimal at most.
fn tenths(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Class and plain colour of a series.
fn paint(at: usize, attribute: &str) -> String {
    let colour = COLOURS.get(at).copied().unwrap_or("currentColor");
    format!("class=\"chart-{}\" {attribute}=\"{colour}\"", at + 1)
}

#[cfg(test)]
mod tests;
