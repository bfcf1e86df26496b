//! `kepu kiosk verify --provenance`: who approved each article that is shown, counted here and now.

use clap::ArgMatches;
use serde::Serialize;

use super::exit::{CliError, Exit};
use super::kiosk::nothing_shown;
use super::kiosk_fault::store_fault;
use super::{Globals, say};
use crate::bundle::provenance::{Checked, Flaw, Held, Proof, RosterFault, Verdict, Way};
use crate::diag::{Bilingual, Lang};
use crate::kiosk::Store;
use crate::kiosk::provenance::{Demand, Fault};
use crate::model::units::china_rfc3339;

/// What enrolling demands.
pub(super) fn demand(args: &ArgMatches) -> Demand {
    match (args.get_flag("require-provenance"), args.get_flag("no-provenance")) {
        (true, _) => Demand::Always,
        (_, true) => Demand::Never,
        _ => Demand::AsRoot,
    }
}

pub(super) fn verify(globals: &Globals, store: &Store, args: &ArgMatches) -> Result<Exit, CliError> {
    let current = store.current().ok_or_else(nothing_shown)?;
    let done = store.provenance(globals.now).map_err(|fault| match fault {
        Fault::Roster(fault) => roster_fault(&fault, Exit::Unproven),
        Fault::Store(fault) => store_fault(&fault),
    })?;
    let unproven: Vec<Verdict> = done.unproven().cloned().collect();
    if args.get_flag("json") {
        // A struct of texts and numbers always has a JSON form.
        say(&(serde_json::to_string_pretty(&wire(globals, current.serial, &done)).unwrap_or_default() + "\n"))?;
        return Ok(if unproven.is_empty() { Exit::Fine } else { Exit::Unproven });
    }
    let (serial, n, roster, others) = (current.serial, done.verdicts.len(), done.roster, done.others);
    if !unproven.is_empty() {
        let list = list(&unproven);
        let bad = unproven.len();
        return Err(CliError::new(
            Exit::Unproven,
            format!("第 {serial} 版 {n} 篇里有 {bad} 篇证明不了是谁批准的：{}", list.zh),
            format!("release {serial}: {bad} of {n} articles are not proven to be approved:{}", list.en),
        )
        .hint(
            "记下 KB 号，告诉发布单位和名册保管人；kepu kiosk rollback 可以先退回上一版",
            "tell the publisher and the keepers of the roster the KB numbers; kepu kiosk rollback goes back for now",
        ));
    }
    let off = done.verdicts.iter().filter(|verdict| verdict.is_withdrawn).count();
    say(&match globals.lang {
        Lang::Zh => format!(
            "第 {serial} 版：{n} 篇都有足够的人批准（其中 {off} 篇只留撤下说明），按第 {roster} 份名册（{} 到期）核对\n另有 {others} 个文件不属于任何一篇（列表、搜索、样式），不在核对之列；核对的是谁批准了哪份原稿，不是页面上的每个字\n",
            china_rfc3339(done.roster_ends)
        ),
        Lang::En => format!(
            "release {serial}: all {n} articles were approved by enough people ({off} of them are notices), by roster {roster}, which ends {}\n{others} further files belong to no article and were not judged; what is proven is who approved which text, not each word of a page\n",
            china_rfc3339(done.roster_ends)
        ),
    })?;
    Ok(Exit::Fine)
}

/// What `kepu kiosk verify --provenance --json` prints. Fields are added, never changed.
#[derive(Serialize)]
struct Wire {
    schema: &'static str,
    serial: u64,
    roster: u64,
    roster_ends: String,
    unproven: usize,
    articles: Vec<WireArticle>,
    others: usize,
}

#[derive(Serialize)]
struct WireArticle {
    id: String,
    verdict: &'static str,
    digest: Option<String>,
    files: usize,
    at: Option<String>,
    until: Option<String>,
    people: Vec<(&'static str, String)>,
    code: Option<&'static str>,
    why: Option<String>,
}

fn wire(globals: &Globals, serial: u64, done: &Checked) -> Wire {
    let article = |verdict: &Verdict| {
        let proof = verdict.proof.as_ref().ok().and_then(Option::as_ref);
        let flaw = verdict.proof.as_ref().err().map(flaw);
        WireArticle {
            id: verdict.article.clone(),
            verdict: word(verdict),
            digest: verdict.digest.map(|digest| digest.to_string()),
            files: verdict.files,
            at: proof.map(|proof| china_rfc3339(proof.at)),
            until: proof.and_then(|proof| proof.until).map(china_rfc3339),
            people: proof.map(people).unwrap_or_default(),
            code: flaw.as_ref().map(|(code, _)| *code),
            why: flaw.map(|(_, why)| why.get(globals.lang).to_owned()),
        }
    };
    Wire {
        schema: "kepu-provenance/1",
        serial,
        roster: done.roster,
        roster_ends: china_rfc3339(done.roster_ends),
        unproven: done.unproven().count(),
        articles: done.verdicts.iter().map(article).collect(),
        others: done.others,
    }
}

fn people(proof: &Proof) -> Vec<(&'static str, String)> {
    proof.people.iter().map(|(stage, person)| (stage.token(), person.clone())).collect()
}

fn word(verdict: &Verdict) -> &'static str {
    match &verdict.proof {
        Err(_) => "unproven",
        Ok(None) => "withdrawn",
        Ok(Some(proof)) => match proof.way {
            Way::Full => "approved",
            Way::SmallFix(_) => "small_fix",
            Way::Fast => "provisional",
            Way::Retraction => "retracted",
        },
    }
}

