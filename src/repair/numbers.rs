//! KP211: list numbers as the reader will see them.

use crate::diag::remedy::Remedy;
use crate::markup;
use crate::markup::numbering::misnumbered;

/// Remedies for a body, unless it speaks of its steps by number: then only its writer knows which step is meant.
pub(super) fn remedies(body: &str) -> Vec<Remedy> {
    let document = markup::parse(body);
    let wrong = misnumbered(&document, body);
    if wrong.is_empty() || names_a_step(&document.outline.plain_text()) {
        return Vec::new();
    }
    let did = (
        "有序列表按发布后的编号重写（请确认没有漏掉一项）",
        "numbered lists as they will be shown (is an item missing?)",
    );
    wrong
        .into_iter()
        .map(|item| Remedy::new(211, item.place.start..item.place.end - 1, item.shown.to_string(), did))
        .collect()
}

/// `第3步`, `步骤三`, `上一条`: a number or a place in a list.
fn names_a_step(text: &str) -> bool {
    let counted = |c: char| c.is_ascii_digit() || "一二三四五六七八九十上下前后".contains(c);
    let unit = |c: char| matches!(c, '步' | '条' | '点' | '项' | '款');
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    chars.windows(3).any(|three| match three {
        ['步', '骤', number] => counted(*number),
        [first, number, last] if unit(*last) => *first == '第' && counted(*number),
        ['第', number, next] => counted(*number) && counted(*next),
        _ => false,
    }) || ["上一步", "下一步", "上一条", "下一条", "前一步", "后一步"].iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::remedy::apply;

    #[test]
    fn lists_count_on_unless_a_step_is_named() {
        let fixed = |body: &str| apply(body, &remedies(body));
        assert_eq!(fixed("1. 甲\n1. 乙\n1. 丙"), "1. 甲\n2. 乙\n3. 丙");
        assert_eq!(fixed("> 1) 甲\n> 4) 乙"), "> 1) 甲\n> 2) 乙");
        for kept in [
            "1. 甲\n3. 乙，做完第 1 步再做",
            "1. 甲\n3. 乙\n\n按步骤三做。",
            "1. 甲\n3. 回到上一步",
            "1. 甲\n3. 见第12条",
        ] {
            assert_eq!(fixed(kept), kept);
        }
    }
}
