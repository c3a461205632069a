//! The connections of a run: which are open, which of them have carried an answer, and how many an endpoint
//! takes at once. One that is refused while others are open says that those are all it takes; from then on
//! no more are opened, and whoever needs one waits until one is free.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::connect::{Place, Sender, Unconnected};
use super::locked::locked;

/// How long a connection that is not in use is kept. Shorter than the five seconds after which common
/// servers close it: a request that meets the close would look like a fault of the endpoint.
const IDLE: Duration = Duration::from_secs(2);

/// How long the endpoint has to notice that a connection was closed before another takes its place.
const CLOSING: Duration = Duration::from_millis(2);

/// How often one more connection is tried where none is open any more and there were some: those that were
/// closed may still count at the endpoint.
const KNOCKS: u32 = 7;
/// The first pause between two of these; each is twice the one before.
const FIRST_KNOCK: Duration = Duration::from_millis(20);

/// The connections to every place that was called.
#[derive(Debug, Default)]
pub(super) struct Pool {
    spots: Mutex<HashMap<Place, Arc<Spot>>>,
    surplus: Arc<AtomicUsize>,
    keeps_none: Arc<AtomicBool>,
}

impl Pool {
    /// The connections to a place.
    pub(super) fn at(&self, place: Place) -> Arc<Spot> {
        let new =
            || Spot::new(place.clone(), Arc::clone(&self.surplus), Arc::clone(&self.keeps_none));
        Arc::clone(locked(&self.spots).entry(place.clone()).or_insert_with(new))
    }

    /// From now on keeps no connection that is not in use: somebody beside this pool needs the room.
    pub(super) fn keep_none(&self) {
        if self.keeps_none.swap(true, Ordering::Relaxed) {
            return;
        }
        let spots: Vec<Arc<Spot>> = locked(&self.spots).values().cloned().collect();
        for spot in spots {
            // In two steps: each that is dropped takes the lock itself.
            let idle = std::mem::take(&mut locked(&spot.state).idle);
            drop(idle);
        }
    }

    /// The fewest connections at once that a place turned out to take, where one takes fewer than were
    /// opened.
    pub(super) fn lowered_to(&self) -> Option<usize> {
        let spots = locked(&self.spots);
        spots.values().filter_map(|spot| locked(&spot.state).shown_limit).min()
    }

    /// How many answers more bytes came behind than they say they have.
    pub(super) fn surplus(&self) -> usize {
        self.surplus.load(Ordering::Relaxed)
    }

    /// Requests that were the first on a connection and had no answer were made again with fewer open:
    /// whether one was answered then. If not, it was not for the connections.
    pub(super) fn settle(&self, was_answered: bool) {
        for spot in locked(&self.spots).values() {
            let mut state = locked(&spot.state);
            if was_answered {
                state.is_sure = true;
            } else if !state.is_sure {
                state.limit = None;
                spot.freed.notify_waiters();
            }
        }
    }
}

/// The connections to one place.
#[derive(Debug)]
pub(super) struct Spot {
    place: Place,
    state: Mutex<State>,
    /// Somebody may find a slot.
    freed: Notify,
    surplus: Arc<AtomicUsize>,
    keeps_none: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Connection>,
    in_use: usize,
    /// Those that are open, in use or not: whether each has carried an answer.
    open: Vec<Arc<AtomicBool>>,
    /// How many may be in use at once, where that is known.
    limit: Option<usize>,
    /// Whether the limit is sure: a connection was refused, or fewer helped.
    is_sure: bool,
    /// A sure limit, once an answer came under it.
    shown_limit: Option<usize>,
    /// The most that were open at once and carried an answer.
    proven: usize,
    /// Whether somebody closes connections that nobody uses.
    is_tidied: bool,
    /// Whether knocking was in vain, and no answer came since.
    is_gone: bool,
}

/// The right to have a connection in use.
#[derive(Debug)]
pub(super) struct Slot(Arc<Spot>);

/// An open connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) sender: Sender,
    /// Those that were open when it was opened.
    among: Vec<Arc<AtomicBool>>,
    since: Instant,
    counted: Counted,
}

/// Counts a connection as open for as long as it lives.
#[derive(Debug)]
struct Counted {
    has_answered: Arc<AtomicBool>,
    spot: Weak<Spot>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(spot) = self.spot.upgrade() {
            locked(&spot.state).open.retain(|open| !Arc::ptr_eq(open, &self.has_answered));
        }
    }
}

impl Connection {
    /// Whether it has carried an answer before. Only then may the endpoint have closed it without regard to
    /// the request that is sent on it. Source: RFC 9112, section 9.3.1, "Retrying Requests".
    pub(super) fn was_kept(&self) -> bool {
        self.counted.has_answered.load(Ordering::Relaxed)
    }
}

impl Spot {
    fn new(place: Place, surplus: Arc<AtomicUsize>, keeps_none: Arc<AtomicBool>) -> Arc<Self> {
        Arc::new(Self { place, state: Mutex::default(), freed: Notify::new(), surplus, keeps_none })
    }

