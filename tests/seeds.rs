//! Every tracked seed through the body of its fuzz target, on the stable toolchain; and whether the
//! lists agree: targets in the library, their files and build entries, their seeds, their table.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

use rebootspec::endpoint::{Fault, Faults};
use rebootspec::fuzzing::{TARGETS, handle, lifecycle, recipe};

/// Faults that `handle` has to see: of reading, signing and answering.
const FAULTS_OF_ANSWERS: [Fault; 15] = [
    Fault::SignatureUnchecked,
    Fault::HeadersUnchecked,
    Fault::AddedParameterUnseen,
    Fault::BlankAsPlus,
    Fault::DuplicateFirstObeyed,
    Fault::MalformedInternalError,
    Fault::NonceUnchecked,
    Fault::XmlErrorUnclosed,
    Fault::JsonErrorWithoutHost,
    Fault::RequestIdFixed,
    Fault::ErrorsOk,
    Fault::OtherMethodAccepted,
    Fault::EscapesAsSent,
    Fault::MethodAlwaysGet,
    Fault::EmptyIdInternalError,
];

/// Faults that `recipe` has to see: of calls that are bent.
const FAULTS_OF_BENT_CALLS: [Fault; 16] = [
    Fault::SignatureUnchecked,
    Fault::HeadersUnchecked,
    Fault::NonceUnchecked,
    Fault::FormUnread,
    Fault::GetIgnored,
    Fault::AddedParameterUnseen,
    Fault::BlankAsPlus,
    Fault::OtherMethodAccepted,
    Fault::TruncatedEscapeInternalError,
    Fault::TimestampOffsetRead,
    Fault::DuplicateFirstObeyed,
    Fault::WrongSignatureRestarts,
    Fault::LockUnchecked,
    Fault::ForeignRestarted,
    Fault::RestartHitsAll,
    Fault::RequestIdFixed,
];

/// Faults that `lifecycle` has to see: of locks, statuses and nonces.
const FAULTS_OF_STATES: [Fault; 12] = [
    Fault::LockUnchecked,
    Fault::LockNeverLifts,
    Fault::ForceStopLiftsLock,
    Fault::StoppedRestarts,
    Fault::RestartInProgressServed,
    Fault::RestartEndsStopped,
    Fault::RestartsOnce,
    Fault::RefusedStillRestarts,
    Fault::RestartHitsAll,
    Fault::ForeignRestarted,
    Fault::DryRunRestarts,
    Fault::NonceForgottenAfterRefusal,
];

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The names in a folder, sorted, without what begins with a dot.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort_unstable();
    names
}

fn targets() -> Vec<String> {
    TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[test]
fn every_seed_passes() {
    for (target, body) in TARGETS {
        let folder = fuzz().join("seeds").join(target);
        let seeds = names(&folder);
        assert!(!seeds.is_empty(), "{target} has no seed");
        for seed in seeds {
            let bytes = fs::read(folder.join(&seed)).unwrap();
            let result = panic::catch_unwind(|| body(&bytes));
            assert!(result.is_ok(), "fuzz/seeds/{target}/{seed}: the panic above");
        }
    }
}

/// Captures are no less nasty than what is made by hand.
#[test]
fn every_capture_passes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
    let files = |folder: PathBuf| {
        let paths = names(&folder).into_iter().map(move |name| folder.join(name));
        paths.filter(|path| path.is_file())
    };
    for path in files(folder.join("more")).chain(files(folder)) {
        let bytes = fs::read(path).unwrap();
        TARGETS.iter().for_each(|(_, body)| body(&bytes));
    }
}

/// Inputs cut short, doubled and spliced: on stable, without a fuzzer, a little of what it would try.
#[test]
fn seeds_cut_and_joined_pass() {
    let mut random = fastrand::Rng::with_seed(7);
    for (target, body) in TARGETS {
        let folder = fuzz().join("seeds").join(target);
        let seeds: Vec<Vec<u8>> = names(&folder)
            .iter()
            .map(|name| fs::read(folder.join(name)).unwrap())
            .filter(|seed| seed.len() < 2_000)
            .collect();
        for _ in 0..300 {
            let (one, other) = (random.choice(&seeds).unwrap(), random.choice(&seeds).unwrap());
            let head = &one[..random.usize(0..=one.len())];
            let tail = &other[random.usize(0..=other.len())..];
            let input = [head, tail].concat();
            let result = panic::catch_unwind(|| body(&input));
            assert!(result.is_ok(), "{target}: {:?}", String::from_utf8_lossy(&input));
        }
    }
}

