//! KP223 · glossary-form · A glossary whose terms cannot be shown beside other texts.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::glossary::{Entry, LONGEST_MEANING, entries, length};
use crate::model::article::Kind;
use crate::model::span::Spanned;

use super::example::page;
use super::terms::Owner;
use super::{ArticleCx, Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 223,
    name: "glossary-form",
    severity: Severity::Error,
    since: "0.2",
    zh: "术语文章的词条不合格式",
    en: "a glossary entry that has not the form of one",
    what: "检查 `kind: glossary`（术语）的文章：至少有一个词条；每个词条有且只有一句意思，不超过 40 个字（标点不算）；词条不能\
           和别的术语文章重复；俗名不能是另一个词条的名字。词条写成“词、下一行 `: 意思`、再下一行 `: 又叫：甲、乙`”。",
    why: "词条的意思会印在别的文章末尾，也用来给搜索找同义词。太长就盖过了正文，重复就不知道该听谁的，俗名撞了别的词就会把\
          一种病解释成另一种。",
    fix: "补上意思，缩短到 40 个字以内；重复的删掉一处；撞名的俗名去掉。",
    english: "An article of kind `glossary` must define at least one term. Each term has one meaning of at most 40 characters, \
              no other glossary defines it, and none of its folk names is another term. Meanings are printed below other \
              articles and feed the synonyms of search.",
    source: None,
    bad: &[
        page!("kind: ⟦glossary⟧"; "正文。"),
        page!("kind: glossary"; "⟦螟虫⟧\n\n: 又叫：钻心虫\n\n稻飞虱\n: 吸稻株汁液的小虫。"),
        page!("kind: glossary"; "锈病\n: ⟦一种由真菌引起的病害，病叶上有像铁锈一样的粉末，风一吹就飞到别的叶子上，一年四季在很多种作物和果树上都可能发生。⟧"),
        page!("kind: glossary"; "锈病\n: 真菌引起的病害。\n\n⟦锈病⟧\n: 叶上有锈粉。"),
        page!("kind: glossary"; "锈病\n: 真菌引起的病害。\n: ⟦又叫：黄疸、稻瘟病⟧\n\n稻瘟病\n: 真菌引起的水稻病害。"),
        Example {
            files: &[
                (
                    "content/demo/index.md",
                    "---\n...\nkind: glossary\ncreated: 2026-03-02\n---\n\n⟦锈病⟧\n: 真菌引起的病害。\n",
                ),
                ("content/terms/index.md", "---\n...\nid: jx-terms-demo\nkind: glossary\n---\n\n锈病\n: 真菌病。\n"),
            ],
            now: None,
        },
    ],
    good: &[page!("kind: glossary"; "锈病\n: 真菌引起的病害，叶上有锈粉。\n: 又叫：黄疸\n\n螟虫\n: 蛀食茎秆的害虫。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let kind = &cx.article.front.kind;
    if kind.value != Kind::Glossary {
        return;
    }
    let entries = entries(cx.document);
    if entries.is_empty() {
        let (zh, en) = ("这篇术语文章里没有词条", "this glossary has no terms");
        out.push(RULE.in_front(cx, kind.span, zh, en).help(
            "每个词条写成：词；下一行“: 意思”；再下一行“: 又叫：甲、乙”（可省）",
            "write a term, then a line `: meaning`, then `: 又叫：…` if people have other names for it",
        ));
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for entry in &entries {
        meanings(cx, entry, out);
        if !seen.insert(&entry.name.value) {
            out.push(fault(
                cx,
                &entry.name,
                (format!("“{}”在本文里已经有了", entry.name.value), format!("“{}” is defined above", entry.name.value)),
                ("删掉一处，或把两处的意思并成一句", "delete one, or join the two meanings"),
            ));
        }
        out.extend(entry.names().filter_map(|name| shared(cx, entry, name)));
    }
}

fn meanings(cx: &ArticleCx<'_>, entry: &Entry, out: &mut Findings) {
    let name = &entry.name.value;
    match entry.meanings.as_slice() {
        [] => out.push(fault(
            cx,
            &entry.name,
            (format!("“{name}”没有意思"), format!("“{name}” has no meaning")),
            ("下一行写“: ”和一句意思", "write `: ` and the meaning on the next line"),
        )),
        [meaning] if length(&meaning.value) > LONGEST_MEANING => {
            let n = length(&meaning.value);
            out.push(fault(
                cx,
                meaning,
                (
                    format!("“{name}”的意思有 {n} 个字，最多 {LONGEST_MEANING} 个"),
                    format!("the meaning of “{name}” has {n} characters, {LONGEST_MEANING} at most"),
                ),
                ("只说它是什么；怎么防、怎么治写进正文文章", "say what it is; the rest belongs into an article"),
            ));
        }
        [_] => {}
        [_, second, ..] => out.push(fault(
            cx,
            second,
            (format!("“{name}”有两句意思"), format!("“{name}” has two meanings")),
            ("并成一句；俗名写成“: 又叫：甲、乙”", "join them; write folk names as `: 又叫：…`"),
        )),
    }
}

/// A name that another glossary, or another term, has already.
fn shared(cx: &ArticleCx<'_>, entry: &Entry, name: &Spanned<String>) -> Option<Diagnostic> {
    let own = |other: &&Owner| other.article == *cx.article.id() && other.term == entry.name.value;
    let is_term = name.value == entry.name.value;
    let age = (cx.article.front.created.value, cx.article.id());
    let other = cx.site.terms.owners(&name.value).iter().filter(|other| !own(other)).find(|other| {
        let elsewhere = other.article != *cx.article.id();
        let older = (other.created, &other.article) < age;
        // In one glossary the folk name is at fault; of two glossaries the younger.
        if elsewhere { older } else { !is_term }
    })?;
    let (name_zh, term, article) = (&name.value, &other.term, &other.article);
    Some(fault(
        cx,
        name,
        (
            format!("“{name_zh}”已经是术语“{term}”（{article}）的名字"),
            format!("“{name_zh}” is a name of the term “{term}” ({article}) already"),
        ),
        ("一个名字只属于一个词条：去掉这一处，或改那一处", "a name belongs to one term: remove it here or there"),
    ))
}

fn fault(
    cx: &ArticleCx<'_>,
    at: &Spanned<String>,
    (zh, en): (String, String),
    (help_zh, help_en): (&'static str, &'static str),
) -> Diagnostic {
    RULE.in_body(cx, at.span, zh, en).help(help_zh, help_en)
}
