//! All input and output: files, clock, terminal, programs. It moves bytes and knows no article.

#[cfg(feature = "studio")]
pub mod cache;
#[cfg(feature = "studio")]
pub mod disk;
pub mod fetch;
pub mod files;
#[cfg(feature = "studio")]
pub mod git;
pub mod kiosk_disk;
pub mod loopback;
pub mod memory;
pub mod meter;
#[cfg(feature = "studio")]
pub mod output;
pub mod outward;
#[cfg(feature = "studio")]
pub mod progress;
#[cfg(feature = "studio")]
pub mod published;
#[cfg(feature = "studio")]
pub mod random;
#[cfg(feature = "studio")]
pub mod record;
#[cfg(feature = "studio")]
pub mod remembering;
#[cfg(feature = "studio")]
pub mod repository;
#[cfg(feature = "studio")]
mod sheaf;
pub mod ssh_keygen;
pub mod terminal;
#[cfg(feature = "studio")]
pub mod trace;
pub mod uptime;
#[cfg(feature = "studio")]
pub mod walk;
#[cfg(feature = "studio")]
pub mod watch;

use std::path::{Path, PathBuf};

/// A file or program that did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// What was touched.
        path: PathBuf,
        /// The system's own words.
        #[source]
        source: std::io::Error,
    },
    /// The output folder holds files that kepu did not make.
    #[error("{folder} holds files that kepu did not make")]
    Foreign {
        /// The output folder.
        folder: PathBuf,
        /// The files, sorted.
        files: Vec<String>,
    },
    /// Another kepu is writing the same output.
    #[error("another kepu is writing {0}")]
    Busy(PathBuf),
    /// The output folder would swallow the site itself.
    #[error("{0} is the site itself")]
    OutputIsSite(PathBuf),
    /// A program failed.
    #[error("{program}: {message}")]
    Program {
        /// Its name.
        program: String,
        /// What it said.
        message: String,
    },
}

impl HostError {
    /// Ties a system error to a path.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
