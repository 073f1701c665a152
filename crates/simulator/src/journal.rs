//! The books on disk: one JSON line per change, the last line about a thing is true. Written before anything is answered.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::daraja::Registered;
use crate::error::SimulatorError;
use crate::flutterwave::Link;
use crate::keys::StoredKeys;
use crate::scenario::ScenarioRule;
use crate::stripe::Replay;
use crate::transaction::Transaction;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    Keys(StoredKeys),
    Clock { ahead_ms: i64 },
    Scenarios(Vec<ScenarioRule>),
    Transaction(Box<Transaction>),
    Link(Box<Link>),
    Replay(Box<Replay>),
    Registered(Registered),
    Reset,
}

/// Where entries go. Without a file they go nowhere.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    file: Option<File>,
}

impl Journal {
    /// Reads what was written, and makes the file ready for more. A last line that a kill tore apart is dropped: its change was
    /// never answered.
    pub fn open(path: &Path) -> Result<(Self, Vec<Entry>), SimulatorError> {
        let failed = |source| SimulatorError::Journal {
            path: path.to_owned(),
            source,
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(error)),
        };
        let mut entries = Vec::new();
        for (index, line) in text.split_inclusive('\n').enumerate() {
            match serde_json::from_str(line) {
                Ok(entry) => entries.push(entry),
                Err(_) if !line.ends_with('\n') => {}
                Err(error) => {
                    return Err(SimulatorError::DamagedJournal {
                        path: path.to_owned(),
                        line: index + 1,
                        reason: error.to_string(),
                    });
                }
            }
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        Ok((Self::default(), entries))
    }

    /// Replaces the file by `entries`, the whole truth in few lines, and appends from there.
    pub fn start_over(&mut self, path: &Path, entries: &[Entry]) -> Result<(), SimulatorError> {
        let failed = |source| SimulatorError::Journal {
            path: path.to_owned(),
            source,
        };
        let mut beside = PathBuf::from(path);
        beside.as_mut_os_string().push(".new");
        let mut lines = Vec::new();
        for entry in entries {
            lines.extend(line_of(entry).map_err(failed)?);
        }
        std::fs::write(&beside, lines).map_err(failed)?;
        std::fs::rename(&beside, path).map_err(failed)?;
        self.file = Some(OpenOptions::new().append(true).open(path).map_err(failed)?);
        Ok(())
    }

    /// One write per entry, so that a kill of this process leaves whole lines. It does not survive the machine's power.
    pub fn write(&mut self, entry: &Entry) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.write_all(&line_of(entry)?),
            None => Ok(()),
        }
    }
}

fn line_of(entry: &Entry) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(entry)?;
    line.push(b'\n');
    Ok(line)
}
