//! What kepu tells other programs: every form is valid for its reader, and no finding gets lost between them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::json_schema::faults;
use crate::support::repository::{NOW, QUORUM, RICE, Repo};
use crate::support::{Base, Scratch, checkout, copy_tree, list};
use kepu::cli::wire_schema::Output;
use serde_json::Value;

const CASES: [&str; 4] = ["each-format", "sixty-findings", "aligned-carets", "twenty-front-matters"];

fn lay_out(case: &str) -> Scratch {
    let scratch = Scratch::new(Base::Settings);
    copy_tree(&checkout().join("tests/cases/check").join(case).join("in"), scratch.root());
    scratch
}

fn told(site: &Scratch, format: &str) -> String {
    let ran = site.kepu(&["check", "--format", format, "--now", NOW]);
    assert_eq!(ran.code, 1, "{ran:?}");
    ran.stdout
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn items(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("small")
}

fn findings(site: &Scratch) -> Vec<Value> {
    items(&json(&told(site, "json"))["findings"]).to_vec()
}

#[test]
fn sarif_fits_the_schema_of_oasis() {
    let path = checkout().join("tests/fixtures/sarif/sarif-schema-2.1.0.json");
    let schema = json(&fs::read_to_string(path).expect("the schema"));
    for case in CASES {
        let mut log = json(&told(&lay_out(case), "sarif"));
        assert_eq!(faults(&schema, &log), Vec::<String>::new(), "{case}");
        log["runs"][0]["results"][0]["level"] = "fatal".into();
        log["runs"][0]["columnKind"] = "bytes".into();
        assert_eq!(faults(&schema, &log).len(), 2, "the schema is really asked");
    }
}

#[test]
fn sarif_points_exactly_where_json_points() {
    for case in CASES {
        let site = lay_out(case);
        let (log, found) = (json(&told(&site, "sarif")), findings(&site));
        let results = items(&log["runs"][0]["results"]);
        let rules = items(&log["runs"][0]["tool"]["driver"]["rules"]);
        assert_eq!((results.len(), log["runs"][0]["columnKind"].as_str()), (found.len(), Some("utf16CodeUnits")));
        for (result, finding) in results.iter().zip(&found) {
            assert_eq!(result["ruleId"], finding["rule"]);
            assert_eq!(rules[number(&result["ruleIndex"])]["id"], finding["rule"]);
            assert_eq!(result["partialFingerprints"]["primaryLocationLineHash"], finding["fingerprint"]);
            let place = &result["locations"][0]["physicalLocation"];
            let path = decoded(place["artifactLocation"]["uri"].as_str().expect("an address"));
            assert_eq!(Some(path.as_str()), finding["path"].as_str());
            if finding["start"].is_null() {
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(site.path(&path)).expect("a file")).replace("\r\n", "\n");
            let text = text.trim_start_matches('\u{feff}').to_owned();
            let by_units = |line: &Value, column: &Value| {
                let units: Vec<u16> = line_of(&text, number(line)).encode_utf16().take(number(column) - 1).collect();
                String::from_utf16(&units).expect("between characters")
            };
            let by_characters = |at: &Value| {
                line_of(&text, number(&at["line"])).chars().take(number(&at["column"]) - 1).collect::<String>()
            };
            let region = &place["region"];
            assert_eq!(by_units(&region["startLine"], &region["startColumn"]), by_characters(&finding["start"]));
            assert_eq!(by_units(&region["endLine"], &region["endColumn"]), by_characters(&finding["end"]));
        }
    }
}

fn line_of(text: &str, line: usize) -> &str {
    text.split('\n').nth(line - 1).expect("the line is there")
}

fn decoded(uri: &str) -> String {
    assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        let hex = |byte: u8| char::from(byte).to_digit(16).expect("a digit");
        bytes.push(match byte {
            b'%' => {
                let (high, low) = (rest.next().expect("two digits"), rest.next().expect("two digits"));
                u8::try_from(hex(high) * 16 + hex(low)).expect("a byte")
            }
            plain => plain,
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// A command as the runner of GitHub Actions reads it.
#[derive(Debug)]
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    data: String,
}

fn command(line: &str) -> Option<Command> {
    let (info, told) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let pairs = properties.split(',').filter_map(|pair| pair.split_once('='));
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
        text.replace("%25", "%")
    };
    let properties = pairs.map(|(key, value)| (key.to_owned(), property(value))).collect();
    Some(Command { name: name.to_owned(), properties, data: data(told) })
}

/// `path:line:column rule` of a finding.
fn place(finding: &Value) -> String {
    let (path, rule) = (finding["path"].as_str().expect("a path"), finding["rule"].as_str().expect("a rule"));
    let start = &finding["start"];
    if start.is_null() {
        format!("{path} {rule}")
    } else {
        format!("{path}:{}:{} {rule}", start["line"], start["column"])
    }
}

/// The places that a GitHub run shows: annotations, then the folded list.
fn annotated(text: &str) -> (Vec<Command>, Vec<String>) {
    let commands = text.lines().filter_map(command).collect();
    let plain = text.lines().filter(|line| command(line).is_none()).map(|line| {
        let (place, rest) = line.split_once(": ").expect("a place");
        format!("{place} {}", rest.split('[').nth(1).and_then(|rest| rest.split(']').next()).expect("a rule"))
    });
    (commands, plain.collect())
}

#[test]
fn annotations_and_the_log_hold_every_finding() {
    for case in CASES {
        let site = lay_out(case);
        let found = findings(&site);
        let (commands, mut seen) = annotated(&told(&site, "github"));
        let on_lines: Vec<&Command> =
            commands.iter().filter(|command| command.properties.contains_key("file")).collect();
        for command in &on_lines {
            let of = |name: &str| command.properties.get(name).cloned();
            let rule = of("title").expect("a title").split(' ').next().expect("a rule").to_owned();
            let place: Vec<String> = ["file", "line", "col"].into_iter().filter_map(of).collect();
            seen.push(format!("{} {rule}", place.join(":")));
            assert!(!command.data.is_empty());
        }
        for level in ["error", "warning", "notice"] {
            let shown = commands.iter().filter(|command| command.name == level);
            let (files, notes): (Vec<_>, Vec<_>) = shown.partition(|command| command.properties.contains_key("file"));
            assert!(files.len() + notes.len() <= 10 && notes.len() <= 1, "{case} {level}");
            let of_level = |finding: &&Value| match finding["severity"].as_str() {
                Some("error" | "fatal") => level == "error",
                Some("warning") => level == "warning",
                _ => level == "notice",
            };
            let rest = found.iter().filter(of_level).count() - files.len();
            let told = notes
                .first()
                .map_or(String::from("0"), |note| note.data.chars().filter(char::is_ascii_digit).collect());
            assert_eq!(rest.to_string(), told, "{case} {level}");
        }
        let mut wanted: Vec<String> = found.iter().map(place).collect();
        // Columns of annotations are code units; this text has characters beyond the first plane.
        if case != "each-format" && case != "aligned-carets" {
            wanted.sort();
            seen.sort();
            assert_eq!(seen, wanted, "{case}");
        }
        assert_eq!(seen.len(), found.len(), "{case}");
    }
}

#[test]
fn gitlab_gets_every_finding_under_a_name_of_its_own() {
    for case in CASES {
        let site = lay_out(case);
        let (issues, found) = (json(&told(&site, "gitlab")), findings(&site));
        let names: BTreeSet<&str> = items(&issues).iter().filter_map(|issue| issue["fingerprint"].as_str()).collect();
        assert_eq!(names.len(), found.len(), "{case}");
        for (issue, finding) in items(&issues).iter().zip(&found) {
            let fields: Vec<&String> = issue.as_object().expect("an issue").keys().collect();
            let fields: BTreeSet<&str> = fields.into_iter().map(String::as_str).collect();
            assert_eq!(fields, BTreeSet::from(["check_name", "description", "fingerprint", "location", "severity"]));
            let severity = issue["severity"].as_str().expect("a severity");
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
            assert_eq!((&issue["check_name"], &issue["location"]["path"]), (&finding["rule"], &finding["path"]));
            let line = if finding["start"].is_null() { 1 } else { number(&finding["start"]["line"]) };
            let lines = &issue["location"]["lines"];
            assert_eq!(number(&lines["begin"]), line);
            assert!(number(&lines["end"]) >= line);
        }
    }
}

#[test]
fn sixty_findings_are_all_in_the_summary_and_counted_in_the_comment() {
    let site = lay_out("sixty-findings");
    let found = findings(&site);
    assert!(found.len() >= 60, "{}", found.len());
    let summary = told(&site, "summary");
    for finding in &found {
        let (file, rule) =
            (finding["path"].as_str().expect("a path").rsplit('/').next().expect("a name"), &finding["rule"]);
        let lines: Vec<&str> = summary.lines().filter(|line| line.contains(&format!("`{file}`"))).collect();
        let place = match &finding["start"] {
            Value::Null => "整个文件".to_owned(),
            at => format!("第 {} 行第 {} 字", at["line"], at["column"]),
        };
        let rule = rule.as_str().expect("a rule");
        assert!(lines.iter().any(|line| line.contains(&place) && line.ends_with(rule)), "{finding}");
    }
    let comment = told(&site, "markdown");
    let errors = found.iter().filter(|finding| finding["severity"] == "error").count();
    assert!(comment.contains(&format!("有 {errors} 个问题要改")), "{comment}");
    let places = comment.matches("行第").count() + comment.matches("整个文件").count();
    let numbers = comment.split("另有 ").skip(1).filter_map(|rest| rest.split(' ').next()?.parse::<usize>().ok());
    let counted: usize = numbers.sum();
    assert_eq!(places + counted, found.len(), "{comment}");
}

#[test]
fn a_site_in_a_folder_counts_from_the_top_of_its_repository() {
    let repo = Repo::new();
    repo.git(&["switch", "-q", "main"]);
    let inner = repo.site.path("站点 1");
    copy_tree(&checkout().join("tests/cases/check/each-format/in"), &inner);
    for file in ["site.yaml", "reviewers.yaml", "emergencies.yaml"] {
        fs::copy(repo.site.path(file), inner.join(file)).expect("a copy");
    }
    copy_tree(&repo.site.path("themes"), &inner.join("themes"));
    repo.commit("gov-sun", "A site in a folder");
    let root = inner.to_string_lossy().into_owned();
    let ran = |format: &str| repo.site.kepu(&["--root", &root, "check", "--format", format, "--now", NOW]).stdout;
    let log = json(&ran("sarif"));
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(decoded(uri.as_str().expect("an address")).starts_with("站点 1/content/"), "{uri}");
    assert!(
        json(&ran("gitlab"))[0]["location"]["path"].as_str().is_some_and(|path| path.starts_with("站点 1/content/"))
    );
    assert!(ran("github").starts_with("::error file=站点 1/content/"), "{}", ran("github"));
    assert!(ran("short").starts_with("content/"), "people stand in the site's folder");
}

/// Every output of a command in the cases, and of the sample site.
fn printed(command: &str, more: &[&str]) -> Vec<Value> {
    let mut all = Vec::new();
    for path in list(&checkout().join("tests/cases")).into_iter().filter(|path| path.ends_with("stdout")) {
        let text = fs::read_to_string(&path).expect("a text").replace("\r\n", "\n");
        for run in format!("\n{text}").split("\n$ kepu ").skip(1) {
            let (line, said) = run.split_once('\n').unwrap_or((run, ""));
            if line.contains(command) && line.contains("--format json") {
                all.push(json(said));
            }
        }
    }
    let (sample, edited) = (Scratch::new(Base::Sample), Scratch::new(Base::Settings));
    edited.write("content/demo/index.md", RICE);
    edited.approve("content/demo", "2026-11-22T00:00:00Z", QUORUM);
    edited.write("content/demo/index.md", RICE.replace("细裂", "大裂"));
    for site in [sample, edited] {
        if command == "build --plan" {
            assert!(matches!(site.kepu(&["build", "--now", "2026-11-01T08:00:00+08:00"]).code, 0 | 1));
        }
        let words = command.split(' ').chain(more.iter().copied()).chain(["--format", "json", "--now", NOW]);
        let ran = site.kepu(&words.collect::<Vec<_>>());
        assert!(matches!(ran.code, 0 | 1), "{ran:?}");
        all.push(json(&ran.stdout));
        if command == "build --plan" {
            all.extend(planned_channel(&site));
        }
    }
    all
}

/// What the plan of a channel says before its first release and before its second.
fn planned_channel(site: &Scratch) -> Vec<Value> {
    let roots = checkout().join("roots");
    let words = ["bundle", "build", "school", "--plan", "--format", "json", "--roots", roots.to_str().expect("a path")];
    let plan = |now: &str| json(&site.kepu(&[&words[..], &["--now", now]].concat()).stdout);
    let first = plan("2026-11-23T08:00:00+08:00");
    assert_eq!(site.bundle("school", "2026-11-23T08:00:00+08:00").code, 0);
    vec![first, plan(NOW)]
}

/// The same schema without room for fields that it does not name.
pub(crate) fn closed(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut members: serde_json::Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), closed(value))).collect();
            let is_object =
                |kind: &Value| kind == "object" || kind.as_array().is_some_and(|all| all.contains(&"object".into()));
            if members.get("type").is_some_and(is_object) && !members.contains_key("additionalProperties") {
                members.insert("additionalProperties".to_owned(), false.into());
            }
            Value::Object(members)
        }
        Value::Array(list) => list.iter().map(closed).collect(),
        other => other.clone(),
    }
}

