//! The 24 solar terms: the days on which the sun reaches each 15 degrees, in Chinese time.
//!
//! Source: P. Bretagnon, J.-L. Simon, Planetary Programs and Tables from -4000 to +2800 (1986), the short series for the
//! longitude of the sun; names and meaning: GB/T 33661-2017. Only days are given away, by the clock of China today
//! (UTC+8), also for the years before 1949.
//!
//! The moments were held against a full ephemeris (JPL DE421, from 2053 on VSOP87) for every term of the years 1900 to
//! 2100: they are right within 62 seconds, and one term falls on the wrong side of midnight by that (`DECIDED`). What
//! nobody knows is how far the Earth will lag behind the clock by then: older forecasts say 228 seconds for 2100 where
//! this file has 96, which would move a term by two minutes. 春分 2084 stands 24 seconds after midnight by today's
//! forecast and a minute before it by the older one. All terms within three minutes of midnight are a test below.

use std::f64::consts::PI;

use jiff::civil::Date;

/// The names in order of the year; the first is at 285 degrees, early in January.
pub const NAMES: [&str; 24] = [
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑",
    "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
];

/// Mean days between two terms.
const STEP: f64 = 15.218_4;
/// Mean days from one term to the same a year later.
const YEAR: f64 = 365.242_2;
/// Degrees of the sun's way that make no difference to a day: a hundredth of a second.
const SETTLED: f64 = 1e-7;
/// Terrestrial time ahead of civil time in seconds, by year: measured until 2020, forecast after it.
const AHEAD: [(f64, f64); 16] = [
    (1900.0, -2.0),
    (1910.0, 11.0),
    (1920.0, 21.0),
    (1930.0, 24.0),
    (1940.0, 25.0),
    (1950.0, 29.0),
    (1960.0, 33.0),
    (1970.0, 40.0),
    (1980.0, 51.0),
    (1990.0, 57.0),
    (2000.0, 64.0),
    (2010.0, 66.0),
    (2020.0, 69.0),
    (2050.0, 71.0),
    (2075.0, 80.0),
    (2100.0, 96.0),
];

/// Terms too close to midnight for the series, by year and number: days by the full ephemeris.
const DECIDED: [(i16, u8, Date); 1] = [(1951, 23, Date::constant(1951, 12, 23))];

/// One term of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SolarTerm {
    /// Name.
    pub name: &'static str,
    /// The day in China on which it begins.
    pub first: Date,
    /// The day before the next one.
    pub last: Date,
}

