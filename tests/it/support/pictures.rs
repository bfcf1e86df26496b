//! Pictures of the sample, made once in a run: half of what a build of it takes. Each run of the tests begins with none,
//! so that no change of the program meets what an earlier one made.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::list;

/// Where this run keeps them. What an earlier run left is removed; a build that misses a picture makes it.
static KEPT: LazyLock<PathBuf> = LazyLock::new(|| {
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for old in fs::read_dir(parent).into_iter().flatten().flatten() {
        if old.file_name().to_string_lossy().starts_with("pictures-") {
            let _ = fs::remove_dir_all(old.path());
        }
    }
    let kept = parent.join(format!("pictures-{}", std::process::id()));
    fs::create_dir_all(&kept).expect("a folder");
    kept
});

fn cache(site: &Path) -> PathBuf {
    site.join(".kepu/cache")
}

/// Gives a site what was kept.
pub fn lend(site: &Path) {
    copy_new(&KEPT, &cache(site));
}

/// Keeps what a site has made.
pub fn keep(site: &Path) {
    copy_new(&cache(site), &KEPT);
}

/// Each file names its content and carries its sum, so one that is cut off by another test counts as absent.
fn copy_new(from: &Path, to: &Path) {
    for path in list(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        if !target.exists() {
            fs::create_dir_all(target.parent().expect("a parent")).expect("folders");
            let _ = fs::copy(path, target);
        }
    }
}
