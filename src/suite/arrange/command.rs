//! A command of the user's that arranges an instance: the wanted state goes to its standard input as
//! one JSON object, the instance id comes from the first line of its standard output.
//!
//! It has a process group of its own, with everything that it starts. Where it gives no id, all of that is
//! ended; where it gives one, what it leaves running may be the instance.

#[cfg(unix)]
use std::collections::BTreeSet;
use std::process::Stdio;
#[cfg(unix)]
use std::sync::Mutex;
use std::time::Duration;

#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdout, Command};

use super::control;
#[cfg(unix)]
use crate::suite::locked::locked;
use crate::suite::need::Need;

/// How much of the first line is read, in bytes. An id is far shorter.
const MAX_LINE_BYTES: usize = 4096;

/// How long what was written before the end of the command is on its way.
const MOMENT: Duration = Duration::from_millis(50);

/// Why a command is not asked for instances in these states, if it is not: what it made stays its owner's.
pub(super) fn refusal(needs: &[Need]) -> Option<&'static str> {
    let changes = needs.iter().any(|need| need.to_be_changed);
    changes.then_some("what a command made cannot be changed")
}

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
        let mut group = Group::spawn(Command::new(program).args(arguments))
            .map_err(|error| said(format!("cannot be started: {error}")))?;
        let body = control::body(need).to_string();
        let (stdin, stdout) = (group.child.stdin.take(), group.child.stdout.take());
        let telling = async move {
            if let Some(mut stdin) = stdin {
                // A command that does not read its input is free not to.
                let _ = stdin.write_all(body.as_bytes()).await;
            }
        };
        let mut output = Output { line: Vec::new(), source: stdout };
        let ended = async {
            tokio::select! {
                status = group.child.wait() => status,
                never = output.read_all() => match never {},
            }
        };
        let (status, ()) = tokio::join!(ended, telling);
        let status = status.map_err(|error| said(format!("cannot be waited for: {error}")))?;
        if !status.success() {
            return Err(said(format!("ended with {status}")));
        }
        let line = output.line().await;
        let id = String::from_utf8_lossy(&line).trim().to_owned();
        if id.is_empty() {
            return Err(said("printed no instance id in its first line".into()));
        }
        if id.contains(char::is_whitespace) || id.contains(char::is_control) {
            return Err(said("printed more than an instance id in its first line".into()));
        }
        if line.len() >= MAX_LINE_BYTES {
            return Err(said(format!("printed a line of more than {MAX_LINE_BYTES} bytes")));
        }
        group.is_to_stay = true;
        Ok(id)
    };
    match tokio::time::timeout(deadline, attempt).await {
        Ok(result) => result,
        Err(_) => Err(said(format!("did not end within {} ms", deadline.as_millis()))),
    }
}

/// A command and all that it starts, ended together unless they are to stay.
struct Group {
    child: Child,
    is_to_stay: bool,
    #[cfg(unix)]
    id: Option<Pid>,
}

/// The groups that are under way.
#[cfg(unix)]
static UNDER_WAY: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// Ends every command that is under way, with all that it started: for a process that ends at once.
pub fn end_all() {
    #[cfg(unix)]
    for id in locked(&UNDER_WAY).iter().filter_map(|id| Pid::from_raw(*id)) {
        let _ = kill_process_group(id, Signal::KILL);
    }
}

impl Group {
    fn spawn(command: &mut Command) -> std::io::Result<Self> {
        #[cfg(unix)]
        command.process_group(0);
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        #[cfg(unix)]
        let id = child.id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        #[cfg(unix)]
        locked(&UNDER_WAY).extend(id.map(Pid::as_raw_pid));
        Ok(Self {
            #[cfg(unix)]
            id,
            child,
            is_to_stay: false,
        })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(id) = self.id {
            locked(&UNDER_WAY).remove(&id.as_raw_pid());
            if !self.is_to_stay {
                // Where nobody of it is left, there is nobody to end.
                let _ = kill_process_group(id, Signal::KILL);
            }
        }
    }
}

/// What a command prints, of which the first line is kept.
struct Output {
    line: Vec<u8>,
    source: Option<ChildStdout>,
}

impl Output {
    /// Reads for as long as it is asked to, so that the command is never held up by what it prints.
    async fn read_all(&mut self) -> std::convert::Infallible {
        while self.read().await {}
        std::future::pending().await
    }

