//! The list of faults, rule by rule: what each does, its name, the rule it violates. Which other rules fall with
//! it is measured and recorded by `proof`. Each file holds those of some pages as a macro that passes its entries on to the
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
#[macro_use]
mod stop_instance;

macro_rules! define {
    ($(
        #[doc = $sentence:literal]
        $fault:ident, $name:literal, $rule:literal;
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
        }
    };
}

macro_rules! then_parameters { ($($before:tt)*) => { parameters! { then_signature $($before)* } }; }
macro_rules! then_signature { ($($before:tt)*) => { signature! { then_answers $($before)* } }; }
macro_rules! then_answers { ($($before:tt)*) => { answers! { then_stop_instance $($before)* } }; }
macro_rules! then_stop_instance { ($($before:tt)*) => { stop_instance! { define $($before)* } }; }

operation! { then_parameters }
