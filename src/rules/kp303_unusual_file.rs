//! KP303 · unusual-file · Files whose bytes are elsewhere, run, or cannot live on every disk. Found while loading.

use crate::diag::Severity;

use super::example::page;
use super::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 303,
    name: "unusual-file",
    severity: Severity::Error,
    since: "0.1",
    zh: "目录中含符号链接、子模块、LFS 指针、可执行文件或重名路径",
    en: "link, submodule, LFS pointer, executable or colliding path",
    what: "检查文章目录里的每个文件：必须是普通文件，不能是快捷方式（符号链接）、子模块、LFS 指针或可执行文件；\
           两个文件名不能只有大小写不同，文件名也须是各种系统都存得下的\
           （不含 `< > : \" | ? *`，不以空格或句点结尾，不是 `con`、`nul` 这类设备名，字母不拆写）。",
    why: "审核签署绑定的是文件的字节。指针和链接的内容在别处，换掉也不留痕迹；可执行文件没有用处只有风险；\
          只差大小写的两个文件在 Windows 上会互相覆盖，带冒号的文件名连仓库都拉不下来。",
    fix: "把真正的图片文件提交进来（不用 LFS）；去掉可执行标记：`git update-index --chmod=-x 文件名`；给重名文件改名。",
    english: "Approvals bind bytes, so each file beside an article must be a plain file: no link, submodule, LFS pointer or \
              executable, with a name that Windows and macOS can hold, and no two names that differ in case only. Commit \
              the real file, drop the executable bit, rename.",
    source: Some("Microsoft：Naming Files, Paths, and Namespaces；Unicode UAX #15"),
    bad: &[page!(
        "media:\n  - {src: leaf.png, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片](leaf.png)",
        "leaf.png" => "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
    ), page!(
        "media:\n  - {src: \"a:b.svg\", credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片](a%3Ab.svg)",
        "a:b.svg" => "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><path d=\"M0 0h8v8z\"/></svg>\n",
    )],
    good: &[page!("正文。")],
    check: Check::Load,
};