/// Names of fields by place, such as `/findings/*/rule`.
pub(crate) fn fields(value: &Value, at: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            let at = format!("{at}/{name}");
            fields(value, &at, out);
            out.insert(at);
        }),
        Value::Array(items) => items.iter().for_each(|item| fields(item, &format!("{at}/*"), out)),
        _ => {}
    }
}

pub(crate) fn described(schema: &Value, at: &str, out: &mut BTreeSet<String>) {
    for (name, own) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        described(own, &at, out);
        out.insert(at);
    }
    if let Some(items) = schema.get("items") {
        described(items, &format!("{at}/*"), out);
    }
}

#[test]
fn schemas_say_what_is_printed_and_nothing_else() {
    let commands: [(Output, &str, &[&str]); 6] = [
        (Output::Findings, "check", &[]),
        (Output::Status, "status", &[]),
        (Output::Rules, "explain", &[]),
        (Output::Repairs, "fix", &[]),
        (Output::Plan, "build --plan", &[]),
        (Output::ThemeWhy, "theme why", &["first.html", "--audience", "farmers"]),
    ];
    // What stations say and what is made of it: see `wire`.
    assert_eq!(commands.len() + 3, Output::ALL.len(), "every output is held against its schema");
    for (output, command, more) in commands {
        let schema = json(&output.schema());
        let (mut seen, mut promised) = (BTreeSet::new(), BTreeSet::new());
        described(&schema, "", &mut promised);
        for value in printed(command, more) {
            assert_eq!(faults(&closed(&schema), &value), Vec::<String>::new(), "{command}");
            fields(&value, "", &mut seen);
        }
        assert_eq!(seen, promised, "{command}");
    }
}

