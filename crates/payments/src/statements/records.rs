//! Records of a file of separated values. A quote that never ends swallows nothing but its own line, and every line is told of:
//! that is why this is not a library's reader.

use std::borrow::Cow;

use super::Unreadable;

/// A field in quotes may go over so many lines.
const LINES_OF_A_RECORD_MAX: usize = 10;
/// A record is kept up to this many bytes.
const RECORD_BYTES_MAX: usize = 16 * 1024;
/// And cut into so many fields at most.
const FIELDS_MAX: usize = 200;

/// One record, as it stands in the file and taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// The number of its first line, from one.
    pub line_number: u32,
    pub raw: Cow<'a, str>,
    pub fields: Result<Vec<String>, Unreadable>,
}

/// Reads a file record by record. Blank lines are passed over.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    rest: &'a [u8],
    separator: u8,
    next_line: u32,
}

impl<'a> Records<'a> {
    pub fn of(content: &'a [u8], separator: u8) -> Self {
        Self {
            rest: content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content),
            separator,
            next_line: 1,
        }
    }

    /// Takes so many lines off the front.
    fn take(&mut self, count: usize) -> &'a [u8] {
        let mut end = 0;
        for _ in 0..count {
            end += line_length(&self.rest[end..]);
        }
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.next_line = self
            .next_line
            .saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        taken
    }

    /// How many lines the next record goes over: until its quotes are even in number. `None` when they never are.
    fn lines_of_next(&self) -> Option<usize> {
        let (mut end, mut in_quotes) = (0, false);
        for lines in 1..=LINES_OF_A_RECORD_MAX {
            let length = line_length(&self.rest[end..]);
            if length == 0 {
                return None;
            }
            let line = &self.rest[end..end + length];
            for _ in line.iter().filter(|byte| **byte == b'"') {
                in_quotes = !in_quotes;
            }
            end += length;
            if !in_quotes {
                return Some(lines);
            }
        }
        None
    }
}

/// With its end. Zero when nothing is left.
fn line_length(rest: &[u8]) -> usize {
    rest.iter()
        .position(|byte| *byte == b'\n')
        .map_or(rest.len(), |end| end + 1)
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let line_number = self.next_line;
            let lines = self.lines_of_next();
            let raw = self.take(lines.unwrap_or(1)).trim_ascii_end();
            if raw.is_empty() {
                continue;
            }
            let fields = match lines {
                None => Err(Unreadable::Quote),
                Some(_) if raw.len() > RECORD_BYTES_MAX => Err(Unreadable::TooLong),
                Some(_) => split(raw, self.separator),
            };
            return Some(Record {
                line_number,
                raw: String::from_utf8_lossy(raw),
                fields,
            });
        }
    }
}

fn split(raw: &[u8], separator: u8) -> Result<Vec<String>, Unreadable> {
    let mut fields = Vec::new();
    let mut field = Vec::new();
    let mut in_quotes = false;
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if in_quotes && bytes.peek() == Some(&b'"') => {
                bytes.next();
                field.push(b'"');
            }
            b'"' => in_quotes = !in_quotes,
            _ if byte == separator && !in_quotes => {
                fields.push(text(&field));
                field.clear();
                if fields.len() >= FIELDS_MAX {
                    return Err(Unreadable::TooLong);
                }
            }
            _ => field.push(byte),
        }
    }
    fields.push(text(&field));
    Ok(fields)
}

/// Trimmed, and without signs that no field means.
fn text(field: &[u8]) -> String {
    let text = String::from_utf8_lossy(field);
    text.trim().chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(content: &str) -> Vec<Record<'_>> {
        Records::of(content.as_bytes(), b',').collect()
    }

    #[test]
    fn quotes_commas_and_line_ends_are_read() {
        let read = all("\u{feff}a,\"b,\"\"c\"\"\r\nd\" , e\r\n\r\nlast");
        assert_eq!(read.len(), 2);
        assert_eq!(
            read[0].fields,
            Ok(vec!["a".to_owned(), "b,\"c\"d".to_owned(), "e".to_owned()])
        );
        assert_eq!((read[0].line_number, read[1].line_number), (1, 4));
    }

    #[test]
    fn a_quote_that_never_ends_costs_one_line() {
        let content = format!("a,\"b\n{}", "c,d\n".repeat(50));
        let read = all(&content);
        assert_eq!(read.len(), 51);
        assert_eq!(read[0].fields, Err(Unreadable::Quote));
        assert!(read[1..].iter().all(|record| record.fields.is_ok()));
    }

    proptest! {
        /// Whatever is in the file: every line that is not blank is in one record, and in order.
        #[test]
        fn no_line_is_lost(content in "[a-c,\"\n\r ]{0,200}") {
            let read = all(&content);
            let raw: String = read.iter().map(|record| record.raw.as_ref()).collect();
            let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(kept(&raw), kept(&content));
            prop_assert!(read.is_sorted_by_key(|record| record.line_number));
        }
    }
}
