//! Given, When and Then: access keys.

use cucumber::{given, then, when};

use super::answers::refused_as;
use super::replays::carried;
use crate::api::Format;
use crate::api::errors::{Failure, Terms};
use crate::api::names::{is_access_key_id, parameter};
use crate::outcome::Purpose;
use crate::suite::called::Called;
use crate::suite::judge;
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::target::AccessKey;
use crate::suite::world::{Bench, World};
use crate::wire::secret::Secret;

async fn make(world: &mut World, status: &str) -> AccessKey {
    let Bench { session, arranger, .. } = world.bench().or_stop();
    arranger.make_key(&session, &mut world.log, status, "self").await.or_stop()
}

#[given("a disabled access key of its owner")]
async fn a_disabled_key(world: &mut World) {
    world.key = Some(make(world, "disabled").await);
}

/// Used, so that an endpoint that remembers the keys it has seen has seen this one.
#[given("an access key of its owner that was used and then removed")]
async fn a_removed_key(world: &mut World) {
    let key = make(world, "active").await;
    let id = super::ids::unused(world).await;
    let Bench { session, arranger, .. } = world.bench().or_stop();
    let call = world.called_on(Called::UnderTest, &id).or_stop();
    let call = call.format(session.observing_format()).signed_by(key.clone());
    let received = session.call(&mut world.log, Purpose::Arrange, &call).await;
    let unknown = [Failure::AccessKeyMalformed, Failure::AccessKeyDisabled];
    let is_refused = |failure| judge::refused_as(&received, failure, "", Terms::default()).is_ok();
    if unknown.into_iter().any(is_refused) {
        let came = received.describe();
        stop(Stop::Inconclusive(format!("an access key that was just made is none: {came}")));
    }
    arranger.remove_key(&session, &mut world.log, &key).await.or_stop();
    world.key = Some(key);
}

/// Where no key can be arranged, the secret of none has to do.
#[given("the secret of another access key of its owner, or a made-up one")]
async fn another_secret(world: &mut World) {
    let Bench { session, arranger, .. } = world.bench().or_stop();
    let own = session.target.access_key.clone();
    let secret = match arranger.make_key(&session, &mut world.log, "active", "self").await {
        Ok(other) if other.secret.reveal() == own.secret.reveal() => {
            stop(Stop::Inconclusive("the access key that was made has the target's secret".into()))
        }
        Ok(other) => other.secret,
        Err(Stop::Inconclusive(reason)) => {
            world.notes.push(format!("signed under a made-up secret: {reason}"));
            Secret::new(format!("not {}", own.secret.reveal()))
        }
        Err(other) => stop(other),
    };
    world.key = Some(AccessKey { id: own.id, secret });
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with its own AccessKeyId and a signature under that secret in (XML|JSON)$"
)]
async fn called_under_secret(world: &mut World, called: Called, format: Format) {
    called_by_key(world, called, format).await;
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called with that access key in (XML|JSON)$")]
async fn called_by_key(world: &mut World, called: Called, format: Format) {
    let key = world.key.clone().ok_or_else(|| Stop::Broken("there is no key".into())).or_stop();
    let call = world.called(called).or_stop().format(format).signed_by(key);
    world.judge(call).await.or_stop();
}

/// The id of a key, changed as the features say it.
fn nearly(id: &str, change: &str) -> Result<String, Stop> {
    let turned = |letter: char| match letter {
        'a'..='z' => letter.to_ascii_uppercase(),
        other => other.to_ascii_lowercase(),
    };
    let changed: String = match change {
        "without its last character" => {
            id.chars().take(id.chars().count().saturating_sub(1)).collect()
        }
        "with another character behind" => format!("{id}0"),
        "in other letter case" => id.chars().map(turned).collect(),
        other => return Err(Stop::Broken(format!("there is no AccessKeyId {other:?}"))),
    };
    if changed.is_empty() || changed == id {
        return Err(Stop::Inconclusive(format!("there is no AccessKeyId {change}: {id:?}")));
    }
    Ok(changed)
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with its AccessKeyId (with.+|in other letter case) in (XML|JSON)$"
)]
async fn called_nearly_by_key(world: &mut World, called: Called, change: String, format: Format) {
    let own = world.bench().or_stop().session.target.access_key.id.clone();
    let id = nearly(&own, &change).or_stop();
    let call = world.called(called).or_stop().format(format).with(parameter::ACCESS_KEY_ID, id);
    world.judge(call).await.or_stop();
}

#[then(
    r#"the call is refused as "AccessKeyId unknown", or as "AccessKeyId that has not the form of a key" where it has not"#
)]
async fn refused_as_unknown_key(world: &mut World) {
    let failure = match is_access_key_id(&carried(world, parameter::ACCESS_KEY_ID)) {
        true => Failure::AccessKeyUnknown,
        false => Failure::AccessKeyMalformed,
    };
    refused_as(world, failure.words(), "");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_changed_or_there_is_none() {
        assert_eq!(nearly("aB1", "without its last character").unwrap(), "aB");
        assert_eq!(nearly("aB1", "with another character behind").unwrap(), "aB10");
        assert_eq!(nearly("aB1", "in other letter case").unwrap(), "Ab1");
        for (id, change) in [("1", "in other letter case"), ("a", "without its last character")] {
            assert!(matches!(nearly(id, change), Err(Stop::Inconclusive(_))), "{id} {change}");
        }
    }
}
