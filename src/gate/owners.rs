//! Code owners: whom a platform asks to look at a change, made from the roster and the policy in force.
//!
//! A platform's owners only invite; what may be shown is decided by the gate from records. So an account that is
//! missing here loosens nothing. Deliberately absent: files, and topics as folders (a path means nothing here).

mod path;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::entitle::covers;
use super::requirement::policy_at;
use crate::model::policy::{Need, PolicyVersion};
use crate::model::roster::{Account, Person, Roster, Stage};
use crate::model::site::SiteSettings;
use crate::model::token::vocabulary;
use crate::model::units::china_date;

vocabulary! {
    /// A platform with code owners.
    Host {
        Github = "github", "GitHub", "GitHub";
        Gitlab = "gitlab", "GitLab", "GitLab";
        Gitee = "gitee", "码云", "Gitee";
        Gitea = "gitea", "Gitea / Forgejo", "Gitea / Forgejo";
    }
}

impl Host {
    /// The file that belongs to this platform alone, below the repository.
    ///
    /// Source: docs.github.com "About code owners"; docs.gitlab.com "Code Owners"; gitee.com/help/articles/4379;
    /// docs.gitea.com "Code Owners".
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Github => ".github/CODEOWNERS",
            Self::Gitlab => ".gitlab/CODEOWNERS",
            Self::Gitee => ".gitee/CODEOWNERS",
            Self::Gitea => ".gitea/CODEOWNERS",
        }
    }

    /// Places the platform may read instead of that file.
    ///
    /// GitLab and Gitea read these first; Gitee names them without saying which wins. GitHub reads its own first.
    #[must_use]
    pub fn rivals(self) -> &'static [&'static str] {
        match self {
            Self::Github => &[],
            Self::Gitlab | Self::Gitee | Self::Gitea => &["CODEOWNERS", "docs/CODEOWNERS"],
        }
    }
}

/// A part of the repository, and who is asked about it.
struct Area {
    what: &'static str,
    /// Globs from the root.
    paths: Vec<String>,
    asks: Vec<Ask>,
    /// Whether a platform that can demand owners should only invite these.
    invited: bool,
}

/// The people of one stage.
struct Ask {
    stage: Stage,
    /// What the policy asks for.
    count: u32,
    logins: Vec<String>,
}

/// The people in office, with their account on one platform.
struct Crew<'a> {
    people: Vec<(&'a Person, Option<&'a Account>)>,
}

/// The code owners file of one platform, with a final line end; the same all day in China.
#[must_use]
pub fn owners(settings: &SiteSettings, roster: &Roster, now: Timestamp, host: Host) -> String {
    let crew = Crew::on(roster, host, china_date(now));
    let mut text = format!(
        "# 由 kepu owners --host {} --write 生成，取自 reviewers.yaml 和 site.yaml；不要手改\n# 站点：{}\n\
         # 这里只决定平台请谁来看；能否发布，由 kepu 按审核政策和签署记录判定\n",
        host.token(),
        plain(&settings.title)
    );
    for area in policy_at(roster, now).into_iter().flat_map(|policy| areas(policy, &crew, host)) {
        text.push('\n');
        text.push_str(&area.print(host));
    }
    text.push_str(&crew.domains(settings));
    text.push_str(&crew.recorders(roster, host));
    text.push_str(&crew.accounts());
    text
}

fn areas(policy: &PolicyVersion, crew: &Crew<'_>, host: Host) -> Vec<Area> {
    let register = "emergencies.yaml";
    let mut stages: BTreeMap<Stage, u32> = BTreeMap::new();
    for (stage, count) in policy.classes.iter().filter(|class| class.when.is_empty()).flat_map(|class| &class.need.need)
    {
        let most = stages.entry(*stage).or_default();
        *most = (*count).max(*most);
    }
    // Knowledge reviewers are asked by the article's topic, which a path does not tell.
    stages.remove(&Stage::Knowledge);
    let everyday = Need { need: stages, ..Need::default() };
    let on_duty = crew.asks(&policy.emergencies_file);
    // Where nobody on duty has an account, the register stays with the other protected files.
    let own = on_duty.iter().any(|ask| !ask.logins.is_empty());
    let mut guarded: Vec<String> =
        policy.protected.iter().filter(|glob| !(own && glob.as_str() == register)).cloned().collect();
    if !guarded.iter().any(|glob| glob == host.file()) {
        guarded.push(host.file().to_owned());
    }
    let area = |what, paths, need, invited| Area { what, paths, asks: crew.asks(need), invited };
    // Where one rule a path counts, the last one that fits it does: from the wide to the narrow.
    vec![
        area("稿件", vec!["content/**".to_owned()], &everyday, false),
        area(
            "签署记录（登记程序写入；改动或删除须治理人员看过）",
            vec!["records/**".to_owned()],
            &policy.governance,
            true,
        ),
        area("受保护的文件", guarded, &policy.governance, false),
        area("应急事件登记", vec![register.to_owned()], &policy.emergencies_file, false),
    ]
}

