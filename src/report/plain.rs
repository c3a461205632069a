//! A request and its answer as a few lines of plain text, for formats that have no field for them.

use crate::outcome::Exchange;

/// One exchange: what was sent, what came. Not yet escaped.
pub(super) fn call(call: &Exchange) -> String {
    let request = &call.request;
    let mut text = format!("{} {}\n", request.method, request.url);
    headers(&mut text, &request.headers);
    if !request.body.is_empty() {
        text.push_str(&format!("\n{}\n", request.text()));
    }
    match (&call.answer, &call.failure) {
        (Some(answer), _) => {
            text.push_str(&format!("\nHTTP {}\n", answer.status));
            headers(&mut text, &answer.headers);
            if let Some(left_out) = answer.left_out.filter(|left_out| left_out.header_bytes > 0) {
                text.push_str(&format!("({} more bytes of headers)\n", left_out.header_bytes));
            }
            text.push_str(&format!("\n{}\n", answer.text()));
        }
        (None, failure) => {
            let failure = failure.as_deref().unwrap_or("no reason was given");
            text.push_str(&format!("\nno answer: {failure}\n"));
        }
    }
    text
}

fn headers(text: &mut String, headers: &[(String, String)]) {
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
}
