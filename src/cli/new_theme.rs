//! The base theme inside the binary, for `kepu new site`.
//!
//! `tests/architecture.rs` compares the list with `themes/base/`.

/// Makes the list: path below the theme and bytes.
macro_rules! theme {
    ($($name:literal,)*) => {
        /// Every file of the base theme.
        pub(super) const THEME: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!("../../themes/base/", $name))),)*];
    };
}

theme! {
    "README.md",
    "audiences/elderly/audience.yaml",
    "audiences/elderly/edition.css",
    "audiences/farmers/audience.yaml",
    "audiences/farmers/edition.css",
    "audiences/minors/audience.yaml",
    "audiences/minors/edition.css",
    "audiences/officials/audience.yaml",
    "audiences/officials/edition.css",
    "audiences/public/audience.yaml",
    "audiences/public/edition.css",
    "audiences/workers/audience.yaml",
    "audiences/workers/edition.css",
    "static/base.css",
    "static/icon.svg",
    "static/print.css",
    "templates/about.html",
    "templates/article.html",
    "templates/claim.html",
    "templates/corrections.html",
    "templates/credits.html",
    "templates/emergency.html",
    "templates/footer.html",
    "templates/header.html",
    "templates/home.html",
    "templates/index.html",
    "templates/layout.html",
    "templates/list.html",
    "templates/notice.html",
    "templates/notices.html",
    "templates/parts.html",
    "templates/retraction.html",
    "templates/sources.html",
    "templates/tombstone.html",
}
