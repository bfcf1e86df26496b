//! KP102: colons, quotes and brackets that are written otherwise than YAML wants, where only one thing can be meant.

use std::ops::Range;

use crate::diag::remedy::{Remedy, apply};
use crate::load::cause::{self, Cause, CauseKind};
use crate::load::decode::Shape;
use crate::load::form::Form;
use crate::load::mend::blocks;
use crate::load::yaml::Limits;

use super::is_readable;

/// One remedy for each top-level block that cannot be read.
pub(super) fn remedies(text: &str, range: &Range<usize>, limits: Limits) -> Vec<Remedy> {
    let yaml = &text[range.clone()];
    let of_block = |block: Range<usize>| {
        let remedy = of_block(&yaml[block.clone()], limits)?;
        let by = range.start + block.start;
        Some(Remedy { place: remedy.place.start + by..remedy.place.end + by, ..remedy })
    };
    blocks(yaml).into_iter().filter_map(of_block).collect()
}

fn of_block(block: &str, limits: Limits) -> Option<Remedy> {
    if is_readable(block, limits) {
        return None;
    }
    let cause = cause::find(block)?;
    let remedy = of_cause(block, &cause)?;
    // A remedy that leaves the same mistake in the same place would be tried for ever.
    let after = apply(block, std::slice::from_ref(&remedy));
    let gets_on =
        is_readable(&after, limits) || cause::find(&after).is_none_or(|next| next.place.start > cause.place.start);
    gets_on.then_some(remedy)
}

fn of_cause(block: &str, cause: &Cause) -> Option<Remedy> {
    let place = cause.place.clone();
    let to = |with: &str, did: (&str, &str)| Some(Remedy::new(102, place.clone(), with, did));
    match cause.kind {
        CauseKind::FullColon => full_colon(block, cause),
        CauseKind::TightColon if is_known(cause.key.as_deref()) => {
            to(": ", ("补上冒号后面的空格", "put a space after the colon"))
        }
        CauseKind::WideSpace => to(" ", ("全角空格换成半角空格", "replaced a wide space")),
        CauseKind::TightItem => to("- ", ("补上减号后面的空格", "put a space after the dash")),
        CauseKind::StarItem => to("-", ("清单项改用减号", "made a dash of the star of an item")),
        CauseKind::FullComma => full_comma(block, cause),
        CauseKind::FullQuote(wide) => full_quote(block, cause, wide),
        CauseKind::OpenQuote(quote) => open_quote(block, cause, quote),
        CauseKind::OpenBracket('[') => open_bracket(block, cause),
        CauseKind::FullBracket(open, _) | CauseKind::WrongBracket(open, _) if ends_line(block, &place) => {
            to(if open == '[' { "]" } else { "}" }, ("括号改为配对的半角括号", "made the brackets match"))
        }
        CauseKind::InnerColon | CauseKind::Reserved('@' | '`' | '%' | '>' | '|') => quoted(block, cause),
        _ => None,
    }
}

/// `title：高温`, with the spaces around the colon.
fn full_colon(block: &str, cause: &Cause) -> Option<Remedy> {
    let word = block[..cause.place.start].rsplit('\n').next()?.trim().trim_start_matches("- ").trim();
    if !is_known(Some(word)) {
        return None;
    }
    let start = block[..cause.place.start].trim_end_matches(' ').len();
    let rest = &block[cause.place.end..];
    let end = block.len() - rest.trim_start_matches([' ', '\u{3000}', '\u{a0}']).len();
    let with = if block[end..].starts_with('\n') { ":" } else { ": " };
    Some(Remedy::new(102, start..end, with, ("全角冒号换成半角冒号加空格", "replaced a full-width colon")))
}

/// `{name: 张三，org: 某某中心}`: the name of a field and a colon follow.
fn full_comma(block: &str, cause: &Cause) -> Option<Remedy> {
    let rest = &block[cause.place.end..];
    let gap = rest.len() - rest.trim_start_matches([' ', '\u{3000}']).len();
    let word = rest[gap..].split(':').next()?;
    let place = cause.place.start..cause.place.end + gap;
    is_known(Some(word)).then(|| Remedy::new(102, place, ", ", ("全角逗号换成半角逗号", "replaced a full-width comma")))
}

/// `"高温”`: the value ends with the wide quote, and no other wide quote stands in it.
fn full_quote(block: &str, cause: &Cause, wide: char) -> Option<Remedy> {
    let value = &block[cause.blank.start..cause.place.start];
    let others = value.contains(['“', '”', '‘', '’', '＂', '＇', '\\']);
    let ascii = if matches!(wide, '’' | '‘' | '＇') { '\'' } else { '"' };
    let fits = value.starts_with(ascii) && !value[1..].contains(ascii);
    let did = ("引号改为成对的英文引号", "made both quotes ASCII");
    (ends_line(block, &cause.place) && fits && !others)
        .then(|| Remedy::new(102, cause.place.clone(), ascii.to_string(), did))
}

