//! Units: digests, days, zones.

use std::fmt;

use ring::digest;

use super::text_form::text_form;

/// China Standard Time in seconds east of UTC; dates without a zone are read in it.
///
/// Source: the country has kept one zone without daylight saving since 1992.
pub const CHINA_OFFSET_SECONDS: i32 = 8 * 3600;

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(if half < 10 { b'0' + half } else { b'a' - 10 + half });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Exactly `N` bytes of lower-case hexadecimal digits.
#[must_use]
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// A SHA-256 sum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// Sums some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_digest(&digest::digest(&digest::SHA256, bytes))
    }

    fn from_digest(digest: &digest::Digest) -> Self {
        let mut sum = [0; 32];
        // A digest of this algorithm has 32 bytes.
        sum.copy_from_slice(digest.as_ref());
        Self(sum)
    }

    /// 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }
}

/// A SHA-256 sum of bytes that come one after the other.
pub struct Summing(digest::Context);

impl Default for Summing {
    fn default() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }
}

impl Summing {
    /// Takes in the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The sum of all of them.
    #[must_use]
    pub fn sum(self) -> Sha256 {
        Sha256::from_digest(&self.0.finish())
    }
}

text_form!(Sha256, |sum| sum.hex().into(), Sha256::from_hex);

/// The sum of a value as its `Hash` sees it: for use on one machine, by one build of the program.
#[must_use]
pub fn sum_of<T: std::hash::Hash + ?Sized>(value: &T) -> Sha256 {
    struct Hashing(Summing);
    impl std::hash::Hasher for Hashing {
        fn write(&mut self, bytes: &[u8]) {
            self.0.add(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut hashing = Hashing(Summing::default());
    value.hash(&mut hashing);
    hashing.0.sum()
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

/// The digest that approvals are bound to (`kepu-content-v1`), written `sha256:<64 hex>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentDigest(pub Sha256);

impl ContentDigest {
    /// Reads `sha256:<64 hex>`; any other prefix is refused.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.strip_prefix("sha256:").and_then(Sha256::from_hex).map(Self)
    }

    /// The first eight digits, as printed on pages and read out on the telephone.
    #[must_use]
    pub fn short(&self) -> String {
        self.0.hex()[..8].to_owned()
    }
}

impl fmt::Display for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.0.hex())
    }
}

impl fmt::Debug for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The day in China at an instant.
#[must_use]
pub fn china_date(at: jiff::Timestamp) -> jiff::civil::Date {
    china_datetime(at).date()
}

/// The wall clock in China at an instant.
#[must_use]
pub fn china_datetime(at: jiff::Timestamp) -> jiff::civil::DateTime {
    china_offset().to_datetime(at)
}

/// The first instant of a day in China.
#[must_use]
pub fn china_midnight(date: jiff::civil::Date) -> jiff::Timestamp {
    china_offset().to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(jiff::Timestamp::MAX)
}

fn china_offset() -> jiff::tz::Offset {
    jiff::tz::Offset::from_seconds(CHINA_OFFSET_SECONDS).unwrap_or(jiff::tz::Offset::UTC)
}

/// `at` plus whole days of 24 hours, held at the ends of representable time.
#[must_use]
pub fn plus_days(at: jiff::Timestamp, days: i64) -> jiff::Timestamp {
    plus_seconds(at, days.saturating_mul(86_400))
}

/// `at` plus seconds, held at the ends of representable time.
#[must_use]
pub fn plus_seconds(at: jiff::Timestamp, seconds: i64) -> jiff::Timestamp {
    let sum = at.as_second().saturating_add(seconds);
    jiff::Timestamp::from_second(sum).unwrap_or(if seconds < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX })
}

/// RFC 3339 in Chinese time to the second, as in `2026-03-18T08:00:00+08:00`.
#[must_use]
pub fn china_rfc3339(at: jiff::Timestamp) -> String {
    let local = china_datetime(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second()
    )
}
