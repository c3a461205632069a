//! A call that is planned by the fuzzer: what it asks for, what is odd about it before it is signed, what
//! is changed in it afterwards.

use arbitrary::Arbitrary;

use super::{FLEET, KEYS, Scheme, Signed, Wire};
use crate::api::instance::InstanceStatus;
use crate::api::names::parameter;
use crate::api::operations::{self, Operation, parameter_names};
use crate::fuzzing::caller::Call;
use crate::fuzzing::stage::{Key, NO_SUCH_INSTANCE, REGION, START_SECONDS};
use crate::wire::timestamp::Timestamp;

/// A planned call.
#[derive(Clone, Debug, PartialEq, Eq, Arbitrary)]
pub struct Plan<'a> {
    /// What the endpoint is like.
    pub bits: u8,
    /// Which operation, which key, on which instance.
    pub action: u8,
    /// Which instance.
    pub instance: u8,
    /// Scheme, method, format, ForceStop.
    pub how: u8,
    /// How far the timestamp is off, in seconds.
    pub off: i16,
    /// How the call is written otherwise.
    pub spelling: u16,
    /// What is changed after signing.
    pub forgery: Option<Forgery<'a>>,
    /// What is changed in the bytes of the request.
    pub splices: [Splice; 2],
    /// What is odd about it, signed all the same.
    pub oddities: Vec<Oddity<'a>>,
}

/// What is odd about a call that is signed as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Arbitrary)]
pub enum Oddity<'a> {
    /// A parameter that is known has this value.
    Value(u8, &'a str),
    /// A parameter that is not.
    Further(&'a str, &'a str),
    /// A parameter is not there.
    Without(u8),
    /// Another method.
    Method(u8),
}

impl Oddity<'_> {
    /// Whether it is a parameter that the operations do not define, and short. Source: rule RQ-06.
    fn is_harmless(&self) -> bool {
        const SHORT: usize = 100;
        matches!(self, Self::Further(name, value)
            if !parameter_names().any(|known| known == *name) && !name.contains('.') && name.len() + value.len() <= SHORT)
    }
}

/// A change after signing.
#[derive(Clone, Debug, PartialEq, Eq, Arbitrary)]
pub enum Forgery<'a> {
    /// Of a character of a value.
    Value(u8, u8),
    /// Of a value as a whole.
    Whole(u8, &'a str),
    /// Of a character of a name.
    Name(u8, u8),
    /// A parameter or signed header is dropped.
    Drop(u8),
    /// A parameter is added.
    Add(&'a str, &'a str),
    /// GET becomes POST, and the reverse.
    Method,
}

/// A change of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Arbitrary)]
pub struct Splice {
    /// Of which part, and how.
    pub what: u8,
    /// Where, modulo the length of the part.
    pub at: u16,
    /// What is put there.
    pub byte: u8,
}

/// Parameters that an oddity is about.
fn known(which: u8) -> &'static str {
    let count = parameter_names().count();
    parameter_names().nth(usize::from(which) % count).unwrap_or(parameter::ACTION)
}

/// What most calls use; the rest of the actions are less likely.
const MOSTLY: u8 = 128;

