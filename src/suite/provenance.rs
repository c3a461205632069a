//! What this build of the suite is, for reports: the commit, and a digest of every feature file that is
//! embedded, so that a reader can tell which requirements were judged.

use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

use super::features::{FILES, File};
use crate::outcome::{FeatureDigest, SuiteSummary};

/// The commit this was built from, as the build found it; `None` outside a repository.
const COMMIT: Option<&str> = option_env!("REBOOTSPEC_COMMIT");

/// What judges.
#[must_use]
pub fn suite() -> SuiteSummary {
    static FEATURES: OnceLock<Vec<FeatureDigest>> = OnceLock::new();
    let features = FEATURES.get_or_init(|| FILES.iter().map(digest).collect());
    let commit = COMMIT.filter(|commit| !commit.is_empty()).map(str::to_owned);
    SuiteSummary { commit, features: features.clone(), ..SuiteSummary::default() }
}

fn digest(file: &File<'_>) -> FeatureDigest {
    let digest = Sha256::digest(file.text.as_bytes());
    FeatureDigest {
        file: file.name.to_owned(),
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_file_has_its_digest() {
        let suite = suite();
        assert_eq!(suite.features.len(), FILES.len());
        let distinct: std::collections::BTreeSet<_> =
            suite.features.iter().map(|feature| feature.sha256.as_str()).collect();
        assert_eq!(distinct.len(), FILES.len());
        assert!(suite.features.iter().all(|feature| feature.sha256.len() == 64));
    }
}
