//! Embeds the feature files, so that the binary carries the whole suite. A folder that is watched,
//! not a list that is kept: a file added under `features/` is in the next build. Tells the suite its
//! commit too, where it is built in its own repository; that never fails a build.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=features");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut files = Vec::new();
    for folder in entries(&Path::new(&root).join("features"))?.iter().filter(|path| path.is_dir()) {
        files.extend(entries(folder)?);
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "feature"));
    // The number that a name begins with says where reports have it, whatever folder it stands in.
    files.sort_by(|one, other| one.file_name().cmp(&other.file_name()));
    let mut list = String::from("&[\n");
    for path in &files {
        let name = |path: Option<&Path>| {
            let name = path.and_then(Path::file_name).unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        let (folder, name) = (name(path.parent()), name(Some(path)));
        // From where the package stands: a checkout that was moved is not built anew for that.
        let path = format!("/features/{folder}/{name}");
        // Writing to a String cannot fail.
        let _ = writeln!(
            list,
            "    File {{ folder: {folder:?}, name: {name:?}, text: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?})) }},"
        );
    }
    list.push(']');
    commit(Path::new(&root));
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("features.rs"), list)
}

/// What a folder holds.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// Sets `REBOOTSPEC_COMMIT`; `-changed` follows the commit where a file of the build differs from it.
fn commit(root: &Path) {
    // In a package that was unpacked inside somebody else's repository, theirs is not the commit.
    let Some(top) = git(root, &["rev-parse", "--show-toplevel"]) else { return };
    let same = |path: &Path| path.canonicalize().ok();
    if same(Path::new(&top)) != same(root) {
        return;
    }
    let Some(mut commit) = git(root, &["rev-parse", "--short=12", "HEAD"]) else { return };
    // Looked at when something that is watched changes, so an edit of a source is seen with the build
    // that it causes. Asking changes nothing, not even the index.
    let built_from = ["--", "src", "features", "build.rs", "Cargo.toml", "Cargo.lock"];
    let diff = [&["--no-optional-locks", "diff", "--name-only", "HEAD"][..], &built_from].concat();
    if git(root, &diff).is_some_and(|changed| !changed.is_empty()) {
        commit.push_str("-changed");
    }
    println!("cargo::rustc-env=REBOOTSPEC_COMMIT={commit}");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.toml");
    // What moves with a commit or a checkout. A path that is not there would rebuild each time.
    let branch = git(root, &["symbolic-ref", "-q", "HEAD"]);
    for name in ["HEAD", "packed-refs"].into_iter().map(str::to_owned).chain(branch) {
        let path = git(root, &["rev-parse", "--git-path", &name]);
        if let Some(path) = path.map(|path| root.join(path)).filter(|path| path.exists()) {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
}

/// What git says on one line; `None` where there is no git, no repository, or nothing was said.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success()).then(|| text.trim().to_owned()).filter(|text| !text.is_empty())
}
