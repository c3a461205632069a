//! Runs [`rebootspec::fuzzing::recipe::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::recipe::body(data));
