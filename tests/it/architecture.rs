//! The house as ARCHITECTURE.md draws it: floors, doors, generated pages, no audience id in the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::support::{assert_or_bless, checkout, list};

fn rows(heading: &str) -> Vec<Vec<String>> {
    let page = fs::read_to_string(checkout().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let section =
        page.split(&format!("\n## {heading}\n")).nth(1).expect("the section").split("\n## ").next().expect("text");
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    section.lines().filter(|line| line.starts_with('|')).skip(2).map(cells).collect()
}

fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every Rust file of the program with its text, comments taken out.
fn sources() -> Vec<(String, String)> {
    let top = checkout();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&top).expect("below").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("a source");
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        (name, code.join("\n"))
    };
    list(&top.join("src"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "rs"))
        .map(read)
        .collect()
}

fn room(file: &str) -> Option<&str> {
    let rest = file.strip_prefix("src/")?;
    Some(rest.split('/').next()?.trim_end_matches(".rs"))
}

#[test]
fn imports_follow_the_floors() {
    let floors: BTreeMap<String, BTreeSet<String>> =
        rows("Floors").into_iter().map(|cells| (cells[1].trim_matches('`').to_owned(), quoted(&cells[2]))).collect();
    let mut faults = Vec::new();
    for (file, code) in sources() {
        let Some(room) = room(&file).filter(|room| !matches!(*room, "main" | "lib")) else { continue };
        let Some(allowed) = floors.get(room) else {
            faults.push(format!("{file}: `{room}` stands on no floor"));
            continue;
        };
        for import in code.split("crate::").skip(1) {
            let target: String = import.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if target != room && !allowed.contains(&target) && floors.contains_key(&target) {
                faults.push(format!("{file}: `{room}` may not import `{target}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn heavy_crates_have_one_door() {
    let mut faults = Vec::new();
    for cells in rows("Doors") {
        let name = cells[0].trim_matches('`').to_owned();
        let doors = quoted(&cells[1]);
        for (file, code) in sources() {
            let named = code.contains(&format!("{name}::")) || code.contains(&format!("use {name};"));
            let own =
                code.contains(&format!("use crate::render::{name};")) || code.contains(&format!("super::{name}::"));
            let foreign = code.match_indices(&format!("{name}::")).any(|(at, _)| {
                let before = &code[..at];
                !before.ends_with("::") && !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            });
            let local =
                code.contains(&format!("render::{{self, {name}")) || code.contains(&format!("render::{name}::{{self"));
            let open = doors.iter().any(|door| file.starts_with(door.as_str()));
            if named && foreign && !own && !local && !open {
                faults.push(format!("{file} names `{name}`; its door is {doors:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_audience_id_occurs_in_the_program() {
    let folder = checkout().join("themes/base/audiences");
    let ids: BTreeSet<String> = fs::read_dir(&folder)
        .expect("audiences")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|id| id != "public")
        .collect();
    assert!(ids.len() >= 5, "{ids:?}");
    for (file, code) in sources() {
        // Examples of rules are written for the sample's audiences; they are texts, not decisions.
        if file.ends_with("/tests.rs") || file.contains("/tests/") || file.ends_with("/testing.rs") {
            continue;
        }
        let code = if file.starts_with("src/rules/kp") { before_examples(&code) } else { before_tests(&code) };
        for id in &ids {
            assert!(!code.contains(&format!("\"{id}\"")), "{file} names the audience {id}");
        }
    }
}

fn before_tests(code: &str) -> &str {
    let ends = ["#[cfg(test)]", "#[cfg(all(test,"].iter().filter_map(|mark| code.find(mark));
    &code[..ends.min().unwrap_or(code.len())]
}

fn before_examples(code: &str) -> &str {
    code.split("bad: &[").next().unwrap_or(code)
}

#[test]
fn the_trusted_surface_keeps_its_fields_private() {
    for (file, kind) in [
        ("src/gate/clearance.rs", "pub struct Cleared<"),
        ("src/gate/clearance.rs", "pub struct Ticket<"),
        ("src/gate/shelf.rs", "pub struct Shelf<"),
        ("src/gate/shelf.rs", "pub struct Tombstone"),
        ("src/render/page.rs", "pub struct Page<"),
        ("src/site/output.rs", "pub struct SiteOutput<"),
        ("src/bundle/trust.rs", "pub struct Verified<"),
    ] {
        let text = fs::read_to_string(checkout().join(file)).expect("a trusted file");
        let body = text.split(kind).nth(1).unwrap_or_else(|| panic!("{file} has no {kind}"));
        // A tuple struct ends at `;`, one with names at the brace that stands alone.
        let end = body.find("\n}").into_iter().chain(body.find(");\n")).min().expect("an end");
        let fields = body.get(..end).expect("fields");
        assert!(!fields.contains("pub "), "{file}: {kind} has a public field");
        let derived = text.lines().any(|line| line.contains("derive(") && line.contains("Deserialize"));
        assert!(!derived, "{file} could be made from bytes");
    }
}

#[test]
fn no_test_is_ignored_and_nothing_is_left_to_do() {
    let marks = ["#[ign".to_owned() + "ore", "tod".to_owned() + "o!(", "unimpl".to_owned() + "emented!("];
    let tests =
        list(&checkout().join("tests")).into_iter().filter(|path| path.extension().is_some_and(|ext| ext == "rs"));
    let tests = tests.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a test")));
    for (file, code) in sources().into_iter().chain(tests) {
        for mark in &marks {
            assert!(!code.contains(mark.as_str()), "{file} holds {mark}");
        }
    }
}

#[test]
fn generated_pages_are_up_to_date() {
    let pages =
        [("docs/cli.md", kepu::cli::reference::cli_page()), ("docs/rules.md", kepu::cli::reference::rules_page())];
    let faults: Vec<String> =
        pages.into_iter().filter_map(|(name, text)| assert_or_bless(&checkout().join(name), &text).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_can_be_held_in_the_head() {
    for path in list(&checkout().join("src")) {
        let lines = fs::read_to_string(&path).map(|text| text.lines().count()).unwrap_or_default();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
    }
}

#[test]
fn every_word_list_is_built_in_and_documented() {
    let files = list(&checkout().join("lexicons"));
    let files: BTreeSet<String> =
        files.iter().map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    let names: BTreeSet<String> = kepu::lexicon::Name::ALL.iter().map(|name| format!("{}.txt", name.token())).collect();
    assert_eq!(files, names);
    let page = fs::read_to_string(checkout().join("docs/lexicons.md")).expect("docs/lexicons.md");
    for name in &names {
        assert!(page.contains(&format!("| `{name}` |")), "docs/lexicons.md says nothing of {name}");
    }
}
