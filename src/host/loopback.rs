//! A small HTTP server for this machine alone: one request a connection, a fixed number of threads, bounds on all that
//! a client can ask for. What is answered is the caller's.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that knows a clock")]

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Largest head of a request.
const MAX_HEAD_BYTES: usize = 8 * 1024;
/// Headers of a request.
const MAX_HEADERS: usize = 64;
/// Time in which a head must have come, and in which an answer must have gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// Rest that is read after an answer, so that the client sees the answer and not a reset.
const MAX_REST_BYTES: usize = 64 * 1024;
/// Connections at a time: a browser opens six.
const THREADS: usize = 8;

/// The head of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Method.
    pub method: String,
    /// Target.
    pub target: String,
    /// `Host`.
    pub host: Option<String>,
    /// `If-None-Match`.
    pub if_none_match: Option<String>,
}

/// An answer. Headers of the connection are added here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// A server that has its port and answers nobody yet.
#[derive(Debug)]
pub struct Loopback(TcpListener);

impl Loopback {
    /// Takes a port of this machine; port 0 takes any free one.
    ///
    /// # Errors
    /// When the address can be reached from elsewhere, or the port is taken.
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not an address of this machine alone"));
        }
        TcpListener::bind(address).map(Self)
    }

    /// Takes a port of any address, which others may reach.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn bind_anywhere(address: SocketAddr) -> io::Result<Self> {
        TcpListener::bind(address).map(Self)
    }

    /// Where it can be reached.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// Answers for ever. The instant is the system's clock at the request.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn serve(self, answer: impl Fn(&Head, SystemTime) -> Reply + Send + Sync + 'static) -> io::Result<()> {
        let answer = Arc::new(answer);
        let mut threads = Vec::new();
        for at in 0..THREADS {
            let (listener, answer) = (self.0.try_clone()?, Arc::clone(&answer));
            let thread = std::thread::Builder::new().name(format!("screen-{at}"));
            threads.push(thread.spawn(move || work(&listener, &*answer))?);
        }
        for thread in threads {
            // A thread ends with the program.
            let _ = thread.join();
        }
        Ok(())
    }
}

/// The system's clock.
#[must_use]
pub fn now() -> SystemTime {
    SystemTime::now()
}

fn work(listener: &TcpListener, answer: &(impl Fn(&Head, SystemTime) -> Reply + ?Sized)) {
    loop {
        match listener.accept() {
            // A client that goes away half-way is no fault of ours.
            Ok((stream, _)) => drop(converse(stream, answer)),
            // Out of descriptors, say: later it goes on.
            Err(_) => std::thread::sleep(Duration::from_millis(200)),
        }
    }
}

fn converse(mut stream: TcpStream, answer: &(impl Fn(&Head, SystemTime) -> Reply + ?Sized)) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let reply = match head(&mut stream)? {
        Ok(head) => {
            // One page that brings a thread down must not leave the box with a thread less.
            let answered = catch_unwind(AssertUnwindSafe(|| answer(&head, now())));
            answered.unwrap_or_else(|_| plain(500))
        }
        Err(status) => plain(status),
    };
    write(&mut stream, &reply)?;
    stream.shutdown(std::net::Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut rest = [0; 4096];
    let mut left = MAX_REST_BYTES;
    while left > 0 {
        match stream.read(&mut rest)? {
            0 => break,
            n => left = left.saturating_sub(n),
        }
    }
    Ok(())
}

fn plain(status: u16) -> Reply {
    Reply { status, headers: vec![("Content-Length", "0".to_owned())], body: Vec::new() }
}

/// Reads a head, or says with which status it is turned away.
fn head(stream: &mut TcpStream) -> io::Result<Result<Head, u16>> {
    let end = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    let mut chunk = [0; 2048];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Err(408));
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut chunk) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => bytes.extend_from_slice(chunk.get(..n).unwrap_or_default()),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return Ok(Err(408));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        match parse(bytes.get(..bytes.len().min(MAX_HEAD_BYTES)).unwrap_or_default()) {
            Ok(Some(head)) => return Ok(Ok(head)),
            Ok(None) if bytes.len() >= MAX_HEAD_BYTES => return Ok(Err(431)),
            Ok(None) => {}
            Err(status) => return Ok(Err(status)),
        }
    }
}

/// A head, nothing while it is not complete, or the status it is turned away with.
fn parse(bytes: &[u8]) -> Result<Option<Head>, u16> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(431),
        Err(_) => return Err(400),
    }
    let header = |name: &str| -> Result<Option<String>, u16> {
        let mut found = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        let Some(first) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            return Err(400);
        }
        std::str::from_utf8(first.value).map(|value| Some(value.trim().to_owned())).map_err(|_| 400)
    };
    Ok(Some(Head {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        host: header("Host")?,
        if_none_match: header("If-None-Match")?,
    }))
}

fn write(stream: &mut TcpStream, reply: &Reply) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} {}\r\nConnection: close\r\n", reply.status, reason(reply.status));
    for (name, value) in &reply.headers {
        head.extend([name, ": ", value.as_str(), "\r\n"]);
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(&reply.body)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        304 => "Not Modified",
        308 => "Permanent Redirect",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        421 => "Misdirected Request",
        _ if status >= 500 => "Server Error",
        _ => "Bad Request",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started() -> SocketAddr {
        let server = Loopback::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = server.address().unwrap();
        std::thread::spawn(move || {
            server.serve(|head, _| {
                assert!(head.target != "/panic", "as asked");
                let body = format!("{} {} {:?}", head.method, head.target, head.if_none_match).into_bytes();
                Reply { status: 200, headers: vec![("Content-Length", body.len().to_string())], body }
            })
        });
        address
    }

    fn talk(address: SocketAddr, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // The server may have said no and hung up before all of it was written.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn one_request_one_answer() {
        let address = started();
        let answer = talk(address, b"GET /a?b HTTP/1.1\r\nHost: x\r\nif-none-match:  \"t\" \r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "), "{answer}");
        assert!(answer.ends_with("\r\n\r\nGET /a?b Some(\"\\\"t\\\"\")"), "{answer}");
    }

    #[test]
    fn what_is_no_request_is_turned_away() {
        let address = started();
        let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(9000));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(65));
        for (request, status) in [
            ("\0\0\0\0\r\n\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
            ("GET / SMTP\r\n\r\n", "400"),
            (&long, "431"),
            (&many, "431"),
            ("GET /panic HTTP/1.1\r\n\r\n", "500"),
        ] {
            let answer = talk(address, request.as_bytes());
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {answer}");
        }
        for _ in 0..20 {
            talk(address, b"GET /panic HTTP/1.1\r\n\r\n");
        }
        assert!(talk(address, b"GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 200"), "no thread was lost");
    }

    #[test]
    fn other_machines_do_not_reach_it() {
        for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
            let fault = Loopback::bind(address.parse().unwrap()).unwrap_err();
            assert_eq!(fault.kind(), io::ErrorKind::InvalidInput, "{address}");
        }
    }
}
