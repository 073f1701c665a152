//! Names of pictures and of files. A name that could leave its folder cannot be made.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::Size;

const KEY_BYTES_MAX: usize = 200;

/// What kind of file a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentType {
    Webp,
    Avif,
    Jpeg,
    Png,
}

impl ContentType {
    /// As written in HTTP.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// What a file's first bytes say it is; its name is never asked.
    pub const fn of_content(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Some(Self::Webp),
            _ => None,
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Avif => "avif",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "webp" => Some(Self::Webp),
            "avif" => Some(Self::Avif),
            "jpg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

/// A file's name in a store: lower-case letters, digits, `-`, `_`, `.` and `/`, ending in a known extension.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StoreKey(String, ContentType);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a stored picture")]
pub struct KeyError;

impl StoreKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn content_type(&self) -> ContentType {
        self.1
    }

    /// The name an upload is kept under until it is worked on, and after: `original/3f/3f09….jpg`. Never served: it still has
    /// its metadata. `None` when the content is not a picture we take.
    pub fn of_original(owner: &[u8], file: &[u8]) -> Option<Self> {
        let content_type = ContentType::of_content(file)?;
        let key = PictureKey::of_parts([owner, file]);
        let (folder, extension) = (key.0 >> 120, content_type.extension());
        Some(Self(
            format!("original/{folder:02x}/{key}.{extension}"),
            content_type,
        ))
    }
}

impl FromStr for StoreKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-_.".contains(&c);
        // A leading dot is a hidden file, and covers `.` and `..`.
        let part_fits =
            |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain);
        if text.len() > KEY_BYTES_MAX || !text.split('/').all(part_fits) {
            return Err(KeyError);
        }
        let (_, extension) = text.rsplit_once('.').ok_or(KeyError)?;
        let content_type = ContentType::of_extension(extension).ok_or(KeyError)?;
        Ok(Self(text.to_owned(), content_type))
    }
}

impl fmt::Display for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who may see a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// Not approved: shown to its shop and to moderators only, never cached.
    Waiting,
    /// Approved: anyone, for ever.
    Public,
}

impl Shelf {
    const fn folder(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Public => "public",
        }
    }
}

/// A picture's name: 128 bits of SHA-256 over its owner and its content, written as 32 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PictureKey(u128);

impl PictureKey {
    /// The parts' lengths count too, so that no two lists of parts share a name.
    pub(crate) fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        let hash: [u8; 32] = hash.finalize().into();
        let (first, _) = hash.as_chunks::<16>();
        Self(first.first().map_or(0, |half| u128::from_be_bytes(*half)))
    }

    /// What follows `/media/` in a page: `3f/3f09…e1-240.webp`.
    pub fn path(self, size: Size) -> String {
        // Two digits part a million pictures into 256 folders.
        format!("{:02x}/{self}-{}.webp", self.0 >> 120, size.width_px())
    }

    /// The name of this picture's file on a shelf.
    pub fn file(self, shelf: Shelf, size: Size) -> StoreKey {
        StoreKey(
            format!("{}/{}", shelf.folder(), self.path(size)),
            ContentType::Webp,
        )
    }

    /// Reads back what [`PictureKey::path`] wrote, and nothing else.
    ///
    /// # Errors
    /// `KeyError` for every other spelling.
    pub fn of_path(path: &str) -> Result<(Self, Size), KeyError> {
        let name = path.split_once('/').ok_or(KeyError)?.1;
        let key: Self = name.get(..32).ok_or(KeyError)?.parse()?;
        let size = Size::ALL.into_iter().find(|size| key.path(*size) == path);
        size.map(|size| (key, size)).ok_or(KeyError)
    }
}

impl fmt::Display for PictureKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for PictureKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() != 32 || !text.bytes().all(hex) {
            return Err(KeyError);
        }
        u128::from_str_radix(text, 16)
            .map(Self)
            .map_err(|_| KeyError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leaves_its_folder_cannot_be_made() {
        for wrong in [
            "",
            "/",
            "../a.webp",
            "a/../b.webp",
            "/etc/a.webp",
            "a//b.webp",
            ".a.webp",
            "a/.b.webp",
            "a\\b.webp",
            "a.exe",
            "a",
            "A.webp",
            "a\0.webp",
            "a/b.webp/",
            "c:a.webp",
            "a%2f.webp",
        ] {
            assert_eq!(wrong.parse::<StoreKey>(), Err(KeyError), "{wrong:?}");
        }
        assert_eq!("x".repeat(200).parse::<StoreKey>(), Err(KeyError));
        let fine: StoreKey = "public/3f/3f0-240.webp".parse().unwrap();
        assert_eq!(fine.content_type(), ContentType::Webp);
    }

    #[test]
    fn an_original_is_named_by_owner_and_content() {
        let name = |owner: &[u8], file: &[u8]| StoreKey::of_original(owner, file);
        let jpeg = name(b"a", b"\xff\xd8\xff 1").unwrap();
        assert_eq!(jpeg.content_type(), ContentType::Jpeg);
        assert_eq!(jpeg.as_str().parse::<StoreKey>().unwrap(), jpeg);
        assert_ne!(jpeg, name(b"b", b"\xff\xd8\xff 1").unwrap());
        assert_ne!(jpeg, name(b"a", b"\xff\xd8\xff 2").unwrap());
        assert_eq!(name(b"a", b"<html>"), None);
    }

    #[test]
    fn a_path_reads_back_and_has_one_spelling() {
        let key: PictureKey = "3f00000000000000000000000000000a".parse().unwrap();
        for size in Size::ALL {
            assert_eq!(PictureKey::of_path(&key.path(size)), Ok((key, size)));
            let file = key.file(Shelf::Public, size);
            assert_eq!(file.as_str().parse::<StoreKey>().unwrap(), file);
        }
        let path = key.path(Size::Thumb);
        assert_eq!(path, "3f/3f00000000000000000000000000000a-240.webp");
        for wrong in [
            path.replace("3f/", "3e/"),
            path.replace("240", "241"),
            path.replace("240", "0240"),
            path.to_uppercase(),
            format!("{path}x"),
            "3f/é".repeat(20),
            String::new(),
        ] {
            assert_eq!(PictureKey::of_path(&wrong), Err(KeyError), "{wrong:?}");
        }
    }
}
