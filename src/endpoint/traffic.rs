//! What calls meet on their way, whatever they ask: a limit of calls a second, a failure now and then, the page
//! of a load balancer. Of a call that meets one nothing is done; made again, it is served. No rule is about it.

/// How much traffic an endpoint bears. By default, any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Calls that are served in each second; further ones are throttled.
    pub throttle: Option<u32>,
    /// Connections at once; further ones are closed as soon as they are made.
    pub connections: Option<usize>,
    /// Of so many calls, the last is answered with 503 ServiceUnavailable.
    pub unavailable_every: Option<u32>,
    /// Of so many calls, the last is answered with the 502 page of a load balancer.
    pub bad_gateway_every: Option<u32>,
}
