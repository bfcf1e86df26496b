//! KP104: the id of an article that has none yet.

use crate::model::article::ArticleId;
use crate::model::path::SourcePath;
use crate::model::tree::Node;
use crate::model::units::Sha256;

/// An id made of the name of the folder, else of the day and a sum of the folder's path: the same on every machine.
///
/// Chinese names are not spelled in letters: many characters have several readings, and an id stays for ever.
#[must_use]
pub fn id_for(dir: &SourcePath, front: &Node, taken: &dyn Fn(&str) -> bool) -> Option<String> {
    let free = |id: &String| ArticleId::new(id).is_some() && !taken(id);
    let name = slug(dir.file_name());
    let sum = Sha256::of(dir.as_str().as_bytes()).hex();
    let created = front.get("created").and_then(|entry| entry.value.value.as_str()).unwrap_or_default();
    let day: String = created.chars().filter(char::is_ascii_digit).take(8).collect();
    let dated = if day.len() == 8 { format!("a-{day}-{}", &sum[..8]) } else { format!("a-{}", &sum[..12]) };
    let named = if name.starts_with(|c: char| c.is_ascii_digit()) { format!("a-{name}") } else { name.clone() };
    let longer = format!("{named}-{}", &sum[..8]);
    // Of a Chinese name with a number only the number would be left, which names nothing.
    let letters = name.chars().filter(char::is_ascii_lowercase).count() >= 3;
    let by_name = [named, longer].into_iter().filter(|_| letters);
    by_name.chain([dated, format!("a-{}", &sum[..32])]).find(free)
}

/// Lower-case ASCII letters and digits with single hyphens between them.
fn slug(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_from_the_folder_or_the_day() {
        let id = |dir: &str, taken: &'static [&'static str]| {
            let front = Node::Map(Vec::new());
            let dir = SourcePath::new(dir).expect("clean");
            id_for(&dir, &front, &|id| taken.contains(&id)).expect("an id")
        };
        assert_eq!(id("content/a/rice-blast", &[]), "rice-blast");
        assert_eq!(id("content/a/Rice_Blast 2026", &[]), "rice-blast-2026");
        assert_eq!(id("content/a/2026-heat", &[]), "a-2026-heat");
        assert!(id("content/a/rice-blast", &["rice-blast"]).starts_with("rice-blast-"));
        assert!(id("content/a/水稻2026", &[]).starts_with("a-"));
        assert_eq!(id("content/a/水稻2026", &[]).len(), 14);
        assert_ne!(id("content/a/水稻", &[]), id("content/b/水稻", &[]));
    }
}
