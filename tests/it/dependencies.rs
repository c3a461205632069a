//! Dependencies are what deny.toml allows: their licences, where they come from, and that none is there twice
//! without a reason. `cargo deny` looks at the same and at advisories, in a workflow, where its data can be
//! reached; it takes longer to build than everything here together.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use toml::Table;

/// What cargo knows of every package that is built on the systems of deny.toml.
fn packages(rules: &Table) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--locked", "--offline", "--all-features"]);
    for target in texts(&rules["graph"]["targets"]) {
        command.args(["--filter-platform", &target]);
    }
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().clone();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    packages
}

fn rules() -> Table {
    include_str!("../../deny.toml").parse().unwrap()
}

fn texts(list: &toml::Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn name(package: &Value) -> String {
    format!("{}@{}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap())
}

/// Whether a licence expression can be kept by licences that are allowed; notes those that it is kept by.
/// `AND` binds more than `OR`. Source: SPDX, annex "SPDX license expressions".
fn is_allowed(expression: &str, allowed: &BTreeSet<String>, used: &mut BTreeSet<String>) -> bool {
    let text = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut rest = &words[..];
    let holds = either(&mut rest, allowed, used);
    holds && rest.is_empty()
}

fn either(rest: &mut &[&str], allowed: &BTreeSet<String>, used: &mut BTreeSet<String>) -> bool {
    let mut holds = both(rest, allowed, used);
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        holds |= both(rest, allowed, used);
    }
    holds
}

fn both(rest: &mut &[&str], allowed: &BTreeSet<String>, used: &mut BTreeSet<String>) -> bool {
    let mut holds = one(rest, allowed, used);
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        holds &= one(rest, allowed, used);
    }
    holds
}

fn one(rest: &mut &[&str], allowed: &BTreeSet<String>, used: &mut BTreeSet<String>) -> bool {
    let (licence, after) = match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let holds = either(rest, allowed, used);
            let [")", after @ ..] = *rest else { return false };
            *rest = after;
            return holds;
        }
        [licence, "WITH", exception, after @ ..] => (format!("{licence} WITH {exception}"), after),
        [licence, after @ ..] => ((*licence).to_owned(), after),
        [] => return false,
    };
    *rest = after;
    let holds = allowed.contains(&licence);
    if holds {
        used.insert(licence);
    }
    holds
}

#[test]
fn an_expression_is_kept_where_one_side_of_each_or_is() {
    let allowed: BTreeSet<String> =
        ["MIT", "ISC", "A WITH x"].into_iter().map(str::to_owned).collect();
    for (expression, holds) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("MIT/GPL-3.0", true),
        ("MIT AND ISC", true),
        ("MIT AND GPL-3.0", false),
        ("GPL-3.0 AND MIT OR ISC", true),
        ("GPL-3.0 AND (MIT OR ISC)", false),
        ("(MIT OR GPL-3.0) AND ISC", true),
        ("A WITH x", true),
        ("A", false),
        ("MIT WITH x", false),
        ("(MIT", false),
        ("MIT ISC", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed, &mut BTreeSet::new()), holds, "{expression}");
    }
}

#[test]
fn licences_are_those_that_are_allowed() {
    let rules = rules();
    let allowed = texts(&rules["licenses"]["allow"]);
    let mut used = BTreeSet::new();
    for package in packages(&rules) {
        let expression = package["license"].as_str().unwrap_or_default();
        let holds = is_allowed(expression, &allowed, &mut used);
        assert!(holds, "{} is under {expression:?}", name(&package));
    }
    assert_eq!(used, allowed, "a licence is allowed that nothing is under");
}

#[test]
fn everything_comes_from_the_registry_that_cargo_knows() {
    let rules = rules();
    for (kind, what) in [("unknown-registry", "deny"), ("unknown-git", "deny")] {
        assert_eq!(rules["sources"][kind].as_str(), Some(what));
    }
    let mut sources = BTreeSet::new();
    for package in packages(&rules) {
        match package["source"].as_str() {
            Some(source) => {
                assert!(source.starts_with("registry+"), "{}: {source}", name(&package));
                sources.insert(source.to_owned());
            }
            None => assert_eq!(package["name"], env!("CARGO_PKG_NAME"), "a path"),
        }
    }
    assert_eq!(sources.len(), 1, "{sources:?}");
}

/// The crate of the fuzz targets has a file of its own, which no build of this one reads.
#[test]
fn the_fuzz_crate_has_no_other_source() {
    let sources = |text: &str| -> BTreeSet<String> {
        let lock: Table = text.parse().unwrap();
        let packages = lock["package"].as_array().unwrap().clone();
        assert!(packages.len() > 100, "only {} packages", packages.len());
        let source = |package: toml::Value| Some(package.get("source")?.as_str()?.to_owned());
        packages.into_iter().filter_map(source).collect()
    };
    let ours = sources(include_str!("../../Cargo.lock"));
    assert_eq!(sources(include_str!("../../fuzz/Cargo.lock")), ours);
    assert_eq!(ours.len(), 1, "{ours:?}");
}

#[test]
fn nothing_is_there_twice_without_a_reason() {
    let rules = rules();
    assert_eq!(rules["bans"]["multiple-versions"].as_str(), Some("deny"));
    let mut skipped: BTreeSet<String> = BTreeSet::new();
    for skip in rules["bans"]["skip"].as_array().unwrap() {
        assert!(skip["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{skip}");
        skipped.insert(skip["crate"].as_str().unwrap().to_owned());
    }
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages(&rules) {
        let (name, version) = (&package["name"], &package["version"]);
        let of = versions.entry(name.as_str().unwrap().to_owned()).or_default();
        of.insert(version.as_str().unwrap().to_owned());
    }
    let mut used = BTreeSet::new();
    for (name, of) in versions.iter().filter(|(_, of)| of.len() > 1) {
        let mut left = Vec::new();
        for version in of {
            let skip = skipped.iter().find(|skip| {
                let (crate_name, asked) = skip.split_once('@').unwrap();
                crate_name == name && format!("{version}.").starts_with(&format!("{asked}."))
            });
            match skip {
                Some(skip) => drop(used.insert(skip.clone())),
                None => left.push(version),
            }
        }
        assert_eq!(left.len(), 1, "{name} is there in these versions: {of:?}");
    }
    assert_eq!(used, skipped, "what is skipped is not there twice any more");
}