/// A number and a sentence.
fn flaw(flaw: &Flaw) -> (&'static str, Bilingual) {
    match flaw {
        Flaw::NoProof => ("KB176", Bilingual::new("没有任何审核记录", "there is no record that anybody approved it")),
        Flaw::Broken(what) => {
            let zh = format!("审核证明与文章对不上或读不懂（{what}）");
            ("KB177", Bilingual::new(zh, format!("its proof does not fit or cannot be read ({what})")))
        }
        Flaw::Held(Held::Short(why)) => {
            let join = |texts: Vec<&str>, with: &str| texts.join(with);
            let zh = join(why.iter().map(|line| line.zh.as_str()).collect(), "；");
            let en = join(why.iter().map(|line| line.en.as_str()).collect(), "; ");
            ("KB178", Bilingual::new(format!("批准的人不够：{zh}"), format!("too few people approved it: {en}")))
        }
        Flaw::Held(held) => ("KB179", self::held(held)),
        Flaw::File(path) => {
            let zh = format!("{path} 不是审定的那个文件");
            ("KB180", Bilingual::new(zh, format!("{path} is not the file that was approved")))
        }
    }
}

fn held(held: &Held) -> Bilingual {
    match held {
        Held::Short(_) => Bilingual::new("批准的人不够", "too few people approved it"),
        Held::Suspended => {
            Bilingual::new("已被值班负责人暂停，却仍有页面", "it is suspended and has pages all the same")
        }
        Held::Objected => Bilingual::new("有审核人反对，尚未裁定", "a reviewer objects"),
        Held::Early(at) => Bilingual::new(format!("{at} 之前不得展示"), format!("it is not to be shown before {at}")),
        Held::Ended(at) => Bilingual::new(
            format!("批准已于 {at} 失效，却仍有页面"),
            format!("its approval ended at {at} and it has pages"),
        ),
    }
}

/// One line an article, the first ones.
pub(super) fn list(unproven: &[Verdict]) -> Bilingual {
    const SHOWN: usize = 10;
    let (mut zh, mut en) = (String::new(), String::new());
    for verdict in unproven.iter().take(SHOWN) {
        let Err(why) = &verdict.proof else { continue };
        let (code, why) = flaw(why);
        zh += &format!("\n    {code} {}：{}", verdict.article, why.zh);
        en += &format!("\n    {code} {}: {}", verdict.article, why.en);
    }
    if let Some(more @ 1..) = unproven.len().checked_sub(SHOWN) {
        zh += &format!("\n    …… 另有 {more} 篇");
        en += &format!("\n    … and {more} more");
    }
    Bilingual::new(zh, en)
}

/// A release that was turned away.
pub(super) fn refused(serial: u64, unproven: &[Verdict]) -> CliError {
    let (n, list) = (unproven.len(), list(unproven));
    CliError::new(
        Exit::Refused,
        format!("第 {serial} 版有 {n} 篇证明不了是谁批准的，没有换上：{}", list.zh),
        format!("release {serial} has {n} articles that nobody is shown to have approved; it was refused:{}", list.en),
    )
    .hint(
        "现在展示的内容没有动。发布钥匙可能被偷：立即告诉发布单位和名册保管人",
        "what is shown was not touched. A publishing key may be stolen: tell the publisher and the keepers of the roster now",
    )
}

pub(super) fn roster_fault(fault: &RosterFault, exit: Exit) -> CliError {
    let zh = match fault {
        RosterFault::NoRole => "KB170 根文件没有名册钥匙，无从核对".to_owned(),
        RosterFault::Absent => "KB171 这一版没有名册，无从核对".to_owned(),
        RosterFault::Unreadable(error) => format!("KB171 名册读不出来：{error}"),
        RosterFault::Refused(refusal) => format!("KB172 名册没有按根文件的要求签名：{refusal}"),
        RosterFault::Older { found, known } => format!("KB173 这是第 {found} 份名册，见过第 {known} 份"),
        RosterFault::Ended(at) => format!("KB174 名册已于 {at} 到期"),
        RosterFault::Foreign => "KB175 名册是别的项目的，或是更新的程序写的".to_owned(),
    };
    let error = CliError::new(exit, zh, fault.to_string());
    match fault {
        RosterFault::NoRole => error.hint(
            "请发布单位换上写有名册钥匙的根文件（kepu keys root --roster-key）",
            "ask the publisher for a root that names roster keys (kepu keys root --roster-key)",
        ),
        RosterFault::Ended(_) => error.hint(
            "先看本机时钟；时钟没错，就请名册保管人重签（kepu keys sign-roster）",
            "check the clock first; if it is right, have the roster signed again (kepu keys sign-roster)",
        ),
        RosterFault::Foreign => error.hint("先升级本机的 kepu", "update kepu on this box first"),
        _ => error.hint(
            "告诉发布单位和名册保管人；展示的内容没有动",
            "tell the publisher and the keepers of the roster; what is shown was not touched",
        ),
    }
}