#[test]
fn ten_runs_on_later_commits_change_only_the_last_line() {
    let repo = Repo::new();
    repo.write("content/demo/index.md", RICE);
    repo.commit("ed-lin", "Write");
    repo.approve(&QUORUM[..2], "2026-11-22");
    repo.replace("content/demo/index.md", "细裂", "2 厘米的细裂");
    repo.commit("ed-lin", "Edit");
    let mut texts = BTreeSet::new();
    for minute in 0..10 {
        let now = format!("2026-11-24T08:{minute:02}:00+08:00");
        let ran = repo.site.kepu(&["check", "--base", "main", "--format", "markdown", "--now", &now]);
        assert_eq!(ran.code, 1, "{ran:?}");
        let (body, foot) = ran.stdout.trim_end().rsplit_once('\n').expect("lines");
        assert!(foot.contains(&now), "{foot}");
        texts.insert(body.to_owned());
        repo.commit("gov-sun", "Nothing");
    }
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts.iter().all(|text| text.starts_with("<!-- kepu:check -->\n")));
}

#[test]
fn a_comment_names_who_may_give_what_is_missing() {
    let repo = Repo::new();
    repo.write("content/demo/index.md", RICE);
    repo.commit("ed-wu", "Write");
    let ran = repo.site.kepu(&["check", "--base", "main", "--format", "markdown", "--now", NOW]);
    let missing: Vec<&str> = ran.stdout.lines().filter(|line| line.contains("可签署")).collect();
    assert_eq!(missing.len(), 4, "{}", ran.stdout);
    // The person who made the commit may not read it, the responsible editor no more than the initial review.
    assert!(missing.iter().all(|line| !line.contains("ed-wu")), "{missing:?}");
    assert!(missing.iter().filter(|line| line.contains("ed-lin")).all(|line| line.contains("初审")), "{missing:?}");
    assert!(missing[0].contains("初审") && missing[0].contains("ed-lin"), "{missing:?}");
    assert!(!ran.stdout.contains("- [ ]"), "a box to tick approves nothing");
}

