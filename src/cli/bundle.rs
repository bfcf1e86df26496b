//! `kepu bundle`: one channel's site as a signed archive.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::build::{build_fault, theme};
use super::context::Site;
use super::exit::{CliError, Exit};
use super::sign::sign_with;
use super::{Globals, say};
use crate::bundle::RELEASE_NAMESPACE;
use crate::bundle::pack::PackFault;
use crate::diag::Lang;
use crate::host::files;
use crate::model::site::Channel;
use crate::pipeline;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let channel = channel(&site, args.get_one::<String>("channel").map_or("", String::as_str))?;
    let key = args.get_one::<PathBuf>("key").cloned().unwrap_or_default();
    let folder = args.get_one::<PathBuf>("out").cloned();
    let folder = folder.unwrap_or_else(|| site.root.join("dist").join(&channel.id.value));
    let judged = site.judge(globals)?;
    let theme = theme(globals, &site)?;
    let shelf = pipeline::channel_shelf(&judged.shelf, channel);
    let audiences = pipeline::channel_audiences(&site.library, channel);
    let packed = pipeline::bundle(channel, &shelf, &audiences, &site.library, (&theme, &*site.sources, globals.now));
    let bundle = packed.map_err(|fault| match fault {
        PackFault::Build(fault) => build_fault(&fault),
        other => CliError::new(Exit::Files, format!("打包失败：{other}"), format!("packing failed: {other}")),
    })?;
    let sealed = bundle.seal(|bytes| sign_with(&key, RELEASE_NAMESPACE, bytes))?;
    for (name, bytes) in sealed.files() {
        files::write_whole(&folder.join(name), &bytes)?;
    }
    let commons = site.library.audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let in_channel = shelf.listed().filter(|cleared| audiences.iter().any(|a| cleared.ticket(a, commons).is_some()));
    say(&summary(globals, &folder, channel, sealed.bundle().release(), in_channel.count()))?;
    Ok(Exit::Fine)
}

fn channel<'a>(site: &'a Site, id: &str) -> Result<&'a Channel, CliError> {
    let channels = &site.library.settings.channels;
    channels.iter().find(|channel| channel.id.value == id).ok_or_else(|| {
        let known: Vec<&str> = channels.iter().map(|channel| channel.id.value.as_str()).collect();
        let known = known.join(" ");
        CliError::new(Exit::Usage, format!("没有这个频道：{id}"), format!("no such channel: {id}"))
            .hint(format!("site.yaml 里有：{known}"), format!("site.yaml has: {known}"))
    })
}

fn summary(
    globals: &Globals,
    folder: &Path,
    channel: &Channel,
    release: &crate::bundle::release::Release,
    articles: usize,
) -> String {
    let (folder, title) = (folder.display(), &channel.title);
    let kib = release.archive.size.div_ceil(1024);
    let identity = release.manifest.sha256.get(..12).unwrap_or_default();
    match globals.lang {
        Lang::Zh => {
            format!("{title}：{articles} 篇，{} 个文件，压缩包 {kib} KiB，清单 {identity}\n{folder}\n", release.files)
        }
        Lang::En => {
            format!(
                "{title}: {articles} articles, {} files, archive {kib} KiB, manifest {identity}\n{folder}\n",
                release.files
            )
        }
    }
}
