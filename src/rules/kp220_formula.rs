//! KP220 · broken-formula · A formula that cannot be shown.

use crate::diag::{Findings, Severity};
use crate::markup::outline::Block;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 220,
    name: "broken-formula",
    severity: Severity::Error,
    since: "0.2",
    zh: "公式写错了，显示不出来",
    en: "a formula that cannot be shown",
    what: "检查 `$…$` 和 `$$…$$` 里的公式：必须是能转换成 MathML 的 LaTeX。两个美元号都要贴着公式，合上的美元号后面不能\
           是数字，所以“价格$5和$6”不是公式。汉字放进 `\\text{…}`；颜色、编号和引用不能用。",
    why: "一处写错的公式，别的工具会把红色的错误框印到网页上，或者悄悄漏掉一半。剂量、浓度的公式错了就会伤人，所以宁可不出版。",
    fix: "照提示改公式；化学式写 `\\mathrm{H_2O}`；写金额时在美元号前加反斜杠 `\\$5`。",
    english: "What stands between dollars must be LaTeX that converts to MathML; both dollars touch the formula and no digit \
              follows the second, so that prices are no formulas. Put Chinese into \\text{…}; colours, labels and references \
              are refused. Escape a dollar that means money.",
    source: Some("W3C MathML Core"),
    bad: &[
        page!("水的化学式是$⟦\\ce⟧{H2O}$。"),
        page!("动能是⟦$\\⟧frac{1$。"),
        page!("票价$5⟦元⟧，成人票$起。"),
        page!("动能是⟦$\\⟧frac{1}{2mv^2$。"),
    ],
    good: &[page!(
        "动能是$\\frac{1}{2}mv^2$，水是$\\mathrm{H_2O}$。票价$5和$6，也可写成\\$7。\n\n$$\\text{指数}=\\frac{a}{b^2}$$"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for at in leftovers(block) {
            let finding = RULE.in_body(
                cx,
                block.place(at, at + 2),
                "这里的公式没有合上，或者花括号不成对，会原样显示",
                "this formula is not closed, or its braces do not match, and it stays on the page",
            );
            out.push(finding.help(
                "公式前后各一个 $，都贴着公式；每个 { 配一个 }",
                "put a dollar on both sides, beside the formula, and match every brace",
            ));
        }
    }
    for fault in cx.document.formulas.iter().filter_map(|formula| formula.mathml.as_ref().err()) {
        let finding = RULE.in_body(cx, fault.span, fault.message.zh.clone(), fault.message.en.clone());
        out.push(finding.help(
            "改正公式；如果是金额，在美元号前加反斜杠：\\$5",
            "correct the formula, or escape a dollar that means money: \\$5",
        ));
    }
}

/// Dollars with a command behind them that are still text; an escaped dollar stands before no backslash.
fn leftovers(block: &Block) -> Vec<usize> {
    let found = block.text.match_indices("$\\").map(|(at, _)| at).filter(|&at| !block.is_code(at));
    found.filter(|&at| block.text[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic())).collect()
}