impl<'a> Crew<'a> {
    fn on(roster: &'a Roster, host: Host, day: Date) -> Self {
        let account = |person: &'a Person| {
            let here = |account: &&Account| account.platform == host.token() && account.window.holds(day);
            person.accounts.iter().find(|account| here(account) && login(account).is_some())
        };
        let active = roster.people.values().filter(|person| person.active.holds(day));
        Self { people: active.map(|person| (person, account(person))).collect() }
    }

    fn asks(&self, need: &Need) -> Vec<Ask> {
        let ask = |(stage, count): (&Stage, &u32)| {
            let role = need.role.get(stage);
            let fits =
                |person: &Person| person.stages.contains(stage) && role.is_none_or(|role| person.roles.contains(role));
            Ask { stage: *stage, count: *count, logins: self.logins(fits) }
        };
        need.need.iter().filter(|(_, count)| **count > 0).map(ask).collect()
    }

    /// The logins of some people in order of person, each once.
    fn logins(&self, fits: impl Fn(&Person) -> bool) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (_, account) in self.people.iter().filter(|(person, _)| fits(person)) {
            if let Some(login) = account.and_then(login).filter(|login| !found.iter().any(|known| known == login)) {
                found.push(login.to_owned());
            }
        }
        found
    }

    fn domains(&self, settings: &SiteSettings) -> String {
        let domains: BTreeSet<&str> = settings.topics.iter().map(|topic| topic.domain.as_str()).collect();
        let mut text = String::from("\n# 知识审核按主题的领域派人，不按路径：\n");
        for domain in domains {
            let reads = |person: &Person| {
                person.stages.contains(&Stage::Knowledge) && person.domains.iter().any(|own| covers(own, domain))
            };
            let logins = self.logins(reads);
            let people = if logins.is_empty() { "本平台无人".to_owned() } else { mentions(&logins) };
            text.push_str(&format!("#   {}：{people}\n", plain(domain)));
        }
        text
    }

    fn recorders(&self, roster: &Roster, host: Host) -> String {
        let own: Vec<String> = roster
            .recorders
            .values()
            .filter(|recorder| recorder.platforms.iter().any(|platform| platform == host.token()))
            .map(|recorder| format!("#   {}：{}\n", recorder.id.value, plain(&recorder.repos.join("、"))))
            .collect();
        if own.is_empty() { String::new() } else { format!("\n# 登记程序：\n{}", own.concat()) }
    }

    /// Who the logins are, as they can be renamed and the numbers cannot; and who has none.
    fn accounts(&self) -> String {
        let stages = |person: &Person| person.stages.iter().map(|stage| stage.zh()).collect::<Vec<_>>().join("、");
        let (mut with, mut without) = (String::new(), String::new());
        for (person, account) in &self.people {
            let who = format!("{}（{}）：{}", plain(&person.name), person.id.value, stages(person));
            match account.and_then(|account| Some((login(account)?, &account.id.value))) {
                Some((login, id)) => with.push_str(&format!("#   @{login} = 账号编号 {id} = {who}\n")),
                None => without.push_str(&format!("#   {who}\n")),
            }
        }
        let mut text = String::new();
        if !with.is_empty() {
            text.push_str(&format!("\n# 登录名只供显示，改名后重新生成；kepu 只认账号编号：\n{with}"));
        }
        if !without.is_empty() {
            text.push_str(&format!("\n# 在任而在本平台没有账号（可用本人密钥签署）：\n{without}"));
        }
        text
    }
}

impl Area {
    fn print(&self, host: Host) -> String {
        let wanted: Vec<String> = self.asks.iter().map(|ask| format!("{} {} 人", ask.stage.zh(), ask.count)).collect();
        let head = format!("# {}：{}\n", self.what, wanted.join("、"));
        let paths: Vec<String> = self.paths.iter().map(|glob| path::of(host, glob)).collect();
        if host == Host::Gitlab {
            return head + &self.sections(&paths);
        }
        let mut logins: Vec<String> = Vec::new();
        for login in self.asks.iter().flat_map(|ask| &ask.logins) {
            if !logins.contains(login) {
                logins.push(login.clone());
            }
        }
        // A path without owners would be owned by nobody; as a comment the wider rule stays.
        let mark = if logins.is_empty() { "# 本平台无人：" } else { "" };
        let line = |path: &String| format!("{mark}{path} {}", mentions(&logins)).trim_end().to_owned() + "\n";
        head + &paths.iter().map(line).collect::<String>()
    }

    /// A section a stage, with as many approvals as the policy asks for and the platform can give.
    fn sections(&self, paths: &[String]) -> String {
        let section = |ask: &Ask| {
            let optional = if self.invited { "^" } else { "" };
            let here = u32::try_from(ask.logins.len()).unwrap_or(u32::MAX);
            let short = self.what.split('（').next().unwrap_or(self.what);
            let title = format!("{short}·{}", ask.stage.zh());
            if here == 0 {
                return format!("# [{title}] 本平台无人\n");
            }
            let fewer = if here < ask.count {
                format!("# 政策要 {} 人，本平台只有 {here} 人\n", ask.count)
            } else {
                String::new()
            };
            let count = if self.invited { String::new() } else { format!("[{}]", ask.count.min(here)) };
            let paths: String = paths.iter().map(|path| format!("{path}\n")).collect();
            format!("{fewer}{optional}[{title}]{count} {}\n{paths}", mentions(&ask.logins))
        };
        self.asks.iter().map(section).collect()
    }
}

/// The login of an account, when it can stand in the file without meaning something else.
fn login(account: &Account) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    account.login.as_deref().filter(|login| !login.is_empty() && login.chars().all(plain))
}

fn mentions(logins: &[String]) -> String {
    logins.iter().map(|login| format!("@{login}")).collect::<Vec<_>>().join(" ")
}

/// A text that stays in its comment.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}
