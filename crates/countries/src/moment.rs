//! Moments as people say them, in local time, with the full time behind.

use kernel::Timestamp;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, Weekday};
use words::Lang;

use crate::Country;

/// A moment in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// As people say it: `today 09:40`, `Tue 3 Nov, 14:05`.
    pub short: String,
    /// In full: `Tuesday 3 November 2026, 14:05 CAT`.
    pub full: String,
    /// For machines, in local time: the `datetime` of a `<time>`.
    pub iso: String,
}

impl Country {
    /// A moment as people here say it.
    pub fn moment(self, at: Timestamp, now: Timestamp, lang: Lang) -> Moment {
        let (at, now) = (self.local(at), self.local(now));
        let clock = clock(at);
        let short = match near(at.date(), now.date(), lang) {
            Some(day) => format!("{day} {clock}"),
            None => format!("{}, {clock}", far(at.date(), now.date(), lang)),
        };
        let date = at.date();
        let full = format!(
            "{} {} {} {}, {clock} {}",
            weekday(date.weekday(), lang).1,
            date.day(),
            month(date.month(), lang).1,
            date.year(),
            self.pack().time_zone,
        );
        Moment {
            short,
            full,
            iso: at.format(&Rfc3339).unwrap_or_default(),
        }
    }

    /// A day as people here say it: `today`, `tomorrow`, `Thu 5 Nov`.
    pub fn day(self, at: Timestamp, now: Timestamp, lang: Lang) -> String {
        let (date, today) = (self.local(at).date(), self.local(now).date());
        near(date, today, lang).map_or_else(|| far(date, today, lang), ToOwned::to_owned)
    }

    /// A day in full, whenever it is read: `5 November 2026`.
    pub fn date(self, at: Timestamp, lang: Lang) -> String {
        let date = self.local(at).date();
        let month = month(date.month(), lang).1;
        format!("{} {month} {}", date.day(), date.year())
    }

    /// The local time of day: `09:40`.
    pub fn clock(self, at: Timestamp) -> String {
        clock(self.local(at))
    }

    /// The moment the local day of `at` began: what "today" counts from.
    pub fn start_of_day(self, at: Timestamp) -> Timestamp {
        self.local(at).replace_time(time::Time::MIDNIGHT)
    }

    /// The local day of a moment as addresses spell it: `2026-11-05`.
    pub fn iso_day(self, at: Timestamp) -> String {
        self.local(at).date().to_string()
    }

    /// When a local day that is spelt so began, and when the next one did.
    pub fn span_of_day(self, iso: &str) -> Option<(Timestamp, Timestamp)> {
        let day = Date::parse(iso, &time::format_description::well_known::Iso8601::DATE).ok()?;
        // As it is spelt here, and nothing else that means a day; far from where the calendar ends.
        if day.to_string() != iso || !(1_000..9_000).contains(&day.year()) {
            return None;
        }
        let began = |day: Date| {
            let midnight = day.midnight().assume_offset(self.pack().utc_offset);
            midnight.to_offset(time::UtcOffset::UTC)
        };
        Some((began(day), began(day.next_day()?)))
    }

    /// A timestamp on the clocks of this country. Outside the calendar's years it stays in UTC.
    fn local(self, at: Timestamp) -> OffsetDateTime {
        at.checked_to_offset(self.pack().utc_offset).unwrap_or(at)
    }
}

fn clock(at: OffsetDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Yesterday, today and tomorrow have names.
fn near(date: Date, today: Date, lang: Lang) -> Option<&'static str> {
    let (yesterday, same, tomorrow) = match lang {
        Lang::En => ("yesterday", "today", "tomorrow"),
        Lang::Sw => ("jana", "leo", "kesho"),
    };
    if date == today {
        Some(same)
    } else if Some(date) == today.previous_day() {
        Some(yesterday)
    } else if Some(date) == today.next_day() {
        Some(tomorrow)
    } else {
        None
    }
}

/// Other days: the weekday this year, the year otherwise.
fn far(date: Date, today: Date, lang: Lang) -> String {
    let (day, month) = (date.day(), month(date.month(), lang).0);
    if date.year() == today.year() {
        format!("{} {day} {month}", weekday(date.weekday(), lang).0)
    } else {
        format!("{day} {month} {}", date.year())
    }
}

const fn weekday(day: Weekday, lang: Lang) -> (&'static str, &'static str) {
    let (en, sw) = match day {
        Weekday::Monday => (("Mon", "Monday"), ("Jtatu", "Jumatatu")),
        Weekday::Tuesday => (("Tue", "Tuesday"), ("Jnne", "Jumanne")),
        Weekday::Wednesday => (("Wed", "Wednesday"), ("Jtano", "Jumatano")),
        Weekday::Thursday => (("Thu", "Thursday"), ("Alh", "Alhamisi")),
        Weekday::Friday => (("Fri", "Friday"), ("Ijm", "Ijumaa")),
        Weekday::Saturday => (("Sat", "Saturday"), ("Jmosi", "Jumamosi")),
        Weekday::Sunday => (("Sun", "Sunday"), ("Jpili", "Jumapili")),
    };
    match lang {
        Lang::En => en,
        Lang::Sw => sw,
    }
}

