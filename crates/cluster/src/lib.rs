#![doc = include_str!("../README.md")]

mod account;
mod binaries;
mod error;
mod layout;
mod lock;
mod postmaster;
mod sql;
mod urls;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    binaries::Binaries, error::at, layout::Layout, lock::ProjectLock, postmaster::Postmaster,
};
pub use crate::{
    binaries::OLDEST_MAJOR,
    error::ClusterError,
    urls::{APP, ClusterUrls, OWNER, STOREFRONT, SUPERUSER, WORKER},
};

/// Roles, extensions and grants, as `scripts/roles.sql` has them for a server of one's own.
pub const ROLES_SQL: &str = include_str!("../../../scripts/roles.sql");

/// Names the socket directory of a throw-away cluster that whoever started these tests already runs.
pub const TEST_CLUSTER_VAR: &str = "SOKO_TEST_CLUSTER";

/// Which cluster to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// The project directory. A durable cluster and its lock live under its `.soko/`.
    pub home: PathBuf,
    /// Keep the data, and survive a kill and a reboot. Otherwise the cluster is new, never waits for the disk,
    /// lies in a temporary directory and is gone with the process, however that ends.
    pub durable: bool,
}

/// A running private Postgres. Stops when dropped; [`Cluster::stop`] also says whether that worked.
///
/// Every call blocks: from async code use `spawn_blocking`.
#[derive(Debug)]
pub struct Cluster {
    binaries: Binaries,
    layout: Layout,
    /// None: somebody else's, joined through [`TEST_CLUSTER_VAR`].
    postmaster: Option<Postmaster>,
    _lock: Option<ProjectLock>,
}

impl Cluster {
    /// Starts the cluster, making it first if it is not there, and returns when it answers.
    ///
    /// # Errors
    /// [`ClusterError::AlreadyRunning`] while another live Soko owns a durable cluster; a server that a killed Soko
    /// left behind is taken over instead. Otherwise what is missing or in the way.
    pub fn start(options: &Options) -> Result<Self, ClusterError> {
        if options.durable {
            Self::start_durable(&options.home)
        } else {
            Self::start_throw_away()
        }
    }

    /// The throw-away cluster of these tests: the one named by [`TEST_CLUSTER_VAR`], else a new one.
    pub fn for_tests() -> Result<Self, ClusterError> {
        let Some(socket) = std::env::var_os(TEST_CLUSTER_VAR) else {
            return Self::start_throw_away();
        };
        let socket = PathBuf::from(socket);
        let state = socket.parent().map(Path::to_path_buf).unwrap_or_default();
        let account = account::Account::owner_of(&socket)?;
        let layout = Layout {
            account,
            state,
            socket,
        };
        let binaries = Binaries::find(&layout.data())?;
        Ok(Self {
            binaries,
            layout,
            postmaster: None,
            _lock: None,
        })
    }

    fn start_durable(home: &Path) -> Result<Self, ClusterError> {
        fs::create_dir_all(home).map_err(at("make", home))?;
        let home = home.canonicalize().map_err(at("find", home))?;
        let lock = ProjectLock::take(&home)?;
        let layout = Layout::durable(&home)?;
        let binaries = Binaries::find(&layout.data())?;
        sql::init(&binaries, &layout, true)?;
        let postmaster = Postmaster::durable(&binaries, &layout)?;
        Ok(Self {
            binaries,
            layout,
            postmaster: Some(postmaster),
            _lock: Some(lock),
        })
    }

    fn start_throw_away() -> Result<Self, ClusterError> {
        let binaries = Binaries::find(Path::new(""))?;
        let layout = Layout::throw_away()?;
        let postmaster = sql::init(&binaries, &layout, false)
            .and_then(|()| Postmaster::throw_away(&binaries, &layout))
            .inspect_err(|_| {
                // Nobody will come back for it.
                let _ = fs::remove_dir_all(&layout.state);
            })?;
        Ok(Self {
            binaries,
            layout,
            postmaster: Some(postmaster),
            _lock: None,
        })
    }

