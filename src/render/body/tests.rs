use proptest::prelude::*;

use super::*;
use crate::markup::parse;

fn rendered(body: &str) -> String {
    let sources = ["s1".to_owned(), "s2".to_owned()];
    let link = |address: &str| (!address.contains("outside")).then(|| address.to_owned());
    let picture = |src: &str| {
        src.ends_with(".png").then(|| Picture {
            src: format!("img/{src}"),
            width: 640,
            height: 360,
            credit: Some("<某某>绘".to_owned()),
            sizes: "50rem".to_owned(),
            choices: Vec::new(),
        })
    };
    let document = parse(body);
    let card = |card: &CardPartView| Ok(card.plain());
    let (pinyin, terms) = (Pinyin::Marked, None);
    let (link, picture, card) = (&link, &picture, &card);
    let cx = BodyCx { link, picture, sources: &sources, edition: "x", body_px: 18, target_px: 48, card, pinyin, terms };
    html(&document, &Layout::whole(&document), &cx).map(|printed| printed.html).unwrap_or_default()
}

#[test]
fn blocks() {
    let table = [
        (
            "水稻*螟虫***早**治~~迟~~`x<y`",
            "<p>水稻<em>螟虫</em><strong>早</strong>治<del>迟</del><code>x&lt;y</code></p>\n",
        ),
        (
            "## 一\n### 二\n### 三\n## 四\n# 五",
            "<h2 id=\"s-yi\">一</h2>\n<h3 id=\"s-er\">二</h3>\n<h3 id=\"s-san\">三</h3>\n<h2 id=\"s-si\">四</h2>\n<h2 id=\"s-wu\">五</h2>\n",
        ),
        ("#### 深", "<h4 id=\"s-shen\">深</h4>\n"),
        ("3. 三\n4. 四", "<ol start=\"3\">\n<li>三</li>\n<li>四</li>\n</ol>\n"),
        (
            "> [!WARNING]\n> 慢",
            "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">注意</p>\n<p>慢</p>\n</div>\n",
        ),
        ("> 引", "<blockquote>\n<p>引</p>\n</blockquote>\n"),
        ("---", "<hr>\n"),
        ("a\nb  \nc", "<p>a\nb<br>\nc</p>\n"),
    ];
    for (body, expected) in table {
        assert_eq!(rendered(body), expected, "{body}");
    }
}

#[test]
fn tables_scroll_inside_a_named_region() {
    let html = rendered("| 甲 | 乙 |\n| - | -: |\n| 1 | 2 |");
    assert_eq!(
        html,
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"表1\">\n<table>\n<thead>\n<tr>\
         <th scope=\"col\">甲</th><th scope=\"col\" class=\"right\">乙</th></tr>\n</thead>\n<tbody>\n<tr>\
         <td>1</td><td class=\"right\">2</td></tr>\n</tbody>\n</table>\n</div>\n"
    );
}

#[test]
fn pictures_alone_are_figures() {
    let image =
        "<img src=\"img/a.png\" alt=\"两&quot;盆\" width=\"640\" height=\"360\" loading=\"lazy\" decoding=\"async\">";
    let credit = "<span class=\"credit\">图：&lt;某某&gt;绘</span>";
    assert_eq!(
        rendered("![两\"盆](a.png \"图一\")"),
        format!("<figure>\n{image}\n<figcaption>图一{credit}</figcaption>\n</figure>\n")
    );
    assert_eq!(rendered("点![两\"盆](a.png)开"), format!("<p>点{image}开</p>\n"));
    assert_eq!(rendered("![甲](b.svg)"), "<p class=\"no-picture\">［图：甲］</p>\n");
}

#[test]
fn links_out_of_the_edition_become_words_and_address() {
    let table = [
        ("[甲](b/index.html)", "<a href=\"b/index.html\">甲</a>"),
        ("[甲](https://x.cn/?a&b)", "<a href=\"https://x.cn/?a&amp;b\" rel=\"external noopener\">甲</a>"),
        ("[甲](https://outside.cn)", "甲<span class=\"address\">（https://outside.cn）</span>"),
        ("<https://outside.cn/a>", "https://outside.cn/a"),
        ("[甲](outside.md)", "甲"),
        ("[甲](javascript:alert(1))", "甲"),
        ("<a@b.cn>", "<a href=\"mailto:a@b.cn\">a@b.cn</a>"),
    ];
    for (body, expected) in table {
        assert_eq!(rendered(body).trim_end(), format!("<p>{expected}</p>"), "{body}");
    }
}

