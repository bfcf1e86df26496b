//! KP806 · impossible-stage · The policy asks for people whom the roster does not have.

use jiff::civil::Date;

use super::roster_example::roster;
use super::{Check, Example, Rule, SiteCx};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::policy::{DomainRule, Need, PolicyVersion, QualifiedRule, QuorumClass};
use crate::model::roster::{Person, Roster, Stage};
use crate::model::span::Span;

pub(super) static RULE: Rule = Rule {
    code: 806,
    name: "impossible-stage",
    severity: Severity::Fatal,
    since: "0.1",
    zh: "按此策略某审次无人可审",
    en: "policy makes a stage impossible",
    what: "按今天生效的审核政策，数一数名册里今天在任、符合审次、职责、领域、资质和密钥要求的人，够不够政策要求的人数。\
           普遍适用的要求不够人数就停下；只影响某一类内容的算那一类的错误；某个主题没有对应领域的审核人时提醒。",
    why: "没有人能审，文章就永远发不出去，而编辑只会看到“审核未完成”。任期、资质到期的那天最容易出这种事。",
    fix: "给名册补人、续任期或资质，或经治理审批调整政策。",
    english: "Counts who on today's roster could give each review that today's policy asks for. A need of every article that nobody can \
              meet stops the run; one of a single class is an error of that class; a topic without a reviewer is a warning. Add \
              people, renew terms, or change the policy.",
    source: None,
    bad: &[
        Example {
            files: &[(
                "reviewers.yaml",
                roster!(
                    "  - {id: kn-an, name: 示例专家·安, active: {from: 2022-01-01, until: 2026-10-31}, stages: [knowledge], domains: [medicine]}\n",
                    ""
                ),
            )],
            now: None,
        },
        Example { files: &[("reviewers.yaml", roster!())], now: Some("2021-06-01T00:00:00Z") },
        Example {
            files: &[(
                "reviewers.yaml",
                roster!(
                    "  - {id: kn-an, name: 示例专家·安, active: {from: 2022-01-01}, stages: [knowledge], domains: [medicine, agriculture, safety, ecology, materials, energy, information, meteorology, education, policy, food], qualifications: [{type: physician, until: 2026-10-31}]}\n",
                    "",
                    "      - {id: ⟦medical⟧, when: {risk: [medical]}, domain: {knowledge: [medicine]}, qualified: {knowledge: {min: 1, any: [physician]}}}\n"
                ),
            )],
            now: None,
        },
    ],
    good: &[Example { files: &[("reviewers.yaml", roster!())], now: None }],
    check: Check::Site(check),
};

fn check(cx: &SiteCx<'_>, out: &mut Findings) {
    let Ok(path) = SourcePath::new("reviewers.yaml") else { return };
    let today = cx.now.day();
    let Some(version) = cx.roster.policy.iter().rfind(|version| version.since.value <= today) else {
        let message =
            Bilingual::new(format!("{today} 没有生效的审核政策"), format!("no policy is in force on {today}"));
        let finding = Diagnostic::whole_file(RULE.code, RULE.severity, &path, message);
        out.push(finding.help("加一版起始日不晚于今天的政策", "add a version that has begun"));
        return;
    };
    let bench = Bench { roster: cx.roster, today };
    for demand in demands(version) {
        if let Some(message) = demand.shortage(&bench) {
            let severity = if demand.universal { Severity::Fatal } else { Severity::Error };
            let finding = Diagnostic::at(RULE.code, severity, &path, demand.span, message);
            out.push(
                finding.help("在名册里补人、续任期或资质，或调整政策", "add people, renew terms, or change the policy"),
            );
        }
    }
    topics(cx, version, &bench, &path, out);
}

/// Who could act today.
struct Bench<'a> {
    roster: &'a Roster,
    today: Date,
}

impl Bench<'_> {
    fn people(&self) -> impl Iterator<Item = &Person> {
        self.roster.people.values().filter(|person| person.active.holds(self.today))
    }

    fn has_key(&self, person: &Person) -> bool {
        person.keys.iter().any(|key| key.revoked.is_none() && key.window.holds(self.today))
    }
}

fn has_domain(person: &Person, wanted: &str) -> bool {
    let covers =
        |own: &String| wanted.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    person.domains.iter().any(covers)
}

/// One stage of one need.
struct Demand<'p> {
    name: &'p str,
    stage: Stage,
    number: u32,
    need: &'p Need,
    class: Option<&'p QuorumClass>,
    universal: bool,
    span: Span,
}

