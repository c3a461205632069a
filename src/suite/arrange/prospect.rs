//! Whether a wanted state can be come by, told without asking anybody for it. Goes through the ways
//! of [`Arranger::lend`] in the same order, and gives the reasons in the same words.

use std::collections::BTreeMap;

use super::answers::Abilities;
use super::arranger::Arranger;
use super::command;
use super::need::Need;
use super::pool::List;
use crate::api::instance::InstanceStatus;
use crate::suite::session::Session;

/// How an instance would be come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From a list of the target file.
    Listed,
    /// By the control protocol.
    Control,
    /// By the user's command.
    Command,
    /// By stopping one that is listed as running.
    StartStop,
}

impl Way {
    /// Whether the endpoint is told how long a restart of it takes.
    #[must_use]
    pub const fn boot_is_told(self) -> bool {
        matches!(self, Self::Control | Self::Command)
    }
}

/// Ways that were tried and found wanting, each with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Lists with an instance that is not as the target file says, by their key.
    pub lists: BTreeMap<&'static str, String>,
    /// The control protocol.
    pub control: Option<String>,
    /// The command.
    pub command: Option<String>,
}

impl Arranger {
    /// What the control protocol offers, where there is one.
    #[must_use]
    pub fn abilities(&self) -> Option<&Abilities> {
        self.control.as_ref().map(super::control::Control::abilities)
    }

    /// How instances in these states would be come by.
    ///
    /// # Errors
    /// The reason, where they would not.
    pub fn prospect(
        &self,
        session: &Session,
        needs: &[Need],
        doubts: &Doubts,
    ) -> Result<Way, String> {
        let mut refusals = Vec::new();
        let plain = needs.iter().all(Need::is_plain_running);
        let listed_first = self.control.is_none() || !plain;
        let ways = [
            listed_first.then(|| (Way::Listed, self.by_lists(needs, doubts))),
            Some((Way::Control, self.by_control(needs, doubts))),
            session
                .target
                .arrange
                .command
                .is_some()
                .then(|| (Way::Command, by_command(needs, doubts))),
            session
                .target
                .arrange
                .start_stop
                .then(|| (Way::StartStop, self.by_stopping(needs, doubts))),
            (!listed_first).then(|| (Way::Listed, self.by_lists(needs, doubts))),
        ];
        for (way, prospect) in ways.into_iter().flatten() {
            match prospect {
                Prospect::Good => return Ok(way),
                Prospect::None(refusal) => refusals.push(refusal),
                Prospect::Spoilt(reason) => return Err(reason),
            }
        }
        let wanted = needs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
        Err(format!("{wanted} could not be arranged: {}", refusals.join("; ")))
    }

    fn by_lists(&self, needs: &[Need], doubts: &Doubts) -> Prospect {
        match needs.iter().map(List::of).collect::<Option<Vec<_>>>() {
            Some(lists) => self.of_lists(&lists, doubts),
            None => Prospect::None("no list of the target file can give it".into()),
        }
    }

    fn of_lists(&self, lists: &[List], doubts: &Doubts) -> Prospect {
        if let Err(short) = self.pool.offers(lists) {
            return Prospect::None(short.to_string());
        }
        match lists.iter().find_map(|list| doubts.lists.get(list.key())) {
            Some(doubt) => Prospect::Spoilt(doubt.clone()),
            None => Prospect::Good,
        }
    }

    fn by_control(&self, needs: &[Need], doubts: &Doubts) -> Prospect {
        let Some(control) = &self.control else {
            return Prospect::None("the target has no control protocol".into());
        };
        if let Some(doubt) = &doubts.control {
            return Prospect::None(doubt.clone());
        }
        match needs.iter().try_for_each(|need| control.check(need)) {
            Ok(()) => Prospect::Good,
            Err(refusal) => Prospect::None(refusal),
        }
    }

    fn by_stopping(&self, needs: &[Need], doubts: &Doubts) -> Prospect {
        let stopped = |need: &Need| {
            *need == Need { boot_ms: need.boot_ms, ..Need::status(InstanceStatus::Stopped) }
        };
        if needs.iter().all(stopped) {
            self.of_lists(&vec![List::Running; needs.len()], doubts)
        } else {
            Prospect::None(
                "StartInstance and StopInstance only bring about Running and Stopped".into(),
            )
        }
    }
}

/// What comes of one way.
enum Prospect {
    Good,
    /// It cannot give it; another way may.
    None(String),
    /// It would be taken, and would not do.
    Spoilt(String),
}

/// What a command can do is its own to know; but what it made is never changed.
fn by_command(needs: &[Need], doubts: &Doubts) -> Prospect {
    if let Some(doubt) = &doubts.command {
        return Prospect::None(doubt.clone());
    }
    match command::refusal(needs) {
        Some(refusal) => Prospect::None(refusal.to_owned()),
        None => Prospect::Good,
    }
}
