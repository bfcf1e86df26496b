//! KP209: `**锈病。**发病` shows its asterisks on a forge; `**锈病**。发病` reads the same and does not.

use crate::diag::remedy::Remedy;
use crate::markup;
use crate::markup::emphasis::{Misread, misread};

/// Remedies for a body: punctuation at the ends of an emphasis changes places with the marks.
pub(super) fn remedies(body: &str) -> Vec<Remedy> {
    if !body.contains(['*', '~']) {
        return Vec::new();
    }
    misread(&markup::parse(body), body).iter().filter_map(|one| remedy(body, one)).collect()
}

fn remedy(body: &str, one: &Misread) -> Option<Remedy> {
    let place = one.span.range();
    // To strike out a full stop or not is another text.
    if body.get(place.clone())?.starts_with('~') {
        return None;
    }
    let did = ("标点移到强调符号外面", "moved punctuation out of emphasis");
    Some(Remedy::new(209, place, one.rewritten(body)?, did))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::remedy::apply;

    #[test]
    fn punctuation_goes_out_of_the_marks() {
        for (body, right) in [
            ("**锈病。**发病", "**锈病**。发病"),
            ("每次**500毫克。**每日**三次，**连服", "每次**500毫克**。每日**三次**，连服"),
            ("古籍**《本草》**已载", "古籍《**本草**》已载"),
            ("他说**“快走。”**再走", "他说“**快走**。”再走"),
            ("*提示：*注", "*提示*：注"),
            ("**见《本草》**已载", "**见《本草》**已载"),
            ("~~错（谣）。~~正", "~~错（谣）。~~正"),
            ("**好**。\\*\\*水。\\*\\*稻 `**水。**稻`", "**好**。\\*\\*水。\\*\\*稻 `**水。**稻`"),
            ("- **水。**稻\n\n| **甲。**乙 |\n|--|\n", "- **水**。稻\n\n| **甲**。乙 |\n|--|\n"),
            ("**没有合上的话。", "**没有合上的话。"),
        ] {
            let once = apply(body, &remedies(body));
            assert_eq!(once, right, "{body}");
            assert_eq!(apply(&once, &remedies(&once)), right, "{body}");
        }
    }
}
