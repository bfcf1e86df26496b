//! `kepu kiosk doctor`: looks, explains, changes nothing.

use std::path::Path;

use super::exit::{CliError, Exit};
use super::kiosk::{open, settings, sources};
use super::kiosk_fault::store_fault;
use super::kiosk_record::{plain, served_clock};
use super::kiosk_status::{outcome, shown};
use super::{Globals, say};
use crate::bundle::place;
use crate::diag::Bilingual;
use crate::host::files;
use crate::kiosk::doctor::{Answer, Finding, Seen, Weight, examine};
use crate::kiosk::journal::Clock;
use crate::kiosk::status::State;
use crate::kiosk::{Store, StoreFault, clock};
use crate::model::fetch::{FetchFault, Source};
use crate::tuf::trust::MAX_TIMESTAMP_BYTES;

/// Runs the command.
pub(super) fn run(globals: &Globals, folder: &Path) -> Result<Exit, CliError> {
    // Opening makes a folder that is absent; looking must not.
    if !files::exists(folder) {
        return Err(store_fault(&StoreFault::NoStore));
    }
    let (settings, store) = (settings(folder)?, open(folder)?);
    let status = store.status(&settings.id, globals.now);
    let known = (globals.now, store.trust().floor);
    let webs = settings.sources.iter().filter(|source| source.contains("://"));
    let clocks: Vec<Clock> = webs.map(|source| served_clock(source, &status.channel, known)).collect();
    let seen = Seen {
        status: &status,
        settings: &settings,
        sources: sources(&settings, None).iter().map(|source| asked(&**source, &store)).collect(),
        clock: if clocks.contains(&Clock::Ahead) { Clock::Ahead } else { Clock::Sound },
        is_busy: files::is_locked(&folder.join("lock"))?,
        events: store.events(),
    };
    let found = examine(&seen);
    let mut text = shown(globals, &status) + "\n";
    for finding in &found {
        let mark = match finding.weight() {
            Weight::Fine => globals.t("好　", "fine"),
            Weight::Note => globals.t("注意", "note"),
            Weight::Bad => globals.t("坏　", "bad "),
        };
        let (what, todo) = words(globals, finding);
        text += &format!("[{mark}] {}\n", what.get(globals.lang));
        if let Some(todo) = todo.filter(|_| finding.weight() > Weight::Fine) {
            text += &format!("        {}{}\n", globals.t("怎么办：", "do: "), todo.get(globals.lang));
        }
    }
    say(&text)?;
    let bad = found.iter().filter(|finding| finding.weight() == Weight::Bad);
    Ok(bad.map(code).max_by_key(|exit| exit.code()).unwrap_or(Exit::Fine))
}

fn asked(source: &dyn Source, store: &Store) -> (String, Answer) {
    let answer = match source.small(&place::timestamp(&store.trust().channel), MAX_TIMESTAMP_BYTES) {
        Ok(bytes) if clock::claimed(&bytes).is_some() => Answer::Fine,
        Ok(_) | Err(FetchFault::TooLong(_)) => Answer::Foreign,
        Err(FetchFault::Absent(_)) => Answer::Lacks,
        Err(fault) => Answer::Silent(plain(&fault.to_string())),
    };
    (plain(source.name()), answer)
}

/// The code that a bad finding ends with.
fn code(finding: &Finding) -> Exit {
    match finding {
        Finding::Shown(State::Damaged) => Exit::Damaged,
        Finding::Shown(State::Empty) => Exit::NoRelease,
        Finding::Root(None) => Exit::Enrolment,
        Finding::Root(_) | Finding::Clock(_) => Exit::Refused,
        Finding::Disk(_) => Exit::DiskFull,
        Finding::NoSource => Exit::Network,
        Finding::WindowWrong(_) => Exit::Usage,
        Finding::Failed(last, _) => {
            Exit::ALL.iter().copied().find(|exit| exit.code() == last.code).unwrap_or(Exit::Findings)
        }
        _ => Exit::Findings,
    }
}

