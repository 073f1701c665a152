//! Pictures: where they are kept.

use std::path::{Path, PathBuf};

use super::Vars;

/// The picture store's settings.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// A folder on disk.
    pub root: PathBuf,
}

impl MediaConfig {
    pub(super) fn read(vars: &mut Vars, home: &Path) -> Self {
        Self {
            root: vars
                .text("MEDIA_ROOT")
                .map_or_else(|| home.join(".soko/media"), PathBuf::from),
        }
    }
}
