//! `kepu serve`: the live preview. A thread for each view makes its pages; a change of the files brings new threads, and
//! the old ones end with the last request that they were asked.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use clap::ArgMatches;
use jiff::{SignedDuration, Timestamp};

use super::exit::{CliError, Exit};
use super::{Globals, context, say};
use crate::diag::Lang;
use crate::host::cache::FolderCache;
use crate::host::disk::DiskSources;
use crate::host::loopback::{self, Head, Loopback, Reply};
use crate::host::remembering::Remembering;
use crate::host::terminal;
use crate::host::watch::{Changes, Watch, WatchError};
use crate::model::address;
use crate::model::path::SitePath;
use crate::preview::{self, Answer, Generation, View, Wanted};

/// Folders that a site is made from.
const FOLDERS: &[&str] = &["content", "records", "themes", "lexicons"];
/// Views that are ready at a time; an older one is made anew when it is looked at again.
const VIEWS: usize = 6;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let root = context::root(globals)?;
    let port = args.get_one::<u16>("port").copied().unwrap_or_default();
    let ip = args.get_one::<IpAddr>("host").copied().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let address = SocketAddr::new(ip, port);
    let taken = |error: std::io::Error| taken(address, &error);
    let server = if ip.is_loopback() { Loopback::bind(address) } else { Loopback::bind_anywhere(address) };
    let server = server.map_err(taken)?;
    let at = server.address().map_err(taken)?;
    // Before the first look at the files, so that no change falls between.
    let watch = Watch::new(&root, FOLDERS).map_err(|error| unwatched(&error))?;
    let tree = Arc::new(Remembering::new(DiskSources::new(root.clone())));
    let desk = Arc::new(Desk::new(globals, root, Generation::first(tree.clone())));
    say(&welcome(globals, at, ip))?;
    desk.tell(&[]);
    let following = Arc::clone(&desk);
    let follower = std::thread::Builder::new().name("follow".to_owned());
    follower.spawn(move || follow(watch, &tree, &following)).map_err(taken)?;
    server.serve(move |head, system| desk.reply(head, system)).map_err(taken)?;
    Ok(Exit::Fine)
}

fn welcome(globals: &Globals, at: SocketAddr, ip: IpAddr) -> String {
    let mut text = match globals.lang {
        Lang::Zh => format!("预览 http://{at}/ ；保存文件，页面就跟着变；按 Ctrl+C 结束\n"),
        Lang::En => format!("preview at http://{at}/; save a file and the page follows; Ctrl+C ends it\n"),
    };
    if !ip.is_loopback() {
        text += globals.t(
            "注意：同一网络里的人都能看到，其中有未经审核的内容\n",
            "note: others on the network can see it, and it holds what nobody reviewed\n",
        );
    }
    text
}

fn taken(address: SocketAddr, error: &std::io::Error) -> CliError {
    CliError::new(Exit::Files, format!("{address} 用不了：{error}"), format!("{address} cannot be used: {error}"))
        .hint("换一个端口：kepu serve --port 0 自动选", "take another port: kepu serve --port 0 finds one")
}

fn unwatched(error: &WatchError) -> CliError {
    CliError::new(Exit::Files, format!("不能跟踪文件的变化：{error}"), format!("the files cannot be followed: {error}"))
        .hint(
            "Linux 上目录太多时，请管理员调大 fs.inotify.max_user_watches",
            "with very many folders on Linux, fs.inotify.max_user_watches has to be raised",
        )
}