const fn month(month: Month, lang: Lang) -> (&'static str, &'static str) {
    let (en, sw) = match month {
        Month::January => (("Jan", "January"), ("Jan", "Januari")),
        Month::February => (("Feb", "February"), ("Feb", "Februari")),
        Month::March => (("Mar", "March"), ("Mac", "Machi")),
        Month::April => (("Apr", "April"), ("Apr", "Aprili")),
        Month::May => (("May", "May"), ("Mei", "Mei")),
        Month::June => (("Jun", "June"), ("Jun", "Juni")),
        Month::July => (("Jul", "July"), ("Jul", "Julai")),
        Month::August => (("Aug", "August"), ("Ago", "Agosti")),
        Month::September => (("Sep", "September"), ("Sep", "Septemba")),
        Month::October => (("Oct", "October"), ("Okt", "Oktoba")),
        Month::November => (("Nov", "November"), ("Nov", "Novemba")),
        Month::December => (("Dec", "December"), ("Des", "Desemba")),
    };
    match lang {
        Lang::En => en,
        Lang::Sw => sw,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: Timestamp = datetime!(2026-11-05 10:00 UTC);

    fn short(at: Timestamp, lang: Lang) -> String {
        Country::Zambia.moment(at, NOW, lang).short
    }

    #[test]
    fn a_day_in_an_address_is_that_local_day_and_nothing_else_is() {
        let at = datetime!(2026-11-05 23:30 UTC);
        let spelt = Country::Kenya.iso_day(at);
        assert_eq!(spelt, "2026-11-06", "it is night in Nairobi already");
        let span = Country::Kenya.span_of_day(&spelt);
        let began = datetime!(2026-11-05 21:00 UTC);
        assert_eq!(span, Some((began, began + time::Duration::DAY)));
        for odd in [
            "",
            "today",
            "2026-11-31",
            "2026-11-5",
            "-009999-01-01",
            "-005000-01-01",
            "+010000-01-01",
            "9999-12-31",
            "0000-01-01",
            "2026-W45-4",
            "2026-310",
        ] {
            assert_eq!(Country::Kenya.span_of_day(odd), None, "{odd}");
        }
    }

    #[test]
    fn near_days_have_names() {
        assert_eq!(
            short(datetime!(2026-11-05 07:40 UTC), Lang::En),
            "today 09:40"
        );
        assert_eq!(
            short(datetime!(2026-11-05 07:40 UTC), Lang::Sw),
            "leo 09:40"
        );
        assert_eq!(
            short(datetime!(2026-11-04 12:05 UTC), Lang::En),
            "yesterday 14:05"
        );
        assert_eq!(
            short(datetime!(2026-11-06 12:05 UTC), Lang::Sw),
            "kesho 14:05"
        );
    }

    #[test]
    fn other_days_have_dates() {
        assert_eq!(
            short(datetime!(2026-11-03 12:05 UTC), Lang::En),
            "Tue 3 Nov, 14:05"
        );
        assert_eq!(
            short(datetime!(2026-11-03 12:05 UTC), Lang::Sw),
            "Jnne 3 Nov, 14:05"
        );
        assert_eq!(
            short(datetime!(2025-08-03 12:05 UTC), Lang::Sw),
            "3 Ago 2025, 14:05"
        );
    }

    #[test]
    fn a_date_is_the_local_one_in_full() {
        let late = datetime!(2026-11-04 22:30 UTC);
        assert_eq!(Country::Zambia.date(late, Lang::En), "5 November 2026");
        assert_eq!(Country::Kenya.date(late, Lang::Sw), "5 Novemba 2026");
    }

    #[test]
    fn the_day_turns_at_local_midnight() {
        let late = datetime!(2026-11-04 22:30 UTC);
        assert_eq!(short(late, Lang::En), "today 00:30");
        assert_eq!(
            Country::Zambia.start_of_day(NOW),
            datetime!(2026-11-04 22:00 UTC)
        );
        assert_eq!(
            Country::Kenya.start_of_day(NOW),
            datetime!(2026-11-04 21:00 UTC)
        );
    }

    #[test]
    fn the_full_time_stands_behind() {
        let moment = Country::Kenya.moment(datetime!(2026-11-03 11:05 UTC), NOW, Lang::En);
        assert_eq!(moment.full, "Tuesday 3 November 2026, 14:05 EAT");
        assert_eq!(moment.iso, "2026-11-03T14:05:00+03:00");
        let moment = Country::Zambia.moment(datetime!(2026-11-03 12:05 UTC), NOW, Lang::Sw);
        assert_eq!(moment.full, "Jumanne 3 Novemba 2026, 14:05 CAT");
    }

    #[test]
    fn days_stand_alone_too() {
        assert_eq!(Country::Kenya.day(NOW, NOW, Lang::En), "today");
        assert_eq!(
            Country::Kenya.day(datetime!(2026-11-07 09:00 UTC), NOW, Lang::En),
            "Sat 7 Nov"
        );
        assert_eq!(Country::Kenya.clock(NOW), "13:00");
    }
}
