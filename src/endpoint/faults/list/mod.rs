//! The list of faults, rule by rule: what each does, its name, the rule it violates, the rules that
//! fall with it. Each file holds those of some pages as a macro that passes its entries on to the
//! next; `define!` makes one enum of them all.
//!
//! Unless it says otherwise, a fault is about RebootInstance alone: the other operations are what the
//! suite observes and arranges with.

#[macro_use]
mod answers;
#[macro_use]
mod operation;
#[macro_use]
mod parameters;
#[macro_use]
mod signature;

/// What falls when hardly a call of RebootInstance is served as it should be.
const NOTHING_SERVED: &[&str] = &[
    "RI-01", "RI-02", "RI-03", "RI-04", "RI-05", "RI-06", "RI-08", "RI-10", "RI-11", "RI-13",
    "RI-14", "RI-15", "RI-16", "RI-17", "RI-18", "RI-20", "RI-21", "RI-22", "RI-30", "RI-32",
    "RI-35", "RI-36", "RI-38", "RI-40", "RI-41", "RI-42", "RI-43", "RI-44", "RI-45", "CP-10",
    "CP-20", "CP-21", "CP-23", "CP-30", "CP-31", "CP-40", "CP-41", "CP-42", "RQ-01", "RQ-03",
    "RQ-04", "RQ-06", "RQ-08", "RQ-10", "RQ-11", "RQ-12", "RQ-13", "RS-01", "RS-02", "RS-03",
    "RS-14", "RS-15", "SG-01", "SG-03", "SG-04", "SG-05", "SG-06", "SG-11", "SG-13",
];

macro_rules! also {
    ([$($id:literal)*]) => { &[$($id),*] };
    ($many:ident) => { $many };
}

macro_rules! define {
    ($(
        #[doc = $sentence:literal]
        $fault:ident, $name:literal, $rule:literal, $also:tt;
    )*) => {
        /// A deliberate deviation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fault {
            $(
                #[doc = $sentence]
                $fault,
            )*
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &[Self] = &[$(Self::$fault),*];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$fault => $name,)* }
            }

            /// What it does, in one sentence.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$fault => $sentence,)* }.trim_start()
            }

            /// The rule it violates.
            #[must_use]
            pub const fn rule(self) -> &'static str {
                match self { $(Self::$fault => $rule,)* }
            }

            /// The other rules that fall with it, when scenarios run one after another: a few faults
            /// reach instances of other scenarios too. Its own rule may stand among them.
            #[must_use]
            pub const fn also(self) -> &'static [&'static str] {
                match self { $(Self::$fault => also!($also),)* }
            }
        }
    };
}

macro_rules! then_parameters { ($($before:tt)*) => { parameters! { then_signature $($before)* } }; }
macro_rules! then_signature { ($($before:tt)*) => { signature! { then_answers $($before)* } }; }
macro_rules! then_answers { ($($before:tt)*) => { answers! { define $($before)* } }; }

operation! { then_parameters }