/// Takes every change to the desk.
fn follow(mut watch: Watch, tree: &Arc<Remembering<DiskSources>>, desk: &Desk) {
    let mut tree = Arc::clone(tree);
    let mut missed = Vec::new();
    loop {
        let changes = match watch.wait() {
            Ok(Some(changes)) => changes,
            Ok(None) => return,
            Err(error) => {
                // Nobody may be listening.
                let _ = terminal::print_error(&unwatched(&error).render(desk.globals.lang));
                continue;
            }
        };
        let mut paths = match changes {
            Changes::Paths(paths) if paths.is_empty() => continue,
            Changes::Paths(paths) => paths,
            Changes::Everything => {
                FOLDERS.iter().map(|folder| (*folder).to_owned()).chain(settings(&desk.root)).collect()
            }
        };
        paths.append(&mut missed);
        match tree.changed(&paths) {
            Ok(next) => {
                tree = Arc::new(next);
                let generation = desk.current().generation.next(tree.clone(), preview::touches_theme(&paths));
                // Let go of when the new page is on its way.
                let before = desk.show(generation);
                desk.tell(&paths);
                drop(before);
            }
            Err(error) => {
                // Looked at again with the next change.
                missed = paths;
                let _ = terminal::print_error(&context::source_error(&error).render(desk.globals.lang));
            }
        }
    }
}

/// Files of settings at the root, by name.
fn settings(root: &Path) -> Vec<String> {
    crate::host::files::names(root).into_iter().filter(|name| name.ends_with(".yaml")).collect()
}

/// What a view's thread is asked: a page, and where to send it.
type Job = (SitePath, Sender<Option<Answer>>);

/// One generation and the threads that make its pages.
struct Current {
    generation: Generation,
    views: Mutex<BTreeMap<View, Sender<Job>>>,
}

/// Where requests and changes meet.
struct Desk {
    globals: Globals,
    root: PathBuf,
    cache: Arc<FolderCache>,
    /// How far `--now` is from the system's clock.
    offset: SignedDuration,
    current: RwLock<Arc<Current>>,
}

impl Desk {
    fn new(globals: &Globals, root: PathBuf, generation: Generation) -> Self {
        let now = Timestamp::try_from(loopback::now()).unwrap_or(globals.now);
        let offset = globals.now.duration_since(now);
        let cache = Arc::new(FolderCache::of_site(&root));
        let current = RwLock::new(Arc::new(Current { generation, views: Mutex::default() }));
        Self { globals: globals.clone(), root, cache, offset, current }
    }

    fn current(&self) -> Arc<Current> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on this is what is looked at. Gives what was until now.
    fn show(&self, generation: Generation) -> Arc<Current> {
        let current = Arc::new(Current { generation, views: Mutex::default() });
        std::mem::replace(&mut *self.current.write().unwrap_or_else(PoisonError::into_inner), current)
    }

    /// Says on the terminal what is wrong with what was touched.
    fn tell(&self, changed: &[String]) {
        let current = self.current();
        let history = context::history(&self.root);
        let told =
            preview::told(&current.generation, changed, (&*history, self.at(loopback::now())), self.globals.lang);
        let mut text = String::new();
        if !changed.is_empty() && !self.globals.quiet {
            let names = changed.iter().take(3).cloned().collect::<Vec<_>>().join(" ");
            let more = if changed.len() > 3 { " …" } else { "" };
            text += &match self.globals.lang {
                Lang::Zh => format!("有改动：{names}{more}；{} 个问题\n", told.len()),
                Lang::En => format!("changed: {names}{more}; {} findings\n", told.len()),
            };
        }
        told.iter().for_each(|finding| text.extend([finding.text.as_str(), "\n"]));
        // Nobody may be listening; the preview goes on.
        let _ = terminal::print_error(&text);
    }

    fn at(&self, system: SystemTime) -> Timestamp {
        let now = Timestamp::try_from(system).unwrap_or(self.globals.now);
        now.saturating_add(self.offset).unwrap_or(now)
    }

