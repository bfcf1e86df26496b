//! A message, as far as it is written and understood here. The words are those of the standard.

use jiff::Timestamp;

use crate::model::token::vocabulary;

vocabulary! {
    /// What a message is for.
    Status {
        Actual = "Actual", "真实", "actual";
        Exercise = "Exercise", "演练", "exercise";
        System = "System", "系统内部", "system";
        Test = "Test", "测试", "test";
        Draft = "Draft", "草稿", "draft";
    }
}

vocabulary! {
    /// What a message does.
    MessageType {
        Alert = "Alert", "发布", "alert";
        Update = "Update", "更新", "update";
        Cancel = "Cancel", "解除", "cancel";
        Ack = "Ack", "收到", "acknowledgement";
        Error = "Error", "拒收", "error";
    }
}

vocabulary! {
    /// Who may read it.
    Scope {
        Public = "Public", "公开", "public";
        Restricted = "Restricted", "限制发布", "restricted";
        Private = "Private", "指定收件人", "private";
    }
}

vocabulary! {
    /// What kind of event it is about.
    Category {
        Geo = "Geo", "地质", "geophysical";
        Met = "Met", "气象", "meteorological";
        Safety = "Safety", "公共安全", "safety";
        Security = "Security", "治安", "security";
        Rescue = "Rescue", "救援", "rescue";
        Fire = "Fire", "火灾", "fire";
        Health = "Health", "卫生", "health";
        Env = "Env", "环境", "environment";
        Transport = "Transport", "交通", "transport";
        Infra = "Infra", "基础设施", "infrastructure";
        Cbrne = "CBRNE", "核生化爆", "CBRNE";
        Other = "Other", "其他", "other";
    }
}

vocabulary! {
    /// What people are to do.
    ResponseType {
        Shelter = "Shelter", "就地躲避", "shelter";
        Evacuate = "Evacuate", "撤离", "evacuate";
        Prepare = "Prepare", "做好准备", "prepare";
        Execute = "Execute", "照预案行动", "execute";
        Avoid = "Avoid", "避开", "avoid";
        Monitor = "Monitor", "留意消息", "monitor";
        Assess = "Assess", "评估", "assess";
        AllClear = "AllClear", "解除", "all clear";
        None = "None", "无须行动", "none";
    }
}

vocabulary! {
    /// How soon one has to act.
    Urgency {
        Immediate = "Immediate", "立即", "immediate";
        Expected = "Expected", "很快", "expected";
        Future = "Future", "将来", "future";
        Past = "Past", "已过", "past";
        Unknown = "Unknown", "不明", "unknown";
    }
}

vocabulary! {
    /// How bad it is.
    Severity {
        Extreme = "Extreme", "特别严重", "extreme";
        Severe = "Severe", "严重", "severe";
        Moderate = "Moderate", "较重", "moderate";
        Minor = "Minor", "一般", "minor";
        Unknown = "Unknown", "不明", "unknown";
    }
}

vocabulary! {
    /// How sure it is.
    Certainty {
        Observed = "Observed", "已发生", "observed";
        Likely = "Likely", "很可能", "likely";
        Possible = "Possible", "可能", "possible";
        Unlikely = "Unlikely", "不大可能", "unlikely";
        Unknown = "Unknown", "不明", "unknown";
    }
}

/// An earlier message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Who sent it.
    pub sender: String,
    /// Its name.
    pub identifier: String,
    /// When it was sent.
    pub sent: Timestamp,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name, unique for the sender.
    pub identifier: String,
    /// Who sent it, unique in the world.
    pub sender: String,
    /// When.
    pub sent: Timestamp,
    /// What it is for.
    pub status: Status,
    /// What it does.
    pub kind: MessageType,
    /// Who may read it.
    pub scope: Scope,
    /// A note; for an exercise, which one.
    pub note: Option<String>,
    /// Earlier messages that it takes the place of.
    pub references: Vec<Reference>,
    /// Ids of the events it is about.
    pub incidents: Vec<String>,
    /// What it says, once a language.
    pub infos: Vec<Info>,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// Language.
    pub language: String,
    /// Kinds of the event; at least one.
    pub categories: Vec<Category>,
    /// The event in words.
    pub event: String,
    /// What people are to do.
    pub responses: Vec<ResponseType>,
    /// How soon.
    pub urgency: Urgency,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub certainty: Certainty,
    /// From when it holds.
    pub effective: Option<Timestamp>,
    /// When the event begins.
    pub onset: Option<Timestamp>,
    /// Until when it holds.
    pub expires: Option<Timestamp>,
    /// Whose notice it is, in words.
    pub sender_name: Option<String>,
    /// Title.
    pub headline: Option<String>,
    /// What is the matter.
    pub description: Option<String>,
    /// What to do.
    pub instruction: Option<String>,
    /// Further values by name.
    pub parameters: Vec<(String, String)>,
    /// Where.
    pub areas: Vec<Area>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// In words.
    pub name: String,
    /// Codes with the name of what they are codes of.
    pub codes: Vec<(String, String)>,
}

impl Info {
    /// A further value by name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
