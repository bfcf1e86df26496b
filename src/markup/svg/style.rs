//! Style text inside a drawing: what could load something or run.

/// Whether an attribute is read as CSS: `style` itself and every presentation attribute, where escapes spell words too.
pub(super) fn is_css(name: &str) -> bool {
    let is_text = matches!(name, "id" | "class" | "lang" | "role") || name.contains(':');
    !is_text && !["data-", "aria-"].iter().any(|start| name.starts_with(start))
}

/// The first part of a style (or of an attribute that may hold `url(…)`) that reaches out of the file.
///
/// In a style sheet or a `style` attribute a backslash is refused as well: it can spell any word.
pub(super) fn active_part(text: &str, is_style: bool) -> Option<&'static str> {
    // Every part has one of these bytes; the numbers and points that a drawing is made of have none.
    if !text.bytes().any(|byte| matches!(byte, b':' | b'(' | b'@' | b'\\' | b'b' | b'B')) {
        return None;
    }
    let lower: String = text.to_ascii_lowercase().chars().filter(|c| !c.is_control()).collect();
    let always = ["javascript:", "vbscript:", "data:text"].into_iter().find(|word| lower.contains(word));
    let in_style = ["@import", "@font-face", "image-set(", "src(", "expression(", "-moz-binding", "behavior:", "\\"];
    always
        .or_else(|| has_outer_url(&lower).then_some("url(…)"))
        .or_else(|| in_style.into_iter().find(|word| is_style && lower.contains(word)))
}

/// Whether some `url(…)` points at anything but an id of the same file.
fn has_outer_url(lower: &str) -> bool {
    lower.match_indices("url(").any(|(at, found)| {
        let target = lower[at + found.len()..].trim_start();
        !target.trim_start_matches(['"', '\'']).starts_with('#')
    })
}