/// What it is, and what to do.
fn words(globals: &Globals, finding: &Finding) -> (Bilingual, Option<Bilingual>) {
    let both = |zh: &str, en: &str| Bilingual::new(zh, en);
    match finding {
        Finding::Shown(state) => {
            let word = super::kiosk_status::word(*state);
            let (zh, en) = (&word.zh, &word.en);
            (both(&format!("展示的内容：{zh}"), &format!("what is shown: {en}")), Some(shown_todo(*state)))
        }
        Finding::Root(left) => root(*left),
        Finding::Clock(clock) => clock_words(*clock),
        Finding::Source(name, answer) => source_words(name, answer),
        Finding::NoSource => (
            both("没有一个来源取得到", "no source can be fetched from"),
            Some(both(
                "先解决上面各来源的原因；急用就送 U 盘：kepu kiosk pull --from U盘目录",
                "see each source above; meanwhile carry a stick: kepu kiosk pull --from DIR",
            )),
        ),
        Finding::Disk(free) => disk(*free),
        Finding::LeftOut(left) => (
            super::kiosk_status::left_out(*left),
            Some(both(
                "不是损坏。腾出空间、放宽 kiosk.json 的 disk，或换大一点的盘；下次更新自动补上",
                "this is no damage: free some space, widen `disk` in kiosk.json or take a larger disk; the next pull fetches them",
            )),
        ),
        Finding::Window(window) => (
            match window {
                Some(window) => both(&format!("更新时段：{window}"), &format!("hours: {window}")),
                None => both("没有限定更新时段", "no hours are set"),
            },
            None,
        ),
        Finding::WindowWrong(window) => (
            both(&format!("更新时段读不懂：{window}"), &format!("the hours cannot be read: {window}")),
            Some(both("改 kiosk.json 的 window，例如 01:00-05:00", "set window in kiosk.json, as 01:00-05:00")),
        ),
        Finding::Busy => (
            both("另一次更新正在进行", "another run is at work"),
            Some(both(
                "等它结束；很久不结束就重启机器，不会坏",
                "wait; if it never ends restart the box, which is safe",
            )),
        ),
        Finding::Waits(waits) => (super::kiosk_status::waits(*waits), None),
        Finding::NeverPulled => (
            both("没有更新过，或记录丢了", "nothing was pulled yet, or the record is lost"),
            Some(both("kepu kiosk pull", "kepu kiosk pull")),
        ),
        Finding::Pulled(last) => {
            let text = outcome(globals, last);
            (both(&format!("上次更新：{text}"), &format!("last pull: {text}")), None)
        }
        Finding::Failed(last, n) => {
            let text = outcome(globals, last);
            let what =
                both(&format!("更新连续失败 {n} 次，最近：{text}"), &format!("{n} pulls failed, the last: {text}"));
            (what, Some(failed_todo(last.code)))
        }
        Finding::Mute => (
            both("没有设信标也没有设状态网址，报告里看不到这台", "no beacon and no address for the status are set"),
            Some(both(
                "联网的设一个（kiosk.json 的 beacon 或 status_put）；靠 U 盘的，把盘带回来即可",
                "set beacon or status_put in kiosk.json; where sticks are used, bring them back",
            )),
        ),
    }
}

fn shown_todo(state: State) -> Bilingual {
    match state {
        State::Current => Bilingual::new("", ""),
        State::Behind => Bilingual::new(
            "kepu kiosk pull；停在旧版的用 rollback --unpin",
            "kepu kiosk pull; rollback --unpin if it is held",
        ),
        State::Unverified => Bilingual::new("kepu kiosk verify", "kepu kiosk verify"),
        State::Stale => Bilingual::new(
            "看网络和来源；问发布机有没有每晚签名；或送 U 盘",
            "look at the network; ask whether the publisher signs each night; or carry a stick",
        ),
        State::Damaged => Bilingual::new(
            "kepu kiosk verify --repair；反复坏就换盘",
            "kepu kiosk verify --repair; change a disk that goes on",
        ),
        State::Empty => Bilingual::new(
            "kepu kiosk pull；屏上这时是内置常识",
            "kepu kiosk pull; the built-in pages are shown meanwhile",
        ),
    }
}

