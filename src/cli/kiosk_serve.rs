//! `kepu kiosk serve`: the screen of a box, for the browser on the same box.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use clap::ArgMatches;
use jiff::{SignedDuration, Timestamp};

use super::exit::{CliError, Exit};
use super::kiosk_emergency::{Handed, clocks};
use super::{Globals, say};
use crate::diag::Lang;
use crate::host::kiosk_disk::KioskDisk;
use crate::host::loopback::{Head, Loopback, Reply, now};
use crate::host::{files, terminal};
use crate::kiosk::emergency::Showing;
use crate::kiosk::screen::{Programme, Request, Screen};
use crate::kiosk::{Store, StoreFault};

/// The programme of a screen, in the store's folder; may be absent.
const PROGRAMME: &str = "screen.json";
/// What the frame asks for every few seconds.
const STATE: &str = "/kiosk/state.json";
/// How often the store is looked at for changes.
const LOOK: Duration = Duration::from_secs(1);
/// Seconds between polls for emergency notices.
const POLL_SECONDS: u32 = 120;
/// A `--now` nearer to the system's clock than this is the system's clock.
const SAME_CLOCK: SignedDuration = SignedDuration::from_secs(60);

/// Runs the command.
pub(super) fn serve(globals: &Globals, folder: &Path, args: &ArgMatches) -> Result<Exit, CliError> {
    let listen = args.get_one::<String>("listen").map_or("127.0.0.1:8080", String::as_str);
    let address = listen.parse::<SocketAddr>().ok().filter(|address| address.ip().is_loopback());
    let Some(address) = address else { return Err(elsewhere(listen)) };
    let disk = Arc::new(KioskDisk::new(folder.to_owned())?);
    let seconds = |name: &str| args.get_one::<u32>(name).copied();
    let programme = programme(globals, folder).with(seconds("idle"), seconds("dwell"));
    let offset = offset(globals.now);
    let region = super::kiosk::settings(folder).ok().and_then(|settings| settings.region);
    let live = Live { region, ..Live::new(Box::new(move || Store::open(disk.clone())), programme, offset) };
    let (lang, handed) = (globals.lang, live.handed.clone());
    let server = Loopback::bind(address).map_err(|error| taken(listen, &error))?;
    let at = server.address().map_err(|error| taken(listen, &error))?;
    say(&match lang {
        Lang::Zh => format!("http://{at}/kiosk/ 已就绪；让浏览器全屏打开它\n"),
        Lang::En => format!("http://{at}/kiosk/ is ready; open it in a full-screen browser\n"),
    })?;
    let report = move |told: &Told| {
        // Nobody may be listening; the screen goes on.
        let _ = terminal::print_error(&told.words(lang));
    };
    let poll = args.get_one::<u32>("poll").copied().unwrap_or(POLL_SECONDS);
    super::kiosk_emergency::start(folder.to_owned(), u64::from(poll), (offset, lang), handed);
    server.serve(move |head, system| live.reply(head, system, &report)).map_err(|error| taken(listen, &error))?;
    Ok(Exit::Fine)
}

fn elsewhere(listen: &str) -> CliError {
    CliError::new(
        Exit::Usage,
        format!("--listen {listen} 不是本机地址"),
        format!("--listen {listen} is not an address of this machine alone"),
    )
    .hint("只能写 127.0.0.1:端口；写 0 就自动选端口", "only 127.0.0.1:PORT; port 0 takes a free one")
}

fn taken(listen: &str, error: &std::io::Error) -> CliError {
    CliError::new(Exit::Files, format!("{listen} 用不了：{error}"), format!("{listen} cannot be used: {error}"))
}

