//! How much has been fetched, in one line on standard error, for whoever watches it. A few lines of our own: the agent
//! carries no library of bars.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that knows a clock")]

use std::cell::RefCell;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use crate::model::fetch::{FetchFault, Sink, Source};

/// Work that is done sooner shows nothing, and nobody reads faster.
const BEAT: Duration = Duration::from_millis(500);

/// A source that somebody watches.
pub struct Metered {
    source: Box<dyn Source>,
    meter: RefCell<Meter>,
}

struct Meter {
    out: Box<dyn Write>,
    words: &'static str,
    done: u64,
    said: Instant,
    is_drawn: bool,
}

impl Metered {
    /// Draws while this source gives files; the words stand before the figures.
    #[must_use]
    pub fn new(source: Box<dyn Source>, words: &'static str) -> Self {
        Self::on(Box::new(io::stderr()), source, words)
    }

    fn on(out: Box<dyn Write>, source: Box<dyn Source>, words: &'static str) -> Self {
        let meter = Meter { out, words, done: 0, said: Instant::now(), is_drawn: false };
        Self { source, meter: RefCell::new(meter) }
    }
}

impl Meter {
    fn add(&mut self, bytes: u64, of: Option<u64>) {
        self.done += bytes;
        if self.said.elapsed() < BEAT {
            return;
        }
        (self.said, self.is_drawn) = (Instant::now(), true);
        let total = of.map(|of| format!(" / {}", of.div_ceil(1024))).unwrap_or_default();
        self.draw(&format!("{} {}{total} KiB", self.words, self.done.div_ceil(1024)));
    }

    /// Over what stood there. A terminal that has gone away stops no download.
    fn draw(&mut self, line: &str) {
        let _ = write!(self.out, "\r\x1b[K{line}").and_then(|()| self.out.flush());
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.is_drawn {
            self.draw("");
        }
    }
}

impl Source for Metered {
    fn name(&self) -> &str {
        self.source.name()
    }

    fn is_local(&self) -> bool {
        self.source.is_local()
    }

    fn small(&self, path: &str, most: u64) -> Result<Vec<u8>, FetchFault> {
        let bytes = self.source.small(path, most)?;
        self.meter.borrow_mut().add(bytes.len() as u64, None);
        Ok(bytes)
    }

    fn rest(&self, path: &str, from: u64, size: u64, sink: &mut dyn Sink) -> Result<(), FetchFault> {
        // Of one file at a time: what is here of it counts as done.
        self.meter.borrow_mut().done = from;
        let done = self.source.rest(path, from, size, &mut Counting { sink, meter: &self.meter, size });
        self.meter.borrow_mut().done = 0;
        done
    }
}

struct Counting<'a> {
    sink: &'a mut dyn Sink,
    meter: &'a RefCell<Meter>,
    size: u64,
}

impl Sink for Counting<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sink.take(bytes)?;
        self.meter.borrow_mut().add(bytes.len() as u64, Some(self.size));
        Ok(())
    }

    fn restart(&mut self) -> io::Result<()> {
        self.meter.borrow_mut().done = 0;
        self.sink.restart()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Gives a file of so many bytes in two pieces, the second after a pause.
    struct Slow(Duration);

    impl Source for Slow {
        fn name(&self) -> &str {
            "slow"
        }
        fn small(&self, _: &str, _: u64) -> Result<Vec<u8>, FetchFault> {
            Ok(vec![0; 10])
        }
        fn rest(&self, _: &str, from: u64, size: u64, sink: &mut dyn Sink) -> Result<(), FetchFault> {
            let left = usize::try_from(size - from).expect("small");
            sink.take(&vec![0; left / 2]).map_err(FetchFault::Keep)?;
            std::thread::sleep(self.0);
            sink.take(&vec![0; left - left / 2]).map_err(FetchFault::Keep)
        }
    }

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("nobody panicked").write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Nowhere(usize);

    impl Sink for Nowhere {
        fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.0 += bytes.len();
            Ok(())
        }
        fn restart(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn seen(pause: Duration) -> String {
        let (paper, mut sink) = (Paper::default(), Nowhere(0));
        let source = Metered::on(Box::new(paper.clone()), Box::new(Slow(pause)), "fetched");
        source.small("a", 10).expect("it gives");
        source.rest("b", 1024, 5 * 1024, &mut sink).expect("it gives");
        drop(source);
        assert_eq!(sink.0, 4 * 1024);
        String::from_utf8(paper.0.lock().expect("nobody panicked").clone()).expect("text")
    }

    #[test]
    fn long_work_is_told_in_one_line_that_goes_again_and_short_work_is_not() {
        assert_eq!(seen(BEAT), "\r\x1b[Kfetched 5 / 5 KiB\r\x1b[K");
        assert_eq!(seen(Duration::ZERO), "");
    }
}
