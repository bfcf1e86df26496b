//! Numbers of few bytes. Source: LEB128 (DWARF 5 §7.6), zigzag for signed ones.

/// Appends a number, the lowest seven bits first.
pub fn put(mut number: u64, out: &mut Vec<u8>) {
    loop {
        // Masked to seven bits.
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Appends a number of either sign.
pub fn put_signed(number: i64, out: &mut Vec<u8>) {
    put(((number << 1) ^ (number >> 63)).cast_unsigned(), out);
}

/// Takes a number off the front; nothing when it is cut off or longer than 63 bits.
#[must_use]
pub fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..63).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Takes a number of either sign off the front.
#[must_use]
pub fn take_signed(bytes: &mut &[u8]) -> Option<i64> {
    let number = take(bytes)?;
    Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}
