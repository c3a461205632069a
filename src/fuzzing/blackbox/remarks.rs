//! What an endpoint does otherwise than a SHOULD advises: told, as `rebootspec run` tells a warning, and
//! never a finding.

use std::collections::BTreeMap;

use crate::fuzzing::recipe::CallRecipe;
use crate::fuzzing::recipe::bends::Bend;
use crate::fuzzing::recipe::effect::{Advice, Effect};

/// How many kinds are kept.
const MOST: usize = 32;

/// A SHOULD that is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The rule.
    pub rule: &'static str,
    /// What is not plain about the calls.
    pub bends: String,
    /// Whether they are served, against the advice, or refused against it.
    pub served: bool,
    /// How often it came up.
    pub times: u64,
}

/// The remarks of a run.
#[derive(Debug, Default)]
pub(super) struct Remarks(BTreeMap<(Advice, String), u64>);

impl Remarks {
    /// Notes that a call was served, or refused, against advice.
    pub(super) fn note(&mut self, advice: Advice, call: &CallRecipe) {
        let is_advised = |bend: &&Bend| matches!(bend.effect(call.version_3), Effect::Advised(_));
        let bend = call.bends.iter().find(is_advised);
        let key = (advice, bend.map_or_else(String::new, Bend::class));
        if self.0.len() < MOST || self.0.contains_key(&key) {
            *self.0.entry(key).or_default() += 1;
        }
    }

    /// All of them, in the order of their rules.
    pub(super) fn take(&mut self) -> Vec<Remark> {
        let all = std::mem::take(&mut self.0);
        all.into_iter()
            .map(|((advice, bends), times)| Remark {
                rule: advice.rule,
                bends,
                served: !advice.served,
                times,
            })
            .collect()
    }
}
