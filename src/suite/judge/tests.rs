//! Each judgement, seen passing and seen failing.

use super::*;
use crate::api::Format;
use crate::api::operations::REBOOT_INSTANCE;
use crate::outcome::Answer;
use crate::suite::client::NoAnswer;

const ID: &str = "F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A";

fn received(format: Format, status: u16, body: &str) -> Received {
    let answer = Answer { status, headers: vec![], body: body.into(), ..Answer::default() };
    Received::new(format, Ok(answer))
}

fn json(status: u16, body: &str) -> Received {
    received(Format::Json, status, body)
}

fn error(status: u16, code: &str) -> Received {
    json(
        status,
        &format!(r#"{{"RequestId":"{ID}","HostId":"h","Code":"{code}","Message":"m InstanceId"}}"#),
    )
}

fn none() -> Received {
    Received::new(Format::Xml, Err(NoAnswer::Refused))
}

#[test]
fn silence_satisfies_nothing() {
    let none = none();
    for judgement in [
        success(&none),
        refused(&none, &[Refusal::exact(403, "X")]),
        refused_as(&none, Failure::ParameterMissing, "InstanceId", Terms::default()).map(drop),
        message_names(&none, "x"),
        message_is(&none, ""),
        documented_refusal(&none, 400..500),
        success_or_documented_refusal(&none),
        status_agrees(&none, true),
        status_agrees(&none, false),
        well_formed(&none),
        declares_utf_8(&none),
        no_byte_order_mark(&none),
        success_shape(&none, &REBOOT_INSTANCE),
        error_shape(&none),
        root_is(&none, "Error"),
        request_id_present(&none),
        request_id_form(&none),
        same_error(&none, &none, &[]),
    ] {
        assert!(judgement.is_err());
    }
}

#[test]
fn a_refusal_needs_status_and_code_and_an_error() {
    let wanted = [Refusal::exact(403, "DiskError")];
    assert!(refused(&error(403, "DiskError"), &wanted).is_ok());
    assert!(refused(&error(404, "DiskError"), &wanted).is_err());
    assert!(refused(&error(403, "DiskErrors"), &wanted).is_err());
    assert!(refused(&json(403, "<Error/>"), &wanted).is_err());
    let mismatch = refused(&json(200, &format!(r#"{{"RequestId":"{ID}"}}"#)), &wanted).unwrap_err();
    assert_eq!(mismatch.expected, "403 DiskError");
    assert_eq!(mismatch.actual, "200, a JSON object");
}

#[test]
fn success_is_not_an_error_in_disguise() {
    assert!(success(&json(200, &format!(r#"{{"RequestId":"{ID}"}}"#))).is_ok());
    assert!(success(&error(200, "X")).is_err());
    assert!(success(&json(302, "{}")).is_err());
    assert!(success(&json(200, "<html>")).is_err());
    assert!(status_agrees(&error(200, "X"), true).is_err());
    assert!(status_agrees(&error(403, "X"), true).is_ok());
    assert!(status_agrees(&error(403, "X"), false).is_err());
}

#[test]
fn shapes_are_exact() {
    assert!(
        success_shape(&json(200, &format!(r#"{{"RequestId":"{ID}"}}"#)), &REBOOT_INSTANCE).is_ok()
    );
    assert!(
        success_shape(&json(200, &format!(r#"{{"RequestId":"{ID}","More":1}}"#)), &REBOOT_INSTANCE)
            .is_err()
    );
    assert!(success_shape(&json(200, r#"{"RequestId":5}"#), &REBOOT_INSTANCE).is_err());
    assert!(error_shape(&error(403, "X")).is_ok());
    assert!(error_shape(&json(403, r#"{"RequestId":"a","Code":"b","Message":"c"}"#)).is_err());
    assert!(
        error_shape(&json(403, r#"{"RequestId":"a","HostId":"","Code":"b","Message":"c"}"#))
            .is_err()
    );
    assert!(
        error_shape(&json(
            403,
            r#"{"RequestId":"a","HostId":"h","Code":"b","Message":"c","Recommend":"r"}"#
        ))
        .is_ok()
    );
    assert!(
        error_shape(&json(
            403,
            r#"{"RequestId":"a","HostId":"h","Code":"b","Message":"c","More":"r"}"#
        ))
        .is_err()
    );
    assert!(
        error_shape(&json(
            403,
            r#"{"RequestId":"a","HostId":"h","Code":"b","Code":"b","Message":"c"}"#
        ))
        .is_err()
    );
    let xml = |root: &str| {
        received(
            Format::Xml,
            403,
            &format!(
                "<{root}><RequestId>a</RequestId><HostId>h</HostId><Code>b</Code><Message>c</Message></{root}>"
            ),
        )
    };
    assert!(error_shape(&xml("Error")).is_ok());
    assert!(error_shape(&xml("Errors")).is_err());
}

#[test]
fn the_dialect_is_told_where_it_can_be() {
    use crate::api::Dialect::{Documented, Gateway};
    let spoken = |received: &Received, failure, dialect| {
        let terms = Terms { dialect, ..Terms::default() };
        refused_as(received, failure, "Version", terms).ok()
    };
    let missing = error(400, "MissingParameter");
    let missing_version = error(400, "MissingVersion");
    let failure = Failure::CommonParameterMissing;
    assert_eq!(spoken(&missing, failure, None), Some(Some(Documented)));
    assert_eq!(spoken(&missing_version, failure, None), Some(Some(Gateway)));
    assert_eq!(spoken(&missing_version, failure, Some(Documented)), None);
    assert_eq!(spoken(&missing, failure, Some(Gateway)), None);
    assert_eq!(spoken(&error(400, "SignatureNonceUsed"), Failure::NonceUsed, None), Some(None));
}

#[test]
fn undocumented_codes_are_no_documented_refusal() {
    assert!(documented_refusal(&error(404, "InvalidInstanceId.NotFound"), 400..500).is_ok());
    assert!(documented_refusal(&error(404, "NoSuchThing"), 400..500).is_err());
    assert!(documented_refusal(&error(500, "InternalError"), 400..500).is_err());
    assert!(success_or_documented_refusal(&error(500, "InternalError")).is_err());
}

#[test]
fn messages_and_request_ids() {
    assert!(message_names(&error(400, "X"), "InstanceId").is_ok());
    assert!(message_names(&error(400, "X"), "ForceStop").is_err());
    assert!(message_is(&error(400, "X"), "m InstanceId").is_ok());
    assert!(message_is(&error(400, "X"), "m").is_err());
    assert!(request_id_form(&error(400, "X")).is_ok());
    assert!(request_id_present(&json(200, "{}")).is_err());
    assert!(request_id_present(&json(200, r#"{"RequestId":"x"}"#)).is_ok());
    assert!(request_id_form(&json(200, r#"{"RequestId":"x"}"#)).is_err());
    assert!(same_error(&error(400, "X"), &error(400, "X"), &[]).is_ok());
    assert!(same_error(&error(400, "X"), &error(403, "X"), &[]).is_err());
}

#[test]
fn an_encoding_that_is_declared_is_utf_8() {
    let came = |head: &str| {
        let body = format!("{head}<R><RequestId>{ID}</RequestId></R>");
        let answer = Answer { status: 200, body: body.into_bytes(), ..Answer::default() };
        Received::new(Format::Xml, Ok(answer))
    };
    for head in [
        "",
        "<?xml version=\"1.0\"?>",
        "<?xml version='1.0' encoding='utf-8'?>",
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    ] {
        assert!(declares_utf_8(&came(head)).is_ok(), "{head}");
    }
    for head in [
        "<?xml version=\"1.0\" encoding=\"GBK\"?>",
        "<?xml version='1.0' encoding = 'ISO-8859-1' ?>",
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
    ] {
        assert!(declares_utf_8(&came(head)).is_err(), "{head}");
    }
    assert!(no_byte_order_mark(&came("\u{feff}")).is_err());
    assert!(no_byte_order_mark(&came("")).is_ok());
    assert!(
        begins_with_declaration(&came("\u{feff}<?xml version='1.0' encoding='utf-8'?>")).is_ok()
    );
}

#[test]
fn no_accepted_answer_is_listed_twice() {
    let accepted = ["X", "Y", "X"].map(|code| Refusal::exact(403, code));
    let mismatch = refused(&error(400, "Z"), &accepted).unwrap_err();
    assert_eq!(mismatch.expected, "403 X, or 403 Y");
}
