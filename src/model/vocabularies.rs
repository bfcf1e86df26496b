//! The closed vocabularies of the front matter.

use super::token::vocabulary;

vocabulary! {
    /// What an article is.
    Kind {
        Article = "article", "科普文章", "article";
        Rebuttal = "rebuttal", "辟谣", "rebuttal";
        Emergency = "emergency", "应急科普", "emergency";
        Glossary = "glossary", "术语", "glossary";
    }
}

vocabulary! {
    /// What can hurt if the article is wrong.
    Risk {
        Medical = "medical", "医疗健康", "medical";
        Agrichem = "agrichem", "农药化肥", "agrichemical";
        Food = "food", "食品安全", "food";
        Hazard = "hazard", "人身安全", "hazard";
        MinorsSensitive = "minors_sensitive", "不适合未成年人", "sensitive for minors";
        Legal = "legal", "法律政策", "legal";
    }
}

vocabulary! {
    /// The kind of a cited source; it fixes the evidence tier.
    SourceType {
        Guideline = "guideline", "指南", "guideline";
        Standard = "standard", "标准", "standard";
        Official = "official", "官方文件", "official";
        SystematicReview = "systematic_review", "系统综述", "systematic review";
        Paper = "paper", "论文", "paper";
        Textbook = "textbook", "教材", "textbook";
        Dataset = "dataset", "数据集", "dataset";
        ExpertStatement = "expert_statement", "专家意见", "expert statement";
        Media = "media", "媒体报道", "media";
        Web = "web", "网页", "web";
    }
}

impl SourceType {
    /// Evidence tier: 1 strongest, 3 weakest.
    #[must_use]
    pub fn tier(self) -> u8 {
        match self {
            Self::Guideline | Self::Standard | Self::Official | Self::SystematicReview | Self::Paper => 1,
            Self::Textbook | Self::Dataset | Self::ExpertStatement => 2,
            Self::Media | Self::Web => 3,
        }
    }
}

vocabulary! {
    /// Where a picture or sound comes from.
    Origin {
        Original = "original", "原创", "original";
        Licensed = "licensed", "授权使用", "licensed";
        Public = "public", "公有领域", "public domain";
        Ai = "ai", "人工智能生成", "AI-generated";
    }
}

vocabulary! {
    /// How artificial intelligence took part.
    ///
    /// Source: 人工智能生成合成内容标识办法 and GB 45438-2025, in force since 2025-09-01.
    AiUse {
        None = "none", "未使用", "none";
        Assisted = "assisted", "人工智能辅助", "AI-assisted";
        Generated = "generated", "人工智能生成", "AI-generated";
    }
}

vocabulary! {
    /// What a public note about a change says.
    CorrectionType {
        Correction = "correction", "更正", "correction";
        Update = "update", "更新", "update";
        Retraction = "retraction", "撤稿", "retraction";
    }
}

vocabulary! {
    /// The verdict on a rumour. Labels follow the words Chinese refutation platforms use.
    VerdictWord {
        FalseClaim = "false_claim", "谣言", "false";
        Fabricated = "fabricated", "捏造", "fabricated";
        Pseudoscience = "pseudoscience", "伪科学", "pseudoscience";
        Misleading = "misleading", "误导", "misleading";
        Exaggerated = "exaggerated", "夸大", "exaggerated";
        Outdated = "outdated", "旧闻", "outdated";
        PartlyFalse = "partly_false", "部分失实", "partly false";
        Conditional = "conditional", "分情况", "depends";
        Unproven = "unproven", "尚无定论", "unproven";
        Disputed = "disputed", "存在争议", "disputed";
        MostlyTrue = "mostly_true", "基本属实", "mostly true";
        TrueClaim = "true_claim", "确有其事", "true";
    }
}

impl VerdictWord {
    /// The `ClaimReview` rating from 1 (false) to 5 (true); words only for open questions.
    #[must_use]
    pub fn rating(self) -> Option<u8> {
        match self {
            Self::FalseClaim | Self::Fabricated | Self::Pseudoscience => Some(1),
            Self::Misleading | Self::Exaggerated | Self::Outdated => Some(2),
            Self::PartlyFalse | Self::Conditional => Some(3),
            Self::Unproven | Self::Disputed => None,
            Self::MostlyTrue => Some(4),
            Self::TrueClaim => Some(5),
        }
    }
}

vocabulary! {
    /// How much a rumour can hurt.
    Harm {
        Low = "low", "低", "low";
        Medium = "medium", "中", "medium";
        High = "high", "高", "high";
    }
}

vocabulary! {
    /// What the editor wants of the review.
    Intent {
        Draft = "draft", "草稿", "draft";
        Ready = "ready", "送审", "ready";
    }
}

vocabulary! {
    /// The four kinds of public emergencies. Source: 中华人民共和国突发事件应对法.
    EmergencyCategory {
        NaturalDisaster = "natural_disaster", "自然灾害", "natural disaster";
        Accident = "accident", "事故灾难", "accident";
        PublicHealth = "public_health", "公共卫生事件", "public health";
        SocialSecurity = "social_security", "社会安全事件", "social security";
    }
}

vocabulary! {
    /// Emergency level, highest first.
    EmergencyLevel {
        I = "I", "特别重大", "particularly serious";
        II = "II", "重大", "serious";
        III = "III", "较大", "major";
        IV = "IV", "一般", "ordinary";
    }
}
