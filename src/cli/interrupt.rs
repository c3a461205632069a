//! How a command learns that it is to end: by Ctrl-C and, where there is that, by SIGTERM, which build
//! services, `timeout`, `docker stop` and Kubernetes send. Both mean the same. What a command does then
//! is not decided here.

use std::time::Duration;

use super::exit::Exit;
use crate::suite::arrange::end_all_commands;

/// What comes so soon after a signal is the same wish: `timeout` sends its signal to the program and
/// then to the program's group, so that it arrives twice.
const SAME: Duration = Duration::from_millis(300);

/// Done when the process is asked to end. Asked a second time it ends at once, in case giving back what
/// was arranged takes too long.
pub(super) fn interrupted() -> impl Future<Output = ()> {
    let first = asked_to_end();
    async {
        first.await;
        tokio::spawn(async {
            tokio::time::sleep(SAME).await;
            asked_to_end().await;
            end_all_commands();
            std::process::exit(i32::from(Exit::Incomplete as u8));
        });
    }
}

/// Done when the process is asked to end, from this call on: it is made before the first request goes
/// out, and not when somebody comes to wait.
#[cfg(unix)]
pub(super) fn asked_to_end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    async fn arrival(of: Option<Signal>) {
        match of {
            Some(mut signal) => drop(signal.recv().await),
            // Without a signal handler the operating system's own way of ending a process holds.
            None => std::future::pending().await,
        }
    }
    let ctrl_c = signal(SignalKind::interrupt()).ok();
    let terminate = signal(SignalKind::terminate()).ok();
    async {
        tokio::select! {
            () = arrival(ctrl_c) => {}
            () = arrival(terminate) => {}
        }
    }
}

/// Done when the process is asked to end.
#[cfg(not(unix))]
pub(super) async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a signal handler the operating system's own way of ending a process holds.
        std::future::pending::<()>().await;
    }
}
