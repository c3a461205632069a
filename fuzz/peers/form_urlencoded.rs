//! Decodes the input with form_urlencoded into pairs of its own, and holds nothing.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(data).into_owned().collect();
    std::hint::black_box(pairs);
});
