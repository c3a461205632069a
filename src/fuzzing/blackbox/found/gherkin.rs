//! A finding as a scenario, in the words of the suite's own steps where it has them.

use super::Finding;
use crate::api::Edition;
use crate::api::names::parameter;
use crate::api::rules::RULES;
use crate::client::{Order, Place, Signing, Spelling};
use crate::fuzzing::recipe::bends::Bend;
use crate::fuzzing::recipe::bends::edit::AfterSigning;
use crate::fuzzing::recipe::bends::head::Head;
use crate::fuzzing::recipe::bends::parameter::Parameter;
use crate::fuzzing::recipe::bends::signature::{Before, Wrong};
use crate::fuzzing::recipe::bends::spelling::Written;
use crate::fuzzing::recipe::bends::timestamp::Time;
use crate::fuzzing::recipe::oracle::Oracle;
use crate::fuzzing::recipe::site::Subject;
use crate::fuzzing::recipe::{CallRecipe, Recipe};
use crate::report::escape::for_terminal;
use crate::wire::percent;

/// A scenario, and whether every step of it is one that the suite knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scenario {
    pub(super) text: String,
    pub(super) is_runnable: bool,
}

const MINUTE: i64 = 60;

/// The scenario of a finding; `file` is what its request is kept in.
pub(super) fn scenario(finding: &Finding, edition: Edition, file: &str) -> Scenario {
    let known = match &finding.recipe {
        Some(Recipe::Call(call)) => steps(call, edition),
        _ => None,
    };
    let is_runnable = known.is_some();
    let mut steps = known.unwrap_or_else(|| {
        vec!["Given a Running instance".to_owned(), format!("When the bytes of {file} are sent")]
    });
    steps.push(outcome(finding));
    if finding.violation.oracle == Oracle::Restarted {
        steps.push("And the instance is not restarted".to_owned());
    }
    let rule = finding.rule.and_then(|id| RULES.iter().find(|rule| rule.id == id));
    let tags = rule.map_or_else(String::new, |rule| {
        format!("  @{} @{} @{}\n", rule.id, rule.level.word().to_lowercase(), rule.edition.word())
    });
    let name = for_terminal(&finding.cause());
    let mut text = format!(
        "# Found by `rebootspec fuzz`. Move the scenario into the file of its rule.\n{}Feature: {}\n\n{tags}  Rule: {name}\n    {}\n\n    Scenario: {name}\n",
        if is_runnable {
            ""
        } else {
            "# The suite has no step for this request: write one that sends its bytes.\n"
        },
        rule.map_or("Fuzzing", |rule| rule.id),
        for_terminal(&format!("Expected is {}.", finding.violation.expected)),
    );
    for step in steps {
        text.push_str(&format!("      {step}\n"));
    }
    Scenario { text, is_runnable }
}

/// What has to come, as a step.
fn outcome(finding: &Finding) -> String {
    let served = match &finding.recipe {
        Some(Recipe::Call(call)) => {
            let expected = call.expected(Edition::Current);
            expected.served && expected.refusals.is_empty() && !expected.any_refusal
        }
        _ => false,
    };
    let may_be_served = match &finding.recipe {
        Some(Recipe::Call(call)) => call.expected(Edition::Current).served,
        _ => false,
    };
    match finding.violation.oracle {
        Oracle::Envelope => "Then the answer is well-formed and in UTF-8",
        Oracle::Disclosure => {
            "Then the answer discloses neither the secret nor the expected signature"
        }
        Oracle::RequestId => "Then the answer carries a RequestId",
        Oracle::Code => "Then its error code is one that the documentation knows",
        _ if served => "Then the call succeeds",
        _ if may_be_served => "Then the call succeeds or is refused with a documented 4xx code",
        _ => "Then the call is refused with a documented 4xx code",
    }
    .to_owned()
}