#[test]
fn citations_are_numbered_as_authored() {
    let cite = |kind: &str, id: &str, n: u8| format!("<sup class=\"{kind}\"><a href=\"#source-{id}\">[{n}]</a></sup>");
    assert_eq!(
        rendered("早[^s2][^s1]晚[^s9] `[^s1]` 夜[^s1]"),
        format!(
            "<p>早{}{}晚[^s9] <code>[^s1]</code> 夜{}</p>\n",
            cite("cite", "s2", 2),
            cite("cite beside", "s1", 1),
            cite("cite", "s1", 1)
        )
    );
}

#[test]
fn footnotes_stand_at_the_end_with_ways_back() {
    let html = rendered("甲[^b]乙[^a]丙[^b]\n\n[^a]: 注 a\n[^b]: 注 b\n[^c]: 无人引");
    assert!(html.starts_with(
        "<p>甲<sup class=\"note\"><a href=\"#note-1\" id=\"noteref-1\">注1</a></sup>乙<sup class=\"note\">\
         <a href=\"#note-2\" id=\"noteref-2\">注2</a></sup>丙<sup class=\"note\"><a href=\"#note-1\" id=\"noteref-1-2\">"
    ));
    let notes = html.split("<section").nth(1).unwrap_or_default();
    let at = |text: &str| notes.find(text).unwrap_or(usize::MAX);
    assert!(at("注 b") < at("注 a") && at("注 a") < at("无人引") && at("无人引") < usize::MAX, "{html}");
    assert_eq!(notes.matches("class=\"back\"").count(), 3);
}

#[test]
fn tasks_can_be_ticked() {
    assert_eq!(
        rendered("- [ ] 断电\n- [x] 验电\n  - 挂牌"),
        "<ul>\n<li class=\"task\"><label><input type=\"checkbox\"> 断电</label></li>\n<li class=\"task\"><label>\
         <input type=\"checkbox\" checked> 验电</label><ul>\n<li>挂牌</li>\n</ul>\n</li>\n</ul>\n"
    );
    assert!(rendered("- [ ] 断电\n\n- [ ] 验电").contains("<p><label><input type=\"checkbox\"> 断电</label></p>"));
}

#[test]
fn code_is_escaped_and_reachable() {
    assert_eq!(
        rendered("```\na<b>[^s1]\n```"),
        "<pre class=\"code\" tabindex=\"0\"><code>a&lt;b&gt;[^s1]\n</code></pre>\n"
    );
    assert!(rendered("```rust\nfn a() {}\n```").contains("class=\"hl-"));
}

#[test]
fn raw_html_is_printed() {
    for body in ["<script>alert(1)</script>", "甲<img src=x onerror=alert(1)>", "<div style=\"x\">\n\n</div>"] {
        let html = rendered(body);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<div"), "{html}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is written, elements balance, nothing foreign appears, and ids are unique.
    #[test]
    fn any_body_gives_well_formed_html(body in "([ \n*_~`|#>\\[\\]()!^:&;<.1-]|[a-c水。]|\\[\\^s1\\]|\\[\\^a\\]|\n\\[\\^a\\]: |\n\n|\\| - \\||- \\[ \\] |!\\[a\\]\\(a\\.png\\)){0,50}") {
        let html = rendered(&body);
        prop_assert_eq!(balance(&html), Ok(()), "{}", html);
        let mut ids: Vec<&str> = html.match_indices(" id=\"").filter_map(|(at, m)| html[at + m.len()..].split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), all, "{}", html);
    }
}

/// Checks that every element that must be closed is closed in order.
fn balance(html: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for (at, _) in html.match_indices('<') {
        let inside = html[at + 1..].split('>').next().unwrap_or_default();
        let name = inside.trim_start_matches('/').split(' ').next().unwrap_or_default();
        if inside.starts_with('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}>"));
            }
        } else if !matches!(name, "br" | "hr" | "img" | "input") {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(()) } else { Err(open.join(",")) }
}
