//! Globs of the policy in the spelling of each platform: `**` crosses folders, `*` and `?` do not.

use super::Host;

/// A glob from the root as a platform writes it.
pub(super) fn of(host: Host, glob: &str) -> String {
    let glob = glob.trim_start_matches('/');
    if host == Host::Gitea { regexp(glob) } else { pattern(glob) }
}

/// The dialect of GitHub, GitLab and Gitee: all know `/folder/` as everything below it.
fn pattern(glob: &str) -> String {
    if glob == "**" {
        return "*".to_owned();
    }
    let whole = glob.strip_suffix("/**").filter(|folder| !folder.contains(['*', '?']));
    let body = whole.map_or_else(|| glob.to_owned(), |folder| format!("{folder}/"));
    body.chars().fold(String::from("/"), |mut text, c| {
        match c {
            // A line end would begin another rule; `?` stands for any one character.
            c if c.is_control() => text.push('?'),
            ' ' | '#' | '[' | ']' | '\\' => text.extend(['\\', c]),
            c => text.push(c),
        }
        text
    })
}

/// A Go regular expression over the whole path, each backslash and blank escaped once more for the file.
///
/// Source: docs.gitea.com "Code Owners", "Escaping".
fn regexp(glob: &str) -> String {
    let mut text = String::new();
    let mut rest = glob.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' if rest.peek() == Some(&'*') => {
                rest.next();
                // `**/` also stands for no folder at all.
                if rest.peek() == Some(&'/') {
                    rest.next();
                    text.push_str("(.*/)?");
                } else {
                    text.push_str(".*");
                }
            }
            '*' => text.push_str("[^/]*"),
            '?' => text.push_str("[^/]"),
            '.' | '+' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' | '|' => text.extend(['\\', '\\', c]),
            '\\' => text.push_str("\\\\\\\\"),
            ' ' | '#' => text.extend(['\\', c]),
            // The first character of a rule would deny it.
            '!' if text.is_empty() => text.push_str("[!]"),
            c if c.is_control() => text.push('.'),
            c => text.push(c),
        }
    }
    text
}