/// Given and When, where the suite has words for all of it.
fn steps(call: &CallRecipe, _: Edition) -> Option<Vec<String>> {
    let given = match call.subject {
        Subject::Running => "Given a Running instance",
        Subject::Stopped => "Given a Stopped instance",
        Subject::Locked => "Given a Running instance locked for \"security\"",
        Subject::Disk => "Given a Running instance with an abnormal disk",
        Subject::Foreign => "Given a Running instance of another account",
        Subject::Unknown => "Given the well-formed id of an instance that does not exist",
    };
    let format = call.format.unwrap_or_default().value();
    let mut steps = vec![given.to_owned()];
    if call.version_3 {
        let place = if call.place == Place::Form { "form body" } else { "query" };
        if !call.bends.is_empty() {
            return None;
        }
        steps.push(format!(
            "When RebootInstance is signed by version 3 with its parameters in the {place}"
        ));
        return Some(steps);
    }
    let which = match call.place {
        Place::Query => None,
        Place::Form => Some("all parameters in a form body"),
        Place::Split => Some("its own parameters in a form body and the others in the query"),
        Place::PostQuery => Some("all parameters in the query and an empty body"),
    };
    let when = match (&call.bends[..], which) {
        ([], None) if call.format.is_none() => "RebootInstance is called without Format".to_owned(),
        ([], None) => format!("RebootInstance is called in {format}"),
        ([], Some(which)) => format!("RebootInstance is called by POST with {which} in {format}"),
        ([bend], None) => {
            return bent(bend, format)
                .filter(|when| {
                    // Some need instances of their own.
                    call.subject == Subject::Running || !when[0].starts_with("Given ")
                })
                .map(|when| {
                    if when.iter().any(|step| step.starts_with("Given ")) {
                        steps.clear();
                    }
                    steps.extend(when);
                    steps
                });
        }
        _ => return None,
    };
    steps.push(format!("When {when}"));
    Some(steps)
}

