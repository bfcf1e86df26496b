//! The units and tasks of a box: each is well formed, each command line exists.

use std::fs;
use std::process::Command;

use crate::support::{checkout, list, ran};

/// The command line of every unit and task, with its file.
fn command_lines() -> Vec<(String, Vec<String>)> {
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut found = Vec::new();
    for path in list(&checkout().join("recipes/kiosk")) {
        let (name, text) = (path.display().to_string(), fs::read_to_string(&path).expect("text"));
        let units = text.lines().filter_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/kepu "));
        found.extend(units.map(|line| (name.clone(), words(line))));
        let tasks = text.split("<Arguments>").skip(1).filter_map(|rest| rest.split("</Arguments>").next());
        found.extend(tasks.map(|line| (name.clone(), words(line))));
    }
    found
}

#[test]
fn every_unit_runs_a_command_that_exists() {
    let lines = command_lines();
    assert_eq!(lines.len(), 6, "{lines:?}");
    for (name, line) in lines {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kepu"));
        let shown = ran(command.args(&line).arg("--help").output().expect("it runs"));
        assert_eq!(shown.code, 0, "{name}: {shown:?}");
        for option in line.iter().filter(|word| word.starts_with("--")) {
            assert!(shown.stdout.contains(option.as_str()), "{name}: {option}");
        }
    }
}

#[test]
fn tasks_are_well_formed_and_plain_ascii() {
    let tasks: Vec<_> =
        list(&checkout().join("recipes/kiosk/windows")).into_iter().filter(|path| path.extension().is_some()).collect();
    assert_eq!(tasks.len(), 3);
    for path in tasks {
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.is_ascii(), "{}: schtasks guesses the encoding", path.display());
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        let mut depth = 0_i32;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{}: {error}", path.display())) {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{}", path.display());
    }
}

/// Where systemd is, it reads the units itself; everywhere their form is looked at.
#[cfg(target_os = "linux")]
#[test]
fn units_are_what_systemd_takes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut units = Vec::new();
    for path in list(&checkout().join("recipes/kiosk/systemd")) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if !name.ends_with(".service") && !name.ends_with(".timer") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("text");
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(line.starts_with('[') && line.ends_with(']') || line.contains('='), "{name}: {line}");
        }
        let text = text.replace("/usr/local/bin/kepu", "/bin/true").replace("/usr/bin/chromium", "/bin/true");
        fs::write(folder.path().join(&name), text).expect("written");
        units.push(folder.path().join(name));
    }
    assert_eq!(units.len(), 6);
    let Ok(output) = Command::new("systemd-analyze").arg("verify").args(&units).output() else { return };
    let told = ran(output);
    let own = |line: &&str| line.contains("kepu-") && !line.contains("Failed to");
    let faults: Vec<&str> = told.stderr.lines().filter(own).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