    /// Waits for the right to use a connection.
    pub(super) async fn slot(self: &Arc<Self>) -> Slot {
        loop {
            let freed = self.freed.notified();
            {
                let mut state = locked(&self.state);
                if state.limit.is_none_or(|limit| state.in_use < limit) {
                    state.in_use += 1;
                    return Slot(Arc::clone(self));
                }
            }
            freed.await;
        }
    }

    /// Takes a connection that is kept, if there is one that still stands.
    pub(super) async fn kept(&self) -> Option<Connection> {
        loop {
            // In two steps: one that is dropped takes the lock itself.
            let taken = locked(&self.state).idle.pop();
            let mut connection = taken?;
            if connection.since.elapsed() < IDLE && connection.sender.ready().await.is_ok() {
                return Some(connection);
            }
        }
    }

    /// Opens a connection.
    pub(super) async fn open(self: &Arc<Self>) -> Result<Connection, Unconnected> {
        if let Some(in_the_way) = self.in_the_way() {
            drop(in_the_way);
            tokio::time::sleep(CLOSING).await;
        }
        let sender = self.place.connect(&self.surplus).await?;
        let has_answered = Arc::<AtomicBool>::default();
        let mut state = locked(&self.state);
        let among = state.open.clone();
        state.open.push(Arc::clone(&has_answered));
        let counted = Counted { has_answered, spot: Arc::downgrade(self) };
        Ok(Connection { sender, among, since: Instant::now(), counted })
    }

    /// A connection that waits to be used again, where one more would be too many.
    fn in_the_way(&self) -> Option<Connection> {
        let mut state = locked(&self.state);
        let is_crowded = state.limit.is_some_and(|limit| state.in_use + state.idle.len() > limit);
        if is_crowded { state.idle.pop() } else { None }
    }

    /// An answer came on this connection, and the endpoint keeps it or not.
    pub(super) fn answered(self: &Arc<Self>, mut connection: Connection, is_kept: bool) {
        connection.counted.has_answered.store(true, Ordering::Relaxed);
        connection.since = Instant::now();
        let others = connection.among.iter().filter(|other| other.load(Ordering::Relaxed)).count();
        let is_kept = is_kept && !self.keeps_none.load(Ordering::Relaxed);
        let mut state = locked(&self.state);
        state.proven = state.proven.max(others + 1);
        state.is_gone = false;
        if state.is_sure {
            state.shown_limit = state.limit;
        }
        if is_kept {
            state.idle.push(connection);
            if !std::mem::replace(&mut state.is_tidied, true) {
                tokio::spawn(tidy(Arc::downgrade(self)));
            }
        }
    }

    /// A connection was refused, or closed before anything could be sent on it. Whether it is worth trying
    /// again: others are open, and no more than those from now on; or there were some, and they may still
    /// count.
    pub(super) async fn refused(&self, tries: u32) -> bool {
        // In two steps: each that is dropped takes the lock itself.
        let closed: Vec<Connection> = {
            let mut state = locked(&self.state);
            state.idle.extract_if(.., |kept| kept.sender.is_closed()).collect()
        };
        drop(closed);
        let open = locked(&self.state).open.len();
        if open > 0 {
            self.lower(open, true);
            tokio::time::sleep(CLOSING * 2_u32.pow(tries.min(5))).await;
            return true;
        }
        let was_there = {
            let state = locked(&self.state);
            state.proven > 0 && !state.is_gone
        };
        if was_there && tries < KNOCKS {
            tokio::time::sleep(FIRST_KNOCK * 2_u32.pow(tries)).await;
            return true;
        }
        locked(&self.state).is_gone = true;
        false
    }

    /// The first request on a connection got no answer. Whether that may be since it is one too many: never
    /// were so many open of which the last carried an answer, and fewer are opened from now on; or as many
    /// were as are known to be the most, and one that was closed may still count.
    pub(super) fn is_one_too_many(&self, connection: &Connection) -> bool {
        let (proven, limit) = {
            let state = locked(&self.state);
            (state.proven, state.limit)
        };
        let others = connection.among.len();
        if others > 0 && others >= proven {
            self.lower(others, false);
            return true;
        }
        limit.is_some_and(|limit| others + 1 >= limit)
    }

    /// From now on no more than these, but as many as have been seen to be taken.
    fn lower(&self, to: usize, is_sure: bool) {
        let mut state = locked(&self.state);
        let lower = state.limit.map_or(to, |limit| limit.min(to));
        state.limit = Some(lower.max(state.proven).max(1));
        state.is_sure |= is_sure;
    }
}

/// Closes connections that nobody uses, as long as there are any: the endpoint may need the room.
async fn tidy(spot: Weak<Spot>) {
    loop {
        tokio::time::sleep(IDLE).await;
        let Some(spot) = spot.upgrade() else { return };
        let (old, is_over) = {
            let mut state = locked(&spot.state);
            let old: Vec<Connection> =
                state.idle.extract_if(.., |kept| kept.since.elapsed() >= IDLE).collect();
            state.is_tidied = !state.idle.is_empty();
            (old, state.idle.is_empty())
        };
        drop(old);
        if is_over {
            return;
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        locked(&self.0.state).in_use -= 1;
        self.0.freed.notify_one();
    }
}
