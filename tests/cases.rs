//! Every directory of `tests/cases` is a test: an input tree, commands, and the complete output.
//!
//! `cmd` holds one step a line: `base: settings|sample|empty`, `now: TIME`, `tree: FOLDER`, `show: FILE`,
//! `$ kepu … -> CODE`, `approve ARTICLE TIME person:stage …`, `copy FROM TO`, `remove PATH`, `append PATH TEXT`,
//! `grow PATH COUNT`, `carriage PATH` (CRLF line ends), `flip PATH`. `in/` is laid over the base. `stdout` and `stderr` hold everything said, `tree` the complete list of
//! output files with sizes, `out/` the files named by `show`. `cargo bless` rewrites them.
#![expect(clippy::disallowed_methods, reason = "tests lay out files and start the binary")]

#[path = "it/support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;

use support::{Base, Scratch, assert_or_bless, copy_tree, key};

struct Case<'a> {
    folder: &'a Path,
    scratch: Option<Scratch>,
    now: String,
    stdout: String,
    stderr: String,
    tree: Option<String>,
    shown: Vec<String>,
}

fn case(cmd: &Path) -> datatest_stable::Result<()> {
    let folder = cmd.parent().ok_or("a case has a folder")?;
    let mut case = Case {
        folder,
        scratch: None,
        now: "2026-11-24T08:00:00+08:00".to_owned(),
        stdout: String::new(),
        stderr: String::new(),
        tree: None,
        shown: Vec::new(),
    };
    for line in fs::read_to_string(cmd)?.lines() {
        case.step(line.trim()).map_err(|fault| format!("{line}: {fault}"))?;
    }
    case.compare()
}

impl Case<'_> {
    fn step(&mut self, line: &str) -> Result<(), String> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "" | "#" => Ok(()),
            "base:" => self.lay_out(rest),
            "now:" => {
                self.now = rest.to_owned();
                Ok(())
            }
            "tree:" => {
                self.tree = Some(rest.to_owned());
                Ok(())
            }
            "show:" => {
                self.shown.push(rest.to_owned());
                Ok(())
            }
            "$" => self.run(rest),
            _ => self.prepare(word, rest),
        }
    }

    fn scratch(&self) -> Result<&Scratch, String> {
        self.scratch.as_ref().ok_or_else(|| "the case names no base".to_owned())
    }

    fn lay_out(&mut self, base: &str) -> Result<(), String> {
        let base = match base {
            "settings" => Base::Settings,
            "sample" => Base::Sample,
            "empty" => Base::Empty,
            other => return Err(format!("no such base: {other}")),
        };
        let scratch = Scratch::new(base);
        copy_tree(&self.folder.join("in"), scratch.root());
        self.scratch = Some(scratch);
        Ok(())
    }

    fn prepare(&mut self, word: &str, rest: &str) -> Result<(), String> {
        let scratch = self.scratch()?;
        let parts: Vec<&str> = rest.split(' ').collect();
        let io = |error: std::io::Error| error.to_string();
        match (word, parts.as_slice()) {
            ("approve", [article, at, people @ ..]) => scratch.approve(article, at, people),
            ("copy", [from, to]) => copy_tree(&scratch.path(from), &scratch.path(to)),
            ("remove", [path]) => {
                let path = scratch.path(path);
                if path.is_dir() { fs::remove_dir_all(path).map_err(io)? } else { fs::remove_file(path).map_err(io)? }
            }
            ("append", [path, text @ ..]) => {
                let text = scratch.read(path) + &text.join(" ") + "\n";
                scratch.write(path, text);
            }
            ("carriage", [path]) => scratch.write(path, scratch.read(path).replace('\n', "\r\n")),
            ("grow", [path, count]) => {
                let count: usize = count.parse().map_err(|_| "not a number")?;
                scratch.write(path, scratch.read(path) + &"字".repeat(count) + "\n");
            }
            ("flip", [path]) => {
                let mut bytes = fs::read(scratch.path(path)).map_err(io)?;
                let middle = bytes.len() / 2;
                *bytes.get_mut(middle).ok_or("an empty file")? ^= 1;
                scratch.write(path, bytes);
            }
            _ => return Err("no such step".to_owned()),
        }
        Ok(())
    }

    fn run(&mut self, rest: &str) -> Result<(), String> {
        let scratch = self.scratch()?;
        let (line, code) = rest.rsplit_once(" -> ").unwrap_or((rest, "0"));
        let words: Vec<String> = line
            .split(' ')
            .skip(1)
            .map(|word| match word.strip_prefix("[KEY]") {
                Some(person) => key(person.trim_start_matches('/')).to_string_lossy().into_owned(),
                None => word.replace('␣', " "),
            })
            .collect();
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        if !line.contains("--now") {
            args.extend(["--now", &self.now]);
        }
        let ran = scratch.kepu(&args);
        let root = scratch.root().to_string_lossy().into_owned();
        let tidy = |text: &str| text.replace(&root, "[ROOT]");
        let (stdout, stderr) = (tidy(&ran.stdout), tidy(&ran.stderr));
        self.stdout.push_str(&format!("$ {line}\n{stdout}"));
        self.stderr.push_str(&stderr);
        if ran.code.to_string() == code { Ok(()) } else { Err(format!("exit {}\n{stdout}{stderr}", ran.code)) }
    }

    fn compare(&self) -> datatest_stable::Result<()> {
        let scratch = self.scratch()?;
        let mut faults = Vec::new();
        let mut check =
            |name: String, found: &str| faults.extend(assert_or_bless(&self.folder.join(name), found).err());
        check("stdout".to_owned(), &self.stdout);
        check("stderr".to_owned(), &self.stderr);
        if let Some(folder) = &self.tree {
            let files = scratch.files(folder);
            let tree: String = files.iter().map(|(name, bytes)| format!("{:>8} {name}\n", bytes.len())).collect();
            check("tree".to_owned(), &tree);
        }
        for name in &self.shown {
            check(format!("out/{name}"), &scratch.read(name));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
    }
}

datatest_stable::harness! {
    { test = case, root = "tests/cases", pattern = r"/cmd$" },
}
