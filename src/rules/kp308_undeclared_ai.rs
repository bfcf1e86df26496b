//! KP308 · undeclared-ai · What a machine made must be declared, and the declaration must not contradict itself.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::model::article::{AiDeclaration, AiUse, Medium, Origin};

use super::example::{DRAWING, page};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 308,
    name: "undeclared-ai",
    severity: Severity::Error,
    since: "0.1",
    zh: "人工智能生成内容未声明或声明矛盾",
    en: "AI use undeclared or contradictory",
    what: "素材的 origin 是 ai，却没有 `ai` 声明或声明“未使用”；声明“未使用”却写了范围；图片是 ai 而范围里没有 image；\
           范围里有 text、image、audio、video 以外的词。",
    why: "人工智能生成合成的内容必须有显式标识，发布者要如实声明；页面上的标识就是照这份声明生成的。",
    fix: "写 `ai: {use: generated, scope: [image], tool: 工具名}`；确实没有用，就写 `ai: {use: none}` 并更正素材的 origin。",
    english: "Media made by AI need an `ai` declaration whose scope names them; `use: none` cannot stand beside a scope or such \
              media. The label on the page is made from this declaration. Declare use, scope and tool.",
    source: Some("人工智能生成合成内容标识办法（2025-09-01 施行）；GB 45438-2025"),
    bad: &[
        page!(
            "media:\n  - {src: ⟦leaf.svg⟧, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: ai}\nai: {use: assisted, scope: [text]}";
            "![柑橘叶片](leaf.svg)", "leaf.svg" => DRAWING,
        ),
        page!("ai: {use: ⟦none⟧, scope: [text]}"; "正文。"),
    ],
    good: &[page!(
        "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: ai}\nai: {use: generated, scope: [image], tool: 绘图工具}";
        "![柑橘叶片](leaf.svg)", "leaf.svg" => DRAWING,
    )],
    check: Check::Article(check),
};

/// Source: GB 45438-2025 labels text, pictures, sound and video.
const SCOPES: &[&str] = &["text", "image", "audio", "video"];

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    for medium in front.media.iter().filter(|medium| medium.origin == Some(Origin::Ai)) {
        out.extend(undeclared(cx, medium, front.ai.as_deref()));
    }
    let Some(ai) = &front.ai else { return };
    if ai.usage.value == AiUse::None && !ai.scope.is_empty() {
        let scope = ai.scope.join("、");
        let (zh, en) = (format!("声明未使用人工智能，却写了范围 {scope}"), format!("`use: none` with scope {scope}"));
        out.push(RULE.in_front(cx, ai.usage.span, zh, en).help("改 use，或删掉 scope", "change use or delete scope"));
    }
    for word in ai.scope.iter().filter(|word| !SCOPES.contains(&&***word)) {
        let (zh, en) = (format!("不认识的范围“{word}”"), format!("unknown scope “{word}”"));
        out.push(
            RULE.in_front(cx, ai.usage.span, zh, en)
                .help("范围只能是 text、image、audio、video", "use text, image, audio or video"),
        );
    }
}

fn undeclared(cx: &ArticleCx<'_>, medium: &Medium, ai: Option<&AiDeclaration>) -> Option<Diagnostic> {
    let name = &medium.src.value;
    let needed = scope_of(name);
    let (zh, en) = match ai {
        None => (
            format!("“{name}”由人工智能生成，却没有 ai 声明"),
            format!("“{name}” is AI-made but there is no `ai` block"),
        ),
        Some(ai) if ai.usage.value == AiUse::None => {
            (format!("“{name}”由人工智能生成，声明却是“未使用”"), format!("“{name}” is AI-made but `use` is none"))
        }
        Some(ai) if !ai.scope.iter().any(|word| word == needed) => (
            format!("“{name}”由人工智能生成，声明的范围里没有 {needed}"),
            format!("“{name}” is AI-made but scope lacks {needed}"),
        ),
        Some(_) => return None,
    };
    let help = (
        format!("写 ai: {{use: generated, scope: [{needed}]}}"),
        format!("write ai: {{use: generated, scope: [{needed}]}}"),
    );
    Some(RULE.in_front(cx, medium.src.span, zh, en).help(help.0, help.1))
}

fn scope_of(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    match &*extension {
        "mp3" | "m4a" | "ogg" | "wav" => "audio",
        "mp4" | "webm" => "video",
        "csv" | "txt" => "text",
        _ => "image",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, medium};
    use super::*;

    #[test]
    fn declarations() {
        let run = |ai: Option<(AiUse, &[&str])>, src: Option<&str>| {
            Bed::new("字")
                .front(|front| {
                    front.ai = ai.map(|(usage, scope)| {
                        let scope = scope.iter().map(|&word| word.to_owned()).collect();
                        Box::new(AiDeclaration { usage: at(usage), scope, tool: None })
                    });
                    front.media.extend(src.map(|src| Medium { origin: Some(Origin::Ai), ..medium(src) }));
                })
                .findings(&RULE)
                .len()
        };
        assert_eq!(run(None, None), 0);
        assert_eq!(run(None, Some("a.png")), 1);
        assert_eq!(run(Some((AiUse::None, &[])), Some("a.png")), 1);
        assert_eq!(run(Some((AiUse::None, &["text"])), None), 1);
        assert_eq!(run(Some((AiUse::Generated, &["text"])), Some("a.png")), 1);
        assert_eq!(run(Some((AiUse::Generated, &["image"])), Some("a.png")), 0);
        assert_eq!(run(Some((AiUse::Generated, &["image"])), Some("a.mp3")), 1);
        assert_eq!(run(Some((AiUse::Assisted, &["text", "music"])), None), 1);
    }
}
