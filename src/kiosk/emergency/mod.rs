//! Emergency notices on a kiosk: polled apart from the bundle, for its own region, and gone by themselves.
//!
//! Of a kind the file with the highest number counts. A notice goes when a newer file leaves it out, or when it is over
//! by `clock`: by a clock that can be believed, or because the machine has run for as long as was left of it. What is
//! over stays so, whatever the clock says later. The drill's file says nothing of the time of what is real, or whoever
//! has its key could end every alarm.
//!
//! Deliberately absent: sockets, clocks, the lock (`lock.emergency`) that whoever writes must hold.

mod board;
mod clock;
mod poll;
pub mod receipt;
mod record;

pub use board::{Board, Showing, Standing};
pub use clock::{Clocks, Reckoned, Uptime};
pub use poll::{Answer, Heard, ask, believe};
pub use record::FirstShown;

#[cfg(all(test, feature = "studio"))]
mod tests;
