//! Runs [`rebootspec::fuzzing::received::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::received::body(data));
