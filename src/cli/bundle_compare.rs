//! `kepu bundle build --verify-against`: whether what is published is what these sources give.

use std::io;
use std::path::PathBuf;

use clap::ArgMatches;

use super::bundle::{Desk, Made, fault, further, nothing_yet, read_roots};
use super::exit::{CliError, Exit};
use super::{Globals, bundle_provenance, say};
use crate::bundle::publish::{self, Content, Difference, Guide};
use crate::diag::Lang;
use crate::host::fetch::{Folder, Web};
use crate::model::fetch::{FetchFault, Source};
use crate::model::repository::Repository;
use crate::model::site::Channel;

/// The largest file that is read of a published folder.
const LARGEST: u64 = 512 << 20;

/// A published folder that is only read, here or on the web.
struct Published(Box<dyn Source>);

impl Published {
    fn at(address: &str) -> Self {
        Self(if address.contains("://") {
            Box::new(Web::new(address, None))
        } else {
            Box::new(Folder::new(PathBuf::from(address)))
        })
    }
}

impl Repository for Published {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.0.small(path, LARGEST) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(FetchFault::Absent(_)) => Ok(None),
            Err(fault) => Err(io::Error::other(fault.to_string())),
        }
    }

    fn has(&self, path: &str) -> io::Result<bool> {
        Ok(self.read(path)?.is_some())
    }

    fn add(&self, path: &str, _bytes: &[u8]) -> io::Result<()> {
        Err(io::Error::other(format!("{path} is only read")))
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.add(path, bytes)
    }
}

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let desk = Desk::open(globals, args)?;
    let published = Published::at(args.get_one::<String>("verify-against").map_or("", String::as_str));
    let mut exit = Exit::Fine;
    for channel in desk.channels(args)? {
        let (serial, difference) = one(globals, &desk, channel, &published)?;
        if difference.is_some() {
            exit = Exit::Findings;
        }
        say(&told(globals, &channel.title, serial, difference.as_ref()))?;
    }
    Ok(exit)
}

fn one(
    globals: &Globals,
    desk: &Desk,
    channel: &Channel,
    published: &Published,
) -> Result<(u64, Option<Difference>), CliError> {
    let id = &channel.id.value;
    let roots = read_roots(&desk.roots.join(id))?;
    let opened = publish::look(&roots, id, published).map_err(fault)?;
    let roster = bundle_provenance::roster(globals, &desk.site, (&desk.roots, &roots))?.map(|(roster, _)| roster);
    let release = opened.last().ok_or_else(|| nothing_yet(channel))?;
    // The clock of that night: what was approved and in force then.
    let then = Globals { now: release.published, ..globals.clone() };
    let made = Made::of(&then, &desk.site)?;
    let (shelf, audiences, near) = made.share(&desk.site, channel);
    let called = opened.call((&shelf, &audiences), None, then.now, published).map_err(fault)?;
    let output = made.output(desk, (&called, &audiences, &near), then.now);
    let further = further(roster, (&called, &output), &desk.site)?;
    let guide = Guide::new(channel, &called.shelf, None, then.now);
    let content = Content { site: &output, further: &further, guide: &guide };
    Ok((release.serial, publish::compare(&content, (&opened, &called), published).map_err(fault)?))
}

fn told(globals: &Globals, title: &str, serial: u64, difference: Option<&Difference>) -> String {
    let what = match difference {
        None => globals.t("重做一遍完全一样", "made again, all the same").to_owned(),
        Some(Difference::File(path)) => format!("{} {path}", globals.t("第一处不同：", "the first difference:")),
        Some(Difference::CalledBack(id)) => format!("{} {id}", globals.t("撤稿不同：", "called back or not:")),
        Some(Difference::Keep) => globals
            .t(
                "文件都一样，空间不足时的保留次序不同（site.yaml 的 always？）",
                "the files are the same, what is kept where space is short is not (always in site.yaml?)",
            )
            .to_owned(),
        Some(Difference::Pack(path)) => {
            let words =
                ("文件都一样，包不同（kepu 或 zstd 版本不同？）：", "the files are the same, the pack is another:");
            format!("{} {path}", globals.t(words.0, words.1))
        }
    };
    match globals.lang {
        Lang::Zh => format!("{title}：第 {serial} 版，{what}\n"),
        Lang::En => format!("{title}: release {serial}, {what}\n"),
    }
}
