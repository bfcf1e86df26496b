//! Web servers, mirrors and sticks as sources. The clock is asked only for speed and patience, never for trust.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files and the network")]

use std::fs;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::model::fetch::{FetchFault, Sink, Source};

/// Bytes read at once.
const CHUNK: usize = 16 * 1024;
/// Who is slower than this for [`PATIENCE`] is given up. Source: `design/kiosk.md` §7 (5).
const LEAST_PER_SECOND: f64 = 1024.0;
const PATIENCE: Duration = Duration::from_secs(60);
const CONNECT: Duration = Duration::from_secs(20);

/// A folder: a mirror on a disk, a stick.
#[derive(Clone, Debug)]
pub struct Folder {
    name: String,
    top: PathBuf,
}

impl Folder {
    /// The folder that holds `c/` and `o/`.
    #[must_use]
    pub fn new(top: PathBuf) -> Self {
        Self { name: top.display().to_string(), top }
    }

    fn open(&self, path: &str) -> Result<(fs::File, u64), FetchFault> {
        let full = self.top.join(path);
        // A link on a stick could lead anywhere; only plain files are read, below plain folders.
        let meta = match fs::symlink_metadata(&full) {
            Ok(meta) if meta.is_file() && !self.is_led_away(path) => meta,
            Ok(_) => return Err(FetchFault::Network(format!("{path} is no plain file"))),
            // A stick without the folder itself was pulled out; that is no answer.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.top.join("c").is_dir() => {
                return Err(FetchFault::Absent(path.to_owned()));
            }
            Err(error) => return Err(FetchFault::Network(format!("{}: {error}", full.display()))),
        };
        let file = fs::File::open(&full).map_err(|error| FetchFault::Network(format!("{path}: {error}")))?;
        Ok((file, meta.len()))
    }

    /// Whether a folder on the way is a link.
    fn is_led_away(&self, path: &str) -> bool {
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        folders
            .map(|folder| fs::symlink_metadata(self.top.join(folder)))
            .any(|meta| !meta.is_ok_and(|meta| meta.is_dir()))
    }
}

impl Source for Folder {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_local(&self) -> bool {
        true
    }

    fn small(&self, path: &str, most: u64) -> Result<Vec<u8>, FetchFault> {
        let (file, length) = self.open(path)?;
        if length > most {
            return Err(FetchFault::TooLong(path.to_owned()));
        }
        whole(file, path, most)
    }

    fn rest(&self, path: &str, from: u64, size: u64, sink: &mut dyn Sink) -> Result<(), FetchFault> {
        let (mut file, length) = self.open(path)?;
        if length > size {
            return Err(FetchFault::TooLong(path.to_owned()));
        }
        // Half copied: there is another way round it.
        if length < size {
            return Err(FetchFault::Absent(path.to_owned()));
        }
        file.seek(SeekFrom::Start(from)).map_err(|error| FetchFault::Network(format!("{path}: {error}")))?;
        pour(file, path, size.saturating_sub(from), None, sink)
    }
}

/// A web server.
pub struct Web {
    base: String,
    agent: ureq::Agent,
    patience: Duration,
    /// Bytes a second at most.
    limit: Option<u64>,
}

impl Web {
    /// The address below which `c/` and `o/` stand.
    #[must_use]
    pub fn new(base: &str, limit: Option<u64>) -> Self {
        Self::with_patience(base, limit, PATIENCE)
    }

    fn with_patience(base: &str, limit: Option<u64>, patience: Duration) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // Nobody is sent elsewhere: whom to ask is the operator's word.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent("kepu-kiosk")
            // Sizes are signed for the bytes themselves; a proxy that squeezes on the way would break them.
            .accept_encoding("identity")
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(patience))
            .timeout_per_read(Some(patience))
            .build();
        Self { base: base.trim_end_matches('/').to_owned(), agent: config.into(), patience, limit }
    }

    fn ask(&self, path: &str, from: u64) -> Result<ureq::http::Response<ureq::Body>, FetchFault> {
        let mut request = self.agent.get(format!("{}/{path}", self.base));
        if from > 0 {
            request = request.header("Range", format!("bytes={from}-"));
        }
        let answer = request.call().map_err(|error| FetchFault::Network(format!("{}: {error}", self.base)))?;
        match answer.status().as_u16() {
            200 | 206 => {}
            // With 416 the file is shorter there than what came of it before.
            404 | 403 | 410 | 416 => return Err(FetchFault::Absent(path.to_owned())),
            status => return Err(FetchFault::Network(format!("{}/{path}: status {status}", self.base))),
        }
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        // No file of a repository is a page: somebody on the way wants a log-in.
        if header("content-type").is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html")) {
            return Err(FetchFault::Network(format!("{}/{path}: a web page came instead of the file", self.base)));
        }
        let coded = header("content-encoding");
        if coded.is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
            return Err(FetchFault::Network(format!("{}/{path}: squeezed on the way", self.base)));
        }
        Ok(answer)
    }
}

