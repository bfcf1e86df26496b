//! Formulas between dollars, as MathML (the only math_core).
//!
//! A formula that cannot be converted is a fault with its place, never an error box on the page. The library lays out
//! with inline styles, which the pages forbid: alignment and lines become classes, widths go, and colour, which would
//! say something, is a fault. Deliberately absent: where a formula stands on the page.

use std::ops::Range;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use pulldown_cmark::Event;

use super::Ranged;
use super::hanzi::{is_han, is_wide_punctuation};
use crate::diag::Bilingual;
use crate::model::span::Span;

/// Bytes of a formula at most: longer ones belong into a picture, and the library recurses.
const LONGEST: usize = 1000;
/// Groups inside each other at most, for the same reason.
const DEEPEST: usize = 24;

/// A formula of the body.
#[derive(Clone, Debug)]
pub struct Formula {
    /// From the first to the last dollar.
    pub span: Span,
    /// What stands between.
    pub latex: String,
    /// The `<math>` element, or what is wrong.
    pub mathml: Result<String, Fault>,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the body.
    pub span: Span,
    /// What.
    pub message: Bilingual,
}

/// What a formula is called where only text can stand: itself when it has no commands.
#[must_use]
pub fn spoken(latex: &str) -> &str {
    if latex.contains('\\') { "公式" } else { latex }
}

/// Converts every formula among the events.
pub(super) fn read(events: &[Ranged], body: &str) -> Vec<Formula> {
    let formula = |(event, range): &Ranged| {
        let (latex, display) = match event {
            Event::InlineMath(latex) => (latex, MathDisplay::Inline),
            Event::DisplayMath(latex) => (latex, MathDisplay::Block),
            _ => return None,
        };
        let mathml = mathml(latex, display).map_err(|fault| fault.in_body(latex, range, body));
        Some(Formula { span: Span::new(range.start, range.end), latex: latex.to_string(), mathml })
    };
    events.iter().filter_map(formula).collect()
}

/// A fault with its place in the formula.
struct Wrong {
    part: Range<usize>,
    message: Bilingual,
}

impl Wrong {
    fn new(part: Range<usize>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { part, message: Bilingual::new(zh, en) }
    }

    /// The same with its place in the body; the whole formula when the source is written otherwise.
    fn in_body(self, latex: &str, range: &Range<usize>, body: &str) -> Fault {
        let source = body.get(range.clone()).unwrap_or_default();
        let fits = latex.is_char_boundary(self.part.start.min(latex.len())) && self.part.start < latex.len();
        let span = match source.find(latex).filter(|_| fits) {
            Some(at) => {
                let first = latex[self.part.start..].chars().next().map_or(1, char::len_utf8);
                let end = self.part.end.clamp(self.part.start + first, latex.len());
                let end = (end..=latex.len()).find(|end| latex.is_char_boundary(*end)).unwrap_or(latex.len());
                Span::new(range.start + at + self.part.start, range.start + at + end)
            }
            None => Span::new(range.start, range.end),
        };
        Fault { span, message: self.message }
    }
}

fn mathml(latex: &str, display: MathDisplay) -> Result<String, Wrong> {
    refuse_before(latex)?;
    let config = MathCoreConfig { annotation: true, ..MathCoreConfig::default() };
    let internal = || Wrong::new(0..latex.len(), "这个公式转换不了", "this formula cannot be converted");
    let converter = LatexToMathML::new(config).map_err(|_| internal())?;
    let made = converter.convert_with_local_state(latex, display).map_err(|error| translated(&error, latex))?;
    let html = without_styles(&made.mathml).ok_or_else(|| {
        Wrong::new(0..latex.len(), "公式里不能用颜色：色觉不同的读者分不出来", "a formula cannot use colour")
    })?;
    if html.contains(" id=\"") || html.contains("<a ") {
        let (zh, en) = ("公式里不能用编号和引用（\\label、\\ref）", "a formula cannot use labels and references");
        return Err(Wrong::new(0..latex.len(), zh, en));
    }
    let alternative = latex.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Ok(html.replacen("<math", &format!("<math alttext=\"{alternative}\""), 1))
}

