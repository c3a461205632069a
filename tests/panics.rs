//! A panic anywhere in the process is a fault of rebootspec, and what it then says is no verdict: exit 4,
//! whatever else came. In a process of its own, because it changes the panic hook.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Runs a command line while threads of this process end by a panic, one after the other.
fn among_panics(arguments: &[&str]) -> ExitCode {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let broken = thread::Builder::new().spawn(|| panic!("a planted panic"));
                assert!(broken.is_ok_and(|broken| broken.join().is_err()));
                thread::sleep(Duration::from_millis(20));
            }
        });
        let line = ["rebootspec"].iter().chain(arguments).map(OsString::from);
        let code = rebootspec::cli::main_with(line);
        is_over.store(true, Ordering::Relaxed);
        code
    })
}

#[test]
fn a_panic_is_never_a_good_end() {
    let commands: [&[&str]; 4] = [
        &["run", "--rule", "RI-01"],
        &["fuzz", "--time", "300ms", "--jobs", "1"],
        &["prove", "--fault", "lock-unchecked"],
        &["doctor"],
    ];
    for command in commands {
        assert_eq!(among_panics(command), ExitCode::from(4), "{command:?}");
    }
}
