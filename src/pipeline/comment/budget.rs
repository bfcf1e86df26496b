//! What fits: whole sections stay or go, the least needed go first, and whatever goes is named. A section that stays
//! is never cut inside, so that no list and no `<details>` is left open.

use crate::diag::Lang;

/// How much a section is needed, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Changes,
    Remarks,
    Blocking,
}

/// A part that makes sense by itself, with the name that stands for it when there is no room.
pub(super) struct Section {
    pub(super) rank: Rank,
    pub(super) name: String,
    pub(super) text: String,
}

/// Sections named in the notice; of more only the number is told.
const NAMED: usize = 20;
/// Longest name in characters.
const LONGEST: usize = 80;
/// Room kept for the notice, in bytes: so many names of so many characters, and some words.
const NOTICE: usize = NAMED * (LONGEST * 4 + 8) + 400;

pub(super) struct Budget {
    /// Bytes in all.
    pub(super) limit: usize,
    pub(super) lang: Lang,
}

impl Budget {
    /// Head, notice, what fits of the sections, foot.
    pub(super) fn spend(&self, head: &str, mut sections: Vec<Section>, foot: &str) -> String {
        let mut size = head.len() + foot.len() + sections.iter().map(|section| section.text.len()).sum::<usize>();
        let mut left_out: Vec<usize> = Vec::new();
        if size > self.limit {
            let room = self.limit.saturating_sub(NOTICE);
            let mut order: Vec<usize> = (0..sections.len()).collect();
            order.sort_by_key(|at| (sections[*at].rank, std::cmp::Reverse(*at)));
            for at in order {
                if size <= room {
                    break;
                }
                size -= sections[at].text.len();
                sections[at].text.clear();
                left_out.push(at);
            }
            left_out.sort_unstable();
        }
        let names: Vec<&str> = left_out.iter().map(|at| sections[*at].name.as_str()).collect();
        let body: String = sections.iter().map(|section| section.text.as_str()).collect();
        format!("{head}{}{body}{foot}", self.notice(&names))
    }

    fn notice(&self, names: &[&str]) -> String {
        if names.is_empty() {
            return String::new();
        }
        let short = |name: &&str| {
            let cut = name.chars().count() > LONGEST;
            name.chars().take(LONGEST).chain(cut.then_some('…')).collect::<String>()
        };
        let list: Vec<String> = names.iter().take(NAMED).map(short).collect();
        let more = names.len().saturating_sub(NAMED);
        match self.lang {
            Lang::Zh => {
                let more = if more > 0 { format!("；另有 {more} 部分") } else { String::new() };
                format!(
                    "**放不下，没有显示：**{}{more}。全部内容见检查任务的摘要，或运行 `kepu check --format json`。\n\n",
                    list.join("；")
                )
            }
            Lang::En => {
                let more = if more > 0 { format!("; and {more} more parts") } else { String::new() };
                format!(
                    "**No room for:** {}{more}. Everything: the summary of the check, or `kepu check --format json`.\n\n",
                    list.join("; ")
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(rank: Rank, name: &str, size: usize) -> Section {
        let open = format!("<details><summary>{name}</summary>\n\n");
        Section { rank, name: name.to_owned(), text: format!("{open}{}\n</details>\n\n", "字".repeat(size / 3)) }
    }

    fn spent(limit: usize) -> String {
        let sections = vec![
            section(Rank::Blocking, "甲", 6_000),
            section(Rank::Remarks, "甲 2 条提醒", 6_000),
            section(Rank::Changes, "甲的改动", 6_000),
            section(Rank::Blocking, "乙", 6_000),
            section(Rank::Changes, "乙的改动", 6_000),
        ];
        Budget { limit, lang: Lang::Zh }.spend("头\n", sections, "尾\n")
    }

    #[test]
    fn the_least_needed_goes_first_and_is_named() {
        for (limit, expected) in [
            (40_000, ""),
            (30_000, "甲的改动；乙的改动"),
            (20_000, "甲 2 条提醒；甲的改动；乙的改动"),
            (15_000, "甲 2 条提醒；甲的改动；乙；乙的改动"),
            (8_000, "甲；甲 2 条提醒；甲的改动；乙；乙的改动"),
        ] {
            let text = spent(limit);
            let said = text.split("没有显示：**").nth(1).map_or("", |rest| rest.split('。').next().unwrap_or(""));
            assert_eq!(said, expected, "{limit}");
            assert!(text.len() <= limit, "{limit}: {}", text.len());
            assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
            assert!(text.starts_with("头\n") && text.ends_with("尾\n"));
        }
    }

    #[test]
    fn a_thousand_names_are_counted() {
        let sections = (0..1_000).map(|n| section(Rank::Blocking, &format!("第 {n} 篇{}", "长".repeat(200)), 300));
        let text = Budget { limit: 60_000, lang: Lang::Zh }.spend("", sections.collect(), "");
        assert!(text.len() <= 60_000 && text.contains("；另有 "), "{}", text.len());
    }
}
