//! `kepu new`: an article that passes the check as a draft, with its blanks named in Chinese.

use clap::ArgMatches;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::{Globals, new_site, say};
use crate::diag::Lang;
use crate::host::files;
use crate::model::article::{ArticleId, Kind};
use crate::model::emergency::EmergencyEvent;
use crate::model::roster::Stage;
use crate::model::units::{china_date, china_rfc3339, plus_days};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    match args.subcommand() {
        Some(("site", args)) => new_site::run(globals, args),
        Some((word, args)) => article(globals, Kind::read(word).unwrap_or(Kind::Article), args),
        None => Ok(Exit::Usage),
    }
}

fn article(globals: &Globals, kind: Kind, args: &ArgMatches) -> Result<Exit, CliError> {
    let word = args.get_one::<String>("id").map_or("", String::as_str);
    let id = ArticleId::new(word).ok_or_else(|| {
        CliError::new(Exit::Usage, format!("编号不合规：{word}"), format!("malformed id: {word}")).hint(
            "小写字母开头，只用小写字母、数字、连字符，6–64 位，如 jx-heat-2026",
            "like jx-heat-2026: lower-case letters, digits, hyphens, 6–64",
        )
    })?;
    let site = Site::open(globals)?;
    if site.library.articles.contains_key(&id) || site.library.records.contains_key(id.as_str()) {
        return Err(CliError::new(
            Exit::Usage,
            format!("编号 {id} 已经用过，编号永不重用"),
            format!("{id} has been used; ids are never reused"),
        ));
    }
    let mut blanks = blanks(&site, globals, args)?;
    if kind == Kind::Emergency {
        blanks.follow(&site, globals);
    }
    let folder = args.get_one::<String>("dir").map_or("content", String::as_str).trim_end_matches(['/', '\\']);
    let path = site.root.join(folder).join(id.as_str()).join("index.md");
    files::write_new(&path, text(&id, kind, &blanks, globals).as_bytes())?;
    let shown = path.display();
    say(&match globals.lang {
        Lang::Zh => format!("已建草稿：{shown}\n写好后把 review.status 改为 ready，再运行 kepu check {id}\n"),
        Lang::En => {
            format!("draft made: {shown}\nwhen it is written, set review.status to ready and run kepu check {id}\n")
        }
    })?;
    Ok(Exit::Fine)
}

/// What stands in the blanks: given words, else the first legal one.
struct Blanks {
    title: String,
    audience: Vec<String>,
    topic: String,
    region: String,
    editor: String,
    audiences: String,
    topics: String,
    event: Option<EmergencyEvent>,
}

impl Blanks {
    /// Takes topic and region from the newest open event, so that the draft lies inside it.
    fn follow(&mut self, site: &Site, globals: &Globals) {
        let open = site.library.emergencies.events.iter().filter(|event| event.is_open(globals.now));
        let Some(event) = open.max_by_key(|event| event.opened) else { return };
        if !event.topics.contains(&self.topic)
            && let Some(topic) = event.topics.iter().find(|topic| site.library.settings.topic(topic).is_some())
        {
            self.topic.clone_from(topic);
        }
        if let Some(region) = event.region.first() {
            self.region.clone_from(region);
        }
        self.event = Some(event.clone());
    }
}

fn blanks(site: &Site, globals: &Globals, args: &ArgMatches) -> Result<Blanks, CliError> {
    let library = &site.library;
    let missing = |zh: &str, en: &str| CliError::new(Exit::Usage, zh, en);
    let text = |name: &str| args.get_one::<String>(name).cloned();
    let today = china_date(globals.now);
    let editors = library
        .roster
        .people
        .values()
        .filter(|person| person.stages.contains(&Stage::Initial) && person.active.holds(today));
    let editor = text("editor").or_else(|| editors.map(|person| person.id.value.clone()).next());
    let editor = editor.ok_or_else(|| {
        missing("名册里没有可担任责任编辑的人", "the roster has nobody who can be the responsible editor").hint(
            "先在 reviewers.yaml 登记一位 stages 含 initial 的编辑",
            "first register a person with the stage initial in reviewers.yaml",
        )
    })?;
    if !library.roster.people.contains_key(&editor) {
        return Err(missing(&format!("名册里没有 {editor}"), &format!("{editor} is not on the roster")));
    }
    let given: Vec<String> = args.get_many::<String>("audience").into_iter().flatten().cloned().collect();
    let audience = if given.is_empty() {
        library.audiences.first().map(|a| a.id.clone()).into_iter().collect()
    } else {
        audiences(site, &given)?
    };
    let topic = text("topic").or_else(|| library.settings.topics.first().map(|topic| topic.id.value.clone()));
    let topic = topic.filter(|topic| library.settings.topic(topic).is_some());
    let region = library.settings.regions.iter().map(|region| region.code.value.clone()).find(|code| code != "000000");
    let topics: Vec<String> =
        library.settings.topics.iter().map(|topic| format!("{} {}", topic.id.value, topic.label)).collect();
    let known: Vec<String> = library.audiences.iter().map(|a| format!("{} {}", a.id, a.label)).collect();
    Ok(Blanks {
        title: text("title").unwrap_or_else(|| "在这里写标题".to_owned()),
        audience,
        topic: topic.ok_or_else(|| missing("site.yaml 没有这个主题", "site.yaml has no such topic"))?,
        region: region.ok_or_else(|| missing("site.yaml 没有地区", "site.yaml has no region"))?,
        editor,
        audiences: known.join("、"),
        topics: topics.join("、"),
        event: None,
    })
}

