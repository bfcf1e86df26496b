use proptest::prelude::*;

use super::*;

#[test]
fn what_is_seen() {
    for (html, seen) in [
        ("<p>审 核人 <b>张</b>三</p>", "审核人张三"),
        ("&lt;甲&gt; &amp;&#39;&#x4E59;&hellip;", "<甲>&'乙&hellip;"),
        ("甲<!-- 乙 -->丙<!DOCTYPE html>", "甲丙"),
        ("<img alt=\"甲\" title='乙'><input value=丙>丁", "丁"),
        ("<p hidden>甲<span>乙</span></p>丙", "丙"),
        ("<div hidden><div>甲</div>乙</div>丙", "丙"),
        ("<p style=\"color:red; DISPLAY : none\">甲</p>乙", "乙"),
        ("<p style=\"display&#58;none\">甲</p>乙", "乙"),
        ("<p style='opacity:0'>甲</p><p style='opacity:0.9'>乙</p><p style='opacity:0.0;'>丙</p>", "乙"),
        ("<p style='padding-left:-1px'>甲</p>", "甲"),
        ("<head><title>甲</title></head>乙", "乙"),
        ("<script>document.write('<p>甲</p>')</script><style>乙</style>丙", "丙"),
        ("<template>甲</template><noscript>乙</noscript>丙", "丙"),
        ("<details><summary>甲</summary>乙</details>丙", "丙"),
        ("<details open><summary>甲</summary>乙</details>丙", "甲乙丙"),
        ("<svg><defs/><title>甲</title><text>乙</text></svg>", "乙"),
        ("1 < 2 <3", "1<2<3"),
        ("<p hidden>甲<p>乙", ""),
        ("甲<p", "甲"),
        ("甲<!-- 乙", "甲"),
        ("<p a=\"<b hidden>\">甲</p>", "甲"),
        ("<p =hidden hidden>甲</p>乙", "乙"),
    ] {
        assert_eq!(visible_text(html), seen, "{html}");
    }
}

#[test]
fn a_part_is_found_where_it_is_shown() {
    for (html, part, seen) in [
        ("<h1>甲</h1><p>乙</p>丙", "<p>乙</p>", Some("甲[乙]丙")),
        ("<p>乙</p>", "<p>乙</p>\n", Some("[乙]")),
        ("甲<p hidden>乙</p>丙", "<p hidden>乙</p>", Some("甲[]丙")),
        ("<div hidden><p>乙</p></div><p>乙</p>", "<p>乙</p>", None),
        ("<!-- <p>乙</p> -->", "<p>乙</p>", None),
        ("<a title='<p>乙</p>'>甲</a>", "<p>乙</p>", None),
        ("<p>乙<!-- </p> -->甲</p>", "<p>乙<!-- </p>", None),
        ("<p>乙</p>", "<p>丁</p>", None),
        ("甲乙", "乙", None),
        ("甲", "", None),
    ] {
        let found = visible_text_with(html, part);
        let marked = found.map(|(text, at)| format!("{}[{}]{}", &text[..at.start], &text[at.clone()], &text[at.end..]));
        assert_eq!(marked.as_deref(), seen, "{html}");
    }
}

#[test]
fn a_long_part_is_found_though_its_beginning_stands_before_it() {
    let part = format!("{}乙</b>", "<b>".repeat(30));
    let html = format!("<b>{part}甲{part}");
    assert_eq!(visible_text_with(&html, &part), Some(("乙甲乙".to_owned(), 0..3)));
}

proptest! {
    /// Read once or twice, the answer is the same.
    #[test]
    fn a_part_shows_in_its_page_what_it_shows_alone(
        before in "(<p>|</p>|<b hidden>|</b>|<!--|-->|甲| |&amp;|\"|<i title='){0,6}",
        part in "(<p>|</p>|<b hidden>|</b>|<!--|-->|乙| |&lt;){0,8}",
        after in "(<p>|</p>|<b hidden>|</b>|<!--|-->|丙| |&amp;|\"|'>){0,6}",
    ) {
        let html = format!("{before}{part}{after}");
        if let Some((text, at)) = visible_text_with(&html, &part) {
            prop_assert_eq!(&text, &visible_text(&html));
            prop_assert_eq!(&text[at], visible_text(&part));
        }
    }

    #[test]
    fn any_page_can_be_read(html in "([<>/=\"'&;!#x -]|[a-d]|p|hidden|style|甲|<!--|-->|&#x|&lt;|details|script){0,60}") {
        let seen = visible_text(&html);
        prop_assert!(seen.chars().count() <= html.chars().count());
    }
}
