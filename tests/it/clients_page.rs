//! Whether the lists of client modes agree: the runner's, the captures, docs/clients.md and the versions
//! that are pinned. The clients themselves are run by `tests/clients/run`, which needs the network once.

use std::fs;
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap()
}

/// The modes that there are captures of.
fn captured() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path("tests/data/captures"))
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().to_str().unwrap().strip_suffix(".txt").map(str::to_owned)
        })
        .filter(|name| !name.ends_with(".describe"))
        .collect();
    names.sort_unstable();
    names
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}

#[test]
fn every_mode_has_captures_and_is_run() {
    let modes = text("tests/clients/runner/modes.py");
    let names =
        modes.lines().filter_map(|line| line.trim().strip_prefix("Mode(\"")?.split_once('"'));
    assert_eq!(sorted(names.map(|(name, _)| name.to_owned())), captured());
    assert_eq!(captured().len(), 17);
}

#[test]
fn the_page_lists_every_mode_in_each_table() {
    let page = text("docs/clients.md");
    let tables: Vec<&str> = page.split("\n## ").collect();
    for title in ["Who calls", "What is sent", "What an endpoint must bear with"] {
        let table = tables.iter().find(|table| table.starts_with(title)).unwrap();
        let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        assert_eq!(sorted(rows.map(|(name, _)| name.to_owned())), captured(), "{title}");
    }
}

#[test]
fn the_page_names_the_versions_that_are_pinned() {
    let page = text("docs/clients.md");
    for (asked, locked) in [("requirements.in", "requirements.txt"), ("older.in", "older.txt")] {
        let locked = format!("\n{}", text(&format!("tests/clients/python/{locked}")));
        for line in text(&format!("tests/clients/python/{asked}")).lines() {
            let (name, version) = line.split_once("==").unwrap();
            assert!(page.contains(&format!("{name} {version}")), "{line}");
            let pinned = format!("\n{}=={version} \\\n", name.replace('_', "-"));
            assert!(locked.contains(&pinned), "{line}");
        }
    }
    let manifest: serde_json::Value =
        serde_json::from_str(&text("tests/clients/node/package.json")).unwrap();
    for (name, version) in manifest["dependencies"].as_object().unwrap() {
        // Another release of a package that is there already has a name of its own: "npm:NAME@VERSION".
        let version = version.as_str().unwrap();
        let (name, version) = match version.strip_prefix("npm:") {
            Some(alias) => alias.rsplit_once('@').unwrap(),
            None => (name.as_str(), version),
        };
        assert!(page.contains(&format!("{name} {version}")), "{name}");
    }
}

/// What the page says of the folder `more`: the last two clients of its table sent nothing, all others did, and
/// three requests are of clients that are run.
#[test]
fn the_page_says_whose_requests_were_captured() {
    let page = text("docs/clients.md");
    let (_, rest) = page.split_once("## Other registries").unwrap();
    assert!(rest.contains("but the last two of them sent") && rest.contains("beside three"));
    let clients = rest.lines().filter(|line| line.starts_with("| "));
    let clients: Vec<&str> = clients.filter_map(|line| line.split('`').nth(1)).collect();
    // "TYPE-NAME-VERSION.WHAT", the package's name without what a distribution puts before it.
    let files: Vec<String> = fs::read_dir(path("tests/data/captures/more"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let is_of = |file: &str, client: &str| {
        let name = client.trim_start_matches("ruby-").trim_end_matches("-dev");
        let name = name.trim_start_matches("golang-github-denverdino-");
        file.contains(&format!("-{name}-")) || file.contains(&format!("-{name}."))
    };
    let (sent, silent) = clients.split_at(clients.len() - 2);
    for client in sent {
        assert!(files.iter().any(|file| is_of(file, client)), "nothing of {client}");
    }
    for client in silent {
        assert!(!files.iter().any(|file| is_of(file, client)), "something of {client}");
    }
    let is_run = |file: &&String| !sent.iter().any(|client| is_of(file, client));
    let run: Vec<&String> = files.iter().filter(is_run).collect();
    assert_eq!(run.len(), 3, "{run:?}");
    assert!(run.iter().all(|file| file.starts_with("npm-")), "{run:?}");
}

/// Where packages come from is the machine's own setting.
#[test]
fn what_is_pinned_names_no_address() {
    for name in [
        "python/requirements.in",
        "python/requirements.txt",
        "python/older.in",
        "python/older.txt",
        "node/package.json",
        "node/package-lock.json",
    ] {
        let text = text(&format!("tests/clients/{name}"));
        for word in ["://", "resolved", "--index-url", "--find-links"] {
            assert!(!text.contains(word), "{name} holds {word}");
        }
    }
}
