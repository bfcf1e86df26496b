//! KP402 · unsourced-figure · A dose or figure that can hurt says where it comes from.

use std::collections::BTreeSet;

use crate::diag::{Findings, Severity};
use crate::lexicon::Name;
use crate::markup::citations;
use crate::markup::hanzi::sentences;
use crate::markup::outline::{Block, BlockKind};
use crate::model::article::Risk;

use super::example::page;
use super::figure::figures;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 402,
    name: "unsourced-figure",
    severity: Severity::Error,
    since: "0.1",
    zh: "高风险内容的剂量或数值没有标注来源",
    en: "dose or figure in high-risk text has no cited source",
    what: "声明了 medical（医疗健康）或 agrichem（农药化肥）的稿件，正文里带单位的数值（毫克、毫升、克/亩、倍液、%、℃、片……，\
           单位见 lexicons/dose-units.txt）所在的段落、列表项或表格行里，要有来源标注，例如 `[^s1]`。",
    why: "剂量差一位小数就会伤人。标明来源，审核人能逐条核对，读者能查证，以后指南更新了也知道该改哪里。",
    fix: "在句末标上来源编号 `[^s1]`，并在 `sources` 里登记；查不到来源的数值就删掉，或改成定性的说法。",
    english: "In medical and agrichemical articles each number with a unit (lexicons/dose-units.txt) needs a citation such as `[^s1]` in the same \
              paragraph, list item or table row: a decimal place can hurt, and reviewers must be able to check it. Cite the \
              source or leave the number out.",
    source: Some("九部门《关于建立健全全媒体健康科普知识发布和传播机制的指导意见》（2022）：应注明来源"),
    bad: &[page!(
        "risk: [medical]";
        "⟦成人每次服500毫克。⟧不舒服请及时就医。"
    )],
    good: &[page!(
        "risk: [medical]\nsources:\n  - {id: s1, type: guideline, title: 示例用药指南, publisher: 示例卫生机构, published: 2025}";
        "成人每次服500毫克。[^s1]不舒服请及时就医，拨打120。\n\n| 年龄 | 用量 |\n| --- | --- |\n| 成人 | 500毫克[^s1] |"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let is_medical = front.has_risk(Risk::Medical);
    if !is_medical && !front.has_risk(Risk::Agrichem) {
        return;
    }
    let units = cx.site.lexicons.get(Name::DoseUnits);
    let blocks = &cx.document.outline.blocks;
    let cited_rows: BTreeSet<u32> = blocks.iter().filter(|block| is_cited(block)).filter_map(row_of).collect();
    for block in blocks.iter().filter(|block| block.kind.is_prose() && !matches!(block.kind, BlockKind::Heading(_))) {
        if is_cited(block) || row_of(block).is_some_and(|row| cited_rows.contains(&row)) {
            continue;
        }
        for part in sentences(&block.text) {
            let sentence = &block.text[part.clone()];
            if let Some(figure) = figures(sentence, units, is_medical).next() {
                let found = &sentence[figure.range];
                let span = block.place(part.start, part.end);
                let (zh, en) = (format!("“{found}”没有标注来源"), format!("“{found}” has no cited source"));
                out.push(
                    RULE.in_body(cx, span, zh, en).help("在句末加 [^来源编号]", "add [^source-id] after the sentence"),
                );
            }
        }
    }
}

fn row_of(block: &Block) -> Option<u32> {
    if let BlockKind::Cell { row } = block.kind { Some(row) } else { None }
}

fn is_cited(block: &Block) -> bool {
    !citations(&block.text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at};
    use super::*;

    #[test]
    fn citations_cover_their_block_or_row() {
        let marks = |body: &str| Bed::new(body).front(|front| front.risk.push(at(Risk::Medical))).marks(&RULE);
        assert_eq!(marks("先看。每次5毫克！再看。"), ["每次5毫克！"]);
        assert_eq!(marks("先看。每次5毫克。再看。[^s1]"), [""; 0]);
        assert_eq!(marks("- 每次5毫克\n- 每次6毫克[^s1]"), ["每次5毫克"]);
        assert_eq!(marks("| 甲 | 乙 |\n|--|--|\n| 5毫克 | 源[^s1] |\n| 6毫克 | 无 |"), ["6毫克"]);
        assert_eq!(marks("## 5毫克\n\n`5毫克`也算[^1]\n\n[^1]: 注[^s1]"), [""; 0]);
        assert_eq!(Bed::new("每次5毫克").marks(&RULE), [""; 0]);
    }
}
