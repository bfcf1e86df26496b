//! The two sides of a changed text, cut where they differ, and what the difference touches.

use super::align;
use super::token::{Class, Token, tokens};
use super::{Kind, Piece};

/// Both sides of a text.
pub(super) struct Sides {
    /// The most dangerous thing that differs; [`Kind::Form`] when nothing but punctuation does.
    pub(super) kind: Kind,
    pub(super) before: Vec<Piece>,
    pub(super) after: Vec<Piece>,
}

/// Compares two texts token by token. An empty side means that the other is new or gone as a whole.
pub(super) fn sides(before: &str, after: &str) -> Sides {
    let (old, new) = (tokens(before), tokens(after));
    let texts = |text: &'_ str, all: &[Token]| -> Vec<String> {
        all.iter().map(|token| text[token.range.clone()].to_owned()).collect()
    };
    let (old_texts, new_texts) = (texts(before, &old), texts(after, &new));
    let (mut kept_old, mut kept_new) = (vec![false; old.len()], vec![false; new.len()]);
    for (from, to) in align::pairs(&old_texts, &new_texts) {
        (kept_old[from], kept_new[to]) = (true, true);
    }
    let differing = |all: &[Token], kept: &[bool]| {
        all.iter().zip(kept).filter(|(_, kept)| !**kept).map(|(token, _)| kind(token.class)).min()
    };
    let kind = differing(&old, &kept_old).into_iter().chain(differing(&new, &kept_new)).min().unwrap_or(Kind::Form);
    Sides { kind, before: pieces(before, &old, &kept_old), after: pieces(after, &new, &kept_new) }
}

/// What a change of such a token means.
fn kind(class: Class) -> Kind {
    match class {
        Class::Figure(_) => Kind::Figure,
        Class::Date | Class::Logic | Class::Verdict | Class::Name => Kind::Meaning,
        Class::Source => Kind::Source,
        Class::Word => Kind::Wording,
        Class::Mark | Class::Space => Kind::Form,
    }
}

/// Joins neighbouring tokens of the same fate.
fn pieces(text: &str, tokens: &[Token], kept: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (token, kept) in tokens.iter().zip(kept) {
        let (text, changed) = (&text[token.range.clone()], !kept);
        match pieces.last_mut().filter(|piece| piece.changed == changed) {
            Some(piece) => piece.text.push_str(text),
            None => pieces.push(Piece { text: text.to_owned(), changed }),
        }
    }
    pieces
}

/// A text of which nothing changed.
pub(super) fn whole(text: &str) -> Vec<Piece> {
    vec![Piece { text: text.to_owned(), changed: false }]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(pieces: &[Piece]) -> String {
        let mark = |piece: &Piece| if piece.changed { format!("[{}]", piece.text) } else { piece.text.clone() };
        pieces.iter().map(mark).collect()
    }

    #[test]
    fn whole_figures_differ_not_digits() {
        let sides = sides("每次5毫克，饭后服。", "每次50毫克，饭前服。");
        assert_eq!(marked(&sides.before), "每次[5毫克]，饭[后]服。");
        assert_eq!(marked(&sides.after), "每次[50毫克]，饭[前]服。");
        assert_eq!(sides.kind, Kind::Figure);
    }

    #[test]
    fn the_worst_difference_names_the_change() {
        for (before, after, expected) in [
            ("可吃。", "不可吃。", Kind::Meaning),
            ("吃阿莫西林。", "吃阿司匹林。", Kind::Meaning),
            ("吃Aspirin。", "吃Paracetamol。", Kind::Meaning),
            ("水[^s1]。", "水[^s2]。", Kind::Source),
            ("慢走。", "快走。", Kind::Wording),
            ("慢走，好。", "慢走、好。", Kind::Form),
            ("3月1日起", "3月2日起", Kind::Meaning),
            ("5毫克", "5微克", Kind::Figure),
        ] {
            assert_eq!(sides(before, after).kind, expected, "{before} {after}");
        }
    }

    proptest! {
        #[test]
        fn joined_pieces_are_the_sides(before in "([0-9]|毫克|不|[水稻“”。，]| ){0,30}", after in "([0-9]|毫克|不|[水稻“”。，]| ){0,30}") {
            let sides = sides(&before, &after);
            let join = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
            prop_assert_eq!(join(&sides.before), before.as_str());
            prop_assert_eq!(join(&sides.after), after.as_str());
            let kept = |pieces: &[Piece]| pieces.iter().filter(|p| !p.changed).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(kept(&sides.before), kept(&sides.after));
        }
    }
}
