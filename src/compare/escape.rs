//! Article text inside HTML and inside the Markdown of a forge: it shows as it is and can do nothing.
//!
//! Source: GitHub Flavored Markdown; the reference syntax of GitHub, GitLab and Gitee (`@name`, `#12`, `!12`, `~label`).

/// An invisible character that joins: it parts what a forge would otherwise read as a reference.
const JOINER: char = '\u{2060}';

/// Text for the content and the quoted attributes of HTML. Control characters become visible.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if is_unseen(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Text for one line of a comment on a forge: no markup, no mention, no reference, no link.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match c {
            c if c.is_whitespace() => out.push(' '),
            c if is_unseen(c) => out.push('\u{fffd}'),
            // An entity is text to every Markdown, whatever stands around it.
            '&' | '<' | '>' | '"' | '\'' | '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '{' | '}' | '~' | '|'
            | '!' | '#' | '+' | '-' | '=' | '@' | '$' | '^' | ':' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
        // References are looked for in the finished page, where an entity is a character again.
        let refers = matches!(c, '@' | '#' | '!' | '~' | '$' | '%' | '&' | '^');
        let names = next.is_some_and(|next| next.is_alphanumeric() || matches!(next, '"' | '{' | '_'));
        let leads = c == ':' && (next == Some('/') || next.is_some_and(|next| next.is_ascii_alphabetic()));
        let ends_www = c == 'w' && before == Some('w') && next == Some('.');
        if (refers && names && c != '%')
            || (c == '%' && next.is_some_and(|n| n.is_ascii_alphanumeric() || n == '"'))
            || leads
            || ends_www
        {
            out.push(JOINER);
        }
        before = Some(c);
    }
    out
}

/// Text for one line of a terminal: no control characters, no line ends.
#[must_use]
pub fn terminal(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_whitespace() => ' ',
            c if is_unseen(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Control characters, and those that turn the direction of the text around them.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_is_said_to_the_forge() {
        let table = [
            ("每日3次，5.5毫克", "每日3次，5.5毫克"),
            ("@zhao见#12", "&#64;\u{2060}zhao见&#35;\u{2060}12"),
            ("@张三", "&#64;\u{2060}张三"),
            ("占50%的", "占50%的"),
            ("**粗**", "&#42;&#42;粗&#42;&#42;"),
            ("</del><script>", "&#60;/del&#62;&#60;script&#62;"),
            ("https://a.cn", "https&#58;\u{2060}//a.cn"),
            ("www.a.cn", "www\u{2060}.a.cn"),
            ("甲\n乙", "甲 乙"),
        ];
        for (text, expected) in table {
            assert_eq!(markdown(text), expected, "{text}");
        }
        assert_eq!(html("<a href=\"x\" b='y'>&\u{202e}"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;\u{fffd}");
        assert_eq!(terminal("甲\u{1b}[31m\n乙"), "甲\u{fffd}[31m 乙");
    }

    proptest! {
        #[test]
        fn no_special_character_gets_through(text in "\\PC*[<>@#`*_\\[\\]()~|!\n\u{1b}\u{202e}]*\\PC*") {
            let holds = |made: &str, bad: &[char]| made.contains(bad);
            let unseen = ['\n', '\u{1b}', '\u{202e}'];
            let special = ['<', '>', '@', '`', '*', '_', '[', ']', '~', '|', '!'];
            let made = markdown(&text);
            prop_assert!(!holds(&made, &special) && !holds(&made, &unseen));
            let page = html(&text);
            prop_assert!(!holds(&page, &['<', '>']) && !holds(&page, &unseen[1..]));
            prop_assert!(!holds(&terminal(&text), &unseen));
        }
    }
}
