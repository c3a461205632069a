//! What tells the runs of a proof that they are to end.

use std::time::Duration;
use std::{io, thread};

use tokio::sync::watch;

/// Tells the runs of a proof that they are to end, and give back what they made. The default never does.
#[derive(Clone, Debug, Default)]
pub struct Stop(Option<watch::Receiver<Option<Why>>>);

/// Why a proof is to end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Why {
    /// Somebody asked for it.
    Asked,
    /// It took so long.
    TimeUp(Duration),
}

impl Stop {
    /// Tells it when this is done, and after so long.
    ///
    /// # Errors
    /// When this machine has no thread left.
    pub fn when(
        done: impl Future<Output = ()> + Send + 'static,
        limit: Option<Duration>,
    ) -> io::Result<Self> {
        let (tell, told) = watch::channel(None);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let time = async move {
            match limit {
                Some(limit) => {
                    tokio::time::sleep(limit).await;
                    limit
                }
                None => std::future::pending().await,
            }
        };
        thread::Builder::new().name("stop".to_owned()).spawn(move || {
            let why = runtime.block_on(async {
                tokio::select! {
                    () = done => Why::Asked,
                    limit = time => Why::TimeUp(limit),
                }
            });
            // Nobody listens any more where all is proven.
            let _ = tell.send(Some(why));
        })?;
        Ok(Self(Some(told)))
    }

    /// Done when a run is to end.
    pub(super) async fn come(&self) {
        let Self(Some(told)) = self else { return std::future::pending().await };
        if told.clone().wait_for(Option::is_some).await.is_err() {
            std::future::pending().await
        }
    }

    /// Whether it was told already.
    pub(super) fn has_come(&self) -> bool {
        self.why().is_some()
    }

    pub(super) fn why(&self) -> Option<Why> {
        self.0.as_ref().and_then(|told| *told.borrow())
    }
}
