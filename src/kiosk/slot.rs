//! A small record in two files, so that one of them is whole at every instant.
//!
//! Form: `kepu-slot/1 NAME SEQUENCE LENGTH` LF, the payload, LF, SHA-256 of everything before in hexadecimal, LF.
//! A new record goes to the file that does not hold the present one, is made durable, and then goes to the other one as
//! well: between two writes both hold the same, and whichever is lost later, nothing is.

use std::io::{self, ErrorKind};

use crate::model::disk::Disk;
use crate::model::units::Sha256;

const MAGIC: &str = "kepu-slot/1";
/// Hexadecimal digits of the sum, and the line end.
const TAIL_BYTES: usize = 65;

/// Where a record is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair(pub(super) &'static str);

/// What the two files hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Neither file is there.
    Nothing,
    /// Neither file is whole, or both are and contradict each other.
    Damaged,
    /// A record.
    Record {
        /// What was written.
        payload: Vec<u8>,
        /// Whether both files hold it.
        twice: bool,
    },
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Slot {
    Absent,
    Bad,
    Good { sequence: u64, payload: Vec<u8> },
}

impl Pair {
    /// The present record.
    ///
    /// # Errors
    /// When the system does not let a file be read; one that cannot be read for other reasons is a bad one.
    pub(super) fn read(self, disk: &dyn Disk) -> io::Result<Held> {
        let held = self.read_once(disk)?;
        // A reader beside a writer can meet the one file half written and then the other: not a second time.
        if held == Held::Damaged { self.read_once(disk) } else { Ok(held) }
    }

    fn read_once(self, disk: &dyn Disk) -> io::Result<Held> {
        Ok(match (self.slot(disk, 0)?, self.slot(disk, 1)?) {
            (Slot::Absent, Slot::Absent) => Held::Nothing,
            (Slot::Good { sequence: a, payload: one }, Slot::Good { sequence: b, payload: two }) => {
                if a == b && one != two {
                    Held::Damaged
                } else {
                    Held::Record { twice: a == b, payload: if a >= b { one } else { two } }
                }
            }
            (Slot::Good { payload, .. }, _) | (_, Slot::Good { payload, .. }) => Held::Record { payload, twice: false },
            _ => Held::Damaged,
        })
    }

    /// Writes a record into both files. An interrupted or failed write leaves the present record or this one.
    ///
    /// # Errors
    /// When the first file cannot be written; the present record stands then.
    pub(super) fn write(self, disk: &dyn Disk, payload: &[u8]) -> io::Result<()> {
        let slots = [self.slot(disk, 0)?, self.slot(disk, 1)?];
        let holds = |slot: &Slot| matches!(slot, Slot::Good { payload: held, .. } if held == payload);
        if slots[0] == slots[1] && holds(&slots[0]) {
            return Ok(());
        }
        let sequence = |slot: &Slot| if let Slot::Good { sequence, .. } = slot { Some(*sequence) } else { None };
        let present = sequence(&slots[0]) > sequence(&slots[1]);
        let next = slots.iter().filter_map(sequence).max().map_or(1, |highest| highest.saturating_add(1));
        let record = self.record(next, payload);
        let (first, second) = if present { (1, 0) } else { (0, 1) };
        self.put(disk, first, &record)?;
        // The record is durable. A second copy that fails is written again by the next run.
        let _ = self.put(disk, second, &record);
        Ok(())
    }

    fn put(self, disk: &dyn Disk, at: u8, record: &[u8]) -> io::Result<()> {
        let path = self.path(at);
        disk.write(&path, record)?;
        disk.sync(&path)
    }

    fn path(self, at: u8) -> String {
        format!("{}.{at}", self.0)
    }

    fn slot(self, disk: &dyn Disk, at: u8) -> io::Result<Slot> {
        match disk.read(&self.path(at)) {
            Ok(bytes) => {
                Ok(self.parse(&bytes).map_or(Slot::Bad, |(sequence, payload)| Slot::Good { sequence, payload }))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Slot::Absent),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(error),
            Err(_) => Ok(Slot::Bad),
        }
    }

    fn record(self, sequence: u64, payload: &[u8]) -> Vec<u8> {
        let mut bytes = format!("{MAGIC} {} {sequence} {}\n", self.0, payload.len()).into_bytes();
        bytes.extend(payload);
        bytes.push(b'\n');
        let sum = Sha256::of(&bytes).hex();
        bytes.extend(sum.bytes());
        bytes.push(b'\n');
        bytes
    }

