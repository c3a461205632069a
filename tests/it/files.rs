//! What is written to a folder of the user's: nothing that rebootspec did not make is replaced, removed or
//! written through a link, and what holds a secret is its owner's alone.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use crate::support::{Ended, Folder, Serve, run, text_of};

/// What stands in a file of somebody else's.
const THEIRS: &str = "somebody else's\n";

/// Commands that write to a folder, and the files that they write there.
fn writers(out: &str, part: &str) -> Vec<(Vec<String>, &'static [&'static str])> {
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    const REPORT: &[&str] =
        &["report.json", "report.html", "junit.xml", "exchanges.har", "messages.ndjson"];
    vec![
        (words(&format!("run --rule RI-19 --out {out}")), REPORT),
        (words(&format!("merge {part} --out {out}")), REPORT),
        (words(&format!("compare {part} {part} --out {out}")), &["compare.json", "compare.html"]),
        (
            words(&format!("prove --fault lock-unchecked --out {out}")),
            &["prove.json", "prove.html"],
        ),
        (
            words(&format!("fuzz --requests 20 --jobs 1 --out {out}")),
            &["findings.json", "finding-01.http", "finding-01.sh", "finding-02.in-flight-01.http"],
        ),
    ]
}

/// Runs each of the commands where `plant` has put something in the place of one of its files.
fn with_planted(plant: impl Fn(&Path), check: impl Fn(&Path, &Ended)) {
    let folder = Folder::new();
    let part = text_of(&folder.path("part"));
    run(&["run", "--rule", "RI-19", "--shard", "1/1", "--out", &part]).expect(0);
    for (number, names) in (0..).zip(writers("", &part).iter().map(|(_, names)| *names)) {
        for name in names {
            let out = folder.path(&format!("{number}-{name}"));
            fs::create_dir(&out).unwrap();
            plant(&out.join(name));
            let arguments = writers(&text_of(&out), &part).remove(number).0;
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let ended = run(&arguments);
            check(&out.join(name), &ended);
            let left = fs::read_dir(&out).unwrap().count();
            assert_eq!(left, 1, "{name}: something was left: {}", ended.all());
        }
    }
}

#[test]
fn what_rebootspec_did_not_write_is_not_replaced() {
    with_planted(
        |path| fs::write(path, THEIRS).unwrap(),
        |path, ended| {
            let name = path.file_name().unwrap().to_str().unwrap();
            ended.expect(2);
            assert!(ended.stderr.contains(&format!("{name} is there already")), "{}", ended.all());
            assert_eq!(fs::read_to_string(path).unwrap(), THEIRS, "{name}");
        },
    );
}

#[test]
fn a_link_is_not_written_through() {
    let victims = Folder::new();
    for (victim, text) in [("there", Some(THEIRS)), ("empty", Some("")), ("not-there", None)] {
        let victim = victims.path(victim);
        if let Some(text) = text {
            fs::write(&victim, text).unwrap();
        }
        with_planted(
            |path| symlink(&victim, path).unwrap(),
            |path, ended| {
                ended.expect(2);
                assert!(ended.stderr.contains("is a link"), "{}", ended.all());
                assert!(path.is_symlink(), "{}", path.display());
                assert_eq!(fs::read_to_string(&victim).ok().as_deref(), text);
            },
        );
    }
}

#[test]
fn what_is_no_file_is_not_written_to() {
    with_planted(
        |path| {
            let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
            assert!(made.success());
        },
        |_, ended| {
            ended.expect(2);
            assert!(ended.stderr.contains("is no file"), "{}", ended.all());
        },
    );
}

#[test]
fn a_folder_that_is_a_link_is_not_written_to() {
    let folder = Folder::new();
    let part = text_of(&folder.path("part"));
    run(&["run", "--rule", "RI-19", "--shard", "1/1", "--out", &part]).expect(0);
    let victim = folder.path("victim");
    fs::create_dir(&victim).unwrap();
    let out = folder.path("out");
    symlink(&victim, &out).unwrap();
    for name in [text_of(&out), format!("{}/", text_of(&out))] {
        let serve = ["serve", "--port", "0", "--record", &name].map(str::to_owned).to_vec();
        let all = writers(&name, &part).into_iter().map(|(arguments, _)| arguments);
        for arguments in all.chain([serve]) {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let ended = run(&arguments);
            ended.expect(2);
            assert!(ended.stderr.contains("is a link"), "{}", ended.all());
            assert_eq!(fs::read_dir(&victim).unwrap().count(), 0, "{arguments:?}");
        }
    }
}