fn root(left: Option<i64>) -> (Bilingual, Option<Bilingual>) {
    let todo = Bilingual::new(
        "让发布方发新的根文件，下次更新自己跟上；没有网就用 U 盘：kepu kiosk pull --from U盘目录",
        "have the publisher issue a new root, which the next update follows; without a line: kepu kiosk pull --from STICK",
    );
    let what = match left {
        None => Bilingual::new("根文件读不出来", "the root cannot be read"),
        Some(days @ ..=0) => {
            Bilingual::new(format!("根文件已过期 {} 天", -days), format!("the root ended {} days ago", -days))
        }
        Some(days) => Bilingual::new(format!("根文件还管 {days} 天"), format!("the root holds {days} more days")),
    };
    (what, Some(todo))
}

fn clock_words(clock: Clock) -> (Bilingual, Option<Bilingual>) {
    match clock {
        Clock::Sound => (Bilingual::new("时钟没有看出问题", "nothing speaks against the clock"), None),
        Clock::Behind => (
            Bilingual::new("时钟慢了：比已签名的时间还早", "the clock is behind the last signed time"),
            Some(Bilingual::new("校准，换主板电池；更新照常", "set it and change the battery; updates go on")),
        ),
        Clock::Ahead => (
            Bilingual::new(
                "时钟快了：服务器和签名都说没有这么晚",
                "the clock is ahead of the server and the signatures",
            ),
            Some(Bilingual::new(
                "校准时钟；急用：kepu kiosk pull --assume-time 现在的真实时间",
                "set the clock; meanwhile: kepu kiosk pull --assume-time TIME with the true time",
            )),
        ),
    }
}

fn source_words(name: &str, answer: &Answer) -> (Bilingual, Option<Bilingual>) {
    match answer {
        Answer::Fine => (Bilingual::new(format!("来源 {name} 取得到"), format!("source {name} answers")), None),
        Answer::Lacks => (
            Bilingual::new(format!("来源 {name} 里没有这个频道"), format!("source {name} does not have the channel")),
            Some(Bilingual::new(
                "核对地址和频道；镜像可能没复制完",
                "check the address and the channel; a mirror may be half copied",
            )),
        ),
        Answer::Foreign => (
            Bilingual::new(
                format!("来源 {name} 答的不是离线包库"),
                format!("source {name} answers with something else"),
            ),
            Some(Bilingual::new(
                "多半是上网登录页：先在浏览器里登录，或请网管放行",
                "most often a login page: log in, or ask for a pass",
            )),
        ),
        Answer::Silent(why) => (
            Bilingual::new(format!("来源 {name} 连不上：{why}"), format!("source {name} cannot be reached: {why}")),
            Some(Bilingual::new(
                "看网线、无线、地址、代理；U 盘要插好",
                "look at cable, wireless, address, proxy; plug the stick in",
            )),
        ),
    }
}

fn disk(free: Option<u64>) -> (Bilingual, Option<Bilingual>) {
    let todo = Bilingual::new(
        "删掉这台机器上别的东西；kepu kiosk gc 清掉不用的文件",
        "remove other things from this box; kepu kiosk gc clears what is unused",
    );
    let what = match free {
        None => Bilingual::new("看不到空闲空间", "free space cannot be seen"),
        Some(bytes) => Bilingual::new(format!("磁盘空闲 {} MiB", bytes >> 20), format!("{} MiB free", bytes >> 20)),
    };
    (what, Some(todo))
}

fn failed_todo(code: u8) -> Bilingual {
    match code {
        11 => Bilingual::new("等镜像同步，或换来源", "wait for the mirror, or take another source"),
        20 => Bilingual::new("看上面各来源的原因", "see each source above"),
        30 => Bilingual::new(
            "内容没有动。记下 KB 号上报；KB142 先看时钟，其余换来源再试",
            "nothing was touched. Report the KB number; for KB142 look at the clock, else try another source",
        ),
        31 => Bilingual::new("kepu kiosk verify --repair", "kepu kiosk verify --repair"),
        40 => Bilingual::new("腾出空间", "free some space"),
        50 => Bilingual::new(
            "带根文件到现场入网：kepu kiosk enrol；记录丢了（KB122）加 --again",
            "take the root to the box: kepu kiosk enrol, with --again if its record was lost (KB122)",
        ),
        _ => Bilingual::new("照信息处理后再 kepu kiosk pull", "see the message, then kepu kiosk pull"),
    }
}
