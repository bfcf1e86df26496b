//! `kepu bundle retract`: the brake that works before the records catch up.

use clap::ArgMatches;

use super::bundle::{Desk, Made, fault};
use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::bundle::publish::{self, Called, Order, OrderKind};
use crate::diag::Lang;
use crate::model::article::ArticleId;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let word = |name: &str| args.get_one::<String>(name).cloned();
    let id = word("id").unwrap_or_default();
    let article = ArticleId::new(&id).ok_or_else(|| {
        CliError::new(Exit::Usage, format!("{id} 不是稿件编号"), format!("{id} is no id of an article"))
    })?;
    let kind =
        if args.get_flag("restore") { OrderKind::End } else { OrderKind::Retract { replaced_by: word("replaced-by") } };
    let order = Order { article, reason: word("reason").unwrap_or_default(), kind };
    let desk = Desk::open(globals, args)?;
    let made = Made::of(globals, &desk.site)?;
    let done = std::cell::Cell::new(0);
    let exit = desk.each(globals, args, |press| {
        let (shelf, audiences, _) = made.share(&press.desk.site, press.channel);
        let opened = publish::open(&press.night, press.repository).map_err(fault)?;
        let called = opened.call((&shelf, &audiences), Some(&order), globals.now, press.repository).map_err(fault)?;
        // A channel that never had the article keeps its release.
        if !called.news().0.contains(&id.as_str()) && !called.news().1.contains(&id.as_str()) {
            return Ok(opened.is_called_back(&id).then(|| already(globals, &press.channel.title, &id, &order)));
        }
        done.set(done.get() + 1);
        Ok(Some(press.build(globals, &made, (Some(&order), None))?))
    })?;
    if done.get() == 0 {
        say(&match globals.lang {
            Lang::Zh => format!("没有频道要改：{id} 不在任何已知的版本里，或者早已是这样\n"),
            Lang::En => format!("nothing to change: no known release has {id}, or it is so already\n"),
        })?;
        return Ok(Exit::NothingNew);
    }
    Ok(exit)
}

fn already(globals: &Globals, title: &str, id: &str, order: &Order) -> String {
    match (globals.lang, &order.kind) {
        (Lang::Zh, OrderKind::Retract { .. }) => format!("{title}：{id} 已经撤下\n"),
        (Lang::En, OrderKind::Retract { .. }) => format!("{title}: {id} is called back already\n"),
        (Lang::Zh, OrderKind::End) => format!("{title}：{id} 在稿件记录里已撤稿或暂停，要先在那里恢复\n"),
        (Lang::En, OrderKind::End) => {
            format!("{title}: the records retract or suspend {id}; it has to be resumed there first\n")
        }
    }
}

/// What a night says of articles that were called back or came back.
pub(super) fn told(globals: &Globals, called: &Called) -> String {
    let (gone, back) = called.news();
    let away: Vec<&str> = called.kept_away.iter().map(ArticleId::as_str).collect();
    let line = |zh: &str, en: &str, ids: &[&str]| match (globals.lang, ids) {
        (_, []) => String::new(),
        (Lang::Zh, ids) => format!("  {zh}：{}\n", ids.join(" ")),
        (Lang::En, ids) => format!("  {en}: {}\n", ids.join(" ")),
    };
    line("新撤下", "called back", &gone)
        + &line("恢复展示", "shown again", &back)
        + &line(
            "手工撤下、稿件记录还没有跟上，仍不展示（改好重新送审，或 kepu bundle retract 编号 --restore）",
            "called back by hand, away until a new version is approved or kepu bundle retract ID --restore",
            &away,
        )
}
