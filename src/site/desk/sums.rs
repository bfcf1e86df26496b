//! What can be seen at a desk, each as one sum: whoever kept the sums of an earlier build sees what changed since.

use super::reading::Reading;
use super::stock::Edition;
use super::{Desk, Frame};
use crate::gate::clearance::Lane;
use crate::model::path::SourcePath;
use crate::model::units::{Sha256, sum_of};
use crate::site::catalogue::List;
use crate::site::paging::Cut;
use crate::site::route;

impl<L: Lane> Desk<'_, L> {
    /// The sum of what somebody sees who looks at this. Absence has a sum too.
    pub(in crate::site) fn sum(&self, reading: &Reading) -> Sha256 {
        match reading {
            Reading::Article(id) => self.sum_of_article(id.as_str()),
            Reading::Folder(dir) => sum_of(&self.stock.folders().get(dir.as_str()).map(|at| self.id(*at))),
            Reading::Tombstones => sum_of(&self.stock.shelf.tombstones()),
            Reading::HasTombstone(id) => sum_of(&self.stock.shelf.tombstones().iter().any(|stone| stone.id() == id)),
            Reading::Now => sum_of(&self.stock.inputs.now.exactly()),
            Reading::Today => sum_of(&self.stock.inputs.now.day()),
            Reading::Past(at) => sum_of(&(self.stock.inputs.now >= *at)),
            Reading::File(path) => self.sum_of_file(path),
            Reading::Letters => sum_of(self.letters()),
            Reading::Member(number, _)
            | Reading::Members(number)
            | Reading::Listed(number)
            | Reading::Places(number)
            | Reading::Unlisted(number)
            | Reading::Part(number, _)
            | Reading::Count(number)
            | Reading::HasTopic(number, _)
            | Reading::Topic(number, _)
            | Reading::Regions(number)
            | Reading::HasRegion(number, _)
            | Reading::Region(number, _)
            | Reading::HasBand(number, _)
            | Reading::Emergencies(number)
            | Reading::Terms(number)
            | Reading::Parts(number)
            | Reading::Lists(number)
            | Reading::HasSeason(number, _)
            | Reading::Notices(number)
            | Reading::Over(number)
            | Reading::Calendars(number) => {
                self.stock.editions.get(*number).map_or_else(|| sum_of(&()), |edition| self.sum_in(edition, reading))
            }
        }
    }

    fn sum_in(&self, edition: &Edition<'_>, reading: &Reading) -> Sha256 {
        let of = self.contents(edition);
        match reading {
            Reading::Member(_, id) => {
                sum_of(&self.stock.place(id.as_str()).is_some_and(|at| self.stock.shows(edition, at)))
            }
            Reading::Members(_) => self.sum_of_list(&of.members),
            Reading::Listed(_) => self.sum_of_list(&of.listed),
            Reading::Places(_) => sum_of(&of.places.iter().map(|at| at.map(|at| self.id(at))).collect::<Vec<_>>()),
            Reading::Unlisted(_) => self.sum_of_list(&of.unlisted),
            Reading::Part(_, part) => self.sum_of_list(&self.stock.of_part(edition, part)),
            Reading::Count(_) => sum_of(&of.listed.len()),
            Reading::HasTopic(_, topic) => sum_of(&of.index.of_topic(topic).is_empty()),
            Reading::Topic(_, topic) => self.sum_of_list(of.index.of_topic(topic)),
            Reading::Regions(_) => sum_of(&of.index.regions().collect::<Vec<_>>()),
            Reading::HasRegion(_, code) => sum_of(&of.index.of_region(code).is_empty()),
            Reading::Region(_, code) => self.sum_of_list(of.index.of_region(code)),
            Reading::HasBand(_, id) => sum_of(&of.index.has_band(id)),
            Reading::Emergencies(_) => self.sum_of_list(&of.index.emergencies),
            Reading::Terms(_) => sum_of(&of.terms.all()),
            Reading::Parts(_) => sum_of(self.parts(edition)),
            Reading::Lists(_) => self.sum_of_lists(edition),
            Reading::HasSeason(_, season) => sum_of(&self.has_season(edition, season)),
            Reading::Notices(_) => sum_of(self.notices(edition)),
            Reading::Over(_) => self.sum_of_cut(self.over(edition)),
            Reading::Calendars(_) => sum_of(self.calendars(edition)),
            _ => sum_of(&()),
        }
    }

    fn sum_of_article(&self, id: &str) -> Sha256 {
        let cleared = self.stock.place(id).and_then(|at| self.stock.prepared.get(at)).map(|prepared| prepared.cleared);
        sum_of(&cleared.map(|cleared| (cleared.article(), cleared.stamp())))
    }

    fn sum_of_file(&self, path: &str) -> Sha256 {
        let bytes = SourcePath::new(path).ok().map(|path| self.stock.inputs.sources.bytes(&path));
        // A file that cannot be read is no file that was ever read.
        sum_of(&bytes.map(|bytes| bytes.map_err(|_| ())))
    }

    fn sum_of_lists(&self, edition: &Edition<'_>) -> Sha256 {
        let one = |list: &List| (route::path(edition.audience, &list.route).to_string(), self.sum_of_cut(&list.cut));
        sum_of(&self.lists(edition).iter().map(one).collect::<Vec<_>>())
    }

    fn sum_of_cut(&self, cut: &Cut<usize>) -> Sha256 {
        let ids = |page: &Vec<usize>| page.iter().map(|at| self.id(*at)).collect::<Vec<_>>();
        sum_of(&(ids(&cut.front), cut.pages.iter().map(ids).collect::<Vec<_>>(), cut.total))
    }

    /// The sum of a list of articles, by their ids.
    fn sum_of_list(&self, list: &[usize]) -> Sha256 {
        sum_of(&list.iter().map(|at| self.id(*at)).collect::<Vec<_>>())
    }

    fn id(&self, at: usize) -> &str {
        self.stock.prepared.get(at).map_or("", |prepared| prepared.cleared.id().as_str())
    }
}

/// The sum of what every file may rest on without a note.
pub(in crate::site) fn sum_of_frame<L: Lane>(desk: &Desk<'_, L>) -> Sha256 {
    // Every field by name, so that a new one cannot be forgotten.
    let Frame { settings, audiences, commons, near, roster, emergencies, days, theme, online } = desk.inputs;
    // These types are plain data whose `Debug` shows every field.
    let words = format!("{:?}", ((settings, audiences, commons, near), (roster, emergencies, days, online)));
    sum_of(&(words, theme.sum(), L::WATERMARK, env!("CARGO_PKG_VERSION"), PROGRAM))
}

/// The sum of the program's own source, made by `build.rs`.
pub const PROGRAM: &str = include_str!(concat!(env!("OUT_DIR"), "/program.txt"));
