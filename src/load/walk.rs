//! Which file of `content/` belongs to which article, and what may not lie there at all (KP101, KP303).
//!
//! Works on the list of files alone. Deliberately absent: any content.

use std::collections::BTreeMap;

use crate::diag::{Bilingual, Diagnostic, Severity};
use crate::model::path::SourcePath;
use crate::model::portable::{NameFault, name_fault};
use crate::model::sources::{EntryKind, ListedFile};

/// The file that makes a directory an article.
pub(super) const INDEX: &str = "index.md";

/// One article's files.
#[derive(Clone, Debug)]
pub(super) struct Bundle {
    pub(super) dir: SourcePath,
    pub(super) index: ListedFile,
    /// Every other file, sorted by path bytes.
    pub(super) assets: Vec<ListedFile>,
}

impl Bundle {
    /// Every file, the article first.
    pub(super) fn files(&self) -> impl Iterator<Item = &ListedFile> {
        std::iter::once(&self.index).chain(&self.assets)
    }
}

/// Sorts the files of `content/` into articles; Markdown that belongs to none is given apart.
pub(super) fn bundles(files: Vec<ListedFile>) -> (Vec<Bundle>, Vec<SourcePath>) {
    let mut bundles: BTreeMap<SourcePath, Bundle> = BTreeMap::new();
    let mut strays = Vec::new();
    let (indexes, rest): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.path.file_name() == INDEX);
    for index in indexes {
        // An index.md of `content/` itself would own every other article's files: it is none.
        match index.path.parent().filter(|dir| dir.as_str().contains('/')) {
            Some(dir) => drop(bundles.insert(dir.clone(), Bundle { dir, index, assets: Vec::new() })),
            None => strays.push(index.path),
        }
    }
    for file in rest {
        let home = std::iter::successors(file.path.parent(), SourcePath::parent).find(|dir| bundles.contains_key(dir));
        match home.and_then(|dir| bundles.get_mut(&dir)) {
            Some(bundle) => bundle.assets.push(file),
            None if file.path.extension() == "md" && file.path.file_name() != "README.md" => strays.push(file.path),
            None => {}
        }
    }
    (bundles.into_values().collect(), strays)
}

/// The finding about Markdown that no article holds.
pub(super) fn stray(path: &SourcePath) -> Diagnostic {
    let name = path.file_name();
    let (zh, en) = if name.eq_ignore_ascii_case(INDEX) {
        (format!("文件名“{name}”应为小写的 index.md"), format!("the file name `{name}` must be index.md"))
    } else {
        (
            "这个文件不在任何文章目录里，不会发布".to_owned(),
            "the file belongs to no article and will not be published".to_owned(),
        )
    };
    Diagnostic::whole_file(101, Severity::Error, path, Bilingual::new(zh, en)).help(
        "一篇文章一个目录，正文放在目录里的 index.md；说明文字可叫 README.md",
        "give each article a directory with an index.md; notes may be called README.md",
    )
}

/// What may not lie in an article's directory.
pub(super) fn faults(bundle: &Bundle) -> Vec<Diagnostic> {
    let files = || bundle.files();
    let mut found: Vec<Diagnostic> = files().filter_map(kind_fault).collect();
    found.extend(bundle.assets.iter().filter_map(|file| litter_fault(&bundle.dir, file)));
    found.extend(unportable(bundle));
    let mut folded: BTreeMap<String, &SourcePath> = BTreeMap::new();
    for file in files() {
        if let Some(first) = folded.insert(file.path.as_str().to_lowercase(), &file.path) {
            let (a, b) = (first.file_name(), file.path.file_name());
            let message = Bilingual::new(
                format!("“{a}”与“{b}”只有大小写不同，在有些系统上会互相覆盖"),
                format!("`{a}` and `{b}` differ in case only and overwrite each other on some systems"),
            );
            found.push(at(&file.path, message).help("改掉其中一个文件名", "rename one of them"));
        }
    }
    found
}

/// Parts of paths that some disk cannot hold: those of the directory once, then those of each file in it.
fn unportable(bundle: &Bundle) -> Vec<Diagnostic> {
    let faults = |path: &SourcePath, parts: &str| -> Vec<Diagnostic> {
        let found = parts.split('/').filter_map(|name| Some(unstorable(name, name_fault(name)?)));
        found
            .map(|message| at(path, message).help("改名，并改掉各处的引用", "rename it, and all references to it"))
            .collect()
    };
    let of_file = |file: &ListedFile| faults(&file.path, file.path.below(bundle.dir.as_str()).unwrap_or_default());
    let of_dir = faults(&bundle.index.path, bundle.dir.as_str());
    of_dir.into_iter().chain(bundle.assets.iter().flat_map(of_file)).collect()
}