/// What the library would take and no reader would.
fn refuse_before(latex: &str) -> Result<(), Wrong> {
    if latex.trim().is_empty() {
        return Err(Wrong::new(0..latex.len(), "公式是空的", "the formula is empty"));
    }
    if latex.len() > LONGEST {
        return Err(Wrong::new(0..latex.len(), "公式太长", "the formula is too long"));
    }
    let (mut depth, mut worded) = (0_usize, Vec::new());
    for (at, c) in latex.char_indices() {
        match c {
            '{' => {
                depth += 1;
                let command = latex[..at].trim_end();
                if WORDS.iter().any(|word| command.ends_with(word)) {
                    worded.push(depth);
                }
            }
            '}' => {
                worded.retain(|from| *from < depth);
                depth = depth.saturating_sub(1);
            }
            _ if worded.is_empty() && (is_han(c) || is_wide_punctuation(c)) => {
                return Err(Wrong::new(
                    at..at + c.len_utf8(),
                    format!("公式里有“{c}”：汉字要放进 \\text{{…}}；写的是金额就在 $ 前加反斜杠"),
                    format!("“{c}” in a formula: put words into \\text{{…}}, and write money as \\$5"),
                ));
            }
            _ => {}
        }
        if depth > DEEPEST || latex[at..].matches("\\left").count() > DEEPEST {
            return Err(Wrong::new(at..at + 1, "公式的层次太深", "the formula is nested too deeply"));
        }
    }
    Ok(())
}

/// Commands whose group holds words.
const WORDS: &[&str] = &["\\text", "\\mathrm", "\\textbf", "\\textit", "\\textrm", "\\mbox"];

/// The library's words, of which it gives the label only, in ours.
fn translated(error: &math_core::LatexError, latex: &str) -> Wrong {
    let part = error.0.clone();
    let source = latex.get(part.clone()).unwrap_or_default();
    let zh = match error.label() {
        "a group was never closed" => "有括号没有合上".to_owned(),
        "no matching opening for this" => format!("“{source}”没有打开就合上了"),
        "expected an argument here" => "这里少了内容".to_owned(),
        "expected a delimiter here" => "这里要写一个括号".to_owned(),
        "disallowed character" => format!("公式里不能有字符“{source}”"),
        "unknown environment" => format!("不认识环境“{source}”"),
        "unknown command" if source.starts_with("\\ce") => "不认识 \\ce：化学式写成 \\mathrm{H_2O}".to_owned(),
        "unknown command" => format!("不认识命令“{source}”"),
        "unknown color" => "公式里不能用颜色".to_owned(),
        "expected a different environment name here" => "\\begin 和 \\end 的名字不一致".to_owned(),
        "cannot be used here" => format!("“{source}”不能用在这里"),
        "duplicate" => "同一个字母上有两个上标或两个下标，加上花括号分清".to_owned(),
        "this is not valid in text mode" => format!("“{source}”不能用在文字里"),
        "this is not valid in math mode" => format!("“{source}”只能用在 \\text{{…}} 里"),
        "limit exceeded" => "公式太复杂，拆成几个".to_owned(),
        _ => format!("公式这里写得不对：{}", error.error_message()),
    };
    Wrong::new(part, zh, error.error_message())
}

/// How the library begins an inline style.
const STYLE: &str = " style=\"";

/// The element without `style`, or nothing when a style says something.
fn without_styles(html: &str) -> Option<String> {
    let mut plain = String::with_capacity(html.len());
    // Each piece is words, in which `<` is written as an entity, and the tag behind them.
    for piece in html.split_inclusive('>') {
        let (words, tag) = piece.split_at(piece.rfind('<').unwrap_or(piece.len()));
        plain.push_str(words);
        let mut rest = tag;
        // The space before it makes it a whole name: `displaystyle` is another attribute, which stays.
        while let Some((before, from)) = rest.split_once(STYLE) {
            plain.push_str(before.trim_end_matches(' '));
            let (style, after) = from.split_once('"')?;
            if style.split(';').any(|one| one.trim_start().starts_with("color:")) {
                return None;
            }
            plain.push_str(&class(style));
            rest = after;
        }
        plain.push_str(rest);
    }
    Some(plain)
}

