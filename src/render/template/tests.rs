use super::*;
use crate::render::profile::tests::sound;

fn files(extra: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<_, _> =
        REQUIRED.iter().map(|name| (format!("templates/{name}"), b"<p>{{ word }}</p>".to_vec())).collect();
    files.extend(extra.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    files
}

/// The themes of a test, the chosen one first.
fn layers(themes: &[(&str, BTreeMap<String, Vec<u8>>)]) -> Vec<Layer> {
    themes.iter().map(|(name, files)| Layer { name: (*name).to_owned(), files: files.clone() }).collect()
}

fn alone(files: BTreeMap<String, Vec<u8>>, ids: &[String]) -> Result<Theme, Vec<TemplateFault>> {
    compile(&layers(&[("t", files)]), ids)
}

#[derive(Serialize)]
struct View {
    word: &'static str,
}

fn faults(extra: &[(&str, &str)]) -> Vec<(String, usize, usize)> {
    let ids = vec!["readers".to_owned()];
    let faults = alone(files(extra), &ids).err().unwrap_or_default();
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
    let theme = alone(files(&own), &["readers".to_owned()])?;
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
        ["themes/t/audiences/readers/templates/home.html", "themes/t/templates/a.html"]
    );
    assert_eq!(told[0].1, 2);
}

#[test]
fn tells_all_broken_references_at_once() {
    let broken = [("templates/a.html", "{{ x | nope }}"), ("templates/b.html", "\n{% include \"gone.html\" %}")];
    let told = faults(&broken);
    // Base and edition see the same two files; each fault is told once.
    assert_eq!(told, [("themes/t/templates/a.html".to_owned(), 1, 8), ("themes/t/templates/b.html".to_owned(), 2, 12)]);
}

#[test]
fn names_what_is_missing() {
    let mut few = files(&[]);
    few.remove("templates/about.html");
    few.insert("templates/bad.html".to_owned(), vec![0xff]);
    let told = alone(few, &[]).err().unwrap_or_default();
    let paths: Vec<_> = told.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["themes/t/templates/about.html", "themes/t/templates/bad.html"]);
    assert_eq!(
        faults(&[("templates/a.html", "{% extends \"none.html\" %}")]),
        [("themes/t/templates/a.html".to_owned(), 0, 0)]
    );
}

#[test]
fn undefined_variables_are_errors() -> Result<(), Vec<TemplateFault>> {
    let theme = alone(files(&[("templates/list.html", "{{ word }}\n {{ wrod }}")]), &[])?;
    let fault = theme.render("anyone", "list.html", &View { word: "x" }).err();
    assert_eq!(fault.map(|fault| (fault.path, fault.line)), Some(("themes/t/templates/list.html".to_owned(), 2)));
    assert!(theme.render("anyone", "none.html", &View { word: "x" }).is_err());
    Ok(())
}

#[test]
fn edition_css_is_tokens_then_overrides() -> Result<(), Vec<TemplateFault>> {
    let own = [("audiences/readers/edition.css", "h1{color:red}")];
    let theme = alone(files(&own), &["readers".to_owned()])?;
    let css = theme.edition_css(&sound(), &[]);
    assert!(css.starts_with(":root{") && css.ends_with("h1{color:red}"));
    Ok(())
}

fn over(child: &[(&str, &str)], base: &[(&str, &str)]) -> Result<Theme, Vec<TemplateFault>> {
    let child = child.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    compile(&layers(&[("child", child), ("base", files(base))]), &["readers".to_owned()])
}

#[test]
fn a_theme_takes_what_it_lacks_from_the_one_below() -> Result<(), Vec<TemplateFault>> {
    let base = [
        ("templates/layout.html", "<i>{% block main %}{% endblock main %}</i>"),
        ("templates/list.html", "{% extends \"layout.html\" %}{% block main %}base{% endblock main %}"),
        ("audiences/readers/templates/home.html", "own of base"),
        ("static/base.css", "base"),
        ("static/icon.svg", "base"),
        ("audiences/readers/edition.css", "/* base */"),
    ];
    let child = [("templates/layout.html", "<b>{% block main %}{% endblock main %}</b>"), ("static/base.css", "child")];
    let theme = over(&child, &base)?;
    let render = |audience: &str, name: &str| theme.render(audience, name, &View { word: "w" });
    let page = |audience, name| render(audience, name).map_err(|fault| vec![fault]);
    assert_eq!(page("anyone", "list.html")?, "<b>base</b>", "the frame is the child's, the page the base's");
    assert_eq!(page("readers", "home.html")?, "own of base");
    assert_eq!(theme.path_of("readers", "home.html"), "themes/base/audiences/readers/templates/home.html");
    assert_eq!(theme.path_of("readers", "layout.html"), "themes/child/templates/layout.html");
    let statics: Vec<_> = theme.static_files().collect();
    assert_eq!(statics, [("base.css", b"child".as_slice()), ("icon.svg", b"base")]);
    assert!(theme.edition_css(&sound(), &[]).ends_with("/* base */"));
    Ok(())
}

#[test]
fn an_audience_of_the_base_goes_before_the_base_but_not_before_the_child() -> Result<(), Vec<TemplateFault>> {
    let base = [("audiences/readers/templates/list.html", "base, readers")];
    let theme = over(&[("templates/list.html", "child, all")], &base)?;
    assert_eq!(theme.path_of("readers", "list.html"), "themes/child/templates/list.html");
    let theme = over(&[("audiences/readers/templates/list.html", "child, readers")], &base)?;
    assert_eq!(theme.path_of("readers", "list.html"), "themes/child/audiences/readers/templates/list.html");
    assert_eq!(theme.path_of("anyone", "list.html"), "themes/base/templates/list.html");
    Ok(())
}

#[test]
fn a_template_may_change_one_block_of_its_namesake() -> Result<(), Vec<TemplateFault>> {
    let base = [("templates/list.html", "<i>{% block a %}1{% endblock a %}{% block b %}2{% endblock b %}</i>")];
    let child = [("templates/list.html", "{% extends \"base/list.html\" %}{% block b %}3{% endblock b %}")];
    let html = over(&child, &base)?.render("anyone", "list.html", &View { word: "w" }).map_err(|fault| vec![fault])?;
    assert_eq!(html, "<i>13</i>");
    Ok(())
}

#[test]
fn a_block_that_the_parent_has_renamed_is_a_fault_at_its_line() {
    let base = [("templates/layout.html", "{% block content %}{% block inner %}{% endblock %}{% endblock %}")];
    let child = [(
        "templates/list.html",
        "{#- {% block x %} -#}\n{% extends \"layout.html\" %}\n  {%- block main -%}{% block deep %}{% endblock %}{% endblock %}{% block inner %}{% endblock %}",
    )];
    let told = over(&child, &base).err().unwrap_or_default();
    let [fault] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((fault.path.as_str(), fault.line, fault.column), ("themes/child/templates/list.html", 3, 3));
    for word in ["themes/base/templates/layout.html", "main", "content、inner"] {
        assert!(fault.message.zh.contains(word), "{word} in {}", fault.message.zh);
    }
}
