//! How a command learns that it is to end: by Ctrl-C and, where there is that, by SIGTERM, which build
//! services, `timeout`, `docker stop` and Kubernetes send. Both mean the same. What a command does then
//! is not decided here.

use std::time::Duration;

use super::exit::Exit;

/// What comes so soon after a signal is the same wish: `timeout` sends its signal to the program and
/// then to the program's group, so that it arrives twice.
const SAME: Duration = Duration::from_millis(300);

/// Done when the process is asked to end. Asked a second time it ends at once, in case giving back what
/// was arranged takes too long.
pub(super) async fn interrupted() {
    asked_to_end().await;
    tokio::spawn(async {
        tokio::time::sleep(SAME).await;
        asked_to_end().await;
        std::process::exit(i32::from(Exit::Incomplete as u8));
    });
}

/// Done when the process is asked to end.
pub(super) async fn asked_to_end() {
    tokio::select! {
        () = ctrl_c() => {}
        () = terminate() => {}
    }
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a signal handler the operating system's own way of ending a process holds.
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => drop(terminate.recv().await),
        // As above.
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}
