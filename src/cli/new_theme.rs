//! The base theme inside the binary, for `kepu new site`.

/// Every file of the base theme: path below it, and bytes. Listed by `build.rs`.
pub(super) const THEME: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/base_theme.rs"));
