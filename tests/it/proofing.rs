//! Proofreading: changed lines only in a change, and no false alarm in the sample content.

use kepu::host::disk::DiskSources;
use kepu::markup;
use kepu::markup::outline::BlockKind;
use kepu::model::history::NoHistory;
use kepu::pipeline;
use kepu::rules::is_proofing;

use crate::support::repository::Repo;

const INDEX: &str = "content/demo/index.md";

/// A repository whose main branch has an article with an old fault: a doubled word.
fn with_an_old_fault() -> Repo {
    let repo = Repo::new();
    repo.article();
    repo.write(INDEX, &(repo.site.read(INDEX) + "\n每天进行进行观察。\n\n## “蓓蕾行动”\n\n说明。\n"));
    repo.commit("ed-lin", "Write");
    repo.merge();
    repo
}

fn proofing(repo: &Repo, more: &[&str]) -> Vec<String> {
    let checked = repo.check_with(more);
    assert!(checked.code <= 1, "{}", checked.said);
    let is_own =
        |rule: &String| rule.trim_start_matches("KP").parse().is_ok_and(|code| is_proofing(kepu::diag::Code(code)));
    assert!(!checked.errors.iter().any(is_own), "proofreading only warns: {}", checked.said);
    checked.others.into_iter().filter(is_own).collect()
}

#[test]
fn a_new_article_answers_for_every_line() {
    let repo = Repo::new();
    repo.article();
    assert_eq!(proofing(&repo, &[]), [""; 0]);
    repo.write(INDEX, &(repo.site.read(INDEX) + "\n每天进行进行观察。\n"));
    repo.commit("ed-lin", "Add");
    assert_eq!(proofing(&repo, &[]), ["KP214"]);
}

#[test]
fn old_lines_are_silent() {
    let repo = with_an_old_fault();
    repo.replace(INDEX, "细裂", "大裂");
    repo.commit("ed-lin", "Edit another line");
    assert_eq!(proofing(&repo, &[]), [""; 0]);
    assert_eq!(proofing(&repo, &["--all"]), [""; 0]);
    repo.replace(INDEX, "观察。", "记录。");
    repo.commit("ed-lin", "Edit the line");
    assert_eq!(proofing(&repo, &[]), ["KP214"]);
    let whole = repo.site.kepu(&["check", "--format", "short", "--now", crate::support::repository::NOW]);
    assert!(whole.stdout.contains("KP214"), "a check of the whole site tells old faults too: {whole:?}");
}

#[test]
fn a_moved_article_is_compared_with_itself() {
    let repo = with_an_old_fault();
    repo.git(&["mv", "content/demo", "content/moved"]);
    repo.commit("ed-lin", "Move");
    assert_eq!(proofing(&repo, &[]), [""; 0]);
}

#[test]
fn a_new_line_that_disagrees_with_an_old_one_is_told() {
    let repo = with_an_old_fault();
    repo.replace(INDEX, "说明。", "实施“培蕾行动”。");
    repo.commit("ed-lin", "Edit");
    assert_eq!(proofing(&repo, &[]), ["KP216"]);
}

#[test]
fn the_other_place_may_be_the_changed_one() {
    let repo = Repo::new();
    repo.article();
    repo.write(INDEX, &(repo.site.read(INDEX) + "\n## “蓓蕾行动”\n\n实施“蓓蕾行动”。\n"));
    repo.commit("ed-lin", "Write");
    repo.merge();
    // The heading is now the rarer spelling's partner: the finding stands at the old line and concerns the new one.
    repo.replace(INDEX, "## “蓓蕾行动”", "## “培蕾行动”");
    repo.commit("ed-lin", "Edit the heading");
    assert_eq!(proofing(&repo, &[]), ["KP216"]);
}

/// Paragraphs below which the test would prove little.
const ENOUGH: usize = 200;

#[test]
fn the_sample_has_many_paragraphs_and_no_false_alarm() {
    let sources = DiskSources::new(crate::support::checkout());
    let library = pipeline::load(&sources).unwrap_or_else(|_| panic!("the sample loads"));
    let is_paragraph = |kind: BlockKind| matches!(kind, BlockKind::Paragraph | BlockKind::Item);
    let documents = library.articles.values().map(|article| markup::parse(&article.body.text));
    let paragraphs: usize =
        documents.map(|document| document.outline.blocks.iter().filter(|block| is_paragraph(block.kind)).count()).sum();
    assert!(paragraphs >= ENOUGH, "{paragraphs} paragraphs");
    let now: jiff::Timestamp = crate::support::repository::NOW.parse().expect("a time");
    let judged = pipeline::judge(&library, &sources, &NoHistory, now).expect("the sample's files");
    let alarms: Vec<_> = judged.findings.iter().filter(|finding| is_proofing(finding.code)).collect();
    assert!(alarms.is_empty(), "{alarms:#?}");
}
