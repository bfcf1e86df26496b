use super::*;
use crate::render::profile::tests::sound;

fn files(extra: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<_, _> =
        REQUIRED.iter().map(|name| (format!("templates/{name}"), b"<p>{{ word }}</p>".to_vec())).collect();
    files.extend(extra.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    files
}

#[derive(Serialize)]
struct View {
    word: &'static str,
}

fn faults(extra: &[(&str, &str)]) -> Vec<(String, usize, usize)> {
    let ids = vec!["readers".to_owned()];
    let faults = compile("t", &files(extra), &ids).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.path, fault.line, fault.column)).collect()
}

#[test]
fn escapes_and_overrides_by_edition() -> Result<(), Vec<TemplateFault>> {
    let own = [
        ("audiences/readers/templates/list.html", "<b>{{ word }}</b>"),
        ("audiences/others/templates/list.html", "{% broken"),
        ("static/a/base.css", "x"),
        ("README.md", "x"),
    ];
    let theme = compile("t", &files(&own), &["readers".to_owned()])?;
    let view = View { word: "<&\"'" };
    let render = |audience: &str| theme.render(audience, "list.html", &view).map_err(|fault| vec![fault]);
    assert_eq!(render("anyone")?, "<p>&lt;&amp;&quot;&#39;</p>");
    assert_eq!(render("readers")?, "<b>&lt;&amp;&quot;&#39;</b>");
    assert_eq!(theme.static_files().map(|(path, _)| path).collect::<Vec<_>>(), ["a/base.css"]);
    Ok(())
}

#[test]
fn tells_all_syntax_errors_at_once() {
    let broken = [("templates/a.html", "好{{ }}"), ("audiences/readers/templates/home.html", "x\n{% if %}")];
    let told = faults(&broken);
    assert_eq!(
        told.iter().map(|fault| fault.0.as_str()).collect::<Vec<_>>(),
        ["audiences/readers/templates/home.html", "templates/a.html"]
    );
    assert_eq!(told[0].1, 2);
}

#[test]
fn tells_all_broken_references_at_once() {
    let broken = [("templates/a.html", "{{ x | nope }}"), ("templates/b.html", "\n{% include \"gone.html\" %}")];
    let told = faults(&broken);
    // Base and edition see the same two files; each fault is told once.
    assert_eq!(told, [("templates/a.html".to_owned(), 1, 8), ("templates/b.html".to_owned(), 2, 12)]);
}

#[test]
fn names_what_is_missing() {
    let mut few = files(&[]);
    few.remove("templates/about.html");
    few.insert("templates/bad.html".to_owned(), vec![0xff]);
    let told = compile("t", &few, &[]).err().unwrap_or_default();
    let paths: Vec<_> = told.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["templates/about.html", "templates/bad.html"]);
    assert_eq!(faults(&[("templates/a.html", "{% extends \"none.html\" %}")]), [("templates/a.html".to_owned(), 0, 0)]);
}

#[test]
fn undefined_variables_are_errors() -> Result<(), Vec<TemplateFault>> {
    let theme = compile("t", &files(&[("templates/list.html", "{{ word }}\n {{ wrod }}")]), &[])?;
    let fault = theme.render("anyone", "list.html", &View { word: "x" }).err();
    assert_eq!(fault.map(|fault| (fault.path, fault.line)), Some(("templates/list.html".to_owned(), 2)));
    assert!(theme.render("anyone", "none.html", &View { word: "x" }).is_err());
    Ok(())
}

#[test]
fn edition_css_is_tokens_then_overrides() -> Result<(), Vec<TemplateFault>> {
    let own = [("audiences/readers/edition.css", "h1{color:red}")];
    let theme = compile("t", &files(&own), &["readers".to_owned()])?;
    let css = theme.edition_css(&sound(), &[]);
    assert!(css.starts_with(":root{") && css.ends_with("h1{color:red}"));
    Ok(())
}
