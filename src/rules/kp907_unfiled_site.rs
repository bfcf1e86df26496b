//! KP907 · unfiled-site · A public site shows its filing number and how to complain.

use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::markup::href::host;
use crate::model::path::SourcePath;

use super::{Check, Example, Rule, SiteCx};

/// Settings with an address and what follows it.
macro_rules! settings {
    ($($rest:literal),*) => {
        Example {
            files: &[("emergencies.yaml", "kepu_emergencies: 1\nevents: []\n"), (
                "site.yaml",
                concat!(
                    "kepu_site: 1\nproject: 3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55\ntitle: 示例站\npublisher: 示例省科普中心\n",
                    "topics:\n  - {id: health.heat, label: 防暑, domain: medicine}\n",
                    "regions:\n  - {code: \"360000\", label: 江西省}\n",
                    $($rest,)*
                ),
            )],
            now: None,
        }
    };
}

pub(super) static RULE: Rule = Rule {
    code: 907,
    name: "unfiled-site",
    severity: Severity::Error,
    since: "0.1",
    zh: "站点缺少备案号、投诉入口等必备信息",
    en: "site lacks filing number or complaint entry",
    what: "检查 site.yaml 的 `filings`（备案号）和 `complaint`（投诉入口）。`base_url` 还是示例域名、本机或内网地址时只提醒；\
           换成正式域名后算错误：投诉入口也不能再用示例邮箱。网页照常生成，应急信息不会因此出不去；\
           要拦住发布，用 `kepu build --strict`。首页上看不到它们时，见 KP909。",
    why: "网站须在主页底部标明备案编号并链接到备案系统；读者发现错误要有地方说。没有备案号，网站可能被关停。",
    fix: "在 site.yaml 写上 `filings: [{number: 备案号, url: \"https://beian.miit.gov.cn/\"}]` 和 \
          `complaint: {label: 内容有误？告诉我们, url: \"mailto:邮箱\"}`，经治理审批合并。",
    english: "A public site states its filing number with a link at the foot of the home page and tells readers how to complain. \
              While base_url is a reserved, local or private name this is a warning; with a real domain it is an error, and a \
              complaint address in a reserved domain is one too. Pages are made all the same, so that an emergency notice \
              gets out; `kepu build --strict` stops. Fill in filings and complaint in site.yaml.",
    source: Some("非经营性互联网信息服务备案管理办法第十三条；网络信息内容生态治理规定第十六条"),
    bad: &[
        settings!("base_url: ⟦https://kepu.gov.cn/⟧\n"),
        settings!(
            "base_url: ⟦https://kepu.gov.cn/⟧\nfilings: [{number: 某ICP备1号, url: \"https://beian.miit.gov.cn/\"}]\n",
            "complaint: {label: 投诉, url: \"mailto:complaint@kepu.example.org\"}\n"
        ),
        settings!("base_url: ⟦https://kepu.example.org/⟧\n"),
    ],
    good: &[settings!(
        "base_url: https://kepu.gov.cn/\nfilings: [{number: 某ICP备1号, url: \"https://beian.miit.gov.cn/\"}]\n",
        "complaint: {label: 投诉, url: \"mailto:complaint@kepu.gov.cn\"}\n"
    )],
    check: Check::Site(check),
};

fn check(cx: &SiteCx<'_>, out: &mut Findings) {
    let settings = cx.settings;
    let is_public = host(&settings.base_url.value).is_none_or(|host| !is_reserved(&host));
    let mut lacks = Vec::new();
    if settings.filings.is_empty() {
        lacks.push(Bilingual::new("没有备案号（filings）", "no filing number (filings)"));
    }
    match &settings.complaint {
        None => lacks.push(Bilingual::new("没有投诉入口（complaint）", "no complaint entry (complaint)")),
        Some(complaint) if is_public && domain(&complaint.url).is_some_and(|domain| is_reserved(&domain)) => {
            lacks.push(Bilingual::new("投诉入口还是示例地址", "a complaint entry that is only an example"));
        }
        Some(_) => {}
    }
    let Ok(path) = SourcePath::new("site.yaml") else { return };
    let severity = if is_public { RULE.severity } else { Severity::Warning };
    for lack in lacks {
        let message = Bilingual::new(format!("站点{}", lack.zh), format!("the site has {}", lack.en));
        let finding = Diagnostic::at(RULE.code, severity, &path, settings.base_url.span, message);
        out.push(finding.help(
            "正式上线前，在 site.yaml 里填写 filings 和 complaint",
            "fill in filings and complaint in site.yaml before the site goes public",
        ));
    }
}

/// The domain that an address or a mail link leads to.
fn domain(url: &str) -> Option<String> {
    match url.strip_prefix("mailto:") {
        Some(mail) => mail.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()),
        None => host(url),
    }
}

/// Names that no public site can have. Source: RFC 2606, RFC 6761, RFC 1918, RFC 8375.
fn is_reserved(host: &str) -> bool {
    const NAMES: &[&str] =
        &["example.org", "example.com", "example.net", "example", "test", "invalid", "localhost", "local", "home.arpa"];
    let is_named =
        NAMES.iter().any(|name| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    let address = host.parse::<std::net::Ipv4Addr>();
    is_named || !host.contains('.') || address.is_ok_and(|ip| ip.is_private() || ip.is_loopback() || ip.is_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_and_public_names() {
        for (host, expected) in [
            ("kepu.example.org", true),
            ("example.com", true),
            ("localhost", true),
            ("kepu.local", true),
            ("kepu", true),
            ("192.168.1.4", true),
            ("172.20.0.1", true),
            ("kepu.gov.cn", false),
            ("notexample.org", false),
            ("8.8.8.8", false),
        ] {
            assert_eq!(is_reserved(host), expected, "{host}");
        }
    }
}