#[test]
fn a_file_that_cannot_be_written_keeps_nothing_else_back() {
    let site = lay_out("each-format");
    let also = ["sarif=site.yaml/below", "human=told.txt", "json=told.json"].map(|word| format!("--also={word}"));
    let mut args = vec!["check", "--format", "short", "--color", "always", "--now", NOW];
    args.extend(also.iter().map(String::as_str));
    let ran = site.kepu(&args);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("site.yaml"), "{ran:?}");
    assert_eq!(ran.stdout.lines().count(), findings(&site).len());
    assert_eq!(items(&json(&site.read("told.json"))["findings"]).len(), findings(&site).len());
    let people = site.read("told.txt");
    assert!(people.contains("错误[KP204]") && !people.contains('\u{1b}'), "colour belongs on a terminal: {people}");
    let shown = site.kepu(&["check", "--color", "always", "--now", NOW]).stdout;
    assert!(shown.contains('\u{1b}'), "{shown}");
}

#[test]
fn the_headline_counts_what_the_sections_list() {
    let sample = Scratch::new(Base::Sample);
    let (summary, found) = (told(&sample, "summary"), findings(&sample));
    let count = |wanted: fn(&Value) -> bool| found.iter().filter(|finding| wanted(finding)).count();
    let is_error = |finding: &Value| matches!(finding["severity"].as_str(), Some("error" | "fatal"));
    let waiting = count(|finding| finding["rule"] == "KP713");
    let errors = found.iter().filter(|finding| is_error(finding)).count() - waiting;
    assert!(errors > 0 && waiting > 0 && errors + waiting < found.len());
    assert!(summary.contains(&format!("### ⛔ 有 {errors} 个问题要改，{waiting} 篇等待审核\n")), "{summary}");
    let numbers = |before: &str, after: &str| -> usize {
        let rests: Vec<&str> = summary.split(before).skip(1).collect();
        rests.iter().filter_map(|rest| rest.split(after).next()?.parse::<usize>().ok()).sum()
    };
    assert_eq!(numbers("**要改的问题（", "）"), errors, "{summary}");
    assert_eq!(numbers("<details><summary>", " 条提醒"), found.len() - errors - waiting, "{summary}");
    assert_eq!(summary.matches("签的是版本").count(), waiting);
}

