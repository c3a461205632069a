//! Runs [`rebootspec::fuzzing::signature::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::signature::body(data));
