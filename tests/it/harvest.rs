//! Whether what the scenarios send is among the seeds of the fuzz targets: the suite runs at the embedded
//! endpoint, and what `rebootspec seeds` would write is compared with what is tracked.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use rebootspec::api::rules::RULES;
use rebootspec::fuzzing::harvest::rule_of;

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn rules(names: &BTreeSet<String>) -> BTreeSet<&str> {
    names.iter().filter_map(|name| rule_of(name)).collect()
}

/// Runs the command twice: into an empty folder, and into one that holds an old harvest and a seed that was
/// made by hand.
#[test]
fn every_rule_with_a_request_has_a_seed() {
    let tracked = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let folder = tempfile::tempdir().unwrap();
    let handle = folder.path().join("handle");
    fs::create_dir(&handle).unwrap();
    fs::write(handle.join("RI-99-no-such-rule"), "").unwrap();
    fs::write(handle.join("made-by-hand"), "").unwrap();
    // As it stands beside the tracked ones.
    fs::copy(tracked.join(".gitattributes"), folder.path().join(".gitattributes")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rebootspec"))
        .arg("seeds")
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let fresh = names(&handle);
    assert!(fresh.contains("made-by-hand"), "what was made by hand stays");
    assert!(!fresh.contains("RI-99-no-such-rule"), "what is no more goes");
    assert!(rules(&fresh).len() > 90, "{:?}", rules(&fresh));
    let again = "run `cargo run -- seeds` and look at what changed under fuzz/seeds";
    assert_eq!(rules(&names(&tracked.join("handle"))), rules(&fresh), "{again}");
    // What is drawn is drawn the same every time: a seed holds what its name says.
    let drawn = |folder: &Path| -> Vec<(String, Vec<u8>)> {
        let folder = folder.join("recipe");
        let made = names(&folder).into_iter().filter(|name| name.starts_with("drawn-"));
        made.map(|name| (name.clone(), fs::read(folder.join(&name)).unwrap())).collect()
    };
    assert!(drawn(folder.path()).len() > 150);
    assert!(drawn(&tracked) == drawn(folder.path()), "{again}");
    for rule in rules(&fresh) {
        assert!(RULES.iter().any(|known| known.id == rule), "{rule} is no rule");
    }
    for target in ["query", "request", "response", "signature", "timestamp"] {
        let fresh = names(&folder.path().join(target));
        assert!(fresh.iter().any(|name| rule_of(name).is_some()), "{target} has none");
    }
}

/// Tracked seeds are for every checkout: few, and small.
#[test]
fn the_seeds_are_small() {
    let tracked = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let mut bytes = 0;
    for target in names(&tracked).iter().filter(|name| !name.starts_with('.')) {
        for name in names(&tracked.join(target)) {
            let size = fs::metadata(tracked.join(target).join(&name)).unwrap().len();
            assert!(size <= 64 * 1024, "{target}/{name} has {size} bytes");
            bytes += size;
        }
    }
    assert!(bytes < 2_000_000, "{bytes} bytes in all");
}
