//! `kepu bundle usb`: channels onto a stick, for boxes without a network.

use std::path::PathBuf;

use clap::ArgMatches;

use super::bundle::{Desk, fault, hold};
use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::bundle::publish::{self, Freight, PublishFault};
use crate::bundle::release::{Piece, size_of};
use crate::diag::Lang;
use crate::host::repository::Folder;
use crate::model::units::china_date;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let desk = Desk::open(globals, args)?;
    let dir = args.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let since = args.get_one::<u64>("since").copied();
    let _lock = hold(&desk.out)?;
    let from = Folder(desk.out.clone());
    let mut pieces: Vec<Piece> = Vec::new();
    for channel in desk.channels(args)? {
        let freight = publish::freight(&channel.id.value, since, globals.now, &from).map_err(incomplete)?;
        say(&line(globals, &channel.title, &freight))?;
        pieces.extend(freight.pieces);
    }
    let mut seen = std::collections::BTreeSet::new();
    pieces.retain(|piece| seen.insert(piece.path.clone()));
    let written = publish::stowed(&pieces, &from, &Folder(dir.clone())).map_err(fault)?;
    let (n, mib, new) = (pieces.len(), mib(size_of(&pieces)), mib(written));
    let shown = dir.display();
    say(&match globals.lang {
        Lang::Zh => {
            format!("{shown}：{n} 个文件，共 {mib} MiB，这次写入 {new} MiB，已逐字节读回核对，KEPU.ok 已写\n")
        }
        Lang::En => format!("{shown}: {n} files, {mib} MiB, {new} MiB written now, all read again; KEPU.ok is there\n"),
    })?;
    Ok(Exit::Fine)
}

fn line(globals: &Globals, title: &str, freight: &Freight) -> String {
    let (serial, day, size) = (freight.serial, china_date(freight.published), mib(freight.size()));
    let archive = if freight.is_without_archive {
        globals.t("（bundle.zip 太大，没有带）", " (bundle.zip is too large and stays)")
    } else {
        ""
    };
    match globals.lang {
        Lang::Zh => format!("{title}：第 {serial} 版（{day}），{size} MiB{archive}\n"),
        Lang::En => format!("{title}: release {serial} ({day}), {size} MiB{archive}\n"),
    }
}

fn mib(bytes: u64) -> String {
    format!("{}.{}", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20)
}

/// A courier leaves with all of it or not at all.
fn incomplete(gap: PublishFault) -> CliError {
    let is_over = matches!(&gap, PublishFault::Foreign(refusal) if refusal.is_expiry());
    let error = fault(gap);
    if is_over {
        return error.hint("先运行 kepu bundle refresh 重新签名", "sign anew with kepu bundle refresh first");
    }
    error.hint(
        "没有写 U 盘；补齐离线包库（重新 kepu bundle build 或从网站取回）再来",
        "the stick was left alone; mend the repository (kepu bundle build, or fetch it from the web) and come again",
    )
}
