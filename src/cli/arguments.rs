//! Options that several subcommands have.

use std::io::IsTerminal as _;

use clap::ValueEnum;

use crate::api::{Dialect, Edition};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum EditionArgument {
    /// The RebootInstance page of 2018 and the pages it links to.
    Core,
    /// Core, and what later editions of the same pages add.
    Current,
}

impl From<EditionArgument> for Edition {
    fn from(argument: EditionArgument) -> Self {
        match argument {
            EditionArgument::Core => Self::Core,
            EditionArgument::Current => Self::Current,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum DialectArgument {
    /// The error table of the documentation.
    Documented,
    /// The API gateway in front of today's service.
    Gateway,
}

impl From<DialectArgument> for Dialect {
    fn from(argument: DialectArgument) -> Self {
        match argument {
            DialectArgument::Documented => Self::Documented,
            DialectArgument::Gateway => Self::Gateway,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

impl Colour {
    /// Whether what goes to standard output is coloured.
    pub(super) fn on_stdout(self) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            // https://no-color.org: the variable counts when it is there and not empty.
            Self::Auto => {
                std::io::stdout().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }
}
