//! What a web server, or somebody on the way to it, may answer. Source: `design/kiosk.md` §9, faults 4, 5, 9 and 24.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::*;

/// What was asked, heads as they came.
type Asked = Arc<Mutex<Vec<String>>>;

/// A server that answers each connection as it is told, until the test ends.
fn server(answer: impl Fn(&str, &mut TcpStream) -> io::Result<()> + Send + 'static) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}/k", listener.local_addr().expect("an address"));
    let asked = Asked::default();
    let heads = asked.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n > 0) {
                head.push(byte[0]);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            heads.lock().expect("nobody panicked").push(head.clone());
            // The client may have gone.
            let _ = answer(&head, &mut stream);
        }
    });
    (base, asked)
}

fn says(head: &'static str, body: impl AsRef<[u8]> + Send + 'static) -> String {
    server(move |_, stream| {
        stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes())?;
        stream.write_all(body.as_ref())
    })
    .0
}

/// Keeps everything.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    restarts: usize,
}

impl Sink for Kept {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend(bytes);
        Ok(())
    }

    fn restart(&mut self) -> io::Result<()> {
        self.bytes.clear();
        self.restarts += 1;
        Ok(())
    }
}

fn web(base: &str) -> Web {
    Web::with_patience(base, None, Duration::from_secs(2))
}

#[test]
fn lengths_that_lie_stop_at_the_signed_size() {
    let small = |head: &'static str, body: Vec<u8>| web(&says(head, body)).small("c/x.json", 10);
    assert_eq!(small("200 OK\r\nContent-Length: 10", vec![1; 10]).expect("as long as it may be"), [1; 10]);
    assert!(matches!(small("200 OK\r\nContent-Length: 11", vec![1; 11]), Err(FetchFault::TooLong(_))));
    assert!(matches!(small("200 OK\r\nContent-Length: 12", vec![1; 9]), Err(FetchFault::Network(_))), "cut off");
    assert!(matches!(small("200 OK", vec![1; 1 << 20]), Err(FetchFault::TooLong(_))), "no length at all");
    let mut kept = Kept::default();
    let base = says("200 OK\r\nContent-Length: 400000", vec![1; 400_000]);
    assert!(matches!(web(&base).rest("o/p.kpd", 0, 100_000, &mut kept), Err(FetchFault::TooLong(_))));
    assert!(kept.bytes.len() <= 100_000, "not a byte too many is kept");
    let mut kept = Kept::default();
    let base = says("200 OK\r\nContent-Length: 100000", vec![1; 70_000]);
    assert!(matches!(web(&base).rest("o/p.kpd", 0, 100_000, &mut kept), Err(FetchFault::Network(_))));
    assert!(kept.bytes.len() > 60_000, "what came is kept");
}

#[test]
fn a_file_that_a_mirror_has_half_is_not_there() {
    let half = says("200 OK\r\nContent-Length: 70000", vec![1; 70_000]);
    let mut kept = Kept::default();
    assert!(matches!(web(&half).rest("o/p.kpd", 0, 100_000, &mut kept), Err(FetchFault::Absent(_))));
    for head in [
        "416 Range Not Satisfiable\r\nContent-Range: bytes */70000",
        "206 Partial Content\r\nContent-Range: bytes 64000-69999/70000",
    ] {
        let base = says(head, vec![1; 6_000]);
        assert!(matches!(web(&base).rest("o/p.kpd", 64_000, 100_000, &mut kept), Err(FetchFault::Absent(_))), "{head}");
    }
    let top = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(top.path().join("c")).expect("made");
    fs::write(top.path().join("c/p.kpd"), [1; 70]).expect("written");
    let stick = Folder::new(top.path().to_owned());
    assert!(matches!(stick.rest("c/p.kpd", 0, 100, &mut kept), Err(FetchFault::Absent(_))));
    assert!(kept.bytes.is_empty());
}

#[test]
fn an_endless_body_ends() {
    let (base, _) = server(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
        loop {
            stream.write_all(&[7; 4096])?;
        }
    });
    assert!(matches!(web(&base).small("c/x.json", 16_384), Err(FetchFault::TooLong(_))));
    let mut kept = Kept::default();
    assert!(matches!(web(&base).rest("o/p.kpd", 0, 50_000, &mut kept), Err(FetchFault::TooLong(_))));
    assert!(kept.bytes.len() <= 50_000);
}

#[test]
fn bytes_are_asked_for_as_they_are_and_a_proxy_that_squeezes_is_no_source() {
    let (base, asked) = server(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")
    });
    let fault = web(&base).small("c/x.json", 100).expect_err("squeezed");
    assert!(matches!(&fault, FetchFault::Network(why) if why.contains("squeezed")), "{fault}");
    let asked = asked.lock().expect("nobody panicked")[0].to_ascii_lowercase();
    assert!(asked.contains("accept-encoding: identity\r\n"), "{asked}");
}

