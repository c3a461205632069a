//! Words as a shell takes them.

/// A word as a POSIX shell takes it.
#[must_use]
pub fn shell_quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_where_a_shell_would_split_it() {
        assert_eq!(shell_quoted("a/target.toml"), "a/target.toml");
        assert_eq!(shell_quoted("my target's.toml"), r"'my target'\''s.toml'");
        assert_eq!(shell_quoted("$(reboot)"), "'$(reboot)'");
    }
}
