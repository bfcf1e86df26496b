//! What `kepu bundle build` adds to a release so that kiosks can count who approved it.

use std::path::Path;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::keys_roster::{FILE, of_site, read};
use super::{Globals, kiosk_provenance};
use crate::bundle::provenance::{ROLE, RosterFault, Snapshot, Verdict};
use crate::bundle::publish::ROOT_WARNING_DAYS;
use crate::diag::Lang;
use crate::host::files;
use crate::tuf::metadata::{Envelope, Root};

/// The signed roster, where the last root names keys for one, and what is to be said of it.
pub(super) fn roster(
    globals: &Globals,
    site: &Site,
    (folder, roots): (&Path, &[Vec<u8>]),
) -> Result<Option<(Vec<u8>, String)>, CliError> {
    let root = roots.last().and_then(|root| Envelope::read(root).and_then(|read| read.content::<Root>()).ok());
    if root.is_none_or(|root| !root.further.contains_key(ROLE)) {
        return Ok(None);
    }
    let path = folder.join(FILE);
    let Some(bytes) = files::read_if_there(&path)? else {
        let shown = path.display();
        return Err(CliError::new(
            Exit::Trust,
            format!("KB171 根文件有名册钥匙，却没有 {shown}：终端会拒绝这一版"),
            format!("KB171 the root names roster keys and there is no {shown}: kiosks would refuse the release"),
        )
        .hint(
            "由名册保管人运行 kepu keys sign-roster --key …",
            "have the keepers of the roster run kepu keys sign-roster --key …",
        ));
    };
    let signed = read(&path, &bytes)?;
    Ok(Some((bytes, notes(globals, &signed, &of_site(globals, site)))))
}

fn notes(globals: &Globals, signed: &Snapshot, present: &Snapshot) -> String {
    let mut text = String::new();
    if !signed.says_the_same(present) {
        let date = signed.date;
        text += &match globals.lang {
            Lang::Zh => format!(
                "  注意：签过的名册是 {date} 的，与 reviewers.yaml 或 site.yaml 已不一致，终端仍按它核对；请名册保管人重签（kepu keys sign-roster）\n"
            ),
            Lang::En => format!(
                "  note: the signed roster is of {date} and differs from reviewers.yaml or site.yaml; kiosks count by it. Have it signed again (kepu keys sign-roster)\n"
            ),
        };
    }
    let left = signed.expires.duration_since(globals.now).as_hours() / 24;
    if left < ROOT_WARNING_DAYS {
        text += &match globals.lang {
            Lang::Zh => format!("  注意：名册还有 {left} 天到期，到期后终端不再换新版；请重签\n"),
            Lang::En => {
                format!("  note: the roster ends in {left} days, and kiosks take nothing new then; sign it again\n")
            }
        };
    }
    text
}

pub(super) fn roster_fault(fault: &RosterFault) -> CliError {
    kiosk_provenance::roster_fault(fault, Exit::Trust).hint(
        "没有发布。由名册保管人运行 kepu keys sign-roster --key …，几位都要签",
        "nothing was published; have all keepers of the roster run kepu keys sign-roster --key …",
    )
}

pub(super) fn unproven(unproven: &[Verdict]) -> CliError {
    let list = kiosk_provenance::list(unproven);
    let n = unproven.len();
    CliError::new(
        Exit::Trust,
        format!("终端会认为有 {n} 篇没有足够的人批准，没有发布：{}", list.zh),
        format!("kiosks would find {n} articles that too few people approved; nothing was published:{}", list.en),
    )
    .hint(
        "审核人或政策改过之后，先由名册保管人重签：kepu keys sign-roster",
        "after a change of reviewers or policy, have the roster signed again first: kepu keys sign-roster",
    )
}