#[test]
fn a_source_that_drips_is_given_up() {
    for metadata in [true, false] {
        let (base, _) = server(|_, stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")?;
            loop {
                stream.write_all(b"x")?;
                thread::sleep(Duration::from_millis(100));
            }
        });
        let begun = Instant::now();
        let done = if metadata {
            web(&base).small("c/x.json", 16_384).map(|_| ())
        } else {
            web(&base).rest("o/p.kpd", 0, 9000, &mut Kept::default())
        };
        assert!(matches!(done, Err(FetchFault::Network(_))), "{done:?}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    }
    let (silent, _) = server(|_, _| {
        thread::sleep(Duration::from_secs(20));
        Ok(())
    });
    assert!(matches!(web(&silent).small("c/x.json", 10), Err(FetchFault::Network(_))), "no answer at all");
}

#[test]
fn a_slow_line_that_is_fast_enough_is_waited_for() {
    let (base, _) = server(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 12000\r\n\r\n")?;
        for _ in 0..30 {
            stream.write_all(&[1; 400])?;
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    });
    assert_eq!(web(&base).small("c/x.json", 16_384).expect("three seconds at 4 KB/s").len(), 12_000);
}

#[test]
fn a_download_goes_on_where_it_broke_off_and_a_server_without_ranges_begins_again() {
    let body: Arc<Vec<u8>> = Arc::new((0..100_000_u32).map(|n| n as u8).collect());
    let served = body.clone();
    let (base, asked) = server(move |head, stream| {
        let from = head.split("ange: bytes=").nth(1).and_then(|rest| rest.split('-').next());
        let from: usize = from.and_then(|from| from.parse().ok()).unwrap_or(0);
        let rest = &served[from..];
        let head = format!(
            "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-99999/100000\r\nContent-Length: {}\r\n\r\n",
            rest.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(rest)
    });
    let mut kept = Kept { bytes: body[..64_000].to_vec(), restarts: 0 };
    web(&base).rest("o/p.kpd", 64_000, 100_000, &mut kept).expect("the rest");
    assert!(kept.bytes == *body && kept.restarts == 0);
    assert!(asked.lock().expect("nobody panicked")[0].to_ascii_lowercase().contains("range: bytes=64000-"));
    let whole = body.to_vec();
    let base = says("200 OK\r\nContent-Length: 100000", whole);
    let mut kept = Kept { bytes: body[..64_000].to_vec(), restarts: 0 };
    web(&base).rest("o/p.kpd", 64_000, 100_000, &mut kept).expect("all of it");
    assert!(kept.bytes == *body && kept.restarts == 1);
}

#[test]
fn a_portal_is_no_source_and_nobody_is_sent_elsewhere() {
    let page = || "<html>please log in</html>";
    let portal = says("200 OK\r\nContent-Type: text/html; charset=utf-8", page());
    let fault = web(&portal).small("c/x.json", 1000).expect_err("a page");
    assert!(matches!(&fault, FetchFault::Network(why) if why.contains("web page")), "{fault}");
    assert!(matches!(web(&portal).rest("o/p.kpd", 0, 1000, &mut Kept::default()), Err(FetchFault::Network(_))));
    let (elsewhere, asked) = server(|_, stream| stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let to = elsewhere.clone();
        let (base, _) = server(move |_, stream| {
            stream.write_all(format!("HTTP/1.1 {status}\r\nLocation: {to}/x\r\nContent-Length: 0\r\n\r\n").as_bytes())
        });
        assert!(matches!(web(&base).small("c/x.json", 1000), Err(FetchFault::Network(_))), "{status}");
    }
    assert!(asked.lock().expect("nobody panicked").is_empty(), "nobody asked there");
    for (status, is_absent) in [
        ("404 Not Found", true),
        ("403 Forbidden", true),
        ("410 Gone", true),
        ("500 Oh", false),
        ("429 Slow Down", false),
    ] {
        let head: &'static str = Box::leak(format!("{status}\r\nContent-Type: text/html").into_boxed_str());
        let fault = web(&says(head, page())).small("c/x.json", 1000).expect_err("no file");
        assert_eq!(matches!(fault, FetchFault::Absent(_)), is_absent, "{status}");
    }
}

/// Source: `design/kiosk.md` §9, fault 17.
#[cfg(unix)]
#[test]
fn a_link_on_a_stick_is_not_followed() {
    let top = tempfile::tempdir().expect("a folder");
    let stick = top.path().join("stick");
    fs::create_dir_all(stick.join("c")).expect("made");
    fs::write(top.path().join("secret"), b"secret").expect("written");
    std::os::unix::fs::symlink(top.path().join("secret"), stick.join("c/file.json")).expect("linked");
    std::os::unix::fs::symlink(top.path(), stick.join("c/out")).expect("linked");
    let source = Folder::new(stick.clone());
    assert!(matches!(source.small("c/file.json", 100), Err(FetchFault::Network(_))));
    assert!(matches!(source.rest("c/file.json", 0, 100, &mut Kept::default()), Err(FetchFault::Network(_))));
    assert!(source.small("c/out/secret", 100).is_err(), "nor a link to a folder");
    fs::remove_dir_all(&stick).expect("pulled out");
    assert!(matches!(source.small("c/file.json", 100), Err(FetchFault::Network(_))), "no stick is no answer");
}