/// Terms in a row; the first is the one that a day falls into.
#[must_use]
pub fn terms_from(day: Date, count: usize) -> Vec<SolarTerm> {
    let years = (day.year() - 1)..=(day.year().saturating_add(i16::try_from(count / 24).unwrap_or(0)) + 1);
    let begins: Vec<(&str, Date)> = years
        .flat_map(|year| NAMES.iter().enumerate().filter_map(move |(at, name)| Some((*name, begin(year, at)?))))
        .collect();
    let span = |pair: &[(&'static str, Date)]| match pair {
        [(name, first), (_, next)] => Some(SolarTerm { name, first: *first, last: next.yesterday().ok()? }),
        _ => None,
    };
    begins.windows(2).filter_map(span).skip_while(|term| term.last < day).take(count).collect()
}

/// The day on which a term begins; `at` counts from the first of January's.
#[must_use]
pub fn begin(year: i16, at: usize) -> Option<Date> {
    let at = u8::try_from(at).ok().filter(|at| usize::from(*at) < NAMES.len())?;
    if let Some((_, _, day)) = DECIDED.iter().find(|(of, number, _)| (*of, *number) == (year, at)) {
        return Some(*day);
    }
    let target = (285.0 + 15.0 * f64::from(at)) % 360.0;
    // Days since noon of 2000-01-01, first as the mean sun would have it.
    let mut days = f64::from(year - 2000) * YEAR + 4.5 + STEP * f64::from(at);
    // Each round leaves less than a twentieth of what was missing.
    for _ in 0..12 {
        let missing = (target - longitude(days / 36_525.0) + 540.0) % 360.0 - 180.0;
        days += missing * YEAR / 360.0;
        if missing.abs() < SETTLED {
            break;
        }
    }
    let china = (days - ahead(year) / 86_400.0 + 0.5 + 8.0 / 24.0).floor();
    let epoch = Date::new(2000, 1, 1).ok()?;
    epoch.checked_add(jiff::Span::new().try_days(china as i64).ok()?).ok()
}

/// Seconds of `AHEAD` for a year, even between its entries.
fn ahead(year: i16) -> f64 {
    let year = f64::from(year).clamp(AHEAD[0].0, AHEAD[AHEAD.len() - 1].0);
    let between = |pair: &[(f64, f64)]| match *pair {
        [(from, a), (to, b)] if (from..=to).contains(&year) => Some(a + (b - a) * (year - from) / (to - from)),
        _ => None,
    };
    AHEAD.windows(2).find_map(between).unwrap_or(AHEAD[AHEAD.len() - 1].1)
}

/// The apparent longitude of the sun in degrees, by Julian centuries since the year 2000.
fn longitude(century: f64) -> f64 {
    let sum: f64 = SERIES.iter().map(|(size, rate, start)| size * degrees(start + rate * century).sin()).sum();
    let geometric = 282.777_183_4 + 36_000.769_537_44 * century + 1e-6 * (180.0 / PI) * 0.1 * sum;
    let aberration = 0.000_097_4 * degrees(177.63 + 35_999.018_48 * century).cos() - 0.005_575;
    let node = degrees(124.90 - 1_934.134 * century + 0.002_063 * century * century).sin();
    let twice = degrees(201.11 + 72_001.537_7 * century + 0.000_57 * century * century).sin();
    (geometric + aberration - 0.004_778 * node - 0.000_366_7 * twice).rem_euclid(360.0)
}

fn degrees(angle: f64) -> f64 {
    angle * PI / 180.0
}

/// Size (in units of 1e-7 radian), degrees a century, degrees at the start.
const SERIES: [(f64, f64, f64); 49] = [
    (403_406.0, 0.928_789_2, 270.548_61),
    (195_207.0, 35_999.137_695_8, 340.191_28),
    (119_433.0, 35_999.408_966_6, 63.918_54),
    (112_392.0, 35_998.728_738_5, 331.262_2),
    (3_891.0, 71_998.202_61, 317.843),
    (2_819.0, 71_998.440_3, 86.631),
    (1_721.0, 36_000.357_26, 240.052),
    (660.0, 71_997.481_2, 310.26),
    (350.0, 32_964.467_8, 247.23),
    (334.0, -19.441, 260.87),
    (314.0, 445_267.111_7, 297.82),
    (268.0, 45_036.884, 343.14),
    (242.0, 3.100_8, 166.79),
    (234.0, 22_518.443_4, 81.53),
    (158.0, -19.973_9, 3.5),
    (132.0, 65_928.934_5, 132.75),
    (129.0, 9_038.029_3, 182.95),
    (114.0, 3_034.768_4, 162.03),
    (99.0, 33_718.148, 29.8),
    (93.0, 3_034.448, 266.4),
    (86.0, -2_280.773, 249.2),
    (78.0, 29_929.992, 157.6),
    (72.0, 31_556.493, 257.8),
    (68.0, 149.588, 185.1),
    (64.0, 9_037.75, 69.9),
    (46.0, 107_997.405, 8.0),
    (38.0, -4_444.176, 197.1),
    (37.0, 151.771, 250.4),
    (32.0, 67_555.316, 65.3),
    (29.0, 31_556.08, 162.7),
    (28.0, -4_561.54, 341.5),
    (27.0, 107_996.706, 291.6),
    (27.0, 1_221.655, 98.5),
    (25.0, 62_894.167, 146.7),
    (24.0, 31_437.369, 110.0),
    (21.0, 14_578.298, 5.2),
    (21.0, -31_931.757, 342.6),
    (20.0, 34_777.243, 230.9),
    (18.0, 1_221.999, 256.1),
    (17.0, 62_894.511, 45.3),
    (14.0, -4_442.039, 242.9),
    (13.0, 107_997.909, 115.2),
    (13.0, 119.066, 151.8),
    (13.0, 16_859.071, 285.3),
    (12.0, -4.578, 53.3),
    (10.0, 26_895.292, 126.6),
    (10.0, -39.127, 205.7),
    (10.0, 12_297.536, 85.9),
    (10.0, 90_073.778, 146.1),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// As printed in public calendars, month and day of all 24 terms.
    const PRINTED: [(i16, [&str; 24]); 4] = [
        (
            2024,
            [
                "01-06", "01-20", "02-04", "02-19", "03-05", "03-20", "04-04", "04-19", "05-05", "05-20", "06-05",
                "06-21", "07-06", "07-22", "08-07", "08-22", "09-07", "09-22", "10-08", "10-23", "11-07", "11-22",
                "12-06", "12-21",
            ],
        ),
        (
            2025,
            [
                "01-05", "01-20", "02-03", "02-18", "03-05", "03-20", "04-04", "04-20", "05-05", "05-21", "06-05",
                "06-21", "07-07", "07-22", "08-07", "08-23", "09-07", "09-23", "10-08", "10-23", "11-07", "11-22",
                "12-07", "12-21",
            ],
        ),
        (
            2026,
            [
                "01-05", "01-20", "02-04", "02-18", "03-05", "03-20", "04-05", "04-20", "05-05", "05-21", "06-05",
                "06-21", "07-07", "07-23", "08-07", "08-23", "09-07", "09-23", "10-08", "10-23", "11-07", "11-22",
                "12-07", "12-22",
            ],
        ),
        (
            2027,
            [
                "01-05", "01-20", "02-04", "02-19", "03-06", "03-21", "04-05", "04-20", "05-06", "05-21", "06-06",
                "06-21", "07-07", "07-23", "08-08", "08-23", "09-08", "09-23", "10-08", "10-23", "11-07", "11-22",
                "12-07", "12-22",
            ],
        ),
    ];

    #[test]
    fn the_days_of_four_years() {
        for (year, days) in PRINTED {
            for (at, day) in days.iter().enumerate() {
                let found = begin(year, at).map(|date| date.to_string());
                assert_eq!(found, Some(format!("{year}-{day}")), "{}", NAMES[at]);
            }
        }
    }

    /// Every term of 1900 to 2100 that begins within three minutes of midnight, with its day by a full ephemeris.
    /// The nearest: 冬至 1951 two seconds after, 大寒 1979 five seconds before, 春分 2084 by today's forecast 24 after.
    #[test]
    fn close_to_midnight() {
        for (day, name) in [
            ("1911-05-07", "立夏"),
            ("1917-05-21", "小满"),
            ("1917-12-08", "大雪"),
            ("1923-02-19", "雨水"),
            ("1948-03-05", "惊蛰"),
            ("1950-04-20", "谷雨"),
            ("1951-12-23", "冬至"),
            ("1979-01-20", "大寒"),
            ("1982-01-06", "小寒"),
            ("1984-07-22", "大暑"),
            ("2008-05-21", "小满"),
            ("2014-03-06", "惊蛰"),
            ("2021-12-21", "冬至"),
            ("2051-03-20", "春分"),
            ("2083-02-03", "立春"),
            ("2084-03-20", "春分"),
            ("2085-01-04", "小寒"),
        ] {
            let date: Date = day.parse().expect("a day");
            let at = NAMES.iter().position(|one| *one == name).expect("a term");
            assert_eq!(begin(date.year(), at), Some(date), "{name}");
        }
    }

    #[test]
    fn the_clock_between_the_entries() {
        assert_eq!([1800, 1900, 1905, 2020, 2035, 2100, 3000].map(ahead), [-2.0, -2.0, 4.5, 69.0, 70.0, 96.0, 96.0]);
    }

    #[test]
    fn a_day_falls_into_its_term() {
        let terms = terms_from(Date::constant(2026, 11, 24), 3);
        let days: Vec<String> = terms.iter().map(|t| format!("{} {} {}", t.name, t.first, t.last)).collect();
        assert_eq!(days, ["小雪 2026-11-22 2026-12-06", "大雪 2026-12-07 2026-12-21", "冬至 2026-12-22 2027-01-04"]);
        assert_eq!(terms_from(Date::constant(2027, 1, 4), 1).first().map(|term| term.name), Some("冬至"));
        assert_eq!(terms_from(Date::constant(2027, 1, 5), 1).first().map(|term| term.name), Some("小寒"));
        assert_eq!(terms_from(Date::constant(2026, 1, 1), 25).len(), 25);
    }
}
