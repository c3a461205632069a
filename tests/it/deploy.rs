//! The examples under `deploy/` name what there is: options of the program, and parts that make a whole.

use crate::support::run;

const MATRIX: &str = include_str!("../../deploy/github-matrix.yml");
const JOB: &str = include_str!("../../deploy/kubernetes-indexed-job.yaml");

/// No YAML parser, but what most often breaks such a file by hand.
#[track_caller]
fn is_well_indented(text: &str) {
    let mut folded: Option<usize> = None;
    for (number, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        assert!(!line.contains('\t'), "line {number}: a tab");
        assert_eq!(line.trim_end(), line, "line {number}: blanks at its end");
        if folded.is_some_and(|outer| indent > outer) || line.trim_start().starts_with('#') {
            continue;
        }
        folded = line.ends_with(">-").then_some(indent);
        assert_eq!(indent % 2, 0, "line {number}: {line}");
        let content = line.trim_start().trim_start_matches("- ");
        let is_pair = content.contains(": ") || content.ends_with(':');
        assert!(content.is_empty() || is_pair || content == ">-", "line {number}: {line}");
    }
}

#[test]
fn the_examples_are_well_indented() {
    is_well_indented(MATRIX);
    is_well_indented(JOB);
}

#[test]
fn the_examples_use_options_that_there_are() {
    for (command, text) in [("run", MATRIX), ("run", JOB), ("merge", MATRIX)] {
        let help = run(&[command, "--help"]).stdout;
        let lines: Vec<&str> = text.lines().filter(|line| !line.contains("name:")).collect();
        let at = lines.iter().position(|line| line.contains(&format!("rebootspec {command} ")));
        let at = at.unwrap();
        let folded = text.contains(">-") && command == "run";
        let call = lines[at..=at + usize::from(folded)].join(" ");
        let options: Vec<&str> =
            call.split_whitespace().filter(|word| word.starts_with("--")).collect();
        assert!(options.len() >= 2, "{call}");
        for option in options {
            assert!(help.contains(option), "{command} has no {option}");
        }
    }
}

#[test]
fn the_examples_run_every_part() {
    assert!(MATRIX.contains("part: [1, 2, 3, 4, 5]"));
    assert!(MATRIX.contains("--shard ${{ matrix.part }}/5"));
    assert!(JOB.contains("completions: 5") && JOB.contains("completionMode: Indexed"));
    assert!(
        JOB.contains("part=$((JOB_COMPLETION_INDEX + 1))") && JOB.contains("--shard \"$part/5\"")
    );
}
