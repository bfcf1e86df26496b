//! What a reviewer writes with a click: conflict of interest, stage, reason.
//!
//! One line each, `利益冲突：有`, `阶段：复审`, `不通过：剂量有误`; colons and letters may be full or half width. Lines
//! that quote somebody (`>`) and code fences are not the reviewer's words.

use super::Refusal;
use crate::model::roster::Stage;

/// Longest reason that is kept, in characters.
const REASON: usize = 300;

/// The words, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// A conflict of interest was declared.
    pub conflict: bool,
    /// The stage that the reviewer asks for.
    pub stage: Option<Stage>,
    /// What follows `不通过：`.
    pub objection: Option<String>,
    /// Everything, on one line.
    pub text: Option<String>,
}

impl Remarks {
    /// Reads a comment.
    ///
    /// # Errors
    /// KP719 when it names no stage that exists, or two.
    pub fn read(body: &str) -> Result<Self, Refusal> {
        let mut remarks = Self { text: one_line(body), ..Self::default() };
        let mut fenced = false;
        for line in body.lines() {
            let line = folded(line);
            let line = line.trim();
            if line.starts_with("```") || line.starts_with("~~~") {
                fenced = !fenced;
            }
            if fenced || line.starts_with('>') {
                continue;
            }
            let line = line.trim_start_matches(['-', '*', '+', ' ']);
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim().trim_matches(['*', '`']).trim();
            match key.trim().trim_matches(['*', '`']).trim().to_ascii_lowercase().as_str() {
                // Whoever writes anything but a clear no has something to declare.
                "利益冲突" | "coi" | "conflict" | "conflict of interest" => remarks.conflict |= !is_no(value),
                "阶段" | "审次" | "stage" => remarks.take_stage(value)?,
                "不通过" | "reject" => remarks.objection = one_line(value).or(remarks.objection),
                _ => {}
            }
        }
        Ok(remarks)
    }

    fn take_stage(&mut self, word: &str) -> Result<(), Refusal> {
        let lower = word.to_ascii_lowercase();
        let known = Stage::read(&lower).or_else(|| Stage::ALL.iter().copied().find(|stage| stage.en() == lower));
        // Changes of the trust files are never decided by a click.
        let stage = known.filter(|stage| *stage != Stage::Governance);
        let choices: Vec<&str> =
            Stage::ALL.iter().filter(|stage| **stage != Stage::Governance).map(|stage| stage.zh()).collect();
        let fault = |zh: String, en: &str| {
            let help = ("阶段只写一行，如“阶段：复审”", "write one line such as stage: second");
            Refusal::new(719, (zh, en.to_owned()), help)
        };
        match (stage, self.stage) {
            (None, _) => Err(fault(
                format!("评论里的阶段读不懂，可写：{}", choices.join("、")),
                "the comment names no stage that exists: initial, knowledge, second, final",
            )),
            (Some(new), Some(old)) if new != old => {
                Err(fault("评论里写了两个不同的阶段".to_owned(), "the comment names two stages"))
            }
            (Some(new), _) => {
                self.stage = Some(new);
                Ok(())
            }
        }
    }
}

fn is_no(value: &str) -> bool {
    let value = value.trim_end_matches(['。', '.', '!', ' ']).to_ascii_lowercase();
    matches!(value.as_str(), "无" | "没有" | "否" | "不存在" | "no" | "none" | "false" | "n/a")
}

/// Full-width letters, signs and spaces as their plain forms.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '﹕' | '∶' | '︰' => ':',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// A text as one line without control and invisible characters; `None` when nothing is left.
fn one_line(text: &str) -> Option<String> {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
    };
    let visible: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
    let joined: String = visible.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(REASON).collect();
    // A dash alone means "nothing" in a record.
    let joined = joined.trim().to_owned();
    (!joined.is_empty() && joined != "-").then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_declarations_in_both_widths_and_languages() {
        for (body, conflict, stage) in [
            ("利益冲突：有", true, None),
            ("利益冲突: 有，曾任顾问", true, None),
            ("利益冲突：曾任顾问", true, None),
            ("coi: yes", true, None),
            ("ＣＯＩ：ＹＥＳ", true, None),
            ("利益冲突：无。", false, None),
            ("COI: none", false, None),
            ("阶段：复审", false, Some(Stage::Second)),
            ("看过了\n\n- **阶段**：知识审核\n", false, Some(Stage::Knowledge)),
            ("stage: Final", false, Some(Stage::Final)),
            ("审次：second review", false, Some(Stage::Second)),
            ("> 利益冲突：有\n同意", false, None),
            ("```\n阶段：复审\n```", false, None),
            ("", false, None),
        ] {
            let remarks = Remarks::read(body).unwrap_or_else(|refusal| panic!("{body}: {refusal:?}"));
            assert_eq!((remarks.conflict, remarks.stage), (conflict, stage), "{body}");
        }
    }

    #[test]
    fn refuses_a_stage_that_is_none_or_two() {
        for body in ["阶段：第五审", "阶段：复审\n阶段：终审", "stage: governance", "阶段："] {
            assert_eq!(Remarks::read(body).map_err(|refusal| refusal.code), Err(719), "{body}");
        }
    }

    #[test]
    fn keeps_a_reason_on_one_line() {
        let remarks = Remarks::read("不通过：剂量\u{202e}有误\r\n第二段").expect("sound");
        assert_eq!(remarks.objection.as_deref(), Some("剂量 有误"));
        assert_eq!(remarks.text.as_deref(), Some("不通过：剂量 有误 第二段"));
        assert_eq!(Remarks::read("不通过：-").expect("sound").objection, None);
    }
}
