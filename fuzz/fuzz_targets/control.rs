//! Runs [`rebootspec::fuzzing::control::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::control::body(data));