/// Why a name cannot stay, in words.
fn unstorable(name: &str, fault: NameFault) -> Bilingual {
    match fault {
        NameFault::Character(found) => Bilingual::new(
            format!("“{name}”里的“{found}”不能用在 Windows 文件名里"),
            format!("Windows allows no `{found}` in a name such as `{name}`"),
        ),
        NameFault::End => Bilingual::new(
            format!("“{name}”以空格或句点结尾，Windows 会把它去掉"),
            format!("`{name}` ends with a space or a dot, which Windows drops"),
        ),
        NameFault::Device => Bilingual::new(
            format!("“{name}”是 Windows 的设备名，不能作文件名"),
            format!("`{name}` names a device on Windows"),
        ),
        NameFault::TakenApart => Bilingual::new(
            format!("“{name}”里的字母和附加符号是拆开的写法，正文里的引用会找不到它"),
            format!("letters and marks of `{name}` are written apart, so references do not find it"),
        ),
    }
}

fn at(path: &SourcePath, message: Bilingual) -> Diagnostic {
    Diagnostic::whole_file(303, Severity::Error, path, message)
}

fn kind_fault(file: &ListedFile) -> Option<Diagnostic> {
    let (zh, en, help_zh, help_en) = match file.kind {
        EntryKind::File => return None,
        EntryKind::Executable => (
            "文件带可执行权限",
            "the file is executable",
            "去掉可执行权限（git update-index --chmod=-x）",
            "take the permission away (git update-index --chmod=-x)",
        ),
        EntryKind::Symlink => (
            "这是符号链接，不是文件",
            "this is a symbolic link, not a file",
            "把文件本身复制到目录里",
            "copy the file itself",
        ),
        EntryKind::Other => (
            "这不是普通文件（子模块、设备等）",
            "this is no regular file (submodule, device)",
            "把它移出文章目录",
            "move it out of the article",
        ),
    };
    Some(at(&file.path, Bilingual::new(zh, en)).help(help_zh, help_en))
}

/// Files that systems and editors leave behind. They count in the digest like all others, so they must go.
fn litter_fault(dir: &SourcePath, file: &ListedFile) -> Option<Diagnostic> {
    let inner = file.path.below(dir.as_str())?;
    let name = file.path.file_name();
    let hidden = inner.split('/').any(|part| part.starts_with('.'));
    let litter = matches!(name.to_ascii_lowercase().as_str(), "thumbs.db" | "desktop.ini" | "__macosx")
        || inner.starts_with("__MACOSX/");
    let leftover = name.starts_with("~$")
        || name.ends_with('~')
        || [".tmp", ".bak", ".swp", ".orig"].iter().any(|end| name.ends_with(end));
    (hidden || litter || leftover).then(|| {
        let message = Bilingual::new(
            format!("“{inner}”是系统或编辑器留下的文件，会算进审核版本"),
            format!("`{inner}` was left by a system or editor and would count in the digest"),
        );
        at(&file.path, message).help("删掉它，并写进 .gitignore", "delete it and add it to .gitignore")
    })
}

/// A placeholder that Git LFS left instead of the file.
pub(super) fn pointer_fault(path: &SourcePath, bytes: &[u8]) -> Option<Diagnostic> {
    bytes.starts_with(b"version https://git-lfs.github.com/spec/").then(|| {
        let message = Bilingual::new("这是 LFS 指针，不是文件本身", "this is an LFS pointer, not the file");
        at(path, message)
            .help("把文件本身提交进来，文章目录不使用 LFS", "commit the file itself; articles do not use LFS")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> ListedFile {
        ListedFile { path: SourcePath::new(path).expect("clean"), kind: EntryKind::File, size: 1 }
    }

    #[test]
    fn each_file_belongs_to_the_nearest_article() {
        let names = [
            "content/README.md",
            "content/index.md",
            "content/a/b.md",
            "content/a/x/index.md",
            "content/a/x/i/c.png",
            "content/a/x/y/index.md",
            "content/a/x/y/d.md",
            "content/a/z.png",
        ];
        let (bundles, strays) = bundles(names.map(file).to_vec());
        let shown: Vec<(String, usize)> =
            bundles.iter().map(|bundle| (bundle.dir.to_string(), bundle.assets.len())).collect();
        assert_eq!(shown, [("content/a/x".to_owned(), 1), ("content/a/x/y".to_owned(), 1)]);
        let strays: Vec<&str> = strays.iter().map(SourcePath::as_str).collect();
        assert_eq!(strays, ["content/index.md", "content/a/b.md"]);
    }

    #[test]
    fn tells_what_may_not_lie_there() {
        let mut files: Vec<ListedFile> = ["index.md", "A.png", "a.PNG", ".DS_Store", "i/.x", "~$w.docx", "fine.png"]
            .iter()
            .map(|name| file(&format!("content/a/{name}")))
            .collect();
        files.push(ListedFile { kind: EntryKind::Symlink, ..file("content/a/link.png") });
        files.push(ListedFile { kind: EntryKind::Executable, ..file("content/a/run.png") });
        let (bundles, _) = bundles(files);
        let found = faults(&bundles[0]);
        let names: Vec<&str> = found.iter().map(|finding| finding.primary.path.file_name()).collect();
        assert_eq!(names, ["link.png", "run.png", ".DS_Store", ".x", "~$w.docx", "a.PNG"]);
    }
}
