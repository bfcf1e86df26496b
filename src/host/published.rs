//! What an output folder holds, only read: nothing is made, moved or locked.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::HostError;
use super::output;
use crate::model::path::SitePath;

/// The files of an output folder that an earlier build made.
#[derive(Clone, Debug)]
pub struct Published {
    folder: PathBuf,
    paths: BTreeSet<SitePath>,
}

impl Published {
    /// Looks at a folder and refuses what [`output::replace`] would refuse.
    ///
    /// # Errors
    /// As there, without the lock.
    pub fn look(folder: &Path, site_root: &Path) -> Result<Self, HostError> {
        output::refuse_site(folder, site_root)?;
        let folder = output::standing(folder);
        output::refuse_foreign(&folder)?;
        let listed = output::read_list(&folder)?;
        let is_there = |path: &SitePath| fs::symlink_metadata(folder.join(path.as_str())).is_ok();
        let paths = listed.into_keys().filter(is_there).collect();
        Ok(Self { folder, paths })
    }

    /// Every file of the last build that is still there, in order.
    #[must_use]
    pub fn paths(&self) -> &BTreeSet<SitePath> {
        &self.paths
    }

    /// The bytes of one; nothing when it cannot be read, so that it counts as one that has to be written.
    #[must_use]
    pub fn read(&self, path: &SitePath) -> Option<Vec<u8>> {
        fs::read(self.folder.join(path.as_str())).ok()
    }
}
