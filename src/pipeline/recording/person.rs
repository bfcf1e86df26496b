//! Who an account is, and whether that person had a hand in the text.

use super::{Part, Request};
use crate::load::Library;
use crate::model::article::Article;
use crate::model::roster::{Account, Person};
use crate::model::units::china_date;
use crate::pipeline::proposal::hands;
use crate::platform::{Refusal, ReviewEvent};

/// The active person behind an account, by its number alone.
pub(super) fn of_account<'a>(library: &'a Library, event: &ReviewEvent) -> Result<&'a Person, Refusal> {
    let (day, platform) = (china_date(event.at), event.platform);
    let (id, login) = (&event.account.id, &event.account.login);
    let ours = |account: &&Account| account.platform == platform.token();
    let holds = |person: &&Person| {
        person.accounts.iter().filter(ours).any(|account| account.id.value == *id && account.window.holds(day))
    };
    let Some(person) = library.roster.people.values().find(holds) else {
        let all = library.roster.people.values().flat_map(|person| &person.accounts).filter(ours);
        let namesake = all.into_iter().find(|account| account.login.as_ref() == Some(login) && account.id.value != *id);
        let (mut zh, mut en) = (
            format!("{} 账号 {login}（编号 {id}）在 {day} 不在名册", platform.zh()),
            format!("{} account {login} (number {id}) was not on the roster on {day}", platform.en()),
        );
        if let Some(known) = namesake {
            // The name of a renamed account can be taken by anybody.
            zh.push_str(&format!("；名册里叫这个名字的账号编号是 {}，不是同一个账号", known.id.value));
            en.push_str(&format!("; the account of that name on the roster has number {}", known.id.value));
        }
        let help = (
            "在 reviewers.yaml 登记账号的数字编号（另走治理审批），再请本人重新审查",
            "register the numeric id in reviewers.yaml through governance, then review again",
        );
        return Err(Refusal::new(718, (zh, en), help));
    };
    if person.active.holds(day) {
        return Ok(person);
    }
    let texts =
        (format!("{} 在 {day} 不在任期内", person.name), format!("{} was not active on {day}", person.id.value));
    Err(Refusal::new(705, texts, ("请任期内的审核人审查", "have an active reviewer review")))
}

/// The part of a person in the text of the pull request. Somebody who cannot be known may be anybody.
pub(super) fn part(request: &Request<'_>, person: &Person) -> Result<Part, Refusal> {
    let event = request.event;
    if event.author == event.account.id {
        let texts = (
            format!("{} 就是这个合并请求的提出人", person.name),
            format!("{} opened this pull request", person.id.value),
        );
        return Err(Refusal::new(708, texts, ("请另一位审核人审查", "have another reviewer review")));
    }
    if request.contributors.is_empty() {
        let texts = (
            "找不到改动本文的提交，无法排除审核人参与过修改".to_owned(),
            "no commit that changes the article was found, so contributors cannot be excluded".to_owned(),
        );
        let help = ("取全 git 历史（fetch-depth: 0）后再试", "fetch the whole history (fetch-depth: 0) and try again");
        return Err(Refusal::new(709, texts, help));
    }
    let mut took_part = opened(request, person);
    let named = event.emails.iter().map(|email| (email.to_ascii_lowercase(), false));
    let commits = request.contributors.iter().map(|one| (one.email.clone(), one.committer_only));
    for (email, committer_only) in commits.chain(named) {
        let hands = hands::people(&request.library.roster, [&email]);
        // A forge's own address is nobody's; beside an author it says which button was pressed, alone it hides him.
        if hands.known.is_empty() && !(committer_only && hands.unknown.is_empty()) {
            return Err(unknown(&email));
        }
        took_part |= hands.known.contains(&person.id.value);
    }
    if !took_part {
        return Ok(Part::None);
    }
    let editor = |article: &Article| article.front.editor.value == person.id.value;
    if request.article().is_ok_and(|article| editor(&article)) {
        return Ok(Part::Editor);
    }
    let texts = (
        format!("{} 参与过这篇稿件的修改（提交人或合作者）", person.name),
        format!("{} had a hand in the commits of this article", person.id.value),
    );
    Err(Refusal::new(709, texts, ("请没有参与修改的审核人审查", "have a reviewer review who took no part")))
}

/// Whether the request was opened from another account of the same person.
fn opened(request: &Request<'_>, person: &Person) -> bool {
    let platform = request.event.platform.token();
    person.accounts.iter().any(|account| account.platform == platform && account.id.value == request.event.author)
}

fn unknown(email: &str) -> Refusal {
    let shown: String = email.chars().filter(|c| !c.is_control()).take(80).collect();
    let texts = (
        format!("提交里的邮箱 {shown} 不在名册，无法排除审核人自己改过这篇稿件"),
        format!("the address {shown} of a commit is not on the roster, so contributors cannot be excluded"),
    );
    let help = (
        "在 reviewers.yaml 为此人登记 emails；或请编辑用登记过的邮箱重新提交，再请审核人审查",
        "register the address under emails in reviewers.yaml, or commit again with a registered one, then review again",
    );
    Refusal::new(709, texts, help)
}
