//! The words of a site that articles and registers are written with.

use std::collections::BTreeMap;

use super::article::audience_choices;
use super::values::Choice;
use crate::model::audience::Audience;
use crate::model::roster::Person;
use crate::model::site::SiteSettings;

/// The words of a site that articles are written with. Nothing else of its settings can be seen through them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    /// Every profile of the theme, built or not.
    audiences: &'a [Audience],
    settings: &'a SiteSettings,
    /// Everybody on the roster, ended or not.
    people: &'a BTreeMap<String, Person>,
}

impl<'a> Words<'a> {
    pub(super) fn new(
        audiences: &'a [Audience],
        settings: &'a SiteSettings,
        people: &'a BTreeMap<String, Person>,
    ) -> Self {
        Self { audiences, settings, people }
    }

    pub(super) fn audiences(&self) -> Vec<Choice<'a>> {
        audience_choices(self.audiences)
    }

    pub(super) fn topics(&self) -> Vec<Choice<'a>> {
        self.settings.topics.iter().map(|topic| Choice::new(&topic.id.value, &topic.label)).collect()
    }

    pub(super) fn regions(&self) -> Vec<Choice<'a>> {
        self.settings.regions.iter().map(|region| Choice::new(&region.code.value, &region.label)).collect()
    }

    /// Whether somebody has this id.
    pub(super) fn has_person(&self, id: &str) -> bool {
        self.people.contains_key(id)
    }

    /// Ids of people with their names, in order of id.
    pub(super) fn people(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.people.iter().map(|(id, person)| (id.as_str(), &*person.name))
    }

    /// All that can be seen through these words: an article that was read with others that show the same reads the same.
    pub(super) fn shown(&self) -> String {
        let people: Vec<_> = self.people().collect();
        format!("{:?}", (self.audiences(), self.topics(), self.regions(), people))
    }
}
