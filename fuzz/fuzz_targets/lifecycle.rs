//! Runs [`rebootspec::fuzzing::lifecycle::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::lifecycle::body(data));
