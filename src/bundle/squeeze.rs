//! zstd, with fixed parameters: the same bytes in, the same bytes out, on every machine of one version of this program.

#[cfg(feature = "studio")]
use std::io::Write as _;
use std::io::{self, Read as _};

/// Level: what fits a nightly run of minutes; higher ones gain under 3 % here (`design/kiosk.md` §2).
#[cfg(feature = "studio")]
const LEVEL: i32 = 19;
/// Window of at most 32 MiB: a frame of the largest group and its prefix.
const MAX_WINDOW_LOG: u32 = 25;

/// Version of the library.
#[cfg(feature = "studio")]
pub(super) fn version() -> &'static str {
    zstd::zstd_safe::version_string()
}

/// What decides about the bytes of a frame beside its content.
#[cfg(feature = "studio")]
pub(super) fn squeezer() -> String {
    format!("zstd {} level {LEVEL} window {MAX_WINDOW_LOG}", version())
}

/// Squeezes some bytes against others that the reader has.
///
/// # Errors
/// When the library fails, which no content can cause.
#[cfg(feature = "studio")]
pub(super) fn squeeze(bytes: &[u8], prefix: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::stream::write::Encoder::with_ref_prefix(Vec::new(), LEVEL, prefix)?;
    let together = (bytes.len() + prefix.len()).max(1024);
    // The number of bits is below 64.
    let bits = usize::BITS - (together - 1).leading_zeros();
    encoder.window_log(bits.clamp(10, MAX_WINDOW_LOG))?;
    encoder.include_contentsize(true)?;
    encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// The bytes of a frame: exactly `size`, never one more in memory.
///
/// # Errors
/// When the frame is broken, or gives more or less.
pub(crate) fn unsqueeze(frame: &[u8], prefix: &[u8], size: u64) -> io::Result<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::with_ref_prefix(frame, prefix)?;
    decoder.window_log_max(MAX_WINDOW_LOG)?;
    let mut bytes = Vec::new();
    let read = (&mut decoder).take(size).read_to_end(&mut bytes)?;
    let more = decoder.read(&mut [0])?;
    if read as u64 != size || more != 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the frame has another size"));
    }
    Ok(bytes)
}

#[cfg(all(test, feature = "studio"))]
mod tests {
    use super::*;

    #[test]
    fn what_the_reader_has_is_not_sent() {
        let old: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let mut new = old.clone();
        new[400_000] ^= 1;
        let frame = squeeze(&new, &old).expect("squeezed");
        assert!(frame.len() < new.len() / 1000, "{}", frame.len());
        assert_eq!(unsqueeze(&frame, &old, new.len() as u64).expect("the same"), new);
        assert_eq!(squeeze(&new, &old).expect("squeezed"), frame);
    }

    #[test]
    fn a_frame_of_another_size_is_refused() {
        let frame = squeeze(&vec![0; 1 << 20], &[]).expect("squeezed");
        for size in [0, 1, (1 << 20) - 1, (1 << 20) + 1, 1 << 30] {
            assert!(unsqueeze(&frame, &[], size).is_err(), "{size}");
        }
        for broken in [&b""[..], b"x", &frame[..frame.len() - 1], b"<html>captive portal</html>"] {
            assert!(unsqueeze(broken, &[], 1 << 20).is_err());
        }
    }

    #[test]
    fn a_window_larger_than_the_largest_group_is_refused() {
        // A frame of one empty block that asks for 2 GiB of window: RFC 8878 §3.1.1.1.2.
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (31 - 10) << 3, 0x01, 0x00, 0x00];
        assert!(unsqueeze(&frame, &[], 0).is_err());
        let modest = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (20 - 10) << 3, 0x01, 0x00, 0x00];
        assert!(unsqueeze(&modest, &[], 0).expect("an empty frame").is_empty());
    }
}
