//! The words by which an operator says what the store may take.

use clap::Arg;

use super::Words;

impl Words {
    /// At enrolment.
    pub(super) fn kiosk_disk(&self) -> [Arg; 2] {
        [
            self.option(
                "disk-max",
                "MIB",
                "存储最多用多少 MiB；默认不限",
                "MiB that the store takes at most; unlimited by default",
            )
            .value_parser(clap::value_parser!(u64)),
            self.option(
                "disk-reserve",
                "MIB",
                "磁盘至少留多少 MiB 空闲；默认 64",
                "MiB of the disk that stay free; default 64",
            )
            .value_parser(clap::value_parser!(u64)),
        ]
    }
}
