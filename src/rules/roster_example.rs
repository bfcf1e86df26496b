//! A whole small trust file, for examples of the rules about people and policy.

/// A sound `reviewers.yaml`; the lines given are added to the people, or stand for the knowledge reviewer, or are
/// added to the classes.
macro_rules! roster {
    () => {
        $crate::rules::roster_example::roster!("")
    };
    ($people:literal) => {
        $crate::rules::roster_example::roster!(
            "  - {id: kn-an, name: 示例专家·安, active: {from: 2022-01-01}, stages: [knowledge], domains: [medicine, agriculture, safety, ecology, materials, energy, information, meteorology, education, policy, food]}\n",
            $people
        )
    };
    ($knowledge:literal, $people:literal) => {
        $crate::rules::roster_example::roster!($knowledge, $people, "")
    };
    ($knowledge:literal, $people:literal, $classes:literal) => {
        concat!(
            "kepu_reviewers: 1\norganisations:\n  demo-center: {name: 示例省科普中心}\npeople:\n",
            "  - {id: ed-lin, name: 示例编辑·林, active: {from: 2022-01-01}, stages: [initial]}\n",
            $knowledge,
            "  - {id: se-chen, name: 示例复审·陈, active: {from: 2022-01-01}, stages: [second]}\n",
            "  - {id: fi-zhou, name: 示例终审·周, active: {from: 2022-01-01}, stages: [final, governance], roles: [duty, chief]}\n",
            $people,
            "policy:\n  - since: 2022-01-01\n    classes:\n",
            "      - {id: base, when: {}, need: {initial: 1, knowledge: 1, second: 1, final: 1}, domain: {knowledge: primary_topic}}\n",
            $classes,
            "    retract: {need: {final: 1}}\n    governance: {need: {governance: 1}}\n    emergencies_file: {need: {final: 1}}\n",
            "    protected: [site.yaml, reviewers.yaml]\n",
        )
    };
}
pub(super) use roster;
