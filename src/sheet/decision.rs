//! The box that is signed, and the command that turns it into a record.

use std::fmt::Write as _;

use super::Sheet;
use crate::compare::escape;
use crate::model::record::Decision;
use crate::model::roster::Stage;

/// Empty lines for remarks.
const REMARKS: usize = 6;

/// The stages that decide on an article.
const STAGES: [Stage; 4] = [Stage::Initial, Stage::Knowledge, Stage::Second, Stage::Final];

/// Remarks, decision, signature.
pub(super) fn html(sheet: &Sheet<'_>) -> String {
    let short = sheet.digest.short();
    let mut html = "<section class=\"decision\">\n<h2>审核决定</h2>\n".to_owned();
    let _ = writeln!(
        html,
        "<p class=\"only\">本单只对版本 <b>{short}</b> 有效。稿件改动一个字，版本号就会变，本单随之作废。</p>"
    );
    html.push_str(
        "<table class=\"remarks\">\n<tr><th>句</th><th>意见（写明句号，例如“句 12：剂量请核对”）</th></tr>\n",
    );
    html.push_str(&"<tr><td></td><td></td></tr>\n".repeat(REMARKS));
    html.push_str("</table>\n<table class=\"box\">\n");
    let person = sheet.reviewer;
    let stages: Vec<String> =
        STAGES.iter().map(|stage| format!("{} {}", tick(sheet.stage == Some(*stage)), stage.zh())).collect();
    let name = person.map_or_else(String::new, |person| {
        let title = person.title.as_deref().map_or_else(String::new, |title| format!("，{}", escape::html(title)));
        format!("{}{title}（{}）", escape::html(&person.name), escape::html(&person.id.value))
    });
    let rows = [
        ("审核人", name),
        ("审次", stages.join("　")),
        ("决定", "□ 通过　□ 不通过".to_owned()),
        ("理由（不通过必填）", String::new()),
        ("利益关系", "□ 与本文没有利益冲突　□ 有，不参加本次审核".to_owned()),
        ("签名", String::new()),
        ("日期", "　　　　年　　月　　日".to_owned()),
    ];
    for (label, value) in rows {
        let _ = writeln!(html, "<tr><th>{label}</th><td>{value}</td></tr>");
    }
    html.push_str("</table>\n</section>\n");
    html.push_str(&commands(sheet));
    html
}

fn tick(is_on: bool) -> &'static str {
    if is_on { "☑" } else { "□" }
}

/// What to type when the sheet comes back.
fn commands(sheet: &Sheet<'_>) -> String {
    let command = |decision: Decision| escape::html(&command(sheet, decision));
    format!(
        "<section class=\"secretary\">\n<h2>收回后由经办人办理</h2>\n\
         <p>在稿件所在的目录里运行。版本不同时命令会拒绝（退出码 4），旧单批不了新稿。\
         密钥须是名册里登记给审核人本人的；签字的原件请存档。</p>\n\
         <p>通过：</p>\n<pre>{}</pre>\n<p>不通过：</p>\n<pre>{}</pre>\n</section>\n",
        command(Decision::Approve),
        command(Decision::Reject)
    )
}

/// The command for one decision; what only the paper knows is left as a word to replace.
pub(super) fn command(sheet: &Sheet<'_>, decision: Decision) -> String {
    let id = sheet.article.id();
    let person = sheet.reviewer.map_or("审核人编号", |person| person.id.value.as_str());
    let stage = sheet.stage.map_or("审次", Stage::token);
    let hex = sheet.digest.0.hex();
    let digest = hex.get(..super::COMMAND_DIGITS).unwrap_or_default();
    let more = match decision {
        Decision::Approve => String::new(),
        other => format!(" --decision {} --note \"理由\"", other.token()),
    };
    format!("kepu sign {id} --as {person} --stage {stage} --digest {digest}{more} --key 密钥文件")
}
