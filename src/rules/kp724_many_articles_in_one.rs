//! KP724 · many-articles-in-one · A click on a request must mean one article.

use super::review_example::review;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 724,
    name: "many-articles-in-one",
    severity: Severity::Error,
    since: "0.1",
    zh: "一个合并请求只能包含一篇文章",
    en: "one article per pull request",
    what: "平台上的一次审查针对整个合并请求，所以请求里须恰好改动一篇稿件；改名、移走、删除另一篇也算一篇。\
           政策可用 `pr.max_articles` 放宽：一次审查为每篇各记一条，改动其中一篇不影响其余。",
    why: "三十篇稿件一个“通过”，没有人真的读了三十篇，也说不清通过的是哪一篇。",
    fix: "把改动拆成每篇一个合并请求；或请审核人用 kepu sign 逐篇签署。",
    english: "A review is of the whole request, so the request must change exactly one article; moving or deleting \
              another one counts. Split it into one request an article, or have reviewers sign each with kepu sign. The policy \
              may allow more (`pr.max_articles`): each article then gets a record of its own.",
    source: None,
    bad: &[review!(
        account "90013", opened by "90002", accepted by "90013", commits "ed-wu@kepu.example.org\n",
        "content/other/index.md" => "---\n...\nid: jx-another-one\ntitle: 另一篇\n---\n\n正文。\n"
    )],
    good: &[review!(account "90013", opened by "90002", accepted by "90013", commits "ed-wu@kepu.example.org\n")],
    check: Check::Gate,
};
