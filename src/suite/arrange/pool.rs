//! The listed instances: lent to one scenario at a time, waited for while others have them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Mutex;

use tokio::sync::Notify;

use crate::suite::locked::locked;
use crate::suite::target::{Instances, List};

/// A list holds fewer instances than a scenario needs, so that waiting would never end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooFew {
    list: List,
    wanted: usize,
    listed: usize,
}

impl fmt::Display for TooFew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.listed {
            0 => write!(f, "the target file lists none under {}", self.list.key()),
            listed => write!(
                f,
                "the target file lists {listed} under {}, and {} are needed at once",
                self.list.key(),
                self.wanted
            ),
        }
    }
}

#[derive(Debug)]
pub(super) struct Pool {
    free: Mutex<BTreeMap<List, Vec<String>>>,
    listed: Mutex<BTreeMap<List, BTreeSet<String>>>,
    freed: Notify,
}

impl Pool {
    pub(super) fn new(instances: &Instances) -> Self {
        let free: BTreeMap<List, Vec<String>> =
            List::ALL.into_iter().map(|list| (list, instances.of(list).to_vec())).collect();
        let listed =
            free.iter().map(|(list, ids)| (*list, ids.iter().cloned().collect())).collect();
        Self { free: Mutex::new(free), listed: Mutex::new(listed), freed: Notify::new() }
    }

    /// Takes one instance from each list named, all at once or none, so that two scenarios never
    /// wait for each other. Waits while others have what is listed; each of them bounds its own time.
    pub(super) async fn take(&self, lists: &[List]) -> Result<Vec<String>, TooFew> {
        loop {
            // Registered before looking, so that what is freed in between is not missed.
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            if let Some(ids) = self.try_take(lists)? {
                return Ok(ids);
            }
            freed.await;
        }
    }

    fn try_take(&self, lists: &[List]) -> Result<Option<Vec<String>>, TooFew> {
        let mut free = locked(&self.free);
        self.offers(lists)?;
        for &list in lists {
            let wanted = lists.iter().filter(|other| **other == list).count();
            if free.get(&list).map_or(0, Vec::len) < wanted {
                return Ok(None);
            }
        }
        Ok(lists.iter().map(|list| free.get_mut(list).and_then(Vec::pop)).collect())
    }

    /// Whether one instance from each list named can be had at all, now or later.
    pub(super) fn offers(&self, lists: &[List]) -> Result<(), TooFew> {
        for &list in lists {
            let wanted = lists.iter().filter(|other| **other == list).count();
            let listed = locked(&self.listed).get(&list).map_or(0, BTreeSet::len);
            if listed < wanted {
                return Err(TooFew { list, wanted, listed });
            }
        }
        Ok(())
    }

    pub(super) fn put_back(&self, list: List, id: String) {
        locked(&self.free).entry(list).or_default().push(id);
        self.freed.notify_waiters();
    }

    /// Strikes an instance off: it is in no known state any more.
    pub(super) fn lose(&self, id: String) {
        for ids in locked(&self.listed).values_mut() {
            ids.remove(&id);
        }
        // Whoever waits for it must look again, and find that there are too few.
        self.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn pool(running: &[&str]) -> Pool {
        let mut instances = Instances::default();
        instances.add(List::Running, running.iter().map(|&id| id.to_owned()));
        Pool::new(&instances)
    }

    #[tokio::test]
    async fn too_few_are_named_at_once() {
        let pool = pool(&["i-1"]);
        assert!(pool.take(&[List::Running, List::Running]).await.is_err());
        let none = pool.take(&[List::Stopped]).await.unwrap_err();
        assert_eq!(none.to_string(), "the target file lists none under stopped");
        assert_eq!(pool.take(&[List::Running]).await.unwrap(), ["i-1"]);
    }

    #[tokio::test]
    async fn who_comes_late_waits_and_gets_it() {
        let pool = Arc::new(pool(&["i-1"]));
        let first = pool.take(&[List::Running]).await.unwrap();
        let waiting = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.take(&[List::Running]).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        pool.put_back(List::Running, first[0].clone());
        assert_eq!(waiting.await.unwrap().unwrap(), first);
    }

    #[tokio::test]
    async fn nobody_waits_for_what_is_lost() {
        let pool = Arc::new(pool(&["i-1"]));
        let first = pool.take(&[List::Running]).await.unwrap();
        let waiting = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.take(&[List::Running]).await }
        });
        tokio::task::yield_now().await;
        pool.lose(first[0].clone());
        assert!(waiting.await.unwrap().is_err());
    }
}
