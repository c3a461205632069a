//! When: calls of an operation, by its name or as the one under test.
//!
//! A parameter's value is written `"in quotes"`, or `absent` where it is left out. A value that a table
//! cannot hold is written as it is sent, percent-encoded.

use cucumber::when;

use crate::api::Format;
use crate::api::names::parameter;
use crate::client::Signing;
use crate::suite::call::Call;
use crate::suite::called::Called;
use crate::suite::stop::{OrStop, Stop};
use crate::suite::world::World;
use crate::wire::percent;

/// Sets a parameter as the feature writes it.
fn set(call: Call, name: &str, written: &str) -> Call {
    match written {
        "absent" => call.without(name),
        quoted => call.with(name, quoted.trim_matches('"')),
    }
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called in (XML|JSON)$")]
async fn called_plainly(world: &mut World, called: Called, format: Format) {
    let call = world.called(called).or_stop().format(format);
    world.judge(call).await.or_stop();
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called without Format$")]
async fn called_without_format(world: &mut World, called: Called) {
    let call = world.called(called).or_stop();
    world.judge(call).await.or_stop();
}

#[when(
    regex = r#"^(the operation|[A-Z][A-Za-z]+) is called (without Format|in XML|in JSON), and with the header Accept "([^"]+)"$"#
)]
async fn called_accepting(world: &mut World, called: Called, format: String, accept: String) {
    let call = world.called(called).or_stop().header("accept", &accept);
    let call = match format.strip_prefix("in ").and_then(Format::from_value) {
        Some(format) => call.format(format),
        None => call,
    };
    world.judge(call).await.or_stop();
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called in XML and in JSON$")]
async fn called_in_both(world: &mut World, called: Called) {
    for format in Format::ALL {
        let call = world.called(called).or_stop().format(format);
        world.judge(call).await.or_stop();
    }
}

#[when(
    regex = r#"^(the operation|[A-Z][A-Za-z]+) is called with ([A-Za-z0-9_]+) (absent|"[^"]*") in (XML|JSON)$"#
)]
async fn called_with(
    world: &mut World,
    called: Called,
    name: String,
    written: String,
    format: Format,
) {
    let call = set(world.called(called).or_stop(), &name, &written).format(format);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r#"^(the operation|[A-Z][A-Za-z]+) is called with ([A-Za-z0-9_]+) (absent|"[^"]*") in XML and in JSON$"#
)]
async fn called_with_in_both(world: &mut World, called: Called, name: String, written: String) {
    for format in Format::ALL {
        let call = set(world.called(called).or_stop(), &name, &written).format(format);
        world.judge(call).await.or_stop();
    }
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with a wrong signature in XML and in JSON$"
)]
async fn called_wrongly_in_both(world: &mut World, called: Called) {
    for format in Format::ALL {
        let call = world.called(called).or_stop().format(format).signing(Signing::OtherSecret);
        world.judge(call).await.or_stop();
    }
}

#[when(regex = r#"^(the operation|[A-Z][A-Za-z]+) is called with the Format "([A-Za-z0-9_]+)"$"#)]
async fn called_with_format(world: &mut World, called: Called, format: String) {
    let call = world.called(called).or_stop().with(parameter::FORMAT, format);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with Version absent and without Format$"
)]
async fn called_without_version_and_format(world: &mut World, called: Called) {
    let call = world.called(called).or_stop().without(parameter::VERSION);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r#"^(the operation|[A-Z][A-Za-z]+) is called with ([A-Za-z0-9_]+) under the name "([A-Za-z0-9_]+)" in (XML|JSON)$"#
)]
async fn called_renamed(
    world: &mut World,
    called: Called,
    name: String,
    other: String,
    format: Format,
) {
    let call = world.called(called).or_stop().format(format).rename(&name, &other);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with InstanceId sent as (\S+) in (XML|JSON)$"
)]
async fn called_with_encoded(world: &mut World, called: Called, encoded: String, format: Format) {
    let value = percent::decode(encoded.as_bytes())
        .map_err(|error| Stop::Broken(format!("{encoded:?}: {error}")))
        .or_stop();
    let call = world.called_on(called, &value).or_stop().format(format);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called in (XML|JSON) for an instance that does not exist$"
)]
async fn called_for_none(world: &mut World, called: Called, format: Format) {
    let id = super::ids::unused(world).await;
    let call = world.called_on(called, &id).or_stop().format(format);
    world.judge(call).await.or_stop();
}