/// `"高温`: to close the quote and to take it away give the same value.
fn open_quote(block: &str, cause: &Cause, quote: char) -> Option<Remedy> {
    let value = single_line(block, cause)?;
    let text = &block[value.clone()];
    if !text.starts_with(quote) || text[1..].contains(['"', '\'', '\\', '[', '{']) || text.contains(" #") {
        return None;
    }
    let did = ("补上成对的英文引号", "closed the quote");
    Some(Remedy::new(102, value.end..value.end, quote.to_string(), did))
}

/// `[farmers, elderly`: a list in one line without its end.
fn open_bracket(block: &str, cause: &Cause) -> Option<Remedy> {
    let value = single_line(block, cause)?;
    let text = &block[value.clone()];
    if text[1..].contains(['[', '{', '}', '"', '\'', '#']) || text.ends_with(',') {
        return None;
    }
    Some(Remedy::new(102, value.end..value.end, "]", ("补上右括号 ]", "closed the bracket")))
}

/// `高温: 怎么办` and `@某人`: the value as it stands, in quotes.
fn quoted(block: &str, cause: &Cause) -> Option<Remedy> {
    let value = single_line(block, cause)?;
    let text = &block[value.clone()];
    if text.contains(['"', '\\']) || text.contains(" #") {
        return None;
    }
    Some(Remedy::new(102, value, format!("\"{text}\""), ("给整个值加英文双引号", "put the value in double quotes")))
}

/// The value of a mistake that concerns one line only.
fn single_line(block: &str, cause: &Cause) -> Option<Range<usize>> {
    let from = cause.blank.start;
    let line = block[from..].split('\n').next()?;
    let alone = block[from + line.len()..cause.lines.end.max(from + line.len())].trim().is_empty();
    (alone && !line.trim().is_empty()).then(|| from..from + line.trim_end().len())
}

fn ends_line(block: &str, place: &Range<usize>) -> bool {
    block[place.end..].split('\n').next().is_none_or(|rest| rest.trim().is_empty())
}

/// Whether a word is the name of a field, in either language, at any depth of the front matter.
fn is_known(word: Option<&str>) -> bool {
    word.is_some_and(|word| names(&crate::load::article::SHAPE, word))
}

fn names(shape: &Shape, word: &str) -> bool {
    shape.keys.iter().any(|key| key.name == word || key.zh == word || inner(&key.form, word))
}

fn inner(form: &Form, word: &str) -> bool {
    match form {
        Form::Table(shape) => names(shape, word),
        Form::List(item) => inner(item, word),
        Form::Names(_, value) => inner(value, word),
        Form::Either(forms) => forms.iter().any(|form| inner(form, word)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The block after every remedy that can be found.
    fn mended(block: &str) -> String {
        let mut text = block.to_owned();
        for _ in 0..9 {
            text = apply(&text, &remedies(&text, &(0..text.len()), Limits::ARTICLE));
        }
        text
    }

    #[test]
    fn one_meaning_is_written_as_it_should_be() {
        for (wrong, right) in [
            ("title：高温\n", "title: 高温\n"),
            ("title ：　高温\nkind:article\n", "title: 高温\nkind: article\n"),
            ("标题：高温\n", "标题: 高温\n"),
            ("review：\n  status: draft\n", "review:\n  status: draft\n"),
            ("authors:\n  - {name: 张三，org: 某某中心}\n", "authors:\n  - {name: 张三, org: 某某中心}\n"),
            (
                "authors:\n  -{name: 张三, org: 某某}\n  -{name: 李四}\n",
                "authors:\n  - {name: 张三, org: 某某}\n  - {name: 李四}\n",
            ),
            ("authors:\n  * {name: 张三}\n", "authors:\n  - {name: 张三}\n"),
            ("audience: [farmers】\n", "audience: [farmers]\n"),
            ("audience: [farmers\nkind: x\n", "audience: [farmers]\nkind: x\n"),
            ("title: @某人\n", "title: \"@某人\"\n"),
        ] {
            assert_eq!(mended(wrong), right, "{wrong:?}");
        }
    }

    #[test]
    fn two_meanings_are_left() {
        for text in [
            "note：高温\nwhatever：高温\n",
            "title: \"高温\"怎么办\n",
            "title: \"他说“好”\n",
            "title: 高温: 怎么办  # 注\n",
            "title: \"高温\n  怎么办\nkind: x\n",
            "audience: [farmers, {a: b】\n",
            "claim: {text: 一 verdict: 二}\n",
            "title: &名 题\n",
        ] {
            let kept = if text.starts_with("note") { "note: 高温\nwhatever：高温\n" } else { text };
            assert_eq!(mended(text), kept, "{text:?}");
        }
    }
}