fn audiences(site: &Site, given: &[String]) -> Result<Vec<String>, CliError> {
    let find = |word: &String| {
        let found =
            site.library.audiences.iter().find(|a| &a.id == word || &a.label == word || a.aliases.contains(word));
        found.map(|audience| audience.id.clone()).ok_or_else(|| {
            let known: Vec<&str> = site.library.audiences.iter().map(|a| a.id.as_str()).collect();
            CliError::new(Exit::Usage, format!("没有这个受众：{word}"), format!("no such audience: {word}"))
                .hint(format!("可选：{}", known.join(" ")), format!("choose: {}", known.join(" ")))
        })
    };
    given.iter().map(find).collect()
}

/// A double-quoted YAML scalar: any title is safe in it.
fn quoted(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}

fn text(id: &ArticleId, kind: Kind, blanks: &Blanks, globals: &Globals) -> String {
    let today = china_date(globals.now);
    let mut text = format!(
        "---\nkepu: 1\nid: {id}                      # 永久编号，发布后不可改\ntitle: {}\nsummary: 用一两句话写清读者能照着做什么。\nlang: zh-CN\nkind: {}\naudience: [{}]        # 可选：{}\ntopics: [{}]          # 第一个是主要主题。可选：{}\nregion: [\"{}\"]        # 行政区划代码，见 site.yaml\nauthors:\n  - {{name: 作者姓名, org: 作者单位, interests: none}}\neditor: {}\ncreated: {today}\n# risk: [medical]              # 涉及医疗、农药、人身安全等时声明：{}\nsources:\n  - {{id: s1, type: guideline, title: 来源题名, publisher: 发布单位, published: {}}}\n{}",
        quoted(&blanks.title),
        kind.token(),
        blanks.audience.join(", "),
        blanks.audiences,
        blanks.topic,
        blanks.topics,
        blanks.region,
        blanks.editor,
        crate::model::article::Risk::ALL
            .iter()
            .map(|risk| format!("{} {}", risk.token(), risk.zh()))
            .collect::<Vec<_>>()
            .join("、"),
        today.year(),
        if kind == Kind::Rebuttal { second_source(today) } else { String::new() },
    );
    match kind {
        Kind::Article | Kind::Glossary => {}
        Kind::Rebuttal => text.push_str(&claim(today)),
        Kind::Emergency => text.push_str(&emergency(globals, blanks)),
    }
    text.push_str("review:\n  status: draft                # 写好后改为 ready 送审\n---\n\n");
    text.push_str(if kind == Kind::Glossary { TERMS } else { BODY });
    text
}

const BODY: &str =
    "开头一段：先说读者最需要知道的一句话。[^s1]\n\n## 小标题\n\n正文。每个数字后面用 `[^s1]` 标明来源。\n";

/// Two terms, one of them with folk names.
const TERMS: &str = "这里的词会在别的文章末尾解释，也用来找同义词。\n\n词条一\n: 它是什么，一句话，最多四十个字。[^s1]\n: 又叫：俗名甲、俗名乙\n\n词条二\n: 它是什么，一句话。[^s1]\n";

/// A refutation rests on two sources at least.
fn second_source(today: jiff::civil::Date) -> String {
    format!("  - {{id: s2, type: official, title: 另一来源题名, publisher: 发布单位, published: {}}}\n", today.year())
}

fn claim(today: jiff::civil::Date) -> String {
    format!(
        "claim:\n  text: 流言原话\n  verdict: unproven            # {}\n  conclusion: 一句话真相，读者先看到它。\n  explanation_needed: 还缺什么证据（结论为尚无定论、存在争议时必填）\n  harm: medium\n  first_seen: {today}\n  appearances:\n    - {{platform: 微信群, seen: {today}}}\n  evidence:\n    - {{source: s1, says: 该来源怎么说}}\n    - {{source: s2, says: 另一来源怎么说}}\n",
        crate::model::article::VerdictWord::ALL
            .iter()
            .map(|word| format!("{} {}", word.token(), word.zh()))
            .collect::<Vec<_>>()
            .join("、")
    )
}

fn emergency(globals: &Globals, blanks: &Blanks) -> String {
    let now = globals.now;
    let event = blanks.event.as_ref();
    format!(
        "emergency:\n  event: {}   # 须在 emergencies.yaml 登记并开启\n  category: {}   # natural_disaster accident public_health social_security\n  level: {}                   # I 特别重大 II 重大 III 较大 IV 一般\n  authority: 发布通知的机构\n  issued: {}\n  expires: {}\n  fast_track: true\n",
        event.map_or("事件编号", |event| &event.id.value),
        event.map_or("natural_disaster", |event| event.category.token()),
        event.map_or("III", |event| event.level.token()),
        china_rfc3339(now),
        china_rfc3339(plus_days(now, 7))
    )
}
