//! The last check: how many rules of the edition this target can decide.

use super::Examination;
use crate::api::Level;
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::suite::arrange::Arranger;
use crate::suite::coverage::{self, Means};
use crate::suite::session::Log;

const RULES: &str = "rules";

impl Examination<'_> {
    pub(super) async fn rules(&mut self) {
        let broken = self.session.target.arrange.control.is_some() && !self.known.control;
        if !self.known.accepted || broken {
            return self.skip(RULES, "not counted: a run would end before its first scenario");
        }
        let Ok(arranger) = Arranger::new(&self.session, &mut Log::new()).await else {
            return self.skip(RULES, "not counted: the control protocol did not answer again");
        };
        let means = Means {
            edition: self.edition,
            session: &self.session,
            arranger: &arranger,
            doubts: &self.known.doubts,
            unserved: self.known.unserved.clone(),
            refused: self.known.refused.clone(),
        };
        let covered = coverage::of(self.index, self.edition, &means);
        let count = |level: Level| {
            let (decidable, total) = covered.coverage.of(level);
            (total > 0).then(|| format!("{decidable} of {total} {}", level.word()))
        };
        let counts: Vec<String> =
            [Level::Must, Level::Should, Level::May].into_iter().filter_map(count).collect();
        let seen = format!(
            "{} rules of edition {} can be decided with this target",
            counts.join(", "),
            self.edition.word()
        );
        let next = "give the suite what the reasons name: instances in these states under \
                    [instances] of the target file, or a control protocol or command under [arrange]";
        if covered.coverage.undecided.iter().any(|rule| rule.level == Level::Must) {
            self.problem(RULES, Consequence::Undecided, seen, Owner::Setup, next);
        } else if covered.coverage.undecided.is_empty() {
            self.ok(RULES, seen);
        } else {
            self.warn(RULES, seen, Owner::Setup, next);
        }
        if !covered.by_chance.is_empty() {
            let seen = format!(
                "{} can only be decided where a restart can be seen: nothing tells this endpoint how long one is to take",
                covered.by_chance.join(", ")
            );
            let next = "let a restart of the listed instances last a second or more, or add a \
                        control protocol";
            self.warn(RULES, seen, Owner::Setup, next);
        }
        if !covered.unseen.is_empty() {
            let seen = format!(
                "{} call a listed Running instance, and nothing shows whether an earlier restart of it is over: \
                 where a run has waited long enough for that, they stay open",
                covered.unseen.join(", ")
            );
            let next = "serve DescribeInstanceStatus, or let a restart be over within a second";
            self.warn(RULES, seen, Owner::Setup, next);
        }
        self.coverage = Some(covered.coverage);
    }
}
