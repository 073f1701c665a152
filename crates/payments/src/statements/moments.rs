//! Moments as exports write them.

use kernel::Timestamp;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{PrimitiveDateTime, UtcOffset};

/// With the day first or the year first, and with or without seconds.
const FORMS: [&[BorrowedFormatItem<'static>]; 4] = [
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]"),
    format_description!("[day]-[month]-[year] [hour]:[minute]:[second]"),
    format_description!("[year]-[month]-[day] [hour]:[minute]"),
    format_description!("[day]-[month]-[year] [hour]:[minute]"),
];

/// Reads a moment. Where it names no zone, its clock runs so far from UTC.
pub(super) fn read(text: &str, zone: UtcOffset) -> Option<Timestamp> {
    if let Ok(at) = Timestamp::parse(text, &Rfc3339) {
        return Some(at.to_offset(UtcOffset::UTC));
    }
    let spaced = text.replacen('T', " ", 1).replace(['/', '.'], "-");
    // What is less than a second is written behind a point, which is a dash by now.
    let whole = match spaced.split_once(' ') {
        Some((day, clock)) => format!("{day} {}", clock.split('-').next().unwrap_or_default()),
        None => return None,
    };
    FORMS.iter().find_map(|form| {
        let local = PrimitiveDateTime::parse(&whole, form).ok()?;
        local.assume_offset(zone).checked_to_offset(UtcOffset::UTC)
    })
}

#[cfg(test)]
mod tests {
    use time::macros::{datetime, offset};

    use super::*;

    #[test]
    fn moments_are_read_in_their_zone() {
        let at = datetime!(2026-11-25 21:04:05 UTC);
        for text in [
            "2026-11-25T21:04:05Z",
            "2026-11-25T21:04:05.000Z",
            "2026-11-26T00:04:05+03:00",
        ] {
            assert_eq!(read(text, offset!(+3)), Some(at), "{text}");
        }
        for text in [
            "2026-11-26 00:04:05",
            "2026-11-26T00:04:05",
            "2026-11-26 00:04:05.123",
            "26-11-2026 00:04:05",
            "26/11/2026 00:04:05",
            "26.11.2026 00:04:05",
        ] {
            assert_eq!(read(text, offset!(+3)), Some(at), "{text}");
        }
        for wrong in [
            "",
            "yesterday",
            "2026-13-01 00:00:00",
            "25-11-26",
            "1732568645",
        ] {
            assert_eq!(read(wrong, offset!(+3)), None, "{wrong}");
        }
    }
}
