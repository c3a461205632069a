//! The ways in which instances in wanted states may be come by, in the order in which they are tried. Who lends
//! goes along it, and who foretells what could be lent likewise.

use std::collections::BTreeMap;

use super::answers::Capabilities;
use super::arranger::Arranger;
use super::command;
use super::control::Control;
use crate::api::instance::InstanceStatus;
use crate::suite::need::Need;
use crate::suite::session::Session;
use crate::suite::target::List;

/// How an instance is come by.
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

/// A way, and what is used on it.
pub(super) enum Step<'a> {
    Listed(Vec<List>),
    Control(&'a Control),
    Command(&'a [String]),
    StartStop(Vec<List>),
}

impl Step<'_> {
    const fn way(&self) -> Way {
        match self {
            Self::Listed(_) => Way::Listed,
            Self::Control(_) => Way::Control,
            Self::Command(_) => Way::Command,
            Self::StartStop(_) => Way::StartStop,
        }
    }

    /// What is doubted of it.
    fn doubt<'a>(&self, doubts: &'a Doubts) -> Option<&'a String> {
        match self {
            Self::Listed(lists) | Self::StartStop(lists) => {
                lists.iter().find_map(|list| doubts.lists.get(list))
            }
            Self::Control(_) => doubts.control.as_ref(),
            Self::Command(_) => doubts.command.as_ref(),
        }
    }
}

/// Ways that were tried and found wanting, each with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Lists with an instance that is not as the target file says.
    pub lists: BTreeMap<List, String>,
    /// The control protocol.
    pub control: Option<String>,
    /// The command.
    pub command: Option<String>,
}

impl Arranger {
    /// What the control protocol offers, where there is one.
    #[must_use]
    pub fn capabilities(&self) -> Option<&Capabilities> {
        self.control.as_ref().map(Control::capabilities)
    }

    /// How instances in these states would be come by, told without asking anybody for them.
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
        for step in self.plan(session, needs) {
            match step.map(|step| (step.way(), step.doubt(doubts))) {
                Ok((way, None)) => return Ok(way),
                // What is listed is taken before it is looked at, and nothing else then.
                Ok((Way::Listed | Way::StartStop, Some(doubt))) => return Err(doubt.clone()),
                Ok((Way::Control | Way::Command, Some(doubt))) => refusals.push(doubt.clone()),
                Err(refusal) => refusals.push(refusal),
            }
        }
        Err(not_arranged(needs, &refusals))
    }

    /// The ways to instances in these states, each with what is used on it, or with why it cannot give them.
    pub(super) fn plan<'a>(
        &'a self,
        session: &'a Session,
        needs: &[Need],
    ) -> Vec<Result<Step<'a>, String>> {
        let arrange = &session.target.arrange;
        let listed = needs.iter().map(List::of).collect::<Option<Vec<_>>>();
        let listed = listed.ok_or_else(|| "no list of the target file can give it".to_owned());
        let mut plan = vec![listed.and_then(|lists| self.listed(lists)).map(Step::Listed)];
        plan.push(self.able(needs).map(Step::Control));
        if let Some(command) = &arrange.command {
            // What a command can do is its own to know; but what it made is never changed.
            plan.push(match command::refusal(needs) {
                Some(refusal) => Err(refusal.to_owned()),
                None => Ok(Step::Command(command)),
            });
        }
        if arrange.start_stop {
            let stopped = Need::status(InstanceStatus::Stopped);
            plan.push(match needs.iter().all(|need| need.is_like(&stopped)) {
                true => self.listed(vec![List::Running; needs.len()]).map(Step::StartStop),
                false => {
                    Err("StartInstance and StopInstance only bring about Running and Stopped"
                        .into())
                }
            });
        }
        // Only what is made can be told how long its restart takes.
        if self.control.is_some() && needs.iter().all(Need::is_plain_running) {
            plan.rotate_left(1);
        }
        plan
    }

    /// The lists, where they hold enough.
    fn listed(&self, lists: Vec<List>) -> Result<Vec<List>, String> {
        self.pool.offers(&lists).map(|()| lists).map_err(|short| short.to_string())
    }

    /// The control protocol, where there is one that can make them.
    fn able(&self, needs: &[Need]) -> Result<&Control, String> {
        let none = || "the target has no control protocol".to_owned();
        let control = self.control.as_ref().ok_or_else(none)?;
        needs.iter().try_for_each(|need| control.check(need)).map(|()| control)
    }
}

/// What is said where no way led anywhere.
pub(super) fn not_arranged(needs: &[Need], refusals: &[String]) -> String {
    let wanted = needs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    format!("{wanted} could not be arranged: {}", refusals.join("; "))
}
