//! Relative paths that are checked once, when they are made.

use std::fmt;
use std::sync::Arc;

use super::text_form::text_form;

/// Why a path was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a clean relative path: {0:?}")]
pub struct PathFault(pub String);

/// A source file below the site root, with `/` between parts on every system.
///
/// Invariant: relative, not empty, no empty, `.` or `..` part, no `\`, no control character.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

/// A file below the output folder. Same invariant as [`SourcePath`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

fn clean(text: &str) -> bool {
    !text.is_empty()
        && !text.chars().any(|c| c.is_control() || c == '\\')
        && text.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

macro_rules! path_type {
    ($name:ident) => {
        impl $name {
            /// Checks and wraps a path.
            ///
            /// # Errors
            /// When the text is absolute, empty, or has a part that could leave its root.
            pub fn new(text: &str) -> Result<Self, PathFault> {
                if clean(text) { Ok(Self(text.into())) } else { Err(PathFault(text.to_owned())) }
            }

            /// The path as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The last part.
            #[must_use]
            pub fn file_name(&self) -> &str {
                self.0.rsplit('/').next().unwrap_or(&self.0)
            }

            /// Everything before the last `/`, or `None` at the top.
            #[must_use]
            pub fn parent(&self) -> Option<Self> {
                self.0.rsplit_once('/').map(|(dir, _)| Self(dir.into()))
            }

            /// A path below this one.
            ///
            /// # Errors
            /// When `rest` is not a clean relative path.
            pub fn join(&self, rest: &str) -> Result<Self, PathFault> {
                if clean(rest) {
                    Ok(Self(format!("{}/{rest}", self.0).into()))
                } else {
                    Err(PathFault(rest.to_owned()))
                }
            }

            /// The part after `dir/`, if this path lies below `dir`.
            #[must_use]
            pub fn below(&self, dir: &str) -> Option<&str> {
                self.0.strip_prefix(dir)?.strip_prefix('/')
            }

            /// Whether this is `path` or lies below it.
            #[must_use]
            pub fn is_at_or_below(&self, path: &str) -> bool {
                self.as_str() == path || self.below(path).is_some()
            }

            /// The text after the last dot of the file name, in lower case.
            #[must_use]
            pub fn extension(&self) -> String {
                self.file_name().rsplit_once('.').map(|(_, ext)| ext.to_ascii_lowercase()).unwrap_or_default()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }
    };
}

path_type!(SourcePath);
path_type!(SitePath);

impl std::borrow::Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

text_form!(SitePath, |path| path.as_str().into(), |text| SitePath::new(text).ok());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_every_way_out_of_the_root() {
        for bad in ["", "/a", "a//b", "a/../b", "..", ".", "a/.", "a\\b", "a\0b", "a/"] {
            assert!(SourcePath::new(bad).is_err(), "{bad:?}");
        }
        assert_eq!(SourcePath::new("content/农时/index.md").map(|p| p.extension()), Ok("md".to_owned()));
    }
}
