//! When: calls whose Timestamp is another than now, or of another form. Ages count from the endpoint's
//! own clock, as far as its Date header tells, so that a clock that is off never decides.

use cucumber::when;

use crate::spec::Format;
use crate::spec::names::parameter;
use crate::suite::session::Session;
use crate::suite::stop::{OrStop, Stop};
use crate::suite::world::World;
use crate::wire::timestamp::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// The Timestamp that a feature names, at a moment of the endpoint's clock.
fn named(which: &str, now: Timestamp) -> Result<String, Stop> {
    let shifted = |seconds: i64| Timestamp::from_unix_seconds(now.unix_seconds() + seconds);
    let [year, month, day, hour, minute, second] = now.civil();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    Ok(match which {
        "14 minutes in the past" => shifted(-14 * MINUTE).to_string(),
        "an hour in the past" => shifted(-HOUR).to_string(),
        "an hour in the future" => shifted(HOUR).to_string(),
        // The clocks of New York in winter show five hours less than UTC.
        "that is the local time of New York, labelled Z" => shifted(-5 * HOUR).to_string(),
        "without Z" => format!("{date}T{time}"),
        "with an offset for Z" => format!("{date}T{time}+00:00"),
        "with a blank for T" => format!("{date} {time}Z"),
        "of the month 13" => format!("{year:04}-13-{day:02}T{time}Z"),
        "of the hour 25" => format!("{date}T25:{minute:02}:{second:02}Z"),
        "in Unix seconds" => now.unix_seconds().to_string(),
        "with a fraction of a second" => format!("{date}T{time}.000Z"),
        "that is empty" => String::new(),
        other => return Err(Stop::Broken(format!("there is no Timestamp {other:?}"))),
    })
}

#[when(regex = r"^RebootInstance is called with a Timestamp (.+) in (XML|JSON)$")]
async fn called_at(world: &mut World, which: String, format: Format) {
    let call = world.reboot().or_stop().format(format);
    let make = |session: &Session| {
        call.clone().with(parameter::TIMESTAMP, named(&which, session.endpoint_now()).or_stop())
    };
    world.judge_made(make).await.or_stop();
}
