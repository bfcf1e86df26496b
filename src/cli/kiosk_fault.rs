//! Faults of a kiosk in words: a number, the cause, what to do, in both languages, and the exit code.

use super::exit::{CliError, Exit};
use super::kiosk_provenance;
use crate::kiosk::StoreFault;
use crate::kiosk::pull::PullFault;

/// A fault of the store.
pub(super) fn store_fault(fault: &StoreFault) -> CliError {
    let (exit, zh) = match fault {
        StoreFault::NoStore => (Exit::Enrolment, "KB120 这里还没有入网的终端".to_owned()),
        StoreFault::Enrolled => (Exit::Usage, "KB121 这里已经有入网的终端".to_owned()),
        StoreFault::TrustLost => (Exit::Enrolment, "KB122 终端记住的版本读不出来了，要到现场重新入网".to_owned()),
        StoreFault::Newer(what) => (Exit::Files, format!("KB123 {what} 是更新的程序写的，请升级")),
        StoreFault::Lowered(what) => (Exit::Refused, format!("KB124 {what} 比见过的旧，已拒绝")),
        StoreFault::Root(refusal) => (Exit::Refused, format!("KB125 根文件不可信：{refusal}")),
        StoreFault::Deny(fault) => (Exit::Refused, format!("KB126 撤稿名单不可信：{fault}")),
        StoreFault::DenyShrinks => (Exit::Refused, "KB127 撤稿名单变短了，已拒绝".to_owned()),
        StoreFault::Manifest(fault) => (Exit::Refused, format!("KB128 清单不安全：{fault}")),
        StoreFault::Conflict(serial) => (Exit::Refused, format!("KB129 第 {serial} 版有两种内容，已拒绝")),
        StoreFault::Absent(serial) => (Exit::NoRelease, format!("KB130 没有留着第 {serial} 版")),
        StoreFault::Incomplete { serial, count } => (Exit::Damaged, format!("KB131 第 {serial} 版缺 {count} 个文件")),
        StoreFault::Wrong(_) => (Exit::Refused, "KB132 来的字节与清单不符".to_owned()),
        StoreFault::DiskFull { path, source } => (Exit::DiskFull, format!("KB133 磁盘写不下 {path}：{source}")),
        StoreFault::Io { path, source } => (Exit::Files, format!("KB134 {path}：{source}")),
        StoreFault::NoRoom { needed, room } => {
            let (needed, room) = (needed.div_ceil(1 << 20), room >> 20);
            (Exit::DiskFull, format!("KB135 连必须保留的都放不下：要 {needed} MiB，只能用 {room} MiB"))
        }
    };
    let error = CliError::new(exit, zh, fault.to_string());
    match fault {
        StoreFault::NoStore => error.hint("先运行 kepu kiosk enrol", "run kepu kiosk enrol first"),
        StoreFault::TrustLost => error.hint(
            "带上根文件到现场运行 kepu kiosk enrol --again",
            "take the root to the box and run kepu kiosk enrol --again",
        ),
        StoreFault::DiskFull { .. } | StoreFault::NoRoom { .. } => error.hint(
            "腾出空间，或看 kiosk.json 的 disk；再运行即可，现在展示的内容没有动",
            "free some space, or see `disk` in kiosk.json, and run it again; what is shown was not touched",
        ),
        _ => error,
    }
}

/// A fault of a visit.
pub(super) fn pull_fault(fault: &PullFault) -> CliError {
    let (exit, zh, en) = match fault {
        PullFault::Store(fault) => return store_fault(fault),
        PullFault::Roster(fault) => return kiosk_provenance::roster_fault(fault, Exit::Refused),
        PullFault::Unproven { serial, unproven } => return kiosk_provenance::refused(*serial, unproven),
        PullFault::NoSource => {
            return CliError::new(Exit::Usage, "没有写来源", fault.to_string());
        }
        PullFault::Network(message) => {
            (Exit::Network, format!("KB140 来源连不上：{message}"), format!("no source can be reached: {message}"))
        }
        PullFault::Incomplete(path) => (Exit::SourceIncomplete, format!("KB141 来源缺少 {path}"), fault.to_string()),
        PullFault::Refused(refusal) if refusal.is_expiry() => {
            (Exit::Refused, format!("KB142 签名过期：{refusal}"), format!("the signatures are over: {refusal}"))
        }
        PullFault::Refused(refusal) => {
            (Exit::Refused, format!("KB143 签名不可信：{refusal}"), format!("the signatures are refused: {refusal}"))
        }
        PullFault::Trust(error) => {
            (Exit::Refused, format!("KB144 发布单不可信：{error}"), format!("the release is refused: {error}"))
        }
        PullFault::Mixed(path) => (Exit::Refused, format!("KB145 {path} 不是签名所指的文件"), fault.to_string()),
    };
    CliError::new(exit, zh, en)
        .hint("现在展示的内容没有动，下次再取", "what is shown was not touched; the next run tries again")
}
