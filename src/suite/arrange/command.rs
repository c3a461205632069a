//! A command of the user's that arranges an instance: the wanted state goes to its standard input as
//! one JSON object, the instance id comes from its standard output.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::{Need, control};

/// How much of the command's output is read, in bytes. An id is far shorter.
const MAX_OUTPUT_BYTES: u64 = 4096;

/// Runs the command and gives the id it printed.
pub(super) async fn run(
    command: &[String],
    need: &Need,
    deadline: Duration,
) -> Result<String, String> {
    let [program, arguments @ ..] = command else {
        return Err("the target file's command names no program".into());
    };
    let said = |what: String| format!("the command {program:?} {what}");
    let attempt = async {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| said(format!("cannot be started: {error}")))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that does not read its input is free not to.
            let _ = stdin.write_all(control::body(need).to_string().as_bytes()).await;
        }
        let mut output = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            stdout
                .take(MAX_OUTPUT_BYTES)
                .read_to_end(&mut output)
                .await
                .map_err(|error| said(format!("cannot be read: {error}")))?;
        }
        let status =
            child.wait().await.map_err(|error| said(format!("cannot be waited for: {error}")))?;
        if !status.success() {
            return Err(said(format!("ended with {status}")));
        }
        let id = String::from_utf8_lossy(&output).trim().to_owned();
        if id.is_empty() {
            return Err(said("printed no instance id".into()));
        }
        if id.contains(char::is_whitespace) || id.contains(char::is_control) {
            return Err(said("printed more than an instance id".into()));
        }
        Ok(id)
    };
    match tokio::time::timeout(deadline, attempt).await {
        Ok(result) => result,
        Err(_) => Err(said(format!("did not end within {} ms", deadline.as_millis()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::instance::InstanceStatus;

    async fn shell(script: &str) -> Result<String, String> {
        let command = ["sh".to_owned(), "-c".to_owned(), script.to_owned()];
        run(&command, &Need::status(InstanceStatus::Stopped), Duration::from_millis(500)).await
    }

    #[tokio::test]
    async fn the_id_is_what_it_prints() {
        assert_eq!(shell("grep -q '\"status\":\"Stopped\"' && echo i-1").await.unwrap(), "i-1");
        assert_eq!(shell("echo i-2").await.unwrap(), "i-2", "the input need not be read");
    }

    #[tokio::test]
    async fn what_goes_wrong_is_named() {
        for (script, what) in [
            ("true", "printed no instance id"),
            ("echo i-1; exit 3", "exit status: 3"),
            ("sleep 60", "did not end within 500 ms"),
            ("echo i-1; echo i-2", "more than an instance id"),
        ] {
            let error = shell(script).await.unwrap_err();
            assert!(error.contains(what), "{error}");
        }
        let missing = run(
            &["/nonexistent/arrange".into()],
            &Need::status(InstanceStatus::Running),
            Duration::from_secs(1),
        )
        .await;
        assert!(missing.unwrap_err().contains("cannot be started"));
    }
}
