//! The list of faults, rule by rule.

macro_rules! faults {
    ($(
        #[doc = $sentence:literal]
        $fault:ident, $name:literal, $rule:literal, [$($also:literal)*];
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

            /// The other rules that fall with it.
            #[must_use]
            pub const fn also(self) -> &'static [&'static str] {
                match self { $(Self::$fault => &[$($also),*],)* }
            }
        }
    };
}

faults! {
    /// An instance in any status is restarted.
    StatusUnchecked, "status-unchecked", "RI-02", ["RI-05" "RI-07" "RI-16" "RI-36" "RI-38"];

    /// The security lock is not looked at.
    LockUnchecked, "lock-unchecked", "RI-20", ["RI-07" "RI-17" "RI-21" "RI-22" "RI-36" "RI-38"];
}