    fn reply(&self, head: &Head, system: SystemTime) -> Reply {
        let answer = self.answer(head, self.at(system));
        let headers = vec![
            ("Content-Type", answer.kind.to_owned()),
            ("Content-Length", answer.body.len().to_string()),
            ("Cache-Control", "no-store".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Referrer-Policy", "no-referrer".to_owned()),
        ];
        let headers = headers.into_iter().chain(answer.location.map(|location| ("Location", location))).collect();
        let body = if head.method == "HEAD" { Vec::new() } else { answer.body };
        Reply { status: answer.status, headers, body }
    }

    fn answer(&self, head: &Head, now: Timestamp) -> Answer {
        let current = self.current();
        let nothing = |status| Answer { status, ..preview::absent(&current.generation) };
        if !head.host.as_deref().is_none_or(address::is_plain_host) {
            return nothing(421);
        }
        if !matches!(&*head.method, "GET" | "HEAD") {
            return nothing(405);
        }
        match preview::wanted(&head.target) {
            Wanted::Own(name, query) => self.own(&current, &name, &query, now).unwrap_or_else(|| nothing(404)),
            Wanted::Site(view, path) => self.page(&current, &view, &path, now),
            Wanted::Nothing => nothing(404),
        }
    }

    fn own(&self, current: &Current, name: &str, query: &str, now: Timestamp) -> Option<Answer> {
        match name {
            "number" => {
                let number = current.generation.number().to_string();
                Some(Answer::data("text/plain; charset=utf-8", number.into_bytes()))
            }
            "about.json" => {
                let view = preview::wanted(&format!("/kepu/as/web{}/", day_of(query)));
                let now = if let Wanted::Site(view, _) = view { view.now(now) } else { now };
                let history = context::history(&self.root);
                let path = field(query, "path").and_then(|path| address::path_of(&path));
                let about = preview::about(&current.generation, path.as_ref(), (&*history, now), self.globals.lang);
                // A struct of texts and numbers always has a JSON form.
                Some(Answer::data(address::JSON, serde_json::to_vec(&about).unwrap_or_default()))
            }
            "kiosk.html" => Some(preview::kiosk_frame()),
            other => preview::file(other),
        }
    }

    fn page(&self, current: &Current, view: &View, path: &SitePath, now: Timestamp) -> Answer {
        let made = |path: SitePath| {
            let (sender, answer) = channel();
            self.ask(current, view, (path, sender), now);
            answer.recv().ok().flatten()
        };
        let index = || made(address::folder(path)?).map(|_| preview::moved(path));
        made(path.clone()).or_else(index).unwrap_or_else(|| preview::absent(&current.generation))
    }

    /// Hands a job to the thread of a view, which is started if there is none.
    fn ask(&self, current: &Current, view: &View, job: Job, now: Timestamp) {
        let mut views = current.views.lock().unwrap_or_else(PoisonError::into_inner);
        if views.len() > VIEWS && !views.contains_key(view) {
            views.clear();
        }
        let room =
            views.entry(view.clone()).or_insert_with(|| self.room(current.generation.clone(), view.clone(), now));
        // A thread that could not start answers nothing, and the page is absent.
        let _ = room.send(job);
    }

    /// A thread that plans the site of a view and makes its pages until nobody can ask any more.
    fn room(&self, generation: Generation, view: View, now: Timestamp) -> Sender<Job> {
        let (sender, jobs) = channel::<Job>();
        let cache = Arc::clone(&self.cache);
        let work = move || {
            let number = generation.number();
            let made = generation.with_site(&view, (&*cache, now), |site| {
                for (path, answer) in &jobs {
                    let made = site.make(&path).map(|made| match made {
                        Ok(bytes) => preview::dressed(&path, bytes, number),
                        Err(fault) => preview::fault(&fault, number),
                    });
                    // Whoever asked may have gone.
                    let _ = answer.send(made);
                }
            });
            if made.is_none() {
                jobs.iter().for_each(|(_, answer): Job| drop(answer.send(None)));
            }
        };
        // Without a thread the receiver is gone, and so is the page.
        let _ = std::thread::Builder::new().name("view".to_owned()).spawn(work);
        sender
    }
}

fn day_of(query: &str) -> String {
    field(query, "day").map_or_else(String::new, |day| format!("@{day}"))
}

/// The value of a field of a query, decoded.
fn field(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    address::decoded(value)
}
