//! When: calls whose Timestamp is another than now, or of another form. Ages count from the endpoint's
//! own clock, as far as its Date header tells, so that a clock that is off never decides.

use cucumber::when;

use crate::api::Format;
use crate::api::names::parameter;
use crate::suite::called::Called;
use crate::suite::session::Session;
use crate::suite::stop::{OrStop, Stop};
use crate::suite::world::World;
use crate::wire::timestamp::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The Timestamp that a feature names, at a moment of the endpoint's clock.
fn named(which: &str, now: Timestamp) -> Result<String, Stop> {
    let shifted = |seconds: i64| Timestamp::from_unix_seconds(now.unix_seconds() + seconds);
    let [year, month, day, hour, minute, second] = now.civil();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    Ok(match which {
        "10 minutes in the past" => shifted(-10 * MINUTE).to_string(),
        "65 minutes in the past" => shifted(-65 * MINUTE).to_string(),
        "65 minutes in the future" => shifted(65 * MINUTE).to_string(),
        "eight hours in the future" => shifted(8 * HOUR).to_string(),
        // The clocks of New York in winter show five hours less than UTC.
        "that is the local time of New York, labelled Z" => shifted(-5 * HOUR).to_string(),
        "without Z" => format!("{date}T{time}"),
        "with an offset for Z" => format!("{date}T{time}+00:00"),
        "with a blank for T" => format!("{date} {time}Z"),
        "of the month 13" => format!("{year:04}-13-{day:02}T{time}Z"),
        "of the hour 25" => format!("{date}T25:{minute:02}:{second:02}Z"),
        // Carried over, these name the right instant.
        "whose days go on from the month before" => {
            let [year, month, last, ..] = shifted(-i64::from(day) * DAY).civil();
            format!("{year:04}-{month:02}-{:02}T{time}Z", last + day)
        }
        "whose hours go on from the day before" => {
            let [year, month, day, ..] = shifted(-DAY).civil();
            format!("{year:04}-{month:02}-{day:02}T{}:{minute:02}:{second:02}Z", hour + 24)
        }
        "whose minutes go on from the hour before" => {
            let [year, month, day, hour, ..] = shifted(-HOUR).civil();
            let date = format!("{year:04}-{month:02}-{day:02}");
            format!("{date}T{hour:02}:{}:{second:02}Z", minute + 60)
        }
        "in the basic form" => {
            format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
        }
        "without seconds" => format!("{date}T{hour:02}:{minute:02}Z"),
        "with text behind the Z" => format!("{date}T{time}Z+08:00"),
        "with a blank before it" => format!(" {date}T{time}Z"),
        "with a blank behind it" => format!("{date}T{time}Z "),
        "with a lower-case z" => format!("{date}T{time}z"),
        "in Unix seconds" => now.unix_seconds().to_string(),
        "with a fraction of a second" => format!("{date}T{time}.000Z"),
        "that is empty" => String::new(),
        other => return Err(Stop::Broken(format!("there is no Timestamp {other:?}"))),
    })
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called with a Timestamp (.+) in (XML|JSON)$")]
async fn called_at(world: &mut World, called: Called, which: String, format: Format) {
    let call = world.called(called).or_stop().format(format);
    let make = |session: &Session| {
        call.clone().with(parameter::TIMESTAMP, named(&which, session.endpoint_now()).or_stop())
    };
    world.judge_made(make).await.or_stop();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_written_and_none_reads_as_a_timestamp() {
        let now = Timestamp::parse("2016-03-01T00:46:24Z").unwrap();
        for (which, text) in [
            ("whose days go on from the month before", "2016-02-30T00:46:24Z"),
            ("whose hours go on from the day before", "2016-02-29T24:46:24Z"),
            ("whose minutes go on from the hour before", "2016-02-29T23:106:24Z"),
            ("in the basic form", "20160301T004624Z"),
            ("without seconds", "2016-03-01T00:46Z"),
            ("with text behind the Z", "2016-03-01T00:46:24Z+08:00"),
            ("with a blank before it", " 2016-03-01T00:46:24Z"),
            ("with a lower-case z", "2016-03-01T00:46:24z"),
        ] {
            assert_eq!(named(which, now).unwrap(), text);
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
        let new_year = Timestamp::parse("2016-01-31T05:00:00Z").unwrap();
        let days = named("whose days go on from the month before", new_year).unwrap();
        assert_eq!(days, "2015-12-62T05:00:00Z");
    }
}
