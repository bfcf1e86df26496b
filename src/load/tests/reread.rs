//! A text that is read again for its pages is the one that was judged, or there is none.

use super::*;
use crate::markup::documents::Texts;
use crate::model::article::ArticleHead;

const PART: &str = "content/a/part.md";

/// An article that includes a file, written with a byte order mark and as Windows ends lines.
fn written() -> Tree {
    let text = GOOD.replace("先补水。\n", "先补水。\n\n[](part.md \"引用\")\n\n再避暑。\n");
    let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    site().with(INDEX, text).with(PART, "含盐的水更好。\n")
}

fn article(tree: &Tree) -> Arc<Article> {
    let library = library(tree).expect("settings are sound");
    Arc::clone(library.articles.values().next().expect("one article"))
}

fn now(tree: &Tree, article: &Article) -> Option<Arc<str>> {
    text_of(tree, &article.head).expect("a tree in memory")
}

#[test]
fn a_text_is_read_again_as_it_was_loaded() {
    let tree = written();
    let article = article(&tree);
    assert_eq!(article.body.parts.len(), 1, "{:?}", article.body.text);
    assert_eq!(now(&tree, &article).as_deref(), Some(&*article.body.text));
    // Front matter is no part of the text; whether it changed the digest says.
    let index = String::from_utf8(tree.0[&article.source].clone()).expect("text");
    let other = tree.clone().with(INDEX, index.replace("张三", "李四"));
    assert_eq!(now(&other, &article).as_deref(), Some(&*article.body.text));
}

#[test]
fn a_text_that_went_is_none() {
    let tree = written();
    let article = article(&tree);
    let long = format!("{GOOD}{}", "水".repeat(1 << 20));
    let mut gone = tree.clone();
    gone.0.remove(&article.source);
    for tree in
        [gone, tree.clone().with(INDEX, b"\xff".to_vec()), tree.clone().with(INDEX, "水"), tree.with(INDEX, long)]
    {
        assert_eq!(now(&tree, &article), None);
    }
}

/// Whoever sets texts aside and gives others back.
struct Liar(Option<Arc<str>>);

impl Texts for Liar {
    fn text(&self, _: &ArticleHead) -> Result<Option<Arc<str>>, SourceError> {
        Ok(self.0.clone())
    }

    fn letters(&self) -> &std::collections::BTreeSet<char> {
        unreachable!("no font is cut here")
    }
}

#[test]
fn whoever_gives_another_text_is_not_believed() {
    let tree = written();
    let article = article(&tree);
    let documents = Documents::default();
    let read = |text: Option<Arc<str>>| documents.read(&article.head, &Liar(text)).expect("a tree in memory");
    assert!(read(None).is_none() && read(Some("多喝酒。\n".into())).is_none());
    // A file that it includes is part of it.
    let other = tree.with(PART, "烈酒更好。\n");
    assert!(read(now(&other, &article)).is_none());
    assert!(read(Some(Arc::clone(&article.body.text))).is_some());
}
