//! KP222 · unknown-term · `[[…]]` around words that no glossary explains.

use crate::diag::{Findings, Severity};
use crate::markup::What;

use super::example::page;
use super::{ArticleCx, Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 222,
    name: "unknown-term",
    severity: Severity::Error,
    since: "0.2",
    zh: "“[[术语]]”在术语表里找不到",
    en: "a marked term that no glossary explains",
    what: "检查正文里 `[[黄龙病]]` 这样的术语标记：全站 `kind: glossary`（术语）的文章里要有这个词，或者它是某个词的俗名。",
    why: "作者标了术语，就是答应读者在文末有一句解释。术语表里没有，读者就什么也看不到。",
    fix: "照术语表改正写法；表里没有就把它加进一篇术语文章；不必解释就去掉方括号，真要显示就写 `\\[[`。",
    english: "A term between double brackets must be a term, or a folk name, of an article of kind `glossary`. Correct the \
              spelling, add the term to a glossary, or remove the brackets.",
    source: None,
    bad: &[page!("柑橘怕⟦[[黄龙病]]⟧。"), WITH_GLOSSARY],
    good: &[Example {
        files: &[
            ("content/demo/index.md", "---\n...\n---\n\n柑橘怕[[黄龙病]]，也叫[[黄梢病]]，见 `[[无]]`。\n"),
            ("content/terms/index.md", GLOSSARY),
        ],
        now: None,
    }],
    check: Check::Article(check),
};

const WITH_GLOSSARY: Example = Example {
    files: &[("content/demo/index.md", "---\n...\n---\n\n柑橘怕⟦[[黄龙]]⟧。\n"), ("content/terms/index.md", GLOSSARY)],
    now: None,
};

const GLOSSARY: &str = "---\n...\nid: jx-terms-demo\nkind: glossary\n---\n\n黄龙病\n: 柑橘的细菌病，由木虱传播。[^s1]\n: 又叫：黄梢病、青果病\n";

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for one in cx.document.annotations.iter().filter(|one| one.what == What::Term) {
        let name = one.words.trim();
        if cx.site.terms.knows(name) {
            continue;
        }
        let finding =
            RULE.in_body(cx, one.whole, format!("术语表里没有“{name}”"), format!("no glossary has the term “{name}”"));
        out.push(match cx.site.terms.nearest(name) {
            Some(near) => finding.help(format!("是不是“{near}”？"), format!("did you mean “{near}”?")),
            None => finding.help(
                "把它加进一篇术语文章（kind: glossary），或者去掉方括号",
                "add it to an article of kind `glossary`, or remove the brackets",
            ),
        });
    }
}
