//! Runs [`rebootspec::fuzzing::request::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::request::body(data));
