//! Shorthand for examples that are one article, so that a rule file shows the text and nothing around it.

/// An article of the sample site: body; or front-matter lines and body; then any files beside it.
macro_rules! page {
    ($body:literal $(, $name:literal => $content:expr)* $(,)?) => {
        $crate::rules::Example {
            files: &[
                ("content/demo/index.md", concat!("---\n...\n---\n\n", $body, "\n")),
                $((concat!("content/demo/", $name), $content),)*
            ],
            now: None,
        }
    };
    ($front:literal; $body:literal $(, $name:literal => $content:expr)* $(,)?) => {
        $crate::rules::Example {
            files: &[
                ("content/demo/index.md", concat!("---\n...\n", $front, "\n---\n\n", $body, "\n")),
                $((concat!("content/demo/", $name), $content),)*
            ],
            now: None,
        }
    };
}
pub(super) use page;

/// The smallest drawing a browser shows.
pub(super) const DRAWING: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"><rect width=\"4\" height=\"3\"/></svg>\n";
