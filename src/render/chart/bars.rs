//! Bars that lie, each under its name and its number: Chinese names are long, telephones are narrow.

use super::words::{Anchor, lines, text, width};
use super::{WIDTH, paint, tenths};
use crate::markup::chart::{Chart, Point};

/// Draws and gives the height taken.
pub(super) fn draw(chart: &Chart, em: f64) -> (String, f64) {
    let mut out = String::new();
    let mut y = 0.0;
    let (low, high) = chart.values().fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    // A share is shown as a part of the whole.
    let is_share = chart.unit.contains(['%', '％']) && low >= 0.0 && high <= 100.0;
    let high = if is_share { 100.0 } else { high };
    let axis = Axis { low, span: if high > low { high - low } else { 1.0 } };
    if !chart.unit.is_empty() {
        y += em * 1.1;
        out.push_str(&text(WIDTH, y, Anchor::End, "chart-unit", &format!("单位：{}", chart.unit)));
        y += em * 0.5;
    }
    let is_single = chart.series.len() == 1;
    for (at, label) in chart.labels.iter().enumerate() {
        let first = chart.series.first().and_then(|series| series.points.get(at)).and_then(Option::as_ref);
        if is_single {
            row(&mut out, &mut y, em, (label, "chart-label"), first);
            bar(&mut out, &mut y, em, &axis, (0, first));
        } else {
            for line in lines(label, WIDTH, em) {
                y += em * 1.35;
                out.push_str(&text(0.0, y, Anchor::Start, "chart-label", &line));
            }
            for (turn, series) in chart.series.iter().enumerate() {
                let point = series.points.get(at).and_then(Option::as_ref);
                row(&mut out, &mut y, em, (&series.name, ""), point);
                bar(&mut out, &mut y, em, &axis, (turn, point));
            }
        }
        y += em * 0.5;
    }
    (out, y)
}

struct Axis {
    low: f64,
    span: f64,
}

/// A name on the left, its number on the right; a long name takes more lines.
fn row(out: &mut String, y: &mut f64, em: f64, (name, class): (&str, &str), point: Option<&Point>) {
    let number = point.map_or("无数据", |point| &point.text);
    let room = (WIDTH - width(number, em) - em).max(WIDTH / 3.0);
    for (at, line) in lines(name, room, em).iter().enumerate() {
        *y += em * if at == 0 { 1.35 } else { 1.25 };
        out.push_str(&text(0.0, *y, Anchor::Start, class, line));
    }
    out.push_str(&text(WIDTH, *y, Anchor::End, "chart-number", number));
}

fn bar(out: &mut String, y: &mut f64, em: f64, axis: &Axis, (series, point): (usize, Option<&Point>)) {
    let (top, height) = (*y + em * 0.32, em * 0.7);
    let nought = -axis.low / axis.span * WIDTH;
    let track = "<rect class=\"chart-track\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".25\"";
    out.push_str(&format!(
        "{track} x=\"0.5\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
        tenths(top),
        tenths(WIDTH - 1.0),
        tenths(height)
    ));
    if let Some(point) = point {
        let end = nought + point.value / axis.span * WIDTH;
        let (from, length) = (nought.min(end), (end - nought).abs().max(1.0));
        out.push_str(&format!(
            "<rect {} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
            paint(series, "fill"),
            tenths(from.min(WIDTH - 1.0)),
            tenths(top),
            tenths(length),
            tenths(height)
        ));
    }
    *y = top + height;
}
