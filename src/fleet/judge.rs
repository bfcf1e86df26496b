//! One station's verdict: the worst thing that is known of it, or that nothing is.

use jiff::Timestamp;

use super::heard::Heard;
use crate::kiosk::journal::Clock;

/// Days without a signature after which the content is told to be old; half of it is worth a look.
/// Source: `design/kiosk.md` §7 (2).
const STALE_DAYS: i64 = 14;
const AGING_DAYS: i64 = 7;
/// Below this an update may not fit. Source: `design/kiosk.md` §8, `reserve`.
const RESERVE_MIB: u64 = 500;

/// How bad it is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Somebody must act.
    Bad,
    /// Nothing is known.
    NoData,
    /// Worth a look.
    Attention,
    /// The newest release, every file hashed, heard lately.
    Fine,
}

/// What is known, the worst first within a grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// What it was offered was refused: somebody may be tampering, or its clock is ahead.
    Refused,
    /// It must be enrolled again at the box.
    Lost,
    /// Files are damaged.
    Damaged,
    /// Its disk takes no more.
    DiskFull,
    /// It shows nothing.
    Empty,
    /// No signature for a fortnight.
    Stale,
    /// It follows another channel than the register says.
    WrongChannel,
    /// It was never heard.
    Never,
    /// It has been silent for too long.
    Silent,
    /// The newest release goes to others first.
    Waits,
    /// It shows an older release.
    Behind,
    /// It shows a newer release than the published folder has: that folder is not the one stations see.
    Beyond,
    /// What its channel offers is not known.
    NewestUnknown,
    /// Not every file was hashed since it came.
    Unverified,
    /// Its last pull failed.
    Failing,
    /// No signature for a week.
    Aging,
    /// Its disk does not take the whole release.
    LeftOut,
    /// Its disk is nearly full.
    LowDisk,
    /// Its clock is wrong.
    Clock,
    /// Nothing is wrong.
    Fine,
}

impl Verdict {
    /// How bad it is.
    #[must_use]
    pub fn grade(self) -> Grade {
        match self {
            Self::Refused
            | Self::Lost
            | Self::Damaged
            | Self::DiskFull
            | Self::Empty
            | Self::Stale
            | Self::WrongChannel => Grade::Bad,
            Self::Never | Self::Silent => Grade::NoData,
            Self::Fine => Grade::Fine,
            _ => Grade::Attention,
        }
    }

    /// In words.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Refused => "来源被拒",
            Self::Lost => "要重新入网",
            Self::Damaged => "文件损坏",
            Self::DiskFull => "磁盘写不下",
            Self::Empty => "没有内容",
            Self::Stale => "内容过旧",
            Self::WrongChannel => "频道不对",
            Self::Never => "无数据（从未上报）",
            Self::Silent => "无数据（失联）",
            Self::Waits => "分批发布，还没轮到",
            Self::Behind => "版本落后",
            Self::Beyond => "比包库还新",
            Self::NewestUnknown => "不知最新版",
            Self::Unverified => "未核对",
            Self::Failing => "更新失败",
            Self::Aging => "签名渐旧",
            Self::LeftOut => "空间不足，内容不全",
            Self::LowDisk => "磁盘将满",
            Self::Clock => "时钟不准",
            Self::Fine => "正常",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn todo(self) -> &'static str {
        match self {
            Self::Refused => "看错误号；KB142 先校时钟，其余换来源，并上报",
            Self::Lost => "带根文件到现场 kepu kiosk enrol --again",
            Self::Damaged => "kepu kiosk verify --repair；反复坏就换盘",
            Self::LeftOut => "到现场腾空间，或换大一点的盘；下次更新自动补上",
            Self::DiskFull | Self::LowDisk => "到现场腾空间",
            Self::Empty => "kepu kiosk pull",
            Self::Stale | Self::Aging => "看网络；或送 U 盘",
            Self::WrongChannel => "核对登记册和入网时的频道",
            Self::Never => "核对编号、信标设置；派人看",
            Self::Silent => "联系责任人，看电源和网络",
            Self::Waits => "不用处理；放开用 kepu bundle build --rollout 100",
            Self::Behind | Self::Failing => "等一夜；仍如此就在机器上 kepu kiosk doctor",
            Self::Beyond => "核对报告用的 dist 是不是发布用的那份",
            Self::NewestUnknown => "用 --dist 指定离线包库",
            Self::Unverified => "kepu kiosk verify",
            Self::Clock => "校准，换主板电池",
            Self::Fine => "",
        }
    }
}

/// What a station is held against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure<'a> {
    pub(super) now: Timestamp,
    pub(super) silent_days: i64,
    pub(super) channel: &'a str,
    /// Serial of the newest release of its channel.
    pub(super) newest: Option<u64>,
}

/// Whole days from `then` to `now`.
pub(super) fn days(then: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(then).as_hours() / 24
}

/// The verdict on the last thing that was heard.
pub(super) fn judge(last: Option<&Heard>, measure: Measure<'_>) -> Verdict {
    let Some(last) = last else { return Verdict::Never };
    if days(last.at, measure.now) >= measure.silent_days {
        return Verdict::Silent;
    }
    let signed = last.signed_days.unwrap_or(0);
    let is_other = last.channel.as_deref().is_some_and(|channel| channel != measure.channel);
    let bad = [
        (last.code == Some(30), Verdict::Refused),
        (last.code == Some(50), Verdict::Lost),
        (last.is_damaged || last.code == Some(31), Verdict::Damaged),
        (last.code == Some(40), Verdict::DiskFull),
        (last.serial == Some(0), Verdict::Empty),
        (signed >= STALE_DAYS, Verdict::Stale),
        (is_other, Verdict::WrongChannel),
    ];
    let attention = [
        (measure.newest.is_none() || last.serial.is_none(), Verdict::NewestUnknown),
        (last.serial < measure.newest && last.waits.is_some() && last.waits == measure.newest, Verdict::Waits),
        (last.serial < measure.newest, Verdict::Behind),
        (last.serial > measure.newest, Verdict::Beyond),
        (last.is_verified != Some(true), Verdict::Unverified),
        (!matches!(last.code, Some(0 | 10)), Verdict::Failing),
        (signed >= AGING_DAYS || last.signed_days.is_none(), Verdict::Aging),
        (last.left_out.is_some(), Verdict::LeftOut),
        (last.free_mib.is_some_and(|free| free < RESERVE_MIB), Verdict::LowDisk),
        (last.clock.is_some_and(|clock| clock != Clock::Sound), Verdict::Clock),
    ];
    bad.into_iter().chain(attention).find(|(holds, _)| *holds).map_or(Verdict::Fine, |(_, verdict)| verdict)
}
