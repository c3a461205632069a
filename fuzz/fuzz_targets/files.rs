//! Runs [`rebootspec::fuzzing::files::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::files::body(data));
