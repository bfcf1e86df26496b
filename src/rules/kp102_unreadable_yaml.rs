//! KP102 · unreadable-yaml · YAML that cannot be read, or that two programs could read in two ways. Found while loading.

use super::example::page;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 102,
    name: "unreadable-yaml",
    severity: Severity::Error,
    since: "0.1",
    zh: "前置元数据使用了不允许的 YAML 写法（锚点、标签、重复键、制表符等）",
    en: "YAML outside the allowed subset, or with a slip in it",
    what: "检查前置元数据的写法：冒号要半角且后面有空格；引号、括号要成对；缩进用空格并且对齐；同一字段只写一次；\
           不用锚点（&）、引用（*）、类型标签（!）、合并键（<<）和制表符。每一处都单独指出行和列。",
    why: "写法有歧义时，不同程序会读出不同的内容：重复的字段有的取前一个、有的取后一个，“ #”后面的文字会被悄悄丢掉。\
          审核人看到的和发布出去的就可能不是一回事。",
    fix: "按指出的位置改。拿不准时给整个值加英文双引号，例如 title: \"高温: 怎么办\"。",
    english: "Front matter is a strict subset of YAML: ASCII colons followed by a space, closed quotes and brackets, aligned \
              spaces, each key once, no anchors, aliases, tags, merge keys or tabs. Programs disagree about everything else. \
              When in doubt put the whole value in double quotes.",
    source: Some("YAML 1.2.2：映射的键须唯一"),
    bad: &[
        page!("summary: 高温三件事⟦:⟧ 补水、避暑、送医"; "正文。"),
        page!("summary⟦：⟧高温三件事，补水、避暑、送医。\nseason: 小暑"; "正文。"),
        page!("season: ⟦\"⟧小暑"; "正文。"),
        page!("season: 小暑\n⟦season⟧: 大暑"; "正文。"),
        page!("season: ⟦&s⟧ 小暑"; "正文。"),
        page!("season: 第 2 节 ⟦#二十四节气⟧"; "正文。"),
    ],
    good: &[page!("summary: \"高温三件事: 补水、避暑、送医\"\nseason: 小暑 # 只作备注"; "正文。")],
    check: Check::Load,
};
