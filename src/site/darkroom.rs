//! How many pixels may be in memory at once, over all threads.

use std::sync::{Condvar, Mutex, PoisonError};

/// Bytes that all pictures being decoded may take together. A larger single one is decoded alone.
const BUDGET: u64 = 256_000_000;

/// Lets in as many pictures as the budget bears.
#[derive(Default)]
pub(super) struct Darkroom {
    taken: Mutex<u64>,
    freed: Condvar,
}

/// A place in the darkroom, given back when dropped.
pub(super) struct Place<'a> {
    room: &'a Darkroom,
    bytes: u64,
}

impl Darkroom {
    /// Waits until a picture of this need fits.
    pub(super) fn enter(&self, bytes: u64) -> Place<'_> {
        // A thread that panicked has dropped its place all the same, so the number is right.
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken > 0 && *taken + bytes > BUDGET {
            taken = self.freed.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += bytes;
        Place { room: self, bytes }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.room.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn the_budget_holds_and_a_giant_goes_alone() {
        let (room, inside, most) = (Darkroom::default(), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for turn in 0..24 {
                let (room, inside, most) = (&room, &inside, &most);
                scope.spawn(move || {
                    let bytes = if turn % 6 == 0 { BUDGET * 2 } else { BUDGET / 3 };
                    let _place = room.enter(bytes);
                    let now = inside.fetch_add(bytes, Ordering::SeqCst) + bytes;
                    most.fetch_max(if bytes > BUDGET { now - bytes } else { now }, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(2));
                    inside.fetch_sub(bytes, Ordering::SeqCst);
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= BUDGET);
        assert_eq!(*room.taken.lock().unwrap_or_else(PoisonError::into_inner), 0);
    }
}
