//! Both disks do the same, and neither is led out of its folder.
#![expect(clippy::disallowed_methods, reason = "a test may look at what the host wrote")]

use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::portable;
use crate::model::disk::Disk;

fn each(test: impl Fn(&dyn Disk, &Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("a/store");
    test(&portable::KioskDisk::new(root.clone()).expect("a disk"), &root);
    #[cfg(unix)]
    {
        let root = folder.path().join("b/store");
        test(&super::unix::KioskDisk::new(root.clone()).expect("a disk"), &root);
    }
}

#[test]
fn files_and_folders() {
    each(|disk, _| {
        assert!(disk.write("rel/412/manifest", b"x").is_err(), "no folder is made by the way");
        disk.make_dir("rel/412").expect("made");
        disk.make_dir("rel/412").expect("there already");
        disk.write("rel/412/manifest", b"first text").expect("written");
        disk.write("rel/412/manifest", b"text").expect("shorter");
        disk.append("rel/412/manifest", b" more").expect("longer");
        disk.append("rel/412/new", b"new").expect("made");
        assert_eq!(disk.read("rel/412/manifest").expect("read"), b"text more");
        assert_eq!(disk.length("rel/412/manifest").expect("known"), Some(9));
        disk.sync("rel/412/manifest").expect("durable");
        disk.rename("rel/412/new", "rel/412/manifest").expect("replaced");
        disk.barrier().expect("durable");
        let mut text = String::new();
        disk.open("rel/412/manifest").expect("opened").read_to_string(&mut text).expect("read");
        assert_eq!((text.as_str(), disk.list("rel/412").expect("listed")), ("new", vec!["manifest".to_owned()]));
        assert!(disk.remove("rel/412").is_err(), "not empty");
        disk.remove("rel/412/manifest").expect("removed");
        disk.remove("rel/412/manifest").expect("absent");
        disk.remove("rel/412").expect("an empty folder");
        disk.remove("none/at/all").expect("absent");
        assert_eq!((disk.list("rel").expect("listed"), disk.list("none").expect("absent")), (vec![], vec![]));
        assert_eq!(disk.length("none/at/all").expect("absent"), None);
        assert_eq!(disk.read("none").expect_err("absent").kind(), std::io::ErrorKind::NotFound);
    });
}

#[test]
fn no_path_leads_out() {
    each(|disk, _| {
        for path in ["", "../x", "/etc/x", "a/../../x", "a//b", "./a", "C:\\x", "a\0", "c:x"] {
            assert!(disk.write(path, b"x").is_err() && disk.read(path).is_err(), "{path:?}");
            assert!(disk.make_dir(path).is_err() && disk.length(path).is_err(), "{path:?}");
        }
    });
}

/// Source: `design/kiosk.md` §9, fault 17.
#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    each(|disk, root| {
        let outside = root.with_file_name("outside");
        fs::create_dir_all(&outside).expect("made");
        fs::write(outside.join("secret"), "secret").expect("written");
        std::os::unix::fs::symlink(outside.join("secret"), root.join("file")).expect("linked");
        std::os::unix::fs::symlink(&outside, root.join("folder")).expect("linked");
        assert!(disk.read("file").is_err() && disk.open("file").is_err() && disk.length("file").is_err());
        assert!(disk.read("folder/secret").is_err() && disk.write("folder/secret", b"x").is_err());
        assert!(disk.length("folder/secret").is_err() && disk.make_dir("folder/new").is_err());
        assert!(disk.rename("folder/secret", "mine").is_err() && disk.remove("folder/secret").is_err());
        disk.write("file", b"mine").expect("the link gives way");
        disk.remove("folder").expect("the link goes, not what it leads to");
        assert_eq!(fs::read_to_string(outside.join("secret")).expect("untouched"), "secret");
        assert_eq!(disk.read("file").expect("a file"), b"mine");
        assert!(disk.read(".").is_err());
    });
}

#[cfg(unix)]
#[test]
fn a_second_name_of_a_file_is_not_written_through() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = super::KioskDisk::new(folder.path().join("store")).expect("a disk");
    let outside = folder.path().join("outside");
    fs::write(&outside, "theirs").expect("written");
    fs::hard_link(&outside, folder.path().join("store/slot.0")).expect("linked");
    disk.write("slot.0", b"ours").expect("written");
    assert_eq!(fs::read_to_string(outside).expect("untouched"), "theirs");
    assert!(disk.free().expect("known") > 0);
}