/// What the keeper of the box decided. A file that cannot be read must not leave the screen dark.
fn programme(globals: &Globals, folder: &Path) -> Programme {
    let path = folder.join(PROGRAMME);
    let told = match files::read_if_there(&path) {
        Ok(None) => return Programme::default(),
        Ok(Some(bytes)) => match Programme::read(&bytes) {
            Ok(programme) => return programme,
            Err(error) => error.to_string(),
        },
        Err(error) => error.to_string(),
    };
    let path = path.display();
    let words = match globals.lang {
        Lang::Zh => format!("KB150 {path} 读不懂，按默认节目播放：{told}\n"),
        Lang::En => format!("KB150 {path} cannot be read, the usual programme is shown: {told}\n"),
    };
    // Nobody may be listening; the screen goes on.
    let _ = terminal::print_error(&words);
    Programme::default()
}

/// How far `--now` is from the system's clock.
fn offset(wished: Timestamp) -> SignedDuration {
    let offset = wished.duration_since(instant(now()));
    if offset.abs() < SAME_CLOCK { SignedDuration::ZERO } else { offset }
}

fn instant(system: SystemTime) -> Timestamp {
    Timestamp::try_from(system).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// What whoever looks after the box should know; each only once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Damaged(String),
    Store(String),
}

impl Told {
    fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Damaged(path), Lang::Zh) => {
                format!("KB151 {path} 缺失或损坏，屏幕上换成了内置页；请运行 kepu kiosk verify --repair\n")
            }
            (Self::Damaged(path), Lang::En) => {
                format!(
                    "KB151 {path} is missing or damaged; a built-in page is shown. Run kepu kiosk verify --repair\n"
                )
            }
            (Self::Store(fault), Lang::Zh) => format!("KB152 存储打不开，屏幕上是上一次的内容或内置页：{fault}\n"),
            (Self::Store(fault), Lang::En) => {
                format!("KB152 the store cannot be opened; the last content or built-in pages are shown: {fault}\n")
            }
        }
    }
}

type Open = Box<dyn Fn() -> Result<Store, StoreFault> + Send + Sync>;

/// A store that may change while it is shown.
struct Live {
    open: Open,
    programme: Programme,
    offset: SignedDuration,
    region: Option<String>,
    handed: Handed,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    store: Option<Arc<Store>>,
    looked: Option<SystemTime>,
    told: BTreeSet<Told>,
}

impl Live {
    fn new(open: Open, programme: Programme, offset: SignedDuration) -> Self {
        Self { open, programme, offset, region: None, handed: Handed::default(), held: Mutex::default() }
    }

    /// Answers from one store as it stood at one instant, so that an answer belongs to one release.
    fn reply(&self, head: &Head, system: SystemTime, report: &dyn Fn(&Told)) -> Reply {
        let store = self.store(system, report);
        let now = instant(system).saturating_add(self.offset).unwrap_or(Timestamp::UNIX_EPOCH);
        let alert =
            store.as_deref().filter(|_| head.target.starts_with(STATE)).and_then(|store| self.alert(store, now));
        let screen = Screen { store: store.as_deref(), programme: &self.programme, system: now, alert: alert.as_ref() };
        let response = screen.answer(&Request {
            method: &head.method,
            target: &head.target,
            host: head.host.as_deref(),
            if_none_match: head.if_none_match.as_deref(),
        });
        if let Some(path) = response.damaged {
            self.tell(Told::Damaged(path.to_string()), report);
        }
        Reply { status: response.status, headers: response.headers, body: response.body }
    }

    /// What is more urgent than the content. It is read anew each time: another process may have polled.
    fn alert(&self, store: &Store, now: Timestamp) -> Option<Showing> {
        let board = store.emergency().ok()?;
        let showing = board.showing(self.region.as_deref(), &clocks(now));
        if let Some(showing) = &showing {
            self.handed.note(showing);
        }
        showing
    }