#[test]
fn nobody_is_named_who_has_no_means_to_sign() {
    let named = |without: &[&str]| {
        let site = Scratch::new(Base::Settings);
        site.write("content/demo/index.md", RICE);
        let person = "  - id: kn-agr-a\n";
        let (before, rest) = site
            .read("reviewers.yaml")
            .split_once(person)
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .expect("a person");
        let (own, after) = rest.split_once("\n  - id: ").expect("the next person");
        let lines = own.lines().filter(|line| without.iter().all(|field| !line.trim_start().starts_with(field)));
        let own = lines.collect::<Vec<_>>().join("\n");
        site.write("reviewers.yaml", format!("{before}{person}{own}\n  - id: {after}"));
        let comment = told(&site, "markdown");
        assert!(comment.contains("kn-agr-b"), "{comment}");
        comment.contains("kn-agr-a")
    };
    assert!(named(&[]) && named(&["accounts:"]) && named(&["keys:"]));
    assert!(!named(&["accounts:", "keys:"]));
}

#[test]
fn a_comment_that_is_too_long_is_whole_and_names_the_rest() {
    let site = Scratch::new(Base::Settings);
    for article in 0..60 {
        let text = RICE.replace("jx-demo-text", &format!("jx-long-{article:02}"));
        let lines: String =
            (0..30).map(|line| format!("\n第 {line} 处 <i{line} a=\"{}\">。\n", "长".repeat(60))).collect();
        site.write(&format!("content/a{article:02}/index.md"), text + &lines);
    }
    let comment = told(&site, "markdown");
    assert!(comment.len() <= 60_000 && comment.len() > 30_000, "{}", comment.len());
    assert!(
        comment.starts_with("<!-- kepu:check -->\n### ⛔ 有 1800 个问题要改\n\n**放不下，没有显示：**"),
        "{comment}"
    );
    assert!(comment.contains("《例文》") && comment.trim_end().ends_with("</sub>"), "{comment}");
    assert_eq!(comment.matches("<details").count(), comment.matches("</details>").count());
    let sections = comment.matches("\n#### ").count();
    let notice = comment.lines().nth(3).expect("the notice");
    let named = notice.matches('；').count() + 1;
    let more: usize = notice.split("另有 ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or(0);
    assert_eq!(sections + named - usize::from(more > 0) + more, 60, "{notice}");
    let summary = told(&site, "summary");
    assert!(summary.len() > 60_000 && !summary.contains("放不下"), "{}", summary.len());
    assert_eq!(summary.matches("KP204").count(), 1800);
}
