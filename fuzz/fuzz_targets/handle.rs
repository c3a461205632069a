//! Runs [`rebootspec::fuzzing::handle::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rebootspec::fuzzing::handle::body(data));
