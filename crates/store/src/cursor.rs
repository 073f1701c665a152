//! Where a page of a list ends: the sort key and id of its last row, as text for an address.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// The last row of a page: a sort value (microseconds since 1970, or minor units) and the row's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub value: i64,
    pub id: Uuid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.value, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = CursorError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (value, id) = text.split_once('_').ok_or(CursorError)?;
        Ok(Self {
            value: value.parse().map_err(|_| CursorError)?,
            id: Uuid::parse_str(id).map_err(|_| CursorError)?,
        })
    }
}

/// Some rows, and where the next ones begin.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Cuts a page of `size` out of rows fetched with a limit of `size + 1`.
    pub fn cut(mut rows: Vec<T>, size: usize, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_an_address() {
        let cursor = Cursor {
            value: -5,
            id: Uuid::from_u128(7),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        assert!("x_y".parse::<Cursor>().is_err());
    }

    #[test]
    fn a_page_knows_whether_more_follows() {
        let at = |n: &i64| Cursor {
            value: *n,
            id: Uuid::nil(),
        };
        assert_eq!(
            Page::cut(vec![1, 2, 3], 2, at).next.map(|c| c.value),
            Some(2)
        );
        assert_eq!(Page::cut(vec![1, 2], 2, at).next, None);
    }
}
