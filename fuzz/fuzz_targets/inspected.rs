//! Runs [`rebootspec::fuzzing::inspected::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::inspected::body(data));
