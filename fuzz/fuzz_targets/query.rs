//! Runs [`rebootspec::fuzzing::query::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::query::body(data));
