//! A review on a forge, for examples of the rules about records that are made from clicks.

/// The roster, an article (`jx-example-article`, editor `ed-lin`), a review on Gitee by account `$account` of a pull
/// request that `$author` opened, the forge's own fresh copy, in which `$accepted` has accepted, and the addresses of
/// the commits; then any other files. On the roster: 90002 `ed-wu`, 90013 `kn-an`, both with addresses.
macro_rules! review {
    (account $account:literal, opened by $author:literal, accepted by $accepted:literal, commits $emails:literal $(, $name:literal => $text:expr)* $(,)?) => {
        $crate::rules::Example {
            files: &[
                ("reviewers.yaml", $crate::rules::review_example::PEOPLE),
                ("content/demo/index.md", "---\n...\n---\n\n正文。\n"),
                ("event.json", concat!(
                    "{\"hook_name\": \"merge_request_hooks\", \"action\": \"approved\",\n",
                    " \"pull_request\": {\"number\": 12, \"user\": {\"id\": ", $author, "}, \"updated_at\": \"2026-10-30T10:00:00+08:00\",\n",
                    "  \"head\": {\"sha\": \"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f\"}, \"base\": {\"repo\": {\"path_with_namespace\": \"demo/kepu\"}}},\n",
                    " \"updated_by\": {\"id\": ", $account, ", \"login\": \"demo-an\", \"type\": \"User\"}}\n",
                )),
                ("confirm.json", concat!(
                    "{\"html_url\": \"https://gitee.com/demo/kepu/pulls/12\", \"head\": {\"sha\": \"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f\"},\n",
                    " \"assignees_number\": 1, \"assignees\": [{\"id\": ", $accepted, ", \"accept\": true}]}\n",
                )),
                ("commits", $emails),
                $(($name, $text),)*
            ],
            now: None,
        }
    };
}
pub(super) use review;

/// A trust file with a recorder for one repository.
pub(super) const PEOPLE: &str = super::roster_example::roster!(
    "  - {id: kn-an, name: 示例专家·安, active: {from: 2022-01-01}, stages: [knowledge], domains: [medicine, agriculture, safety, ecology, materials, energy, information, meteorology, education, policy, food], accounts: [{platform: gitee, id: 90013, login: demo-an, from: 2022-01-01}], emails: [an@kepu.example.org]}\n",
    "  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial], accounts: [{platform: gitee, id: 90002, from: 2022-01-01}], emails: [ed-wu@kepu.example.org]}\nrecorders:\n  - {id: ci-gitee, platforms: [gitee], repos: [\"gitee:demo/kepu\"], keys: [{key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA8iwHunvfmRMfdKNc0jM2IP2UICsViLcsw6W/1vZT+y\", from: 2022-01-01}]}\n",
    ""
);
