//! The words of `kepu serve`.

use clap::Command;

use super::Words;

impl Words {
    pub(super) fn serve(&self) -> Command {
        Command::new("serve")
            .about(self.t(
                "边写边看：本机预览，文件一保存，浏览器里的页面就跟着变",
                "Live preview on this machine: pages follow the files as they are saved",
            ))
            .arg(
                self.option("port", "PORT", "端口，默认 4000；写 0 就自动选", "Port; default 4000; 0 takes a free one")
                    .value_parser(clap::value_parser!(u16))
                    .default_value("4000"),
            )
            .arg(
                self.option(
                    "host",
                    "IP",
                    "让别的机器也能看（未经审核的内容！）；默认只有本机 127.0.0.1",
                    "Let other machines see what nobody reviewed; default is 127.0.0.1, this machine alone",
                )
                .value_parser(clap::value_parser!(std::net::IpAddr)),
            )
    }
}
