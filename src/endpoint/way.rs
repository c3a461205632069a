//! What stands in the way of calls, call by call.

use super::clock::Moment;
use super::envelope;
use super::ids::Ids;
use super::refusal::Refusal;
use super::response::{self, Response};
use super::settings::Settings;
use super::traffic::Traffic;
use crate::api::errors::Failure;
use crate::wire::http::RawRequest;

/// What stands in the way of calls, and how many there were.
#[derive(Debug)]
pub(super) struct Way {
    traffic: Traffic,
    second: u64,
    served: u32,
    calls: u64,
    ids: Ids,
}

/// What a load balancer says in place of an endpoint that it cannot reach.
const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

impl Way {
    /// A way that nobody has come yet.
    pub(super) fn new(settings: &Settings) -> Self {
        // RequestIds of its own, apart from those of the endpoint and of layers.
        let ids = Ids::new(settings.seed ^ 0x7472_6166_6669_6300, settings.ids);
        Self { traffic: settings.traffic, second: 0, served: 0, calls: 0, ids }
    }

    /// The answer to a call that does not get through.
    pub(super) fn answer(
        &mut self,
        raw: &RawRequest<'_>,
        now: Moment,
        settings: &Settings,
    ) -> Option<Response> {
        if self.traffic == Traffic::default() {
            return None;
        }
        self.calls += 1;
        let is_last_of = |every: Option<u32>| {
            every.is_some_and(|every| self.calls.is_multiple_of(u64::from(every.max(1))))
        };
        if is_last_of(self.traffic.bad_gateway_every) {
            let content_type = "text/html".into();
            let body = PAGE.as_bytes().to_vec();
            return Some(Response { status: 502, content_type, headers: Vec::new(), body });
        }
        let refusal = if is_last_of(self.traffic.unavailable_every) {
            Refusal::unavailable()
        } else if self.is_throttled(now) {
            Refusal::common(Failure::Throttled, "")
        } else {
            return None;
        };
        let format = response::format(raw);
        let id = self.ids.request_id();
        Some(envelope::refused(refusal, raw, id, format, now, settings))
    }

    fn is_throttled(&mut self, now: Moment) -> bool {
        let Some(limit) = self.traffic.throttle else { return false };
        let second = now.unix_ms() / 1000;
        if second != self.second {
            (self.second, self.served) = (second, 0);
        }
        self.served = self.served.saturating_add(1);
        self.served > limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: RawRequest<'_> =
        RawRequest { method: "GET", target: b"/?Format=JSON", headers: Vec::new(), body: b"" };

    fn statuses(traffic: Traffic, at_ms: &[u64]) -> Vec<u16> {
        let settings = Settings { traffic, ..Settings::default() };
        let mut way = Way::new(&settings);
        let mut answer = |at: &u64| way.answer(&CALL, Moment::from_unix_ms(*at), &settings);
        at_ms.iter().map(|at| answer(at).map_or(0, |response| response.status)).collect()
    }

    #[test]
    fn so_many_are_served_in_each_second() {
        let traffic = Traffic { throttle: Some(2), ..Traffic::default() };
        assert_eq!(
            statuses(traffic, &[1, 2, 3, 999, 1000, 1500, 1999]),
            [0, 0, 400, 400, 0, 0, 400]
        );
    }

    #[test]
    fn the_last_of_so_many_fails() {
        let traffic = Traffic { unavailable_every: Some(2), ..Traffic::default() };
        assert_eq!(statuses(traffic, &[1; 5]), [0, 503, 0, 503, 0]);
        let traffic = Traffic { bad_gateway_every: Some(3), ..Traffic::default() };
        assert_eq!(statuses(traffic, &[1; 4]), [0, 0, 502, 0]);
        assert_eq!(statuses(Traffic::default(), &[1; 9]), [0; 9]);
    }
}