impl Source for Web {
    fn name(&self) -> &str {
        &self.base
    }

    fn small(&self, path: &str, most: u64) -> Result<Vec<u8>, FetchFault> {
        let answer = self.ask(path, 0)?;
        whole(Paced::new(answer.into_body().into_reader(), self.patience), path, most)
    }

    fn rest(&self, path: &str, from: u64, size: u64, sink: &mut dyn Sink) -> Result<(), FetchFault> {
        let answer = self.ask(path, from)?;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let begins = header("content-range");
        let goes_on = answer.status().as_u16() == 206
            && begins.is_some_and(|range| range.trim().starts_with(&format!("bytes {from}-")));
        let whole = if goes_on { begins.and_then(|range| range.rsplit('/').next()) } else { header("content-length") };
        if whole.and_then(|text| text.trim().parse().ok()).is_some_and(|whole: u64| whole < size) {
            return Err(FetchFault::Absent(path.to_owned()));
        }
        let left = if goes_on || from == 0 {
            size.saturating_sub(from)
        } else {
            sink.restart().map_err(FetchFault::Keep)?;
            size
        };
        pour(Paced::new(answer.into_body().into_reader(), self.patience), path, left, self.limit, sink)
    }
}

/// A reader that gives up who is too slow: a byte now and then would keep a kiosk busy for ever.
struct Paced<R> {
    reader: R,
    patience: Duration,
    since: Instant,
    got: u64,
}

impl<R> Paced<R> {
    fn new(reader: R, patience: Duration) -> Self {
        Self { reader, patience, since: Instant::now(), got: 0 }
    }
}

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(into)?;
        self.got += n as u64;
        let seconds = self.since.elapsed();
        if n > 0 && seconds >= self.patience {
            if (self.got as f64) < LEAST_PER_SECOND * seconds.as_secs_f64() {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "too slow"));
            }
            (self.since, self.got) = (Instant::now(), 0);
        }
        Ok(n)
    }
}

fn whole(reader: impl Read, path: &str, most: u64) -> Result<Vec<u8>, FetchFault> {
    let mut bytes = Vec::new();
    let read = reader.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| FetchFault::Network(format!("{path}: {error}")))?;
    if bytes.len() as u64 > most { Err(FetchFault::TooLong(path.to_owned())) } else { Ok(bytes) }
}

/// Hands on what comes, no faster than allowed, no slower than bearable, not a byte too many.
fn pour(
    mut reader: impl Read,
    path: &str,
    left: u64,
    limit: Option<u64>,
    sink: &mut dyn Sink,
) -> Result<(), FetchFault> {
    let mut chunk = vec![0; CHUNK];
    let begun = Instant::now();
    let mut got = 0_u64;
    loop {
        let n = match reader.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(FetchFault::Network(format!("{path}: {error}"))),
        };
        got += n as u64;
        if got > left {
            return Err(FetchFault::TooLong(path.to_owned()));
        }
        sink.take(chunk.get(..n).unwrap_or_default()).map_err(FetchFault::Keep)?;
        wait(begun, got, limit);
    }
    if got == left { Ok(()) } else { Err(FetchFault::Network(format!("{path}: broke off"))) }
}

fn wait(begun: Instant, got: u64, limit: Option<u64>) {
    let Some(limit) = limit.filter(|limit| *limit > 0) else { return };
    let due = Duration::from_secs_f64(got as f64 / limit as f64);
    if let Some(early) = due.checked_sub(begun.elapsed()) {
        thread::sleep(early);
    }
}

#[cfg(test)]
mod tests;
