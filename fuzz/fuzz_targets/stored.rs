//! Runs [`rebootspec::fuzzing::stored::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::stored::body(data));
