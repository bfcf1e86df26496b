//! Beacons in an access log, combined or common format, of any web server.

use jiff::Timestamp;

use super::heard::{Heard, Seen, Way};
use crate::kiosk::beacon::is_station_id;
use crate::kiosk::emergency::receipt;
use crate::kiosk::journal::Clock;

/// The file that beacons ask for; whether it is there does not matter.
const NAMES: [&str; 2] = ["b.txt", "_b.txt"];

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A beacon.
    Beacon(Box<Heard>),
    /// A request for something else.
    Other,
    /// A beacon whose words make no sense.
    Broken,
    /// No line of a log.
    Malformed,
}

/// Reads one line. A time after `now` is no time of this log.
#[must_use]
pub fn read(line: &str, now: Timestamp) -> Line {
    let Some((at, request)) = parts(line) else { return Line::Malformed };
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let Some((path, query)) = target.split_once('?') else { return Line::Other };
    let name = path.rsplit('/').next().unwrap_or_default();
    if !matches!(method, "GET" | "HEAD") || !NAMES.contains(&name) {
        return Line::Other;
    }
    if at > now {
        return Line::Broken;
    }
    beacon(query, at).map_or(Line::Broken, |heard| Line::Beacon(Box::new(heard)))
}

/// Time and request: `… [24/Nov/2026:01:02:03 +0800] "GET /k/b.txt?… HTTP/1.1" …`.
fn parts(line: &str) -> Option<(Timestamp, &str)> {
    let (_, rest) = line.split_once('[')?;
    let (time, rest) = rest.split_once(']')?;
    let at = jiff::fmt::strtime::parse("%d/%b/%Y:%H:%M:%S %z", time).ok()?.to_timestamp().ok()?;
    let (_, rest) = rest.split_once('"')?;
    let (request, _) = rest.split_once('"')?;
    Some((at, request))
}

fn beacon(query: &str, at: Timestamp) -> Option<Heard> {
    let field = |name: &str| {
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    // A field may be absent; one that is there must make sense.
    fn number<T: std::str::FromStr>(text: Option<&str>) -> Option<Option<T>> {
        text.map_or(Some(None), |text| text.parse().ok().map(Some))
    }
    let is_word =
        |text: &&str| text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let station = field("k").filter(|id| is_station_id(id))?.to_owned();
    let clock = match field("t") {
        None => None,
        Some("sound") => Some(Clock::Sound),
        Some("behind") => Some(Clock::Behind),
        Some("ahead") => Some(Clock::Ahead),
        Some(_) => return None,
    };
    Some(Heard {
        station,
        at,
        is_timed: true,
        way: Way::Log,
        code: Some(field("r")?.parse().ok()?),
        fault: field("f").filter(is_word).map(str::to_owned),
        message: None,
        channel: field("c").filter(is_word).map(str::to_owned),
        serial: number(field("s"))?,
        signed_days: number(field("a"))?,
        content_days: number(field("p"))?,
        free_mib: number(field("d"))?,
        waits: number(field("w"))?,
        left_out: number(field("l"))?.zip(number(field("o"))?),
        clock,
        is_verified: number::<u8>(field("v"))?.map(|flag| flag == 1),
        is_damaged: field("r") == Some("31"),
        shown: field("g").map_or(Some(Vec::new()), |words| words.split(',').map(seen).collect())?,
    })
}

fn seen(word: &str) -> Option<Seen> {
    let (article, number, at, is_sure) = receipt::read_word(word)?;
    Some(Seen { article: article.to_owned(), number, at, is_sure })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-26T00:00:00Z".parse().expect("a time")
    }

    fn line(request: &str) -> Line {
        read(&format!("10.0.0.7 - - [24/Nov/2026:01:02:03 +0800] \"{request}\" 404 153 \"-\" \"kepu-kiosk\""), now())
    }

    #[test]
    fn a_beacon_is_read_field_by_field() {
        let query = "k=jx-360733-0001&r=20&c=village&s=412&n=413&f=KB140&a=3&p=5&d=900&t=behind&v=1&l=3&o=40";
        let Line::Beacon(heard) = line(&format!("GET /k/b.txt?{query} HTTP/1.1")) else { panic!("a beacon") };
        assert_eq!(heard.station, "jx-360733-0001");
        assert_eq!(heard.at, "2026-11-23T17:02:03Z".parse().expect("a time"));
        assert_eq!(
            (heard.code, heard.serial, heard.signed_days, heard.content_days),
            (Some(20), Some(412), Some(3), Some(5))
        );
        assert_eq!((heard.free_mib, heard.clock, heard.is_verified), (Some(900), Some(Clock::Behind), Some(true)));
        assert_eq!(heard.left_out, Some((3, 40)));
        assert_eq!((heard.fault.as_deref(), heard.channel.as_deref()), (Some("KB140"), Some("village")));
        let Line::Beacon(bare) = line("GET /b.txt?k=jx-1&r=50 HTTP/1.0") else { panic!("a beacon") };
        assert_eq!((bare.code, bare.serial, bare.is_verified), (Some(50), None, None), "absent is not zero");
    }

    #[test]
    fn what_is_no_beacon_is_told_apart() {
        assert_eq!(line("GET /index.html HTTP/1.1"), Line::Other);
        assert_eq!(line("POST /b.txt?k=jx-1&r=0 HTTP/1.1"), Line::Other);
        assert_eq!(line("\\x16\\x03\\x01"), Line::Other);
        for broken in [
            "k=jx-1",
            "r=0",
            "k=../x&r=0",
            "k=jx-1&r=no",
            "k=jx-1&r=0&s=-1",
            "k=jx-1&r=0&t=late",
            "k=JX&r=0",
            "k=jx-1&r=0&g=x",
        ] {
            assert_eq!(line(&format!("GET /b.txt?{broken} HTTP/1.1")), Line::Broken, "{broken}");
        }
        let late = "1.2.3.4 - - [24/Nov/2036:01:02:03 +0800] \"GET /b.txt?k=jx-1&r=0 HTTP/1.1\" 200 0";
        assert_eq!(read(late, now()), Line::Broken);
        for odd in [
            "",
            "no log at all",
            "1.2.3.4 - - [yesterday] \"GET / HTTP/1.1\" 200 0",
            "[24/Nov/2026:01:02:03 +0800] GET /",
        ] {
            assert_eq!(read(odd, now()), Line::Malformed, "{odd}");
        }
    }
}
