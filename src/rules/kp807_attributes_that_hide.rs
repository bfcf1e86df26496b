//! KP807 · attributes-that-hide · The reviewer's diff shows the text as it is.

use super::change::ChangeCx;
use super::{Check, Example, Rule};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::span::Span;

pub(super) static RULE: Rule = Rule {
    code: 807,
    name: "attributes-that-hide",
    severity: Severity::Error,
    since: "0.2",
    zh: "版本库属性会使审阅所见与实际不同",
    en: "repository attributes make review differ from content",
    what: "检查合并请求改动的 `.gitattributes`：对可能匹配文字文件的路径写了 `-diff`、`binary`、`diff=…`、`ident`、`filter`、\
           `working-tree-encoding`、`export-subst` 或 `linguist-generated` 的行。只针对图片、声音等文件的不算。",
    why: "`-diff` 让审核人只看到“二进制文件不同”；`ident`、`filter` 让检出的文字和入库的文字不一样；`linguist-generated` 把改动\
          折叠起来。审的和发的就不是一回事了。",
    fix: "删掉这一行，或把路径限制到图片等文件，例如 `*.png binary`。",
    english: "Attributes such as -diff, ident, filter or working-tree-encoding on text files make what a reviewer sees differ from \
              what is published. Remove the line, or restrict it to pictures and sounds.",
    source: Some("gitattributes(5)"),
    bad: &[
        Example { files: &[(".gitattributes", "*.png binary\n⟦content/** -diff⟧\n")], now: None },
        Example { files: &[("content/demo/.gitattributes", "⟦*.md ident filter=x⟧\n")], now: None },
    ],
    good: &[Example {
        files: &[("docs/.gitattributes", "* text=auto eol=lf\n*.png binary\n# *.md -diff\n")],
        now: None,
    }],
    check: Check::Change(check),
};

/// Files in which no sentence stands.
const NOT_TEXT: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "pdf", "woff",
    "woff2", "zip",
];

fn check(cx: &ChangeCx<'_>, out: &mut Findings) {
    for file in cx.files.iter().filter(|file| file.after && file.path.file_name() == ".gitattributes") {
        let bytes = (cx.head_bytes)(&file.path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end();
            if let Some(word) = hides(bare) {
                out.push(finding(&file.path, Span::new(start, start + bare.len()), word));
            }
            start += line.len();
        }
    }
}

fn finding(path: &SourcePath, span: Span, word: &str) -> Diagnostic {
    let message = Bilingual::new(
        format!("属性 {word} 会使审阅所见与实际不同"),
        format!("the attribute {word} makes review differ from content"),
    );
    Diagnostic::at(RULE.code, RULE.severity, path, span, message)
        .help("删掉这一行，或只写给图片等文件", "remove the line, or restrict it to pictures and the like")
}

/// The attribute of a line that hides or changes text.
fn hides(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let mut words = line.split_ascii_whitespace();
    let pattern = words.next().filter(|pattern| !pattern.starts_with('#'))?;
    // A macro (`[attr]name …`) can carry any of these under a harmless name.
    let extension = pattern.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    let for_text = extension.is_none_or(|extension| !NOT_TEXT.contains(&extension.to_ascii_lowercase().as_str()));
    words.find(|word| for_text && dangerous(word))
}

fn dangerous(word: &str) -> bool {
    let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
    match name {
        "-diff" | "binary" | "ident" | "filter" | "working-tree-encoding" | "export-subst" => true,
        "diff" => value.is_some_and(|driver| driver != "markdown"),
        "linguist-generated" | "gitlab-generated" => value != Some("false"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::hides;

    #[test]
    fn tells_text_from_pictures() {
        for (line, expected) in [
            ("* text=auto eol=lf", None),
            ("*.md diff=markdown", None),
            ("*.png -diff", None),
            ("*.PNG binary", None),
            ("# * -diff", None),
            ("* -diff", Some("-diff")),
            ("  *.md text ident", Some("ident")),
            ("content/** filter=lfs", Some("filter=lfs")),
            ("[attr]quiet -diff", Some("-diff")),
            ("*.signoff linguist-generated", Some("linguist-generated")),
            ("*.svg binary", Some("binary")),
            ("", None),
        ] {
            assert_eq!(hides(line), expected, "{line}");
        }
    }
}
