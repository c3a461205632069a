//! Reading the names of styles: what `serve --style` serves as, and `prove --style` judges.

use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::endpoint::Endpoint;
use crate::endpoint::styles::{STYLES, Style};

/// The styles by name, each with what it does.
pub(super) fn names() -> PossibleValuesParser {
    STYLES.iter().map(|style| PossibleValue::new(style.name).help(style.sentence)).into()
}

/// Those that are named, in their order.
pub(super) fn chosen(names: &[String]) -> impl Iterator<Item = &'static Style> {
    STYLES.iter().filter(|style| names.iter().any(|name| name == style.name))
}

/// An endpoint with the layers of those that are named.
pub(super) fn layered(endpoint: Endpoint, names: &[String]) -> Endpoint {
    chosen(names).fold(endpoint, Endpoint::with_style)
}

/// What `serve` says of those that are named.
pub(super) fn told(names: &[String]) -> String {
    chosen(names)
        .map(|style| format!("style            {}: {}\n", style.name, style.sentence))
        .collect()
}
