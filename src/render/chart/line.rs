//! Lines over time, with marks of different shapes; numbers stand at both ends and the rest in the table below.

use super::scale::Scale;
use super::words::{Anchor, lines, text, width};
use super::{COLOURS, WIDTH, paint, tenths};
use crate::markup::chart::{Chart, Series};

/// Height of the plot over its width.
const SHAPE: f64 = 0.62;

/// Draws and gives the height taken.
pub(super) fn draw(chart: &Chart, em: f64) -> (String, f64) {
    let mut out = String::new();
    let scale = Scale::of(chart.values().collect::<Vec<_>>().into_iter());
    let mut y = names(&mut out, chart, em);
    if !chart.unit.is_empty() {
        y += em * 1.2;
        out.push_str(&text(0.0, y, Anchor::Start, "chart-unit", &format!("单位：{}", chart.unit)));
    }
    let left = scale.marks.iter().map(|mark| width(&scale.digits(*mark), em)).fold(0.0, f64::max) + em * 0.4;
    let plot = Plot {
        left,
        right: WIDTH - em * 0.6,
        top: y + em * 1.1,
        bottom: y + em * 1.1 + WIDTH * SHAPE,
        scale,
        n: chart.labels.len(),
    };
    plot.grid(&mut out, em);
    plot.labels(&mut out, &chart.labels, em);
    for (at, series) in chart.series.iter().enumerate() {
        plot.series(&mut out, at, series, em);
    }
    (out, plot.bottom + em * 1.7)
}

/// The names of the lines with their marks, above the plot; a single line is named as well.
fn names(out: &mut String, chart: &Chart, em: f64) -> f64 {
    let mut y = 0.0;
    for (at, series) in chart.series.iter().enumerate() {
        for (turn, line) in lines(&series.name, WIDTH - em * 2.4, em).iter().enumerate() {
            y += em * 1.35;
            if turn == 0 {
                let (middle, height) = (em * 0.9, y - em * 0.35);
                let stroke = paint(at, "stroke");
                let (from, to) = (tenths(0.0), tenths(em * 1.8));
                out.push_str(&format!(
                    "<path {stroke}{} stroke-width=\"3\" fill=\"none\" d=\"M{from} {h}H{to}\"/>\n",
                    dashes(at),
                    h = tenths(height)
                ));
                out.push_str(&mark(at, middle, height));
            }
            out.push_str(&text(em * 2.3, y, Anchor::Start, "", line));
        }
    }
    y
}

struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    scale: Scale,
    n: usize,
}

impl Plot {
    fn x(&self, at: usize) -> f64 {
        // Counts are small, so the casts are exact.
        #[expect(clippy::cast_precision_loss, reason = "at most a few dozen points")]
        let share = if self.n < 2 { 0.5 } else { at as f64 / (self.n - 1) as f64 };
        let inset = 8.0;
        self.left + inset + share * (self.right - self.left - 2.0 * inset)
    }

    fn y(&self, value: f64) -> f64 {
        self.bottom - self.scale.place(value) * (self.bottom - self.top)
    }

    fn grid(&self, out: &mut String, em: f64) {
        for mark in &self.scale.marks {
            let y = self.y(*mark);
            let weight = if *mark == 0.0 { ".7" } else { ".22" };
            out.push_str(&format!(
                "<path class=\"chart-grid\" stroke=\"currentColor\" stroke-opacity=\"{weight}\" d=\"M{} {y}H{}\"/>\n",
                tenths(self.left),
                tenths(self.right),
                y = tenths(y)
            ));
            let digits = self.scale.digits(*mark);
            out.push_str(&text(self.left - em * 0.3, y + em * 0.35, Anchor::End, "chart-number", &digits));
        }
    }

    /// As many names as have room, always the first and the last.
    fn labels(&self, out: &mut String, labels: &[String], em: f64) {
        let widest = labels.iter().map(|label| width(label, em)).fold(0.0, f64::max) + em * 0.5;
        let room = (self.x(1) - self.x(0)).max(1.0);
        let every = (1..=labels.len())
            .find(|every| f64::from(u32::try_from(*every).unwrap_or(u32::MAX)) * room >= widest)
            .unwrap_or(labels.len().max(1));
        let last = labels.len().saturating_sub(1);
        for (at, label) in labels.iter().enumerate() {
            let is_shown = at == last || (at % every == 0 && at + every <= last);
            if !is_shown {
                continue;
            }
            let half = width(label, em) / 2.0;
            let (x, y) = (self.x(at), self.bottom + em * 1.4);
            let (x, anchor) = if x - half < 0.0 {
                (0.0, Anchor::Start)
            } else if x + half > WIDTH {
                (WIDTH, Anchor::End)
            } else {
                (x, Anchor::Middle)
            };
            out.push_str(&text(x, y, anchor, "", label));
        }
    }

    fn series(&self, out: &mut String, at: usize, series: &Series, em: f64) {
        let mut path = String::new();
        let mut marks = String::new();
        let mut is_drawing = false;
        for (turn, point) in series.points.iter().enumerate() {
            let Some(point) = point else {
                is_drawing = false;
                continue;
            };
            let (x, y) = (self.x(turn), self.y(point.value));
            path.push_str(&format!("{}{} {}", if is_drawing { 'L' } else { 'M' }, tenths(x), tenths(y)));
            is_drawing = true;
            marks.push_str(&mark(at, x, y));
        }
        let stroke = paint(at, "stroke");
        out.push_str(&format!(
            "<path {stroke}{} stroke-width=\"3\" stroke-linejoin=\"round\" fill=\"none\" d=\"{path}\"/>\n{marks}",
            dashes(at)
        ));
        if at == 0 || at == 1 && self.n > 0 {
            self.ends(out, at, series, em);
        }
    }

    /// The number of the last point, above the first line and below the second, where they hide nothing.
    fn ends(&self, out: &mut String, at: usize, series: &Series, em: f64) {
        let Some((turn, point)) =
            series.points.iter().enumerate().rev().find_map(|(turn, p)| Some((turn, p.as_ref()?)))
        else {
            return;
        };
        let y = self.y(point.value) + if at == 0 { -em * 0.55 } else { em * 1.25 };
        let half = width(&point.text, em) / 2.0;
        let x = self.x(turn).min(WIDTH - half).max(half);
        if y > self.top - em && y < self.bottom {
            out.push_str(&text(x, y, Anchor::Middle, "chart-number chart-end", &point.text));
        }
    }
}

/// Lines are told apart without colour as well.
fn dashes(at: usize) -> &'static str {
    ["", " stroke-dasharray=\"9 5\"", " stroke-dasharray=\"2 5\"", " stroke-dasharray=\"12 4 2 4\""]
        .get(at)
        .copied()
        .unwrap_or("")
}

/// A disc, a square, a triangle, a diamond.
fn mark(at: usize, x: f64, y: f64) -> String {
    let r = 4.6;
    let corners = |points: &[(f64, f64)]| {
        let path: Vec<String> =
            points.iter().map(|(dx, dy)| format!("{} {}", tenths(x + dx * r), tenths(y + dy * r))).collect();
        format!("<path {} d=\"M{}Z\"/>\n", paint(at, "fill"), path.join("L"))
    };
    match at % COLOURS.len() {
        0 => format!("<circle {} cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", paint(at, "fill"), tenths(x), tenths(y), tenths(r)),
        1 => corners(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        2 => corners(&[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)]),
        _ => corners(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]),
    }
}
