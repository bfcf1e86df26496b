//! KP312 · unusable-font · The site's own font, which pages do without when it cannot be used.

use super::{Check, Example, Rule};
use crate::diag::Severity;

/// Settings of a site that names a font.
macro_rules! settings {
    () => {
        "kepu_site: 1\nproject: 3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55\ntitle: 科普示例\npublisher: 示例科普中心\nbase_url: https://kepu.example.org/\ntopics:\n  - {id: health.heat, label: 防暑, domain: medicine}\nregions:\n  - {code: \"360000\", label: 江西省}\n"
    };
    ($file:literal) => {
        concat!(
            settings!(),
            "font:\n  file: ",
            $file,
            "\n  family: 示例\n  licence: OFL-1.1\n  licence_file: themes/base/README.md\n"
        )
    };
}

const EVENTS: (&str, &str) = ("emergencies.yaml", "kepu_emergencies: 1\nevents: []\n");

pub(super) static RULE: Rule = Rule {
    code: 312,
    name: "unusable-font",
    severity: Severity::Error,
    since: "0.1",
    zh: "字体用不上，或缺字",
    en: "font unusable or incomplete",
    what: "`site.yaml` 的 `font` 写了字体时，检查文件和许可文本是否都在、是不是单个 TrueType 字体（.ttf）、\
           是否允许嵌入和裁剪，并列出文章用到而字体里没有的字（这一项只提醒）。",
    why: "科普e站不联网，系统里也未必有好字体；字体按用到的字裁剪后随网站一起走，字形才统一。\
          字体集（.ttc）和 CFF 轮廓（.otf）裁不小；没有许可就不能分发。",
    fix: "换成开放许可的单个 .ttf 文件（如霞鹜文楷），许可文本放在旁边。字体有问题时网站照常生成，用系统字体显示。",
    english: "A font named in `font` of site.yaml must be a single TrueType file below themes/, with its licence beside it and \
              permission to be embedded and cut; characters it lacks are listed as a warning. Pages are made all the same, in \
              the fonts of the system.",
    source: Some("SIL Open Font License 1.1；OpenType OS/2 fsType"),
    bad: &[
        Example { files: &[EVENTS, ("site.yaml", settings!("⟦themes/base/icon.ttf⟧"))], now: None },
        Example {
            files: &[EVENTS, ("site.yaml", settings!("⟦themes/base/a.ttf⟧")), ("themes/base/a.ttf", "OTTO\n")],
            now: None,
        },
    ],
    good: &[Example { files: &[EVENTS, ("site.yaml", settings!())], now: None }],
    check: Check::Build,
};
