//! The words of `kepu kiosk serve`.

use clap::Command;

use super::Words;

impl Words {
    pub(super) fn kiosk_serve(&self) -> Command {
        let seconds =
            |name, zh, en| self.option(name, "SECONDS", zh, en).value_parser(clap::value_parser!(u32).range(1..=3600));
        Command::new("serve")
            .about(
                self.t(
                    "给本机的浏览器供页：内容、终端外框、轮播",
                    "Serve the browser of this box: content, frame, loop",
                ),
            )
            .arg(self.option(
                "listen",
                "ADDRESS",
                "本机地址和端口，默认 127.0.0.1:8080；端口写 0 就自动选",
                "Address of this machine; default 127.0.0.1:8080; port 0 takes a free one",
            ))
            .arg(seconds(
                "idle",
                "多少秒没人碰就清空并轮播；默认 90",
                "Seconds without a touch until the loop; default 90",
            ))
            .arg(self.poll())
            .arg(seconds("dwell", "轮播每页停几秒；默认 20", "Seconds for each page of the loop; default 20"))
    }
}
