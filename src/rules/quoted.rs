//! Words that are somebody else's.

/// Whether a quotation or a title is open at the end of a text.
pub(super) fn is_quoted(before: &str) -> bool {
    let depth = before.chars().fold(0_u32, |depth, c| match c {
        '“' | '‘' | '「' | '『' | '《' => depth + 1,
        '”' | '’' | '」' | '』' | '》' => depth.saturating_sub(1),
        _ => depth,
    });
    depth > 0
}
