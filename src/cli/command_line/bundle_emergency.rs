//! The words of `kepu bundle emergency`.

use std::path::PathBuf;

use clap::Command;

use super::Words;

impl Words {
    pub(super) fn bundle_emergency(&self) -> Command {
        let folder = |name, zh, en| self.option(name, "DIR", zh, en).value_parser(clap::value_parser!(PathBuf));
        Command::new("emergency")
            .about(self.t(
                "把已放行、正在生效的应急稿签成一个小文件，几分钟内到各终端；没有变化也重签",
                "Sign the emergency articles in force as one small file that kiosks show in minutes; also without news",
            ))
            .arg(self.file("key", "应急私钥", "Private key of emergency notices").required(true))
            .arg(self.file("drill-key", "演练私钥：只能签演练", "Private key of drills and nothing else"))
            .arg(folder("out", "离线包库目录；默认 dist/", "Repository folder; default dist/"))
            .arg(folder(
                "roots",
                "各频道的根文件目录；默认 roots/",
                "Folder with the roots of each channel; default roots/",
            ))
    }
}
