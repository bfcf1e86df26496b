use super::*;
use crate::markup::parse;

fn spoken(body: &str) -> String {
    let document = parse(body);
    let opening = Opening { title: "题", summary: "要。", claim: None };
    lines(&opening, &document, &Layout::whole(&document)).join("|")
}

#[test]
fn text_is_read_in_order_without_what_only_the_eye_sees() {
    let body = "## 先看\n\n水[^s1]和**土**，~~错~~对。[见](a)\n\n![湖](b.svg \"图注\")\n\n- 一\n- 二\n\n1. 甲\n2. 乙\n\n```\n码\n```";
    assert_eq!(spoken(body), "题|要。|先看|水和土，对。见|图上是：湖。|一|二|第一，甲|第二，乙");
}

#[test]
fn a_table_is_read_row_by_row() {
    let body = "| 气温 | 怎么干 |\n|--|--|\n| 35℃以上 | 轮休[^s1] |\n| 40℃以上 | 停工。 |";
    assert_eq!(spoken(body), "题|要。|35℃以上。怎么干：轮休。|40℃以上。怎么干：停工。");
}

#[test]
fn a_claim_follows_its_verdict() {
    let body = "::: 谣言 喝酒防中暑\n\n- 真相：酒让人更缺水。[^s1]\n- 结论：谣言\n- 流传于：微信群\n\n:::";
    assert_eq!(spoken(body), "题|要。|流言核查。结论：谣言。|有人说：“喝酒防中暑”|真相：酒让人更缺水。|流传于：微信群");
}

#[test]
fn steps_quizzes_and_experiments() {
    let steps =
        "::: 步骤 调字体\n\n1. 打开设置。\n\n   ![设置](a.svg \"点这里 1,2\")\n2. 点“显示”。\n\n求助：找家人\n\n:::";
    assert_eq!(spoken(steps), "题|要。|步骤：调字体|第一步，打开设置。|第二步，点“显示”。|求助：找家人");
    let quiz = "::: 测验 几？\n\n- [ ] 一\n- [x] 二\n\n为什么：一加一。\n\n:::";
    assert_eq!(spoken(quiz), "题|要。|测验：几？|A，一|B，二|答案：B。|为什么：一加一。");
    let experiment = "::: 实验 水\n\n- 材料：水\n- 大人陪同：要\n\n1. 倒。\n\n:::";
    assert_eq!(spoken(experiment), "题|要。|实验：水|大人陪同：要|材料：水|第一步，倒。");
}

#[test]
fn readings_stand_behind_their_words() {
    assert_eq!(spoken("防[[黄龙病]]，$x+1$。"), "题|要。|防黄龙病，（公式见原文）。");
    assert_eq!(spoken("{中暑|zhòng shǔ}要急救，{未完。"), "题|要。|中暑（zhòng shǔ）要急救，{未完。");
}

#[test]
fn numbers_in_words() {
    let words: Vec<String> = [0, 1, 10, 12, 20, 99, 100].into_iter().map(chinese_number).collect();
    assert_eq!(words, ["零", "一", "十", "十二", "二十", "九十九", "100"]);
}
