//! Lists every file of the base theme, so that `kepu new site` can write them: a new file needs no entry anywhere.
//! Collects the characters of the program's own words.

#![expect(clippy::disallowed_methods, reason = "a build script is a shell of its own")]

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("themes/base");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&root)?.components().map(|part| part.as_os_str().to_string_lossy());
        let name = name.collect::<Vec<_>>().join("/");
        writeln!(list, "({name:?}, include_bytes!({:?}).as_slice()),", file.to_string_lossy())?;
    }
    list.push(']');
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    fs::write(out.join("base_theme.rs"), list)?;
    fs::write(out.join("letters.txt"), letters()?)?;
    fs::write(out.join("program.txt"), program()?)?;
    Ok(())
}

/// Every character beyond ASCII in those parts of this program that print on pages, so that a font cut to the pages
/// holds it. More than needed, never less.
fn letters() -> Result<String, Box<dyn Error>> {
    let source = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("src");
    let mut files = Vec::new();
    for floor in ["model", "markup", "edition", "gate", "render", "site"] {
        collect(&source.join(floor), &mut files)?;
    }
    let mut letters = BTreeSet::new();
    let is_test = |name: &str| matches!(name, "tests.rs" | "testing.rs");
    let prints = |file: &&PathBuf| {
        let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        name.ends_with(".rs") && !is_test(&name)
    };
    for file in files.iter().filter(prints) {
        letters.extend(fs::read_to_string(file)?.chars().filter(|c| !c.is_ascii()));
    }
    Ok(letters.into_iter().collect())
}

/// A sum of this program's source and of what it is built with, so that nothing another build made is taken for its own.
/// Not against malice: whoever can change what an earlier build left can change the site itself.
fn program() -> Result<String, Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let mut files = vec![here.join("Cargo.lock"), here.join("Cargo.toml")];
    collect(&here.join("src"), &mut files)?;
    files.sort();
    let mut sum = DefaultHasher::new();
    for file in files {
        file.strip_prefix(&here)?.hash(&mut sum);
        println!("cargo:rerun-if-changed={}", file.display());
        fs::read(file)?.hash(&mut sum);
    }
    // In order of name, whatever order the system gives.
    let features = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let features: BTreeSet<String> = features.filter(|name| name.starts_with("CARGO_FEATURE_")).collect();
    features.hash(&mut sum);
    Ok(format!("{:016x}", sum.finish()))
}

/// Every file below a folder; cargo runs this again when a folder gains or loses one.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
