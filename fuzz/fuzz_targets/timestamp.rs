//! Runs [`rebootspec::fuzzing::timestamp::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::timestamp::body(data));