/// The seeds are worth their place only if they show what is wrong: an endpoint with one of these faults
/// does not get through them.
#[test]
fn seeds_show_the_faults_of_an_endpoint() {
    type WithFaults = fn(&[u8], Faults);
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let shows = |target: &str, body: WithFaults, fault: Fault| {
        let folder = fuzz().join("seeds").join(target);
        names(&folder).iter().any(|seed| {
            let bytes = fs::read(folder.join(seed)).unwrap();
            panic::catch_unwind(|| body(&bytes, fault.into())).is_err()
        })
    };
    let mut missed: Vec<Fault> = Vec::new();
    for (target, body, faults) in [
        ("handle", handle::body_with as WithFaults, &FAULTS_OF_ANSWERS[..]),
        ("lifecycle", lifecycle::body_with, &FAULTS_OF_STATES),
        ("recipe", recipe::body_with, &FAULTS_OF_BENT_CALLS),
    ] {
        missed.extend(faults.iter().copied().filter(|fault| !shows(target, body, *fault)));
    }
    panic::set_hook(hook);
    assert_eq!(missed, [], "no seed shows them");
}

#[test]
fn targets_files_and_seeds_agree() {
    let files: Vec<String> = targets().iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(names(&fuzz().join("fuzz_targets")), files);
    assert_eq!(names(&fuzz().join("seeds")), targets());
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for (target, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}: no [[bin]]");
        let file = fuzz().join("fuzz_targets").join(format!("{target}.rs"));
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains(&format!("fuzzing::{target}::body(data)")), "{target}: {text}");
    }
}

/// The nightly run names its targets one by one, and cannot read them from here.
#[test]
fn the_nightly_run_covers_every_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workflow = fs::read_to_string(root.join(".github/workflows/nightly-fuzz.yml")).unwrap();
    let listed = workflow.lines().find_map(|line| line.trim().strip_prefix("target: ["));
    let listed = listed.and_then(|line| line.strip_suffix(']')).unwrap();
    assert_eq!(listed.split(", ").collect::<Vec<_>>(), targets());
}

/// A bug that cannot be planted any more shows nothing: each patch fits the parser as it is.
#[test]
fn planted_bugs_fit_the_parser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = fuzz().join("planted");
    for name in names(&folder) {
        let patch = fs::read_to_string(folder.join(&name)).unwrap();
        let file = patch.lines().find_map(|line| line.strip_prefix("+++ b/")).unwrap();
        let source = fs::read_to_string(root.join(file)).unwrap();
        let (_, hunk) = patch.split_once(" @@").unwrap();
        let lines = hunk.lines().skip(1).filter(|line| !line.starts_with('+'));
        let old: Vec<&str> = lines.map(|line| line.get(1..).unwrap_or_default()).collect();
        assert!(source.contains(&old.join("\n")), "{name} does not fit {file} any more");
    }
    assert_eq!(names(&folder).len(), 5);
}

#[test]
fn the_table_in_the_readme_lists_every_target() {
    let readme = fs::read_to_string(fuzz().join("README.md")).unwrap();
    let listed: Vec<String> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(listed, targets());
}

/// A line that libFuzzer cannot read ends a run before it begins.
#[test]
fn the_dictionary_is_well_formed() {
    let dictionary = fs::read_to_string(fuzz().join("rebootspec.dict")).unwrap();
    let mut entries: Vec<&str> = Vec::new();
    for line in dictionary.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let inner = line.strip_prefix('"').and_then(|line| line.strip_suffix('"'));
        let inner = inner.unwrap_or_else(|| panic!("{line} is not quoted"));
        let bare = inner.replace("\\\\", "").replace("\\\"", "");
        assert!(!inner.is_empty() && !bare.contains('"'), "{line}");
        let escapes = bare.split('\\').skip(1);
        for escape in escapes {
            let digits = escape.strip_prefix('x').and_then(|rest| rest.get(..2));
            assert!(digits.is_some_and(|d| u8::from_str_radix(d, 16).is_ok()), "{line}");
        }
        entries.push(inner);
    }
    let count = entries.len();
    entries.sort_unstable();
    entries.dedup();
    assert_eq!(entries.len(), count, "an entry stands twice");
}
