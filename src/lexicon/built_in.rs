//! The lists that the program carries, so that a site without any has them all.

use std::sync::{Arc, LazyLock};

use super::format::{Draft, read};
use super::{Lexicon, Lexicons, Name};

/// Every list as it lies in the program's own `lexicons/`.
static LISTS: LazyLock<Lexicons> = LazyLock::new(|| {
    let list = |name: &Name| {
        let draft: Draft = read(*name, built_in_text(*name)).0;
        // The lists are tested to be free of faults, and a list of a few hundred words can be searched.
        Arc::new(Lexicon::new(draft.into_entries()).unwrap_or_default())
    };
    Lexicons { lists: Name::ALL.iter().map(list).collect() }
});

/// The lists of a site that has none of its own.
#[must_use]
pub fn built_in() -> &'static Lexicons {
    &LISTS
}

/// The file of a list as it was compiled in.
#[must_use]
pub fn built_in_text(name: Name) -> &'static str {
    match name {
        Name::Drugs => include_str!("../../lexicons/drugs.txt"),
        Name::Pesticides => include_str!("../../lexicons/pesticides.txt"),
        Name::DoseUnits => include_str!("../../lexicons/dose-units.txt"),
        Name::Instructions => include_str!("../../lexicons/instructions.txt"),
        Name::RiskWords => include_str!("../../lexicons/risk-words.txt"),
        Name::Advice => include_str!("../../lexicons/advice.txt"),
        Name::Advertising => include_str!("../../lexicons/advertising.txt"),
        Name::Negations => include_str!("../../lexicons/negations.txt"),
        Name::Sensitive => include_str!("../../lexicons/sensitive.txt"),
        Name::Seasons => include_str!("../../lexicons/seasons.txt"),
        Name::Abbreviations => include_str!("../../lexicons/abbreviations.txt"),
        Name::Amounts => include_str!("../../lexicons/amounts.txt"),
        Name::Confusables => include_str!("../../lexicons/confusables.txt"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_everyday_word_is_a_medicine() {
        let everyday = "葡萄糖 叶酸 咖啡因 酒精 尿素 石灰 硫磺 食盐 水 农药 抗生素 维生素 胰岛素";
        for name in [Name::Drugs, Name::Pesticides] {
            for word in everyday.split(' ') {
                assert!(built_in().get(name).entries().iter().all(|entry| entry.word != word), "{word}");
            }
        }
    }

    #[test]
    fn every_list_is_whole_and_large_enough() {
        for &name in Name::ALL {
            let (draft, faults) = read(name, built_in_text(name));
            assert!(faults.is_empty(), "{}: {faults:?}", name.token());
            let lines = built_in_text(name).lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
            assert_eq!(draft.into_entries().len(), lines, "{}", name.token());
            assert_eq!(built_in().get(name).entries().len(), lines, "{}", name.token());
        }
        for (name, least) in [(Name::Drugs, 250), (Name::Pesticides, 180), (Name::DoseUnits, 30), (Name::Seasons, 24)] {
            let n = built_in().get(name).entries().len();
            assert!(n >= least, "{}: {n}", name.token());
        }
    }
}
