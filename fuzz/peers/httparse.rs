//! Splits the head of a request with httparse, and holds nothing.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let _ = std::hint::black_box(request.parse(data));
});
