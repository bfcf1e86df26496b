//! Bars of progress: for whoever watches a terminal, and for nobody else.

#[cfg(target_os = "linux")]
use std::process::Command;

use crate::support::{Base, Scratch};

const NOW: &str = "2026-11-24T08:00:00+08:00";

/// Characters that move a cursor or colour a text.
fn control(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_control() && *c != '\n').collect()
}

#[test]
fn what_is_piped_has_no_control_characters() {
    let site = Scratch::new(Base::Sample);
    for words in [&["build"][..], &["build", "--plan"], &["check", "--format", "short"], &["status"]] {
        let ran = site.kepu(&[words, &["--now", NOW]].concat());
        assert!(matches!(ran.code, 0 | 1), "{ran:?}");
        assert_eq!((control(&ran.stdout), control(&ran.stderr)), (vec![], vec![]), "{words:?}");
    }
}

/// What a terminal receives, from `script` of util-linux.
#[cfg(target_os = "linux")]
fn on_a_terminal(site: &Scratch, words: &str, env: &[(&str, &str)]) -> String {
    let line = format!("{} {words} --now {NOW}", env!("CARGO_BIN_EXE_kepu"));
    let mut script = Command::new("script");
    script.current_dir(site.root()).args(["-qec", &line, "/dev/null"]).env_remove("KEPU_LANG").env("TERM", "xterm");
    let done = script.envs(env.iter().copied()).output().expect("script runs (Debian: bsdutils)");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_sees_how_far_long_work_has_come_and_nothing_is_left_of_it() {
    let site = Scratch::new(Base::Sample);
    let seen = on_a_terminal(&site, "build --color never", &[("NO_COLOR", "1")]);
    assert!(seen.contains("\r") && seen.contains("生成 [") && seen.contains("/2"), "{seen:?}");
    assert!(!seen.contains("\u{1b}[3") && !seen.contains("\u{1b}[1m"), "no colours: {seen:?}");
    let left = seen.rsplit('\r').find(|rest| rest.contains("public")).expect("the summary");
    assert!(!left.contains("生成 ["), "{left:?}");
    for (words, env) in [("build --quiet", ("TERM", "xterm")), ("build", ("TERM", "dumb"))] {
        let seen = on_a_terminal(&site, words, &[env]);
        assert!(control(&seen.replace("\r\n", "\n")).is_empty() && seen.contains("public"), "{words}: {seen:?}");
    }
}