/// The steps of one bend.
fn bent(bend: &Bend, format: &str) -> Option<Vec<String>> {
    let quotable = |text: &str| !text.chars().any(|c| c.is_control() || c == '"');
    let when = match bend {
        Bend::Parameter(Parameter::Missing(name)) => {
            format!("RebootInstance is called with {name} absent in {format}")
        }
        Bend::Parameter(Parameter::Value(parameter::INSTANCE_ID, id)) if !id.is_empty() => {
            let id = percent::encode(id);
            format!("RebootInstance is called with InstanceId sent as {id} in {format}")
        }
        Bend::Parameter(Parameter::Value(parameter::FORMAT, value))
            if !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            format!("RebootInstance is called with the Format \"{value}\"")
        }
        Bend::Parameter(Parameter::Value(name, value))
            if *name != parameter::FORMAT && quotable(value) =>
        {
            format!("RebootInstance is called with {name} \"{value}\" in {format}")
        }
        Bend::Parameter(Parameter::Further(_, value)) if !value.is_empty() => {
            let value = percent::encode(value);
            format!("RebootInstance is called with a parameter that holds {value} in {format}")
        }
        Bend::Time(Time::Form(form)) => {
            format!("RebootInstance is called with a Timestamp {} in {format}", form.words()?)
        }
        Bend::Time(Time::Off(off)) if *off <= -60 * MINUTE => {
            format!("RebootInstance is called with a Timestamp an hour in the past in {format}")
        }
        Bend::Time(Time::Off(off)) if *off <= 0 => {
            format!("RebootInstance is called with a Timestamp 14 minutes in the past in {format}")
        }
        Bend::Time(Time::Off(_)) => {
            format!("RebootInstance is called with a Timestamp an hour in the future in {format}")
        }
        Bend::Signature(Wrong::Used(Before::Served)) => {
            return Some(vec![
                format!("When RebootInstance is called in {format}"),
                format!(
                    "And RebootInstance is called with the same SignatureNonce, newly signed, in {format}"
                ),
            ]);
        }
        Bend::Signature(Wrong::OfPrelude) => {
            format!("RebootInstance is called with a signature that another call had in {format}")
        }
        Bend::Signature(Wrong::Signature(signing)) => {
            let which = match signing {
                Signing::OtherSecret | Signing::OneOff => "under another secret",
                Signing::BareSecret => "under the bare secret",
                Signing::OtherMethod => "for the method POST",
                Signing::Unsorted | Signing::Backwards => "over unsorted parameters",
                Signing::PlusForBlank => "that takes a blank for +",
                Signing::CutShort => "that is cut short",
                Signing::Text(text) if text.is_empty() => "that is empty",
                Signing::Text(_) => "that is not Base64",
                Signing::Absent => {
                    return Some(vec![format!(
                        "When RebootInstance is called with Signature absent in {format}"
                    )]);
                }
                Signing::Documented
                | Signing::LowerHex
                | Signing::Sha256
                | Signing::ForMethod(_)
                | Signing::Changed(_) => return None,
            };
            format!("RebootInstance is called with a signature {which} in {format}")
        }
        Bend::Edit(AfterSigning::TwiceSigned { name: parameter::INSTANCE_ID, before }) => {
            let side = if *before { "before" } else { "behind" };
            return Some(vec![
                "Given two Running instances of the same owner".to_owned(),
                format!(
                    "When RebootInstance is called with the other instance as a second InstanceId {side} the first, signed, in {format}"
                ),
            ]);
        }
        Bend::Edit(edit) => {
            let what = match edit {
                AfterSigning::ForceStopChanged => "ForceStop is changed to true",
                AfterSigning::ForceStopDropped => "ForceStop is dropped",
                AfterSigning::RegionAdded => "RegionId is added",
                AfterSigning::Renamed(parameter::FORCE_STOP, _) => "ForceStop is renamed forceStop",
                _ => return None,
            };
            format!("RebootInstance is signed with ForceStop=false in {format}, and then {what}")
        }
        Bend::Spelling(Written::Tail(tail)) => {
            format!(
                "RebootInstance is called with {tail} at the end of the query, after signing, in {format}"
            )
        }
        Bend::Spelling(Written::Order(order)) => {
            let which = match order {
                Order::Sorted => "sorted",
                Order::SignatureFirst => "behind the signature",
                Order::AsSet | Order::Reversed | Order::Shuffled(_) => return None,
            };
            format!("RebootInstance is called with the parameters {which} in {format}")
        }
        Bend::Spelling(Written::Spelling(spelling)) => {
            let which = match spelling {
                Spelling::LowerHex => "written with lower-case digits",
                Spelling::Needless => "escaped without need",
                _ => return None,
            };
            format!("RebootInstance is called with the parameters {which} in {format}")
        }
        Bend::Spelling(Written::Bytes(parameter::INSTANCE_ID, _)) => return None,
        Bend::Head(Head::Method(method @ ("PUT" | "DELETE" | "PATCH"))) => {
            format!("RebootInstance is called by {method} in {format}")
        }
        _ => return None,
    };
    Some(vec![format!("When {when}")])
}

#[cfg(test)]
mod tests {
    use cucumber::World as _;
    use gherkin::{Feature, GherkinEnv};

    use super::*;
    use crate::fuzzing::blackbox::found::finding::tests::finding;
    use crate::fuzzing::recipe::testing::drawn;
    use crate::suite::world::World;

    #[test]
    fn every_scenario_can_be_read() {
        let mut runnable = 0;
        let known = World::collection();
        for recipe in drawn(3, 3000) {
            let mut found = finding(Oracle::Refused, "200", &["a\u{1b}b"]);
            found.classes = recipe.classes();
            found.recipe = Some(recipe);
            let scenario = scenario(&found, Edition::Core, "f");
            let feature = Feature::parse(&scenario.text, GherkinEnv::default())
                .unwrap_or_else(|error| panic!("{error}: {}", scenario.text));
            assert_eq!(feature.rules.len(), 1, "{}", scenario.text);
            let steps = &feature.rules[0].scenarios[0].steps;
            assert!(steps.len() >= 3, "{}", scenario.text);
            runnable += usize::from(scenario.is_runnable);
            for step in steps.iter().filter(|_| scenario.is_runnable) {
                let found = known.find(step);
                assert!(matches!(found, Ok(Some(_))), "the suite has no step {:?}", step.value);
            }
        }
        assert!(runnable > 300, "{runnable}");
    }
}
