//! The words of `kepu kiosk verify --provenance` and of what enrolling demands.

use clap::Arg;

use super::Words;

impl Words {
    pub(super) fn kiosk_provenance(&self) -> Vec<Arg> {
        vec![
            #[cfg(feature = "studio")]
            self.flag(
                "rebuild",
                "在站点仓库里运行：从原稿重新生成这一版，逐个文件比对",
                "Run in the site: make the release anew from its sources and compare every file",
            )
            .conflicts_with("provenance"),
            self.flag(
                "provenance",
                "按签过名的名册，逐篇核对是谁批准的；不用联网",
                "Count by the signed roster who approved each article; needs no network",
            ),
            self.flag("json", "与 --provenance 一起：输出 JSON", "With --provenance: print JSON")
                .requires("provenance"),
        ]
    }

    pub(super) fn kiosk_demand(&self) -> [Arg; 2] {
        [
            self.flag(
                "require-provenance",
                "总要核对是谁批准的；不写时看根文件里有没有名册钥匙",
                "Always demand to know who approved the content; usually as soon as the root names roster keys",
            ),
            self.flag("no-provenance", "从不核对是谁批准的", "Never demand it").conflicts_with("require-provenance"),
        ]
    }
}
