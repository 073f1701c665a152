//! Finds the programs of a Postgres server on this machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::error::ClusterError;

/// The oldest major version our migrations run on (`unique nulls not distinct`).
pub const OLDEST_MAJOR: u32 = 15;

const PROGRAMS: [&str; 4] = ["initdb", "postgres", "psql", "pg_isready"];

/// Folders that hold one folder per installed version, with the part below it that holds the programs.
const VERSIONED: [(&str, &str); 5] = [
    ("/usr/lib/postgresql", "bin"),
    ("/usr", "bin"), // /usr/pgsql-16/bin
    ("/opt/homebrew/opt", "bin"),
    ("/usr/local/opt", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "bin"),
];

/// One installed Postgres.
#[derive(Debug, Clone)]
pub(crate) struct Binaries {
    pub(crate) dir: PathBuf,
    pub(crate) major: u32,
}

impl Binaries {
    /// The first usable Postgres, or the one that made `data` when that already exists.
    pub(crate) fn find(data: &Path) -> Result<Self, ClusterError> {
        let version_file = data.join("PG_VERSION");
        let made_by = fs::read_to_string(&version_file)
            .ok()
            .map(|text| text.trim().to_owned());
        let mut too_old = None;
        for dir in candidates() {
            let Some(major) = major_of(&dir) else {
                continue;
            };
            let found = Self { dir, major };
            match &made_by {
                Some(wanted) if *wanted == major.to_string() => return Ok(found),
                Some(_) => {}
                None if major >= OLDEST_MAJOR => return Ok(found),
                None => too_old = too_old.or(Some(found)),
            }
        }
        match (made_by, too_old) {
            (Some(made_by), _) => Err(ClusterError::OtherVersion {
                data: data.to_path_buf(),
                made_by,
            }),
            (None, Some(old)) => Err(ClusterError::TooOld {
                found: old.major,
                needed: OLDEST_MAJOR,
                dir: old.dir,
            }),
            (None, None) => Err(ClusterError::NoBinaries {
                needed: OLDEST_MAJOR,
            }),
        }
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

/// Folders to try, in order: what `pg_config` says, PATH, then the places where distributions hide the server.
fn candidates() -> Vec<PathBuf> {
    let mut dirs = Vec::new();
    if let Ok(answer) = Command::new("pg_config").arg("--bindir").output()
        && answer.status.success()
    {
        dirs.push(PathBuf::from(
            String::from_utf8_lossy(&answer.stdout).trim(),
        ));
    }
    dirs.extend(
        std::env::var_os("PATH")
            .iter()
            .flat_map(std::env::split_paths),
    );
    for (parent, below) in VERSIONED {
        let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(parent)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let version = name
                    .rsplit(['-', '@'])
                    .next()?
                    .split('.')
                    .next()?
                    .parse()
                    .ok()?;
                Some((version, entry.path().join(below)))
            })
            .collect();
        versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
        dirs.extend(versions.into_iter().map(|(_, dir)| dir));
    }
    dirs.retain(|dir| PROGRAMS.iter().all(|name| dir.join(name).is_file()));
    let mut seen = Vec::new();
    dirs.retain(|dir| {
        let new = !seen.contains(dir);
        seen.push(dir.clone());
        new
    });
    dirs
}

fn major_of(dir: &Path) -> Option<u32> {
    let answer = Command::new(dir.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    parse_major(&String::from_utf8_lossy(&answer.stdout))
}

/// The number before the first dot of what `--version` prints.
fn parse_major(version: &str) -> Option<u32> {
    let number = version
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let digits = number
        .find(|c: char| !c.is_ascii_digit())
        .map_or(number, |end| &number[..end]);
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_major;

    #[test]
    fn every_spelling_of_a_version_gives_its_major() {
        assert_eq!(
            parse_major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(parse_major("postgres (PostgreSQL)"), None);
    }
}
