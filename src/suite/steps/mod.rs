//! Step definitions, one file a concept. A step says what the documentation says, in its words; what
//! it takes to do or see that stands in the modules below. cucumber finds the steps by itself.

mod answers;
mod calls;
mod envelopes;
mod ids;
mod instances;
mod keys;
mod observation;
mod overlap;
mod replays;
mod request_ids;
mod requests;
mod signatures;
mod statuses;
mod timestamps;
mod version_3;

#[cfg(test)]
mod tests {
    /// `\w` and `\d` mean the letters and digits of all scripts. Each such expression takes some 600 KiB where it is
    /// matched: a run of fifty took 33 MiB more than with letters alone.
    #[test]
    fn no_step_asks_for_letters_of_all_scripts() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/suite/steps");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut expressions = 0;
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for line in text.lines().filter(|line| line.contains("r\"^") || line.contains("r#\"^"))
            {
                expressions += 1;
                let is_of_all = ["\\w", "\\d"].iter().any(|class| line.contains(class));
                assert!(!is_of_all, "{}: {line}", file.display());
            }
        }
        assert!(expressions > 50, "only {expressions} were found");
    }
}
