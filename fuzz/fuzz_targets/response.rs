//! Runs [`rebootspec::fuzzing::response::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::response::body(data));