#[test]
fn files_that_were_named_are_not_links() {
    let folder = Folder::new();
    let link = |name: &str| {
        let path = folder.path(name);
        symlink(folder.path("victim"), &path).unwrap();
        text_of(&path)
    };
    let [init, forced, target, baseline] = ["init", "forced", "target", "baseline"].map(link);
    for arguments in [
        &["init", "--out", &init][..],
        &["init", "--force", "--out", &forced],
        &["serve", "--port", "0", "--write-target", &target],
        &["run", "--rule", "RI-19", "--write-baseline", &baseline],
    ] {
        run(arguments).expect(2);
    }
    assert!(!folder.path("victim").exists());
}

#[test]
fn what_rebootspec_wrote_is_replaced() {
    let folder = Folder::new();
    let part = text_of(&folder.path("part"));
    run(&["run", "--rule", "RI-19", "--shard", "1/1", "--out", &part]).expect(0);
    for (number, names) in (0..).zip(writers("", &part).iter().map(|(_, names)| *names)) {
        let out = text_of(&folder.path(&format!("{number}")));
        let arguments = writers(&out, &part).remove(number).0;
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run(&arguments).expect(0);
        // As `mktemp` leaves it.
        fs::write(Path::new(&out).join(names[0]), "").unwrap();
        run(&arguments).expect(0);
        run(&arguments).expect(0);
    }
}

#[test]
fn findings_of_an_earlier_run_do_not_stay() {
    let serve = Serve::with(&["--fault", "truncated-escape-internal-error"]);
    let folder = Folder::new();
    let out = text_of(&folder.path("out"));
    let fuzz = |target: &[&str], requests| {
        let flags = ["fuzz", "--seed", "1", "--requests", requests, "--time", "50s", "--out", &out];
        run(&[&flags[..], target].concat())
    };
    fuzz(&["--target", &serve.target_file()], "1500").expect(1);
    assert!(folder.path("out/finding-01.http").exists());
    fs::write(folder.path("out/notes.txt"), THEIRS).unwrap();
    fuzz(&[], "50").expect(0);
    let mut left: Vec<_> = fs::read_dir(folder.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort_unstable();
    assert_eq!(left, ["findings.json", "notes.txt"]);
}

#[test]
fn what_stands_in_a_folder_of_records_stays() {
    let folder = Folder::new();
    for name in ["trial", "00001.answer", "4294967295.request", "9.txt"] {
        folder.write(name, THEIRS);
    }
    let victim = folder.path("victim");
    symlink(&victim, folder.path("00002.request")).unwrap();
    let records = text_of(folder.path("x").parent().unwrap());
    let serve = Serve::with(&["--record", &records]);
    run(&["run", "--target", &serve.target_file(), "--rule", "RI-19"]).expect(0);
    for name in ["trial", "00001.answer", "4294967295.request", "9.txt"] {
        assert_eq!(fs::read_to_string(folder.path(name)).unwrap(), THEIRS, "{name}");
    }
    assert!(folder.path("00003.request").is_file() && !victim.exists());
}

#[test]
fn what_holds_a_secret_is_its_owners_alone() {
    let folder = Folder::new();
    let records = folder.path("records");
    let flags = ["--fault", "truncated-escape-internal-error", "--record", &text_of(&records)];
    let serve = Serve::with(&flags);
    let out = folder.path("out");
    let target = serve.target_file();
    let flags = ["fuzz", "--target", &target, "--seed", "1", "--requests", "1500", "--time", "50s"];
    run(&[&flags[..], &["--out", &text_of(&out)]].concat()).expect(1);
    let mut private = vec![Path::new(&target).to_owned()];
    for folder in [&records, &out] {
        private.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    assert!(private.len() > 5, "{private:?}");
    for path in private {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}
