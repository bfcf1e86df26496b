//! The floors that no audience profile may go under, checked before a browser is needed.
//!
//! Deliberately absent: audience ids; where the profile stands in its file.

use super::colour::Colour;
use crate::diag::Bilingual;
use crate::model::audience::{Audience, Colours, Typography};

/// Body text in px. Source: browsers' own default, under which no edition may shrink the reader's text.
const BODY_PX_MIN: u32 = 16;
/// Body text in px at most: beyond it a phone shows fewer than five characters a line.
const BODY_PX_MAX: u32 = 72;
/// Touch targets in px. Source: WCAG 2.2 SC 2.5.5, and 移动互联网应用适老化通用设计规范 (2021).
const TARGET_PX_MIN: u32 = 44;
/// Any text in px, ruby apart: what is small print elsewhere is what readers of this site came for.
pub(super) const SMALL_PX_MIN: u32 = 16;
/// Gap between touch targets in px. Source: `docs/design-notes.md`, "The five editions".
const TARGET_GAP_PX_MIN: u32 = 8;
/// Minutes before a break is advised. Source: 未成年人模式建设指南 (2024), which asks for one at 30.
const REST_MINUTES: std::ops::RangeInclusive<u32> = 5..=60;
/// Contrast of text. Source: WCAG 2.2 SC 1.4.3.
const CONTRAST_MIN: f64 = 4.5;
/// Line height. Source: WCAG 2.2 SC 1.4.8.
const LINE_HEIGHT_MIN: f64 = 1.5;
/// Han characters a line. Source: WCAG 2.2 SC 1.4.8.
const MEASURE_MAX: u32 = 40;
/// Paragraph gap over line gap. Source: 移动互联网应用适老化通用设计规范 (2021).
const PARAGRAPH_GAP_MIN: f64 = 1.3;
/// Image edges in px: smaller is unreadable on a kiosk, larger wastes every phone's data.
const IMAGE_EDGE_PX: std::ops::RangeInclusive<u32> = 320..=4096;

/// Everything in a profile that lies under a floor; empty when the profile is fit to build.
#[must_use]
pub fn faults(audience: &Audience) -> Vec<Bilingual> {
    let mut faults = Vec::new();
    type_faults(&audience.typography, &mut faults);
    colour_faults(&audience.colour, &mut faults);
    let edge = audience.image_edge_px;
    if !IMAGE_EDGE_PX.contains(&edge) {
        let (low, high) = (IMAGE_EDGE_PX.start(), IMAGE_EDGE_PX.end());
        faults.push(Bilingual::new(
            format!("图片最长边 image_edge_px 是 {edge}，应在 {low} 到 {high} 之间"),
            format!("image_edge_px is {edge}, must lie between {low} and {high}"),
        ));
    }
    if let Some(minutes) = audience.manner.rest_minutes.filter(|minutes| !REST_MINUTES.contains(minutes)) {
        let (low, high) = (REST_MINUTES.start(), REST_MINUTES.end());
        faults.push(Bilingual::new(
            format!("休息提醒 rest_minutes 是 {minutes} 分钟，应在 {low} 到 {high} 之间"),
            format!("rest_minutes is {minutes}, must lie between {low} and {high}"),
        ));
    }
    faults
}

fn type_faults(face: &Typography, faults: &mut Vec<Bilingual>) {
    let sizes = [
        ("手机正文字号", "type.body_px", face.body_px, BODY_PX_MIN, BODY_PX_MAX),
        ("触摸屏正文字号", "type.kiosk_px", face.kiosk_px, face.body_px.max(BODY_PX_MIN), BODY_PX_MAX),
        ("手机点按区", "type.target_px", face.target_px, TARGET_PX_MIN, u32::MAX),
        ("触摸屏点按区", "type.kiosk_target_px", face.kiosk_target_px, TARGET_PX_MIN, u32::MAX),
        ("最小字号", "type.small_px", face.small_px, SMALL_PX_MIN, face.body_px.max(SMALL_PX_MIN)),
        ("手机按钮间距", "type.target_gap_px", face.target_gap_px, TARGET_GAP_PX_MIN, 64),
        ("触摸屏按钮间距", "type.kiosk_target_gap_px", face.kiosk_target_gap_px, TARGET_GAP_PX_MIN, 64),
        ("每行字数", "type.measure", face.measure, 10, MEASURE_MAX),
    ];
    for (zh, field, value, low, high) in sizes {
        if value < low {
            faults.push(below(zh, field, &value, &low));
        } else if value > high {
            faults.push(Bilingual::new(
                format!("{zh} {field} 是 {value}，高于上限 {high}"),
                format!("{field} is {value}, above the ceiling {high}"),
            ));
        }
    }
    for (zh, field, value, low) in [
        ("行高", "type.line_height", face.line_height, LINE_HEIGHT_MIN),
        ("段间距", "type.paragraph_gap", face.paragraph_gap, PARAGRAPH_GAP_MIN),
    ] {
        // Written so that a value that is not a number fails too.
        if !(low..=4.0).contains(&value) {
            faults.push(below(zh, field, &value, &low));
        }
    }
    if !is_family_list(&face.family) {
        faults.push(Bilingual::new(
            format!("字体 type.family 不是字体名的清单：{}", face.family),
            format!("type.family is no list of font names: {}", face.family),
        ));
    }
}

