//! KP208: `1~2` is a range and becomes `1～2`.

use crate::diag::remedy::Remedy;
use crate::markup;
use crate::markup::tilde::number_ranges;

/// Remedies for a body. A tilde with a number on one side only (`~50元`) may mean “about”: people decide.
pub(super) fn remedies(body: &str) -> Vec<Remedy> {
    if !body.contains('~') {
        return Vec::new();
    }
    let marks = number_ranges(&markup::parse(body), body);
    let did = ("数字之间的“~”改为“～”", "wrote ranges with ～");
    marks.into_iter().map(|span| Remedy::new(208, span.range(), "～", did)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::remedy::apply;

    #[test]
    fn ranges_only() {
        let fixed = |body: &str| apply(body, &remedies(body));
        assert_eq!(fixed("每日1~2片，10%~20%，一~三月，5天~7天"), "每日1～2片，10%～20%，一～三月，5天～7天");
        for kept in ["~50元", "约~50元", "甲~乙", "周一~周五", "a~b", "`1~2`", "~~1~~2", "1\\~2", "3 ~ 5", "水 ~错~ 稻"]
        {
            assert_eq!(fixed(kept), kept);
        }
    }
}