    /// Takes exactly what [`Pair::record`] writes.
    fn parse(self, bytes: &[u8]) -> Option<(u64, Vec<u8>)> {
        let head_end = bytes.iter().position(|byte| *byte == b'\n')?;
        let head = std::str::from_utf8(bytes.get(..head_end)?).ok()?;
        let sequence = head.strip_prefix(MAGIC)?.strip_prefix(' ')?.strip_prefix(self.0)?.strip_prefix(' ')?;
        let sequence: u64 = sequence.split(' ').next()?.parse().ok()?;
        let payload_end = bytes.len().checked_sub(TAIL_BYTES + 1)?;
        let payload = bytes.get(head_end + 1..payload_end)?.to_vec();
        (self.record(sequence, &payload) == bytes).then_some((sequence, payload))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::simulated::{Kind, Simulated, Tree, cuts};

    const PAIR: Pair = Pair("slot");

    fn record(payload: &str, twice: bool) -> Held {
        Held::Record { payload: payload.into(), twice }
    }

    #[test]
    fn both_files_hold_the_last_record() {
        let disk = Simulated::of(Tree::default());
        assert_eq!(PAIR.read(&*disk).unwrap(), Held::Nothing);
        for payload in ["one", "", "three\nlines\n", "one"] {
            PAIR.write(&*disk, payload.as_bytes()).unwrap();
            assert_eq!(PAIR.read(&*disk).unwrap(), record(payload, true));
        }
        assert_eq!(disk.read("slot.0").unwrap(), disk.read("slot.1").unwrap());
        assert!(disk.read("slot.0").unwrap().starts_with(b"kepu-slot/1 slot 4 3\none\n"));
    }

    #[test]
    fn a_torn_write_leaves_the_old_record_or_the_new_one() {
        let disk = Simulated::of(Tree::default());
        PAIR.write(&*disk, b"old").unwrap();
        let old = disk.read("slot.0").unwrap();
        PAIR.write(&*disk, b"new").unwrap();
        let new = disk.read("slot.0").unwrap();
        for end in 0..=new.len() {
            for (torn, other) in [("slot.0", "slot.1"), ("slot.1", "slot.0")] {
                disk.write(torn, &new[..end]).unwrap();
                disk.write(other, &old).unwrap();
                let held = PAIR.read(&*disk).unwrap();
                assert_eq!(held, record(if end == new.len() { "new" } else { "old" }, false));
                PAIR.write(&*disk, b"next").unwrap();
                assert_eq!(PAIR.read(&*disk).unwrap(), record("next", true), "and the next write finds its place");
            }
        }
    }

    /// What is held after each cut in a write, and the disks themselves.
    fn cut_in_write(disk: &Tree, payload: &str) -> Vec<(String, Tree)> {
        let disk = Simulated::of(disk.clone());
        disk.record();
        PAIR.write(&*disk, payload.as_bytes()).unwrap();
        let mut held = Vec::new();
        for moment in disk.moments() {
            cuts(&moment, Kind::Journal, 1, &mut |tree| match PAIR.read(&*Simulated::of(tree.clone())).unwrap() {
                Held::Record { payload, .. } => held.push((String::from_utf8(payload).unwrap(), tree)),
                other => panic!("{other:?}"),
            });
        }
        held
    }

    #[test]
    fn cut_after_cut_leaves_a_record() {
        let disk = Simulated::of(Tree::default());
        PAIR.write(&*disk, b"0").unwrap();
        let mut tried = 0;
        for (first, disk) in cut_in_write(&disk.tree(), "1") {
            for (second, disk) in cut_in_write(&disk, "2") {
                assert!(second == first || second == "2");
                for (third, _) in cut_in_write(&disk, "3") {
                    assert!(third == second || third == "3");
                    tried += 1;
                }
            }
        }
        assert_eq!(tried, 19_683);
    }

    #[test]
    fn only_its_own_form_is_read() {
        let disk = Simulated::of(Tree::default());
        let good = PAIR.record(7, b"payload");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x11;
            disk.write("slot.0", &bad).unwrap();
            assert_eq!(PAIR.read(&*disk).unwrap(), Held::Damaged, "byte {at}");
        }
        disk.write("slot.0", &Pair("trust").record(7, b"payload")).unwrap();
        assert_eq!(PAIR.read(&*disk).unwrap(), Held::Damaged);
        disk.write("slot.0", &good).unwrap();
        disk.write("slot.1", &PAIR.record(7, b"another")).unwrap();
        assert_eq!(PAIR.read(&*disk).unwrap(), Held::Damaged, "two truths are none");
    }
}