    fn store(&self, system: SystemTime, report: &dyn Fn(&Told)) -> Option<Arc<Store>> {
        let known = {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            // A clock that was set back looks at once.
            let is_recent = held.looked.and_then(|looked| system.duration_since(looked).ok()).is_some_and(|d| d < LOOK);
            if is_recent {
                return held.store.clone();
            }
            held.looked = Some(system);
            held.store.clone()
        };
        if known.as_ref().is_some_and(|store| !store.is_stale()) {
            return known;
        }
        match (self.open)() {
            Ok(store) => {
                let store = Arc::new(store);
                let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
                held.store = Some(Arc::clone(&store));
                Some(store)
            }
            // The last good content stays.
            Err(fault) => {
                self.tell(Told::Store(fault.to_string()), report);
                known
            }
        }
    }

    fn tell(&self, told: Told, report: &dyn Fn(&Told)) {
        let is_new = self.held.lock().unwrap_or_else(PoisonError::into_inner).told.insert(told.clone());
        if is_new {
            report(&told);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::kiosk::screen::testing;

    fn get(address: SocketAddr, target: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer[9..12].parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
        (status, body)
    }

    #[test]
    fn every_answer_belongs_to_one_release_while_releases_change() {
        let (disk, mut store) = testing::shown();
        let theirs = disk.clone();
        let live = Live::new(
            Box::new(move || Store::open(theirs.clone())),
            Programme::default(),
            offset(testing::at("2026-11-24T05:00:00Z")),
        );
        let server = Loopback::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = server.address().unwrap();
        std::thread::spawn(move || server.serve(move |head, system| live.reply(head, system, &|_| {})));
        assert_eq!(get(address, "/"), (200, "<p>index.html 7".into()));
        let stop = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let stop = Arc::clone(&stop);
                std::thread::spawn(move || {
                    let mut seen = BTreeSet::new();
                    while !stop.load(Ordering::Relaxed) {
                        let (status, body) = get(address, "/farmers/");
                        assert_eq!(status, 200, "{body}");
                        seen.insert(body);
                    }
                    seen
                })
            })
            .collect();
        for serial in 8..=10 {
            testing::show(&mut store, serial, &testing::files(serial));
            std::thread::sleep(LOOK + LOOK / 4);
        }
        stop.store(true, Ordering::Relaxed);
        let whole: BTreeSet<String> = (7..=10).map(|serial| format!("<p>farmers/index.html {serial}")).collect();
        for reader in readers {
            let seen = reader.join().unwrap();
            assert!(seen.is_subset(&whole) && seen.len() >= 3, "{seen:?}");
        }
        assert_eq!(get(address, "/"), (200, "<p>index.html 10".into()));
        testing::retract(&mut store, None);
        std::thread::sleep(LOOK + LOOK / 4);
        assert_eq!(get(address, "/farmers/a/gone/").0, 410, "before any new release");
    }

    #[test]
    fn a_store_that_breaks_leaves_the_last_content_and_is_reported_once() {
        let (disk, _) = testing::shown();
        let theirs = disk.clone();
        let live = Live::new(Box::new(move || Store::open(theirs.clone())), Programme::default(), SignedDuration::ZERO);
        let told = Mutex::new(Vec::new());
        let report = |one: &Told| told.lock().unwrap().push(one.clone());
        let home = Head { method: "GET".into(), target: "/".into(), ..Head::default() };
        let at = |second: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000 + second);
        assert_eq!(live.reply(&home, at(0), &report).body, b"<p>index.html 7");
        for copy in 0..2 {
            disk.write(&format!("slot.{copy}"), &disk.read("trust.0").unwrap()).unwrap();
        }
        assert_eq!(live.reply(&home, at(2), &report).body, b"<p>index.html 7");
        assert!(told.lock().unwrap().is_empty());
        let broken = Live::new(Box::new(|| Err(StoreFault::TrustLost)), Programme::default(), SignedDuration::ZERO);
        for second in [0, 2, 4] {
            let reply = broken.reply(&home, at(second), &report);
            assert!(reply.status == 200 && String::from_utf8_lossy(&reply.body).contains("内置常识"));
        }
        assert_eq!(told.lock().unwrap().len(), 1);
    }
}
