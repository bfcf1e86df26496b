//! An article with sign-offs, for examples of the rules about approvals.

/// An article (id `jx-example-article`, about rice, so its experts are agronomists) and sign-offs in short form by
/// file name; before them, where they matter, the clock, front-matter lines and a first paragraph.
macro_rules! signed {
    ($(now $now:literal;)? $(front $front:literal;)? $(body $body:literal;)? $($name:literal => $record:literal),* $(,)?) => {
        $crate::rules::Example {
            files: &[
                ("content/demo/index.md", concat!("---\n...\n", $($front, "\n",)? "---\n\n", $($body, "\n\n",)? "正文。\n")),
                $((concat!("records/jx-example-article/", $name, ".signoff"), $record),)*
            ],
            now: [$(Some($now),)? None][0],
        }
    };
}
pub(super) use signed;
