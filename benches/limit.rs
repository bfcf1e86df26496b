//! What no build can be faster than: reads every source, parses every body once, writes the files of a finished site at
//! the same paths in the same sizes: `cargo bench --bench limit -- SITE BUILT OUT`.
//!
//! `SITE` is a site, `BUILT` what `kepu build` made of it, `OUT` a folder that is not there yet. Nothing is judged,
//! rendered or summed; as many threads as kepu has (`RAYON_NUM_THREADS`).
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program of its own, which reads and writes files"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;
use walkdir::WalkDir;

type Fallible<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// What a site is made from.
const SOURCES: [&str; 6] = ["site.yaml", "reviewers.yaml", "content", "records", "themes", "lexicons"];
/// The list of files in what kepu built.
const LIST: &str = "kepu-files.txt";

fn main() -> Fallible {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [site, built, out] = &words[..] else { return Err("usage: SITE BUILT OUT".into()) };
    let read = read(Path::new(site))?;
    let written = write(Path::new(built), Path::new(out))?;
    println!("{} sources, {} bytes, {} events of Markdown; {written}", read.files, read.bytes, read.events);
    Ok(())
}

/// What was read.
#[derive(Default)]
struct Read {
    files: usize,
    bytes: usize,
    events: usize,
}

fn read(site: &Path) -> Fallible<Read> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for top in SOURCES.map(|name| site.join(name)).into_iter().filter(|top| top.exists()) {
        for entry in WalkDir::new(top) {
            let entry = entry?;
            if entry.file_type().is_file() {
                paths.push(entry.into_path());
            }
        }
    }
    let one = |path: &PathBuf| -> Fallible<Read> {
        let bytes = fs::read(path)?;
        let is_body = path.file_name().is_some_and(|name| name == "index.md");
        let events = if is_body { events(std::str::from_utf8(&bytes)?) } else { 0 };
        Ok(Read { files: 1, bytes: bytes.len(), events })
    };
    let both =
        |a: Read, b: Read| Ok(Read { files: a.files + b.files, bytes: a.bytes + b.bytes, events: a.events + b.events });
    paths.par_iter().map(one).try_reduce(Read::default, both)
}

/// The events of a body, counted so that none is left out.
fn events(text: &str) -> usize {
    let body = text.splitn(3, "---\n").last().unwrap_or(text);
    Parser::new_ext(body, Options::all()).count()
}

fn write(built: &Path, out: &Path) -> Fallible<String> {
    let list = fs::read_to_string(built.join(LIST))?;
    let files: Vec<(&str, usize)> = list.lines().map(entry).collect::<Fallible<_>>()?;
    fs::create_dir_all(out)?;
    folders(out, &files)?;
    let longest = files.iter().map(|(_, size)| *size).max().unwrap_or_default();
    let bytes = vec![b'k'; longest];
    files.par_iter().try_for_each(|(path, size)| fs::write(out.join(path), bytes.get(..*size).unwrap_or(&bytes)))?;
    let sum: usize = files.iter().map(|(_, size)| size).sum();
    Ok(format!("{} files, {sum} bytes written", files.len()))
}

/// `sha256 size path`.
fn entry(line: &str) -> Fallible<(&str, usize)> {
    let mut parts = line.splitn(3, ' ').skip(1);
    let (size, path) = parts.next().zip(parts.next()).ok_or_else(|| format!("not a line of {LIST}: {line}"))?;
    Ok((path, size.parse()?))
}

/// Every folder once, those above first.
fn folders(out: &Path, files: &[(&str, usize)]) -> Fallible {
    let mut by_depth: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (path, _) in files {
        let mut rest = *path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if !by_depth.entry(folder.matches('/').count()).or_default().insert(folder) {
                break;
            }
            rest = folder;
        }
    }
    for folders in by_depth.values() {
        folders.par_iter().try_for_each(|folder| fs::create_dir(out.join(folder)))?;
    }
    Ok(())
}