impl Plan<'_> {
    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        let at = if self.action < MOSTLY { 0 } else { usize::from(self.action) };
        operations::ALL[at % operations::ALL.len()]
    }

    /// The key that signs.
    #[must_use]
    pub fn key(&self) -> &'static Key {
        if self.how < 224 { &KEYS[0] } else { &KEYS[usize::from(self.how) % 4] }
    }

    /// Where the changes that have a choice begin.
    #[must_use]
    pub fn seed(&self) -> u64 {
        u64::from(self.spelling)
    }

    fn instance(&self) -> &'static str {
        let at = usize::from(self.instance);
        FLEET.get(at % 16).map_or(NO_SUCH_INSTANCE, |(id, ..)| id)
    }

    /// Whether nothing stands in the way of it.
    #[must_use]
    pub fn is_correct(&self) -> bool {
        let operation = self.operation();
        let may = operation.effect.is_none_or(|effect| {
            effect.from == InstanceStatus::Running && self.instance() == "i-running0001"
        });
        may && self.oddities.iter().all(Oddity::is_harmless)
            && self.how < 224
            && self.off.unsigned_abs() <= 900
    }

    /// The call, not yet signed.
    #[must_use]
    pub fn call(&self) -> Call {
        let bit = |at: u8| self.how >> at & 1 == 1;
        let scheme = if bit(0) { Scheme::V3 } else { Scheme::V1 };
        let seconds = START_SECONDS + i64::from(self.off);
        let timestamp = Timestamp::from_unix_seconds(seconds).to_string();
        let mut call = Call::new(scheme, self.operation().name, self.key(), "a nonce", &timestamp);
        if bit(1) {
            call.method = "POST".to_owned();
            call.in_form = bit(2);
        }
        if bit(3) {
            call.set(parameter::FORMAT, "JSON");
        }
        if self.operation().effect.is_none() {
            call.set(parameter::REGION_ID, REGION);
        } else {
            call.set(parameter::INSTANCE_ID, self.instance());
        }
        if bit(4) {
            call.set(parameter::FORCE_STOP, if bit(5) { "true" } else { "false" });
        }
        for oddity in self.oddities.iter().take(64) {
            match *oddity {
                Oddity::Value(which, value) => call.set(known(which), value),
                Oddity::Further(name, value) if !name.is_empty() => call.set(name, value),
                Oddity::Further(..) => {}
                Oddity::Without(which) => call.leave_out(known(which)),
                Oddity::Method(which) => {
                    const METHODS: [&str; 6] = ["PUT", "DELETE", "PATCH", "HEAD", "get", ""];
                    METHODS[usize::from(which) % 6].clone_into(&mut call.method);
                }
            }
        }
        call
    }

    /// The signed call with one thing changed; `None` where that is no change, or one of something that
    /// is not signed.
    #[must_use]
    pub fn forged(&self, signed: &Signed) -> Option<Signed> {
        let mut forged = signed.clone();
        let call = &mut forged.call;
        let is_headers = call.scheme == Scheme::V3 && self.spelling.is_multiple_of(2);
        if let Forgery::Add(name, value) = *self.forgery.as_ref()? {
            call.pairs.push((name.to_owned(), value.to_owned()));
        }
        let list = if is_headers { &mut call.headers } else { &mut call.pairs };
        let count = list.len();
        let at = |which: u8| usize::from(which).checked_rem(count);
        match *self.forgery.as_ref()? {
            Forgery::Value(which, place) => change(&mut list[at(which)?].1, place),
            Forgery::Whole(which, value) => value.clone_into(&mut list[at(which)?].1),
            Forgery::Name(which, place) if !is_headers => change(&mut list[at(which)?].0, place),
            Forgery::Name(..) => return None,
            Forgery::Drop(which) => drop(list.remove(at(which)?)),
            Forgery::Add(..) => {}
            Forgery::Method => {
                let other = if call.method == "GET" { "POST" } else { "GET" };
                other.clone_into(&mut call.method);
            }
        }
        let blank = |text: &str| text.trim().to_owned();
        let trimmed = |call: &Call| -> Vec<(String, String)> {
            call.headers.iter().map(|(name, value)| (name.clone(), blank(value))).collect()
        };
        let same = forged.call.pairs == signed.call.pairs
            && trimmed(&forged.call) == trimmed(&signed.call)
            && forged.call.method == signed.call.method;
        (!same).then_some(forged)
    }

    /// The request with bytes of it changed.
    #[must_use]
    pub fn spliced(&self, mut wire: Wire) -> Wire {
        for splice in self.splices {
            let part = if splice.what & 1 == 0 { &mut wire.target } else { &mut wire.body };
            let at = usize::from(splice.at) % (part.len() + 1);
            match splice.what >> 1 & 3 {
                0 => part.insert(at, splice.byte),
                1 if at < part.len() => drop(part.remove(at)),
                2 if at < part.len() => part[at] = splice.byte,
                _ => part.truncate(at),
            }
        }
        wire
    }
}

/// Changes one character, or adds one where there is none.
fn change(text: &mut String, at: u8) {
    let mut characters: Vec<char> = text.chars().collect();
    let count = characters.len().max(1);
    match characters.get_mut(usize::from(at) % count) {
        Some(character) => *character = if *character == 'x' { 'y' } else { 'x' },
        None => characters.push('x'),
    }
    *text = characters.into_iter().collect();
}