fn demands(version: &PolicyVersion) -> Vec<Demand<'_>> {
    let since = version.since.span;
    let classes = version.classes.iter().map(|class| Source {
        name: class.id.value.as_str(),
        need: &class.need,
        class: Some(class),
        universal: class.when.is_empty(),
        span: class.id.span,
    });
    let fixed = [
        ("retract", &version.retract),
        ("governance", &version.governance),
        ("emergencies_file", &version.emergencies_file),
    ];
    let fixed = fixed.map(|(name, need)| Source { name, need, class: None, universal: true, span: since });
    let fast = version.fast_track.iter().map(|track| &track.need);
    let fast = fast.map(|need| Source { name: "fast_track", need, class: None, universal: false, span: since });
    let sources = classes.chain(fixed).chain(fast);
    sources.flat_map(|source| source.stages().collect::<Vec<_>>()).collect()
}

/// A part of the policy that asks for people.
#[derive(Clone, Copy)]
struct Source<'p> {
    name: &'p str,
    need: &'p Need,
    class: Option<&'p QuorumClass>,
    universal: bool,
    span: Span,
}

impl<'p> Source<'p> {
    fn stages(self) -> impl Iterator<Item = Demand<'p>> {
        let Self { name, need, class, universal, span } = self;
        let named = class.into_iter().flat_map(|class| class.domain.keys().chain(class.qualified.keys()));
        let stages: std::collections::BTreeSet<Stage> =
            need.need.keys().chain(need.role.keys()).chain(named).copied().collect();
        stages.into_iter().map(move |stage| {
            // A class that only asks for an attribute tightens a stage that another class asks for.
            let number = need.need.get(&stage).copied().unwrap_or(1);
            Demand { name, stage, number, need, class, universal, span }
        })
    }
}

impl Demand<'_> {
    /// What is lacking, if anything.
    fn shortage(&self, bench: &Bench<'_>) -> Option<Bilingual> {
        let able: Vec<&Person> = bench.people().filter(|person| self.fits(person, bench)).collect();
        let (name, stage) = (self.name, self.stage);
        if able.len() < self.number as usize {
            let (needed, have) = (self.number, able.len());
            return Some(Bilingual::new(
                format!("{name} 要求{} {needed} 人，名册里符合条件的在任者有 {have} 人", stage.zh()),
                format!("{name} needs {needed} for {}, the roster has {have} who can act", stage.en()),
            ));
        }
        let QualifiedRule { min, any } = self.class.and_then(|class| class.qualified.get(&stage))?;
        let holds = |person: &&&Person| {
            let valid = |until: Option<Date>| until.is_none_or(|until| bench.today <= until);
            person.qualifications.iter().any(|own| any.contains(&own.kind.value) && valid(own.until))
        };
        let have = able.iter().filter(holds).count();
        (have < *min as usize).then(|| {
            Bilingual::new(
                format!("{name} 要求{}有 {min} 人具备资质 {}，在任者中有 {have} 人", stage.zh(), any.join("、")),
                format!("{name} needs {min} with one of {} for {}, the roster has {have}", any.join(", "), stage.en()),
            )
        })
    }

    fn fits(&self, person: &Person, bench: &Bench<'_>) -> bool {
        let role = self.need.role.get(&self.stage).is_none_or(|role| person.roles.contains(role));
        let key = !self.need.direct.contains(&self.stage) || bench.has_key(person);
        let domain = match self.class.and_then(|class| class.domain.get(&self.stage)) {
            Some(DomainRule::AnyOf(domains)) => domains.iter().any(|domain| has_domain(person, domain)),
            Some(DomainRule::PrimaryTopic) | None => true,
        };
        person.stages.contains(&self.stage) && role && key && domain
    }
}

/// Topics whose domain nobody has: articles about them could never pass.
fn topics(cx: &SiteCx<'_>, version: &PolicyVersion, bench: &Bench<'_>, path: &SourcePath, out: &mut Findings) {
    let Ok(site) = SourcePath::new("site.yaml") else { return };
    for class in &version.classes {
        for (stage, _) in class.domain.iter().filter(|(_, rule)| **rule == DomainRule::PrimaryTopic) {
            for topic in &cx.settings.topics {
                let able =
                    bench.people().any(|person| person.stages.contains(stage) && has_domain(person, &topic.domain));
                if able {
                    continue;
                }
                let message = Bilingual::new(
                    format!("主题“{}”的领域 {} 没有人能做{}", topic.label, topic.domain, stage.zh()),
                    format!(
                        "nobody can give the {} of the topic {} (domain {})",
                        stage.en(),
                        topic.id.value,
                        topic.domain
                    ),
                );
                let finding = Diagnostic::at(RULE.code, Severity::Warning, &site, topic.id.span, message);
                let finding = finding.also(path, class.id.span, "由这一类要求", "asked for by this class");
                out.push(finding.help(
                    "登记这一领域的审核人，或改这个主题的 domain",
                    "enter a reviewer of this domain, or change the topic's domain",
                ));
            }
        }
    }
}