fn colour_faults(colours: &Colours, faults: &mut Vec<Bilingual>) {
    let mut read = |zh: &str, field: &str, text: &str| {
        let colour = Colour::parse(text);
        if colour.is_none() {
            faults.push(Bilingual::new(
                format!("{zh} {field} 是“{text}”，应写成 #rrggbb"),
                format!("{field} is \"{text}\", must be written #rrggbb"),
            ));
        }
        colour
    };
    let text = read("文字颜色", "colour.text", &colours.text);
    let ground = read("底色", "colour.ground", &colours.ground);
    let accent = read("强调色", "colour.accent", &colours.accent);
    let least = colours.contrast_min;
    if !(CONTRAST_MIN..=21.0).contains(&least) {
        faults.push(below("最低对比度", "colour.contrast_min", &least, &CONTRAST_MIN));
    }
    let Some(ground) = ground else { return };
    let required = if least.is_finite() { least.max(CONTRAST_MIN) } else { CONTRAST_MIN };
    for (zh, en, colour) in [("文字", "text", text), ("强调色", "accent", accent)] {
        let Some(colour) = colour else { continue };
        let ratio = colour.contrast(ground);
        if ratio < required {
            faults.push(Bilingual::new(
                format!("{zh} {colour} 在底色 {ground} 上的对比度是 {ratio:.2}，低于 {required}"),
                format!("contrast of {en} {colour} on ground {ground} is {ratio:.2}, below {required}"),
            ));
        }
    }
}

fn below(zh: &str, field: &str, value: &dyn std::fmt::Display, low: &dyn std::fmt::Display) -> Bilingual {
    Bilingual::new(
        format!("{zh} {field} 是 {value}，不在允许范围内，下限是 {low}"),
        format!("{field} is {value}, outside its range, the floor is {low}"),
    )
}

/// Whether a text is a plain CSS family list: it is written into a style sheet, so nothing may end the declaration.
pub(super) fn is_family_list(text: &str) -> bool {
    !text.trim().is_empty()
        && text.matches('"').count().is_multiple_of(2)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '_' | '"' | '.'))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::audience::{Language, Look, ReadingLimits};
    use crate::model::path::SourcePath;

    /// A profile without faults.
    pub(crate) fn sound() -> Audience {
        Audience {
            id: "readers".into(),
            source: SourcePath::new("themes/base/audiences/readers/audience.yaml").expect("the path is clean"),
            label: "读者".into(),
            label_en: "Readers".into(),
            aliases: Vec::new(),
            order: 1,
            common: false,
            intro: "写给读者".into(),
            excludes_risk: Vec::new(),
            outside_links: true,
            sources_tier_min: None,
            reading: ReadingLimits { mean_sentence: 18.0, p90_sentence: 35.0, mean_clause: 8.5 },
            bands: Vec::new(),
            language: Language::default(),
            typography: Typography {
                body_px: 18,
                kiosk_px: 26,
                line_height: 1.75,
                measure: 34,
                paragraph_gap: 1.5,
                target_px: 48,
                kiosk_target_px: 72,
                small_px: 16,
                target_gap_px: 8,
                kiosk_target_gap_px: 16,
                family: "\"Noto Sans CJK SC\", \"思源黑体\", sans-serif".into(),
            },
            colour: Colours {
                text: "#1a1a1a".into(),
                ground: "#ffffff".into(),
                accent: "#1b5e20".into(),
                contrast_min: 7.0,
            },
            parts: Vec::new(),
            leaves_out: Vec::new(),
            manner: Look::default(),
            needs_adult_mark: false,
            feedback: true,
            pinyin: crate::model::audience::Pinyin::None,
            terms: true,
            image_edge_px: 1200,
            feed_entries: None,
            list_entries: None,
        }
    }

    fn count(change: impl FnOnce(&mut Audience)) -> usize {
        let mut audience = sound();
        change(&mut audience);
        faults(&audience).len()
    }

    #[test]
    fn a_sound_profile_passes() {
        assert_eq!(faults(&sound()), []);
    }

    #[test]
    fn every_floor_holds() {
        assert_eq!(count(|a| a.typography.body_px = 15), 1);
        assert_eq!(count(|a| a.typography.kiosk_px = 17), 1);
        assert_eq!(count(|a| a.typography.target_px = 43), 1);
        assert_eq!(count(|a| a.typography.kiosk_target_px = 40), 1);
        assert_eq!(count(|a| a.typography.small_px = 15), 1);
        assert_eq!(count(|a| a.typography.small_px = 19), 1, "larger than the text itself");
        assert_eq!(count(|a| a.typography.target_gap_px = 7), 1);
        assert_eq!(count(|a| a.typography.kiosk_target_gap_px = 0), 1);
        assert_eq!(count(|a| a.manner.rest_minutes = Some(0)), 1);
        assert_eq!(count(|a| a.manner.rest_minutes = Some(61)), 1);
        assert_eq!(count(|a| a.typography.line_height = 1.49), 1);
        assert_eq!(count(|a| a.typography.line_height = f64::NAN), 1);
        assert_eq!(count(|a| a.typography.paragraph_gap = 1.2), 1);
        assert_eq!(count(|a| a.typography.measure = 41), 1);
        assert_eq!(count(|a| a.colour.contrast_min = 4.4), 1);
        assert_eq!(count(|a| a.colour.contrast_min = f64::NAN), 1);
        assert_eq!(count(|a| a.colour.text = "#767676".into()), 1, "4.54 is under the profile's own 7");
        assert_eq!(count(|a| a.colour.accent = "#e53935".into()), 1);
        assert_eq!(count(|a| a.colour.ground = "white".into()), 1);
        assert_eq!(count(|a| a.image_edge_px = 0), 1);
    }

    #[test]
    fn a_family_cannot_leave_its_declaration() {
        for bad in ["", "x;}body{display:none", "url(http://x)", "\"open", "a/*", "a\\b", "a\nb:c", "<style>"] {
            assert!(!is_family_list(bad), "{bad:?}");
        }
    }
}