    /// The first line, once the command has ended. Who it left running may hold the output open.
    async fn line(mut self) -> Vec<u8> {
        while !self.has_line() && tokio::time::timeout(MOMENT, self.read()).await.unwrap_or(false) {
        }
        let end = self.line.iter().position(|byte| *byte == b'\n');
        self.line.truncate(end.unwrap_or(self.line.len()));
        self.line
    }

    fn has_line(&self) -> bool {
        self.line.contains(&b'\n') || self.line.len() >= MAX_LINE_BYTES
    }

    /// Reads once; whether there may be more.
    async fn read(&mut self) -> bool {
        let Some(source) = &mut self.source else { return false };
        let mut buffer = [0; 1024];
        let read = match AsyncReadExt::read(source, &mut buffer).await {
            Ok(0) | Err(_) => {
                self.source = None;
                return false;
            }
            Ok(read) => read,
        };
        if !self.has_line() {
            let room = MAX_LINE_BYTES - self.line.len();
            self.line.extend(buffer.iter().take(read.min(room)));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::instance::InstanceStatus;

    /// Held for writing by what ends every command of this process.
    static ALONE: tokio::sync::RwLock<()> = tokio::sync::RwLock::const_new(());

    async fn shell(script: &str) -> Result<String, String> {
        let _others = ALONE.read().await;
        let command = ["sh".to_owned(), "-c".to_owned(), script.to_owned()];
        run(&command, &Need::status(InstanceStatus::Stopped), Duration::from_millis(500)).await
    }

    #[tokio::test]
    async fn the_id_is_what_it_prints() {
        assert_eq!(shell("grep -q '\"status\":\"Stopped\"' && echo i-1").await.unwrap(), "i-1");
        assert_eq!(shell("echo i-2").await.unwrap(), "i-2", "the input need not be read");
    }

    #[tokio::test]
    async fn the_id_is_its_first_line_whatever_comes_after() {
        for script in [
            "printf i-1",
            "printf 'i-1\\r\\n'",
            "echo i-1; echo i-2; echo made",
            "echo i-1; yes | head -c 1000000",
            // What it leaves running holds its output.
            "echo i-1; sleep 60 &",
            "printf i-1; sleep 60 &",
        ] {
            assert_eq!(shell(script).await.as_deref(), Ok("i-1"), "{script}");
        }
    }

    /// Whether a process is there, and no corpse.
    fn is_alive(id: &str) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{}/stat", id.trim()));
        status.is_ok_and(|status| !status.contains(") Z"))
    }

    async fn is_gone(id: &str) {
        for _ in 0..500 {
            if !is_alive(id) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the process {id} is still there");
    }

    #[tokio::test]
    async fn what_gives_no_id_ends_with_all_that_it_started() {
        for end in ["wait", "exit 3", "echo; exit 0"] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("ids");
            let file_shown = file.display();
            let script = format!(
                "(sleep 60 & echo $! > {file_shown}; wait) & sleep 60 & while ! [ -s {file_shown} ]; do sleep 0.01; done; {end}"
            );
            shell(&script).await.unwrap_err();
            let child = std::fs::read_to_string(&file).unwrap();
            is_gone(&child).await;
        }
    }

    #[tokio::test]
    async fn what_is_given_up_ends_with_all_that_it_started() {
        let _alone = ALONE.write().await;
        for gives_up in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("ids");
            let script = format!("sleep 60 & echo $! > {}; wait", file.display());
            let command = ["sh".to_owned(), "-c".to_owned(), script];
            let need = Need::status(InstanceStatus::Stopped);
            let mut running = Box::pin(run(&command, &need, Duration::from_secs(60)));
            let mut child = String::new();
            while child.is_empty() {
                let moment = tokio::time::timeout(Duration::from_millis(10), &mut running).await;
                assert!(moment.is_err(), "it ended: {moment:?}");
                child = std::fs::read_to_string(&file).unwrap_or_default();
            }
            if gives_up {
                drop(running);
            } else {
                end_all();
                assert!(running.await.unwrap_err().contains("signal"));
            }
            is_gone(&child).await;
        }
    }

    #[tokio::test]
    async fn what_goes_wrong_is_named() {
        for (script, what) in [
            ("true", "printed no instance id"),
            ("echo i-1; exit 3", "exit status: 3"),
            ("sleep 60", "did not end within 500 ms"),
            ("echo i-1 i-2", "more than an instance id"),
            ("echo; echo i-2", "printed no instance id"),
            ("yes i-1 | tr '\\n' '-' | head -c 5000", "more than 4096 bytes"),
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