/// The class that stands for a style of a table's cell.
fn class(style: &str) -> String {
    let table = [
        ("text-align: left", "math-left"),
        ("text-align: right", "math-right"),
        ("border-left:", "math-line-left"),
        ("border-right:", "math-line-right"),
        ("border-top:", "math-line-top"),
        ("border-bottom:", "math-line-bottom"),
    ];
    let classes: Vec<&str> = table.iter().filter(|(known, _)| style.contains(known)).map(|(_, class)| *class).collect();
    if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markup::parse;

    fn made(latex: &str) -> Result<String, Wrong> {
        mathml(latex, MathDisplay::Inline)
    }

    fn wrong(latex: &str) -> (String, String) {
        let body = format!("看${latex}$。");
        match parse(&body).formulas.pop().map(|formula| formula.mathml) {
            Some(Err(fault)) => (body[fault.span.range()].to_owned(), fault.message.zh),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn formulas_of_popular_science() {
        for latex in [
            "E=mc^2",
            "\\frac{1}{2}mv^2",
            "\\sqrt{a^2+b^2}",
            "6\\text{CO}_2+6\\text{H}_2\\text{O}\\xrightarrow{\\text{光}}\\text{C}_6\\text{H}_{12}\\text{O}_6+6\\text{O}_2",
            "37\\,^\\circ\\mathrm{C}",
            "4.18\\ \\mathrm{kJ}",
            "\\begin{cases}x+y=1\\\\x-y=3\\end{cases}",
            "\\begin{aligned}a&=b\\\\c&=d\\end{aligned}",
            "\\sum_{i=1}^{n} x_i",
            "\\text{BMI}=\\frac{\\text{体重}}{\\text{身高}^2}",
            "a<b",
        ] {
            let html = made(latex).unwrap_or_else(|wrong| panic!("{latex}: {}", wrong.message.zh));
            assert!(html.starts_with("<math alttext=\"") && html.ends_with("</math>"), "{html}");
            assert!(!html.contains(STYLE) && !html.contains("<mi><</mi>"), "{html}");
        }
        assert!(made("\\begin{cases}x&1\\\\y&2\\end{cases}").is_ok_and(|html| html.contains("class=\"math-left\"")));
    }

    #[test]
    fn only_whole_style_attributes_go() {
        for latex in
            ["\\begin{cases}x&1\\\\y&2\\end{cases}", "\\displaystyle\\sum x", "\\begin{aligned}a&=b\\end{aligned}"]
        {
            let html = made(latex).unwrap_or_else(|wrong| panic!("{latex}: {}", wrong.message.zh));
            assert!(html.contains(" displaystyle=\""), "{html}");
        }
        assert_eq!(
            without_styles("<a displaystyle=\"true\" style=\"width: 1em\">").as_deref(),
            Some("<a displaystyle=\"true\">")
        );
        assert_eq!(without_styles("<a style=\"color: red\">"), None);
        let words = made("\\text{a style=\"color:red\" b}").unwrap_or_else(|wrong| panic!("{}", wrong.message.zh));
        // Words between tags are words, whatever they say.
        assert!(words.contains(">\\text{a style=\"color:red\" b}</annotation>"), "{words}");
    }

    #[test]
    fn faults_have_their_place() {
        for (latex, part, message) in [
            ("\\ce{H2O}", "\\ce", "不认识 \\ce：化学式写成 \\mathrm{H_2O}"),
            ("a+\\fracc{1}{2}", "\\fracc", "不认识命令“\\fracc”"),
            ("5元，运费", "元", "公式里有“元”：汉字要放进 \\text{…}；写的是金额就在 $ 前加反斜杠"),
            ("\\color{red}x", "\\color{red}x", "公式里不能用颜色：色觉不同的读者分不出来"),
        ] {
            assert_eq!(wrong(latex), (part.to_owned(), message.to_owned()), "{latex}");
        }
        assert!(made("\\frac{1}{2").is_err_and(|wrong| wrong.message.zh == "有括号没有合上"));
        assert_eq!(wrong(&"x".repeat(2000)).1, "公式太长");
        let deep = made(&format!("{}x{}", "{".repeat(30), "}".repeat(30)));
        assert!(deep.is_err_and(|wrong| wrong.message.zh == "公式的层次太深"));
        assert_eq!(spoken("E=mc^2"), "E=mc^2");
        assert_eq!(spoken("\\alpha"), "公式");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn any_formula_is_converted_or_refused(latex in "(\\\\frac|\\\\sqrt|\\\\left|\\\\right|\\\\text|\\\\begin\\{cases\\}|\\\\end\\{cases\\}|\\\\color|\\\\label|\\\\hline|\\\\\\\\|[{}()^_&<\"a1x|#%~ ]|水|\\\\ce|\\\\not|\\\\hspace\\{1cm\\}|\\\\){0,24}") {
            match made(&latex) {
                Ok(html) => prop_assert!(!html.contains(STYLE) && !html.contains("<script"), "{}", html),
                Err(wrong) => prop_assert!(!wrong.message.zh.is_empty()),
            }
        }
    }
}
