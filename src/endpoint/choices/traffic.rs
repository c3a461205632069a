//! What calls meet on their way, whatever they ask: a limit of calls a second, a failure now and then, the page of a
//! load balancer. Of a call that meets one nothing is done; made again, it is served. No rule is about it.

use crate::api::errors::Failure;
use crate::endpoint::front::{Asked, Front};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;

/// Of so many calls, the last meets a failure.
const EVERY: u64 = 50;

/// What a load balancer says in place of an endpoint that it cannot reach.
const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

/// Of fifty calls, one is answered with 503 ServiceUnavailable.
pub(in crate::endpoint) fn unavailable(front: &mut Front<'_>, asked: Asked) -> Response {
    let is_last = is_last(front);
    front.refuse_if(is_last, asked, Refusal::unavailable())
}

/// Of fifty calls, one is answered with the 502 page of a load balancer.
pub(in crate::endpoint) fn bad_gateway(front: &mut Front<'_>, asked: Asked) -> Response {
    if !is_last(front) {
        return front.forward(&asked);
    }
    let body = PAGE.as_bytes().to_vec();
    Response { status: 502, content_type: "text/html".into(), headers: Vec::new(), body }
}

fn is_last(front: &mut Front<'_>) -> bool {
    (front.before("calls") + 1).is_multiple_of(EVERY)
}

/// So many calls are served in each second as the settings say; further ones are throttled.
pub(in crate::endpoint) fn throttled(front: &mut Front<'_>, asked: Asked) -> Response {
    let second = front.now.unix_ms() / 1000;
    let served = front.before(&format!("second {second}"));
    let refused = front.settings.throttle.is_some_and(|limit| served >= u64::from(limit));
    front.refuse_if(refused, asked, Refusal::common(Failure::Throttled, ""))
}
