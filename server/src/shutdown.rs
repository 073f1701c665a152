//! One signal that everything which runs for long listens to.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Says when to stop. Clones share the signal.
#[derive(Debug, Clone)]
pub struct Shutdown {
    begun: watch::Receiver<bool>,
}

/// Begins the shutdown, also when dropped.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Shutdown {
    /// A shutdown begun by hand.
    pub fn by_hand() -> (Stopper, Self) {
        let (sender, begun) = watch::channel(false);
        (Stopper(sender), Self { begun })
    }

    /// Begun by Ctrl-C or SIGTERM. A second Ctrl-C ends the program at once.
    pub fn on_signals() -> std::io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (stopper, shutdown) = Self::by_hand();
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            stopper.stop();
            interrupt.recv().await;
            std::process::exit(130);
        });
        Ok(shutdown)
    }

    /// Returns when the shutdown begins.
    pub async fn begun(mut self) {
        // An error means that nobody can begin it any more, which is an end too.
        let _ = self.begun.wait_for(|begun| *begun).await;
    }

    pub fn has_begun(&self) -> bool {
        *self.begun.borrow()
    }
}
