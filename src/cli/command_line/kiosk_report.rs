//! The words of what a station says outwards and of itself.

use clap::{Arg, Command};

use super::Words;

impl Words {
    /// Ways home, at enrolment.
    pub(super) fn kiosk_report(&self) -> [Arg; 2] {
        [
            self.option(
                "beacon",
                "URL",
                "每次更新后访问一下这个网址（如 …/b.txt），由访问日志汇总；默认不访问",
                "Ask for this address after each pull, to be counted from its access log; off by default",
            ),
            self.option(
                "status-put",
                "URL",
                "每次更新后把状态 PUT 到这个预签名网址；默认不送",
                "Put the status to this pre-signed address after each pull; off by default",
            ),
        ]
    }

    /// Trying and forcing, at a pull.
    pub(super) fn kiosk_try(&self) -> [Arg; 2] {
        [
            self.flag(
                "dry-run",
                "只说会怎么取、多少字节、几次请求，什么也不改",
                "Only say the way, bytes and requests; change nothing",
            ),
            self.option(
                "assume-time",
                "TIME",
                "时钟快了时，由在场的人给出现在的真实时间",
                "The true time, given by somebody at a box whose clock is ahead",
            ),
        ]
    }

    pub(super) fn kiosk_apply(&self) -> Command {
        Command::new("apply").about(self.t(
            "只做更新的本机部分：把已取到的换上；断电后补做",
            "Only the local part of a pull: show what was fetched already",
        ))
    }

    pub(super) fn kiosk_doctor(&self) -> Command {
        Command::new("doctor")
            .about(self.t("查毛病：哪里不对、怎么办；什么也不改", "Say what is wrong and what to do; change nothing"))
    }
}
