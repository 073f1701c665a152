//! What one SMS can carry: 160 characters of the GSM-7 alphabet. One other character would make it 70.

use std::borrow::Cow;

/// How many GSM-7 characters one segment holds.
pub const SMS_SEGMENT_CHARS: usize = 160;

/// The basic table of GSM 03.38 that keyboards reach. The extension table costs two places a character and is left out.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅå_ÆæßÉ !\"#%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Whether a text needs no other alphabet than GSM-7's basic table.
pub fn is_gsm7(text: &str) -> bool {
    text.chars().all(|c| BASIC.contains(c))
}

/// The text in GSM-7: no-break spaces and typographic marks become plain ones, letters with foreign accents lose them,
/// and what has no likeness becomes `?`.
pub fn gsm7(text: &str) -> Cow<'_, str> {
    if is_gsm7(text) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => plain.push(' '),
            '‘' | '’' | 'ʼ' | '`' | '´' => plain.push('\''),
            '“' | '”' | '«' | '»' => plain.push('"'),
            '–' | '—' | '−' | '‑' | '•' | '·' => plain.push('-'),
            '…' => plain.push_str("..."),
            '[' | '{' => plain.push('('),
            ']' | '}' => plain.push(')'),
            '|' | '\\' => plain.push('/'),
            'á' | 'â' | 'ã' | 'ā' => plain.push('a'),
            'ê' | 'ë' | 'ē' => plain.push('e'),
            'í' | 'î' | 'ï' | 'ī' => plain.push('i'),
            'ó' | 'ô' | 'õ' | 'ō' => plain.push('o'),
            'ú' | 'û' | 'ū' => plain.push('u'),
            'ç' => plain.push('c'),
            'ŋ' => plain.push_str("ng"),
            _ if BASIC.contains(c) => plain.push(c),
            _ => plain.push('?'),
        }
    }
    Cow::Owned(plain)
}

/// A name cut to at most `max_chars`, at a word where one ends in its second half, with `..` for what is gone. Names in
/// an SMS are shortened to 20, so that one segment holds the rest.
pub fn shorten(name: &str, max_chars: usize) -> Cow<'_, str> {
    if name.chars().count() <= max_chars {
        return Cow::Borrowed(name);
    }
    let kept: String = name.chars().take(max_chars.saturating_sub(2)).collect();
    let kept = match kept.rfind(' ') {
        Some(place) if place * 2 >= kept.len() => &kept[..place],
        Some(_) | None => kept.as_str(),
    };
    Cow::Owned(format!("{}..", kept.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_names_become_plain() {
        assert_eq!(gsm7("K\u{a0}1,248.00 – Mama’s"), "K 1,248.00 - Mama's");
        assert_eq!(gsm7("Café 🌍"), "Café ?");
        assert!(matches!(gsm7("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_names_end_at_a_word() {
        assert_eq!(shorten("Mwila", 20), "Mwila");
        assert_eq!(
            shorten("Kamwala Electronics and Repairs", 20),
            "Kamwala Electronic.."
        );
        assert_eq!(
            shorten("Chitenge House of Lusaka", 20),
            "Chitenge House of.."
        );
        assert!(shorten(&"x".repeat(50), 20).chars().count() <= 20);
    }
}
