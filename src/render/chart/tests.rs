//! Drawings are well-formed, inert, of the right measure, and say what the table says.

use super::*;
use crate::markup::chart::{Point, Series};
use crate::markup::svg::inspect;

fn series(name: &str, values: &[Option<f64>]) -> Series {
    let point = |value: &Option<f64>| value.map(|value| Point { value, text: tenths(value) });
    Series { name: name.to_owned(), points: values.iter().map(point).collect() }
}

fn chart(kind: ChartKind, labels: &[&str], series: Vec<Series>) -> Chart {
    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    Chart { kind, unit: "千克/亩".to_owned(), subject: "年份".to_owned(), labels, series }
}

fn samples() -> Vec<Chart> {
    let two = || {
        vec![series("早稻", &[Some(412.0), None, Some(430.5)]), series("晚<稻>", &[Some(0.0), Some(-3.0), Some(501.0)])]
    };
    vec![
        chart(ChartKind::Bars, &["甲", "很长很长很长很长很长很长很长很长很长很长的名字 ABC123", "丙"], two()),
        chart(ChartKind::Bars, &["甲", "乙"], vec![series("数", &[Some(0.0), Some(0.0)])]),
        chart(ChartKind::Line, &["2021", "2022", "2023"], two()),
        chart(ChartKind::Line, &["一月"; 24], vec![series("数", &[Some(1.0); 24])]),
        chart(ChartKind::Line, &["甲", "乙"], vec![series("数", &[None, None])]),
    ]
}

#[test]
fn every_drawing_is_inert_and_named() {
    for chart in samples() {
        for em in [17, 22, 32, 900] {
            let svg = svg(&chart, "c1", em);
            let facts = inspect(svg.as_bytes()).expect("well-formed");
            assert_eq!(facts.active, [], "{svg}");
            assert!(svg.contains("role=\"img\" aria-labelledby=\"c1-t c1-d\""));
            assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains(" style="), "{svg}");
        }
    }
}

/// Numbers after `name="`, in order.
fn numbers(svg: &str, element: &str, name: &str) -> Vec<f64> {
    let read = |part: &str| part.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.parse().ok();
    svg.split(&format!("<{element} ")).skip(1).filter_map(|part| read(part.split('>').next()?)).collect()
}

#[test]
fn bars_are_as_long_as_their_numbers() {
    let values = [Some(50.0), Some(100.0), Some(25.0)];
    let svg = svg(&chart(ChartKind::Bars, &["甲", "乙", "丙"], vec![series("数", &values)]), "c", 18);
    let filled: Vec<&str> = svg.lines().filter(|line| line.contains("class=\"chart-1\"")).collect();
    assert_eq!(numbers(&filled.join("\n"), "rect", "width"), [160.0, 320.0, 80.0]);
    for words in ["单位：千克/亩", ">甲<", ">100<", "数最高是乙的100，最低是丙的25。"] {
        assert!(svg.contains(words), "{words} in {svg}");
    }
}

#[test]
fn a_share_is_a_part_of_the_whole() {
    let mut chart = chart(ChartKind::Bars, &["甲", "乙"], vec![series("占比", &[Some(50.0), Some(10.0)])]);
    chart.unit = "%".to_owned();
    let svg = svg(&chart, "c", 18);
    let filled: Vec<&str> = svg.lines().filter(|line| line.contains("class=\"chart-1\"")).collect();
    assert_eq!(numbers(&filled.join("\n"), "rect", "width"), [160.0, 32.0]);
}

#[test]
fn bars_below_nought_go_the_other_way() {
    let svg = svg(&chart(ChartKind::Bars, &["甲", "乙"], vec![series("数", &[Some(-10.0), Some(30.0)])]), "c", 18);
    let filled: Vec<&str> = svg.lines().filter(|line| line.contains("class=\"chart-1\"")).collect();
    let filled = filled.join("\n");
    assert_eq!(
        (numbers(&filled, "rect", "x"), numbers(&filled, "rect", "width")),
        (vec![0.0, 80.0], vec![80.0, 240.0])
    );
}

#[test]
fn words_stay_inside_and_as_large_as_the_text() {
    for chart in samples() {
        let svg = svg(&chart, "c", 32);
        assert!(svg.contains("font-size=\"32\""));
        let height: f64 =
            svg.split("viewBox=\"0 0 320 ").nth(1).and_then(|rest| rest.split('"').next()?.parse().ok()).unwrap_or(0.0);
        assert!(numbers(&svg, "text", "y").iter().all(|y| (0.0..=height).contains(y)), "{svg}");
        assert!(numbers(&svg, "text", "x").iter().all(|x| (0.0..=WIDTH).contains(x)), "{svg}");
    }
}

#[test]
fn a_gap_breaks_the_line() {
    let values = [Some(1.0), None, Some(2.0), Some(3.0)];
    let svg = svg(&chart(ChartKind::Line, &["1", "2", "3", "4"], vec![series("数", &values)]), "c", 18);
    let path = svg.lines().find(|line| line.contains("stroke-linejoin")).unwrap_or_default();
    assert_eq!((path.matches('M').count(), path.matches('L').count()), (2, 1), "{path}");
    assert_eq!(svg.matches("<circle").count(), 4, "three points and the name");
}

#[test]
fn hostile_words_are_only_words() {
    let bad = "</text><script>alert(1)</script>";
    let svg = svg(&chart(ChartKind::Bars, &[bad, "乙"], vec![series(bad, &[Some(1.0), Some(2.0)])]), "c", 18);
    assert!(!svg.contains("<script"), "{svg}");
}
