//! `sitemap.xml` and `robots.txt`. Source: sitemaps.org protocol 0.9, RFC 9309.

use std::sync::Arc;

use super::BuildFault;
use super::assemble::{Desk, approved_at};
use super::output::SiteOutput;
use super::route::{self, Route};
use super::xml::Xml;
use crate::gate::clearance::Lane;
use crate::model::units::china_date;

/// Plans both files.
pub(super) fn plan<'a, L: Lane>(desk: &Arc<Desk<'a, L>>, output: &mut SiteOutput<'a, L>) {
    let shared = Arc::clone(desk);
    output.data(route::root("sitemap.xml"), desk.shelf, move |_| sitemap(&shared));
    let robots = format!(
        "User-agent: *\nAllow: /\nSitemap: {}\n",
        route::absolute(&desk.inputs.settings.base_url.value, &route::root("sitemap.xml"))
    );
    output.theme_file(route::root("robots.txt"), robots.into_bytes());
}

fn sitemap<L: Lane>(desk: &Desk<'_, L>) -> Result<Vec<u8>, BuildFault> {
    let base = &desk.inputs.settings.base_url.value;
    let mut xml = Xml::new()?;
    xml.inside("urlset", &[("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")], |xml| {
        for edition in &desk.editions {
            let newest = edition.listed.first().and_then(|at| desk.prepared.get(*at));
            let newest = newest.map(|prepared| china_date(approved_at(prepared.cleared)).to_string());
            for route in
                [Route::Home, Route::All, Route::Topics, Route::Rumours, Route::Notices, Route::About, Route::Az]
            {
                url(xml, &route::absolute(base, &route::path(edition.audience, &route)), newest.as_deref())?;
            }
            for prepared in edition.members.iter().filter_map(|at| desk.prepared.get(*at)) {
                let path = route::path(edition.audience, &Route::Article(prepared.cleared.id().clone()));
                let day = china_date(approved_at(prepared.cleared)).to_string();
                url(xml, &route::absolute(base, &path), Some(&day))?;
            }
        }
        Ok(())
    })?;
    Ok(xml.finish())
}

fn url(xml: &mut Xml, address: &str, day: Option<&str>) -> Result<(), BuildFault> {
    xml.inside("url", &[], |xml| {
        xml.text("loc", &[], address)?;
        day.map_or(Ok(()), |day| xml.text("lastmod", &[], day))
    })
}