    /// How to reach a database as each role. Does not look whether it exists.
    #[must_use]
    pub fn urls(&self, database: &str) -> ClusterUrls {
        ClusterUrls::new(&self.layout.socket, database)
    }

    /// Where the server listens; the value for [`TEST_CLUSTER_VAR`].
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.layout.socket
    }

    /// Makes a database unless it is there, and (again) its roles, extensions and grants: [`ROLES_SQL`].
    pub fn create_database(&self, name: &str) -> Result<ClusterUrls, ClusterError> {
        urls::check_database_name(name)?;
        let known = format!("select 1 from pg_database where datname = '{name}'");
        if self.query(SUPERUSER, "postgres", &known)?.trim().is_empty() {
            self.query(SUPERUSER, "postgres", &format!("create database {name}"))?;
        }
        self.run_sql(SUPERUSER, name, ROLES_SQL)?;
        Ok(self.urls(name))
    }

    /// Makes a database as a copy of another, to which nobody may be connected. Takes some tens of milliseconds.
    pub fn clone_database(&self, name: &str, template: &str) -> Result<ClusterUrls, ClusterError> {
        urls::check_database_name(name)?;
        urls::check_database_name(template)?;
        self.query(
            SUPERUSER,
            "postgres",
            &format!("create database {name} template {template} owner {OWNER} strategy file_copy"),
        )?;
        // Rights on the database itself are not copied.
        self.run_sql(SUPERUSER, name, ROLES_SQL)?;
        Ok(self.urls(name))
    }

    /// Runs `work` while no other process does so on this cluster: for making a template that many test processes copy.
    pub fn alone<T>(&self, work: impl FnOnce() -> T) -> Result<T, ClusterError> {
        let path = self.layout.state.join("alone");
        let file = fs::File::create(&path).map_err(at("make", &path))?;
        file.lock().map_err(at("lock", &path))?;
        let done = work();
        // Closing the file would let go as well; saying so keeps it open until here.
        file.unlock().map_err(at("let go of", &path))?;
        Ok(done)
    }

    /// Removes a database and whoever is connected to it.
    pub fn drop_database(&self, name: &str) -> Result<(), ClusterError> {
        urls::check_database_name(name)?;
        self.query(
            SUPERUSER,
            "postgres",
            &format!("drop database if exists {name} with (force)"),
        )?;
        Ok(())
    }

    /// Runs the `.sql` files of a folder in the order of their names, each in one transaction as the owner, unless its
    /// first line is `-- no-transaction`. For tools: the program itself migrates through its own migrator, which
    /// remembers what it ran.
    pub fn apply_folder(&self, database: &str, folder: &Path) -> Result<usize, ClusterError> {
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .map_err(at("read", folder))?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
            .collect();
        files.sort();
        for file in &files {
            let text = fs::read_to_string(file).map_err(at("read", file))?;
            self.run_sql(OWNER, database, &text)
                .map_err(|error| match error {
                    ClusterError::Program { program, message } => ClusterError::Program {
                        program,
                        message: format!("{}: {message}", file.display()),
                    },
                    other => other,
                })?;
        }
        Ok(files.len())
    }

    /// Stops the server cleanly: open transactions are rolled back. A cluster that was joined goes on.
    pub fn stop(mut self) -> Result<(), ClusterError> {
        match self.postmaster.take() {
            Some(mut postmaster) => postmaster.stop(),
            None => Ok(()),
        }
    }

    /// Leaves a durable server running and lets go of the lock. The next start takes it over.
    pub fn leave_running(mut self) {
        if let Some(postmaster @ Postmaster::Supervised { .. }) = self.postmaster.take() {
            // A throw-away server cannot outlive us: put it back and let it stop.
            self.postmaster = Some(postmaster);
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut postmaster) = self.postmaster.take()
            && let Err(error) = postmaster.stop()
        {
            tracing::error!(%error, "the private Postgres was left running");
        }
    }
}
