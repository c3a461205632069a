//! Recipes from bytes: the same bytes give the same recipe, whoever draws. A coverage-guided fuzzer
//! brings bytes that led somewhere new; the black-box fuzzer brings those of a seed. Where the bytes end,
//! everything is plain.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::bends::Bend;
use super::bends::head::Head;
use super::bends::parameter::Parameter;
use super::bends::signature::Wrong;
use super::raw::Raw;
use super::site::Subject;
use super::{CallRecipe, Recipe};
use crate::api::Format;
use crate::api::names::parameter;
use crate::client::{Place, Signing};

impl<'a> Arbitrary<'a> for Recipe {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.int_in_range(0..=99)? {
            0..=96 => Self::Call(u.arbitrary()?),
            97 => {
                let length = u.int_in_range(2..=4)?;
                Self::Pipeline((0..length).map(|_| pipelined(u)).collect::<Result<_>>()?)
            }
            _ => Self::Raw(Raw::new(u.int_in_range(0..=Raw::COUNT - 1)?)),
        })
    }
}

impl<'a> Arbitrary<'a> for CallRecipe {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let version_3 = u.int_in_range(0..=7)? == 7;
        let subject = match u.int_in_range(0..=19)? {
            15 => Subject::Stopped,
            16 => Subject::Locked,
            17 => Subject::Disk,
            18 => Subject::Foreign,
            19 => Subject::Unknown,
            _ => Subject::Running,
        };
        let place = match u.int_in_range(0..=9)? {
            7 => Place::Form,
            8 => Place::Split,
            9 => Place::PostQuery,
            _ => Place::Query,
        };
        let format = format(u)?;
        let wanted = match u.int_in_range(0..=99)? {
            0..=6 => 0,
            7..=64 => 1,
            65..=86 => 2,
            87..=96 => 3,
            _ => 4,
        };
        let mut bends: Vec<Bend> = Vec::with_capacity(wanted);
        for _ in 0..wanted {
            let bend = Bend::draw(u, version_3)?;
            if bends.iter().all(|other| other.slot() != bend.slot()) {
                bends.push(bend);
            }
        }
        Ok(Self { version_3, subject, format, place, bends })
    }
}

fn format(u: &mut Unstructured<'_>) -> Result<Option<Format>> {
    Ok(match u.int_in_range(0..=9)? {
        0..=2 => None,
        3..=4 => Some(Format::Xml),
        _ => Some(Format::Json),
    })
}

/// A call that is refused for one plain reason.
fn pipelined(u: &mut Unstructured<'_>) -> Result<CallRecipe> {
    let mut call = CallRecipe { format: format(u)?, ..CallRecipe::plain(Subject::Running) };
    match u.int_in_range(0..=3)? {
        0 => call.subject = Subject::Unknown,
        1 => call.bends.push(Bend::Signature(Wrong::Signature(Signing::OneOff))),
        2 => call.bends.push(Bend::Parameter(Parameter::Missing(parameter::VERSION))),
        _ => {
            call.subject = Subject::Unknown;
            call.bends.push(Bend::Head(Head::Header("x-empty", "")));
        }
    }
    Ok(call)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::api::Edition;
    use crate::fuzzing::recipe::testing::{cast, drawn, site, stamp};

    #[test]
    fn no_bytes_give_the_plain_call() {
        let recipe: Recipe = Unstructured::new(&[]).arbitrary().unwrap();
        assert_eq!(recipe, Recipe::Call(CallRecipe::plain(Subject::Running)));
    }

    #[test]
    fn every_kind_of_bend_comes_up_soon() {
        let classes: BTreeSet<String> = drawn(1, 20_000).iter().flat_map(Recipe::classes).collect();
        assert!(classes.len() > 150, "{}: {classes:#?}", classes.len());
    }

    #[test]
    fn a_request_that_may_be_served_never_names_the_watched_instance_alone() {
        let (site, stamp, cast) = (site(), stamp(), cast());
        for recipe in drawn(5, 5000) {
            let Recipe::Call(call) = recipe else { continue };
            let expected = call.expected(Edition::Core);
            let written = call.write(&site, &stamp, &cast, expected.served).unwrap();
            let text = String::from_utf8_lossy(&written.bytes);
            if expected.served && text.contains("i-watched") {
                assert!(text.contains("i-served"), "{call:?}");
            }
        }
    }
}
