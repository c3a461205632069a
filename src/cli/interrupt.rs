//! How a command learns that it is to end: by Ctrl-C and, where there is that, by SIGTERM, which build
//! services, `timeout`, `docker stop` and Kubernetes send, and by SIGHUP, which a terminal sends that is closed.
//! All mean the same. What a command does then is not decided here.
//!
//! Signals are heard on a thread of their own, so that nothing a command is busy with makes it deaf.

#[cfg(unix)]
use std::path::Path;
use std::time::Duration;

use tokio::sync::oneshot;

use super::exit::Exit;
#[cfg(unix)]
use crate::files::read;
use crate::suite::arrange::end_all_commands;

/// What comes so soon after a signal is the same wish: `timeout` sends its signal to the program and
/// then to the program's group, so that it arrives twice.
const SAME: Duration = Duration::from_millis(300);

/// Done when the process is asked to end, from this call on: it is made before the first request goes
/// out, and not when somebody comes to wait. Asked a second time the process ends at once, whatever it is
/// at: giving back what was arranged, or writing reports, may take too long.
pub(super) fn interrupted() -> impl Future<Output = ()> {
    let (tell, told) = oneshot::channel();
    let (ready, is_ready) = std::sync::mpsc::channel();
    let listen = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
            return;
        };
        runtime.block_on(async {
            let mut signals = Signals::new();
            let _ = ready.send(());
            signals.next().await;
            // Nobody waits any more where the work is done and reports are being written.
            let _ = tell.send(());
            tokio::time::sleep(SAME).await;
            signals.forget();
            signals.next().await;
            end_all_commands();
            std::process::exit(i32::from(Exit::Incomplete as u8));
        });
    };
    // Without the thread the operating system's own way of ending a process holds.
    if std::thread::Builder::new().name("signals".to_owned()).spawn(listen).is_ok() {
        let _ = is_ready.recv();
    }
    async {
        if told.await.is_err() {
            std::future::pending().await
        }
    }
}

/// The signals that ask a process to end; those without a handler end it in the operating system's way.
#[cfg(unix)]
struct Signals([Option<tokio::signal::unix::Signal>; 3]);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let hear = |kind| signal(kind).ok();
        // Under nohup a run goes on when its terminal is closed.
        let hangup = if ignores_hangup() { None } else { hear(SignalKind::hangup()) };
        Self([hear(SignalKind::interrupt()), hear(SignalKind::terminate()), hangup])
    }

    async fn next(&mut self) {
        async fn arrival(of: &mut Option<tokio::signal::unix::Signal>) {
            match of {
                Some(signal) => drop(signal.recv().await),
                None => std::future::pending().await,
            }
        }
        let [one, two, three] = &mut self.0;
        tokio::select! {
            () = arrival(one) => {}
            () = arrival(two) => {}
            () = arrival(three) => {}
        }
    }

    /// Forgets those that came and were not waited for.
    fn forget(&mut self) {
        *self = Self::new();
    }
}

/// Whether this process was started so that it is not ended by SIGHUP, which is the first signal. Where the system
/// does not tell, that is left as it is.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    use std::sync::OnceLock;
    // Asked once: a handler of our own is not what it was started with.
    static IGNORES: OnceLock<bool> = OnceLock::new();
    *IGNORES.get_or_init(|| {
        let status = read::text(Path::new("/proc/self/status"), 64 * 1024).unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        ignored.is_none_or(|mask| !mask.trim().ends_with(['0', '2', '4', '6', '8', 'a', 'c', 'e']))
    })
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    const fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    const fn forget(&mut self) {}
}
