//! KP112 · profile-below-floor · An audience profile or a channel that no page may be made from.

use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 112,
    name: "profile-below-floor",
    severity: Severity::Fatal,
    since: "0.1.0",
    zh: "受众档案或主题样式低于阅读底线，或频道引用了不存在的受众",
    en: "audience profile or style sheet below the reading floor, or channel with an unknown audience",
    what: "受众档案里的字号、行高、每行字数、按键大小和颜色对比度不得低于底线；主题的样式不得把字、按键设得比档案小（拼音到 12 像素为止），不得另写没有核算过对比度的颜色，不得改档案算出的变量，不得引用站外文件；受众目录名不得与站点自己的地址冲突；频道只能引用存在的受众。",
    why: "版面数字一旦低于底线，老年人、弱视读者就看不清、点不中；等网页生成后再发现就晚了。",
    fix: "把指出的数值改到底线以上；样式里改用变量：小字 var(--fine)、按键 var(--tap)、颜色 var(--muted) 等（见 docs/themes.md）；或改正频道里的受众编号。",
    english: "Type size, line height, measure, touch targets and contrast of an audience profile must not go below the floor; a style sheet must not set text or targets smaller than the profile, write a colour of its own, set a token or take files from elsewhere; its folder name must not collide with an address of the site; a channel may name only audiences that exist.",
    source: Some(
        "WCAG 2.2 §1.4.3、§1.4.8、§2.5.8；GB/T 37668—2019；工信部《移动互联网应用适老化通用设计规范》（2021）",
    ),
    bad: &[Example { files: &[("themes/base/audiences/teachers/audience.yaml", PALE)], now: None }],
    good: &[Example { files: &[("themes/base/audiences/teachers/audience.yaml", DARK)], now: None }],
    check: Check::Build,
};

const PALE: &str = "label: 教师\nlabel_en: Teachers\norder: 60\nintro: 备课用。\nimage_edge_px: 1200\nreading: {mean_sentence: 30, p90_sentence: 60, mean_clause: 11}\ntype: {body_px: 18, kiosk_px: 26, line_height: 1.7, measure: 36, paragraph_gap: 1.3, target_px: 48, kiosk_target_px: 72, family: sans-serif}\ncolour: {text: \"#999999\", ground: \"#ffffff\", accent: \"#1b5e20\", contrast_min: 4.5}\n";
const DARK: &str = "label: 教师\nlabel_en: Teachers\norder: 60\nintro: 备课用。\nimage_edge_px: 1200\nreading: {mean_sentence: 30, p90_sentence: 60, mean_clause: 11}\ntype: {body_px: 18, kiosk_px: 26, line_height: 1.7, measure: 36, paragraph_gap: 1.3, target_px: 48, kiosk_target_px: 72, family: sans-serif}\ncolour: {text: \"#222222\", ground: \"#ffffff\", accent: \"#1b5e20\", contrast_min: 4.5}\n";
