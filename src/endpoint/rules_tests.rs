//! The rules of the pages that RebootInstance links to, held against the endpoint in both dialects;
//! those of its own page are tested beside it.

use super::testing::{Bench, pairs};
use super::{Response, Settings};
use crate::api::errors::is_documented;
use crate::api::{Dialect, Edition, Format};
use crate::wire::document::Document;
use crate::wire::percent;
use crate::wire::query;

const ID: &str = "i-running0001";
const REBOOT: (&str, &str) = ("Action", "RebootInstance");
const OWN: [(&str, &str); 2] = [REBOOT, ("InstanceId", ID)];

fn endpoints(check: impl Fn(&mut Bench)) {
    for dialect in [Dialect::Documented, Dialect::Gateway] {
        for edition in [Edition::Core, Edition::Current] {
            check(&mut Bench::new(Settings { dialect, edition, ..Settings::demo() }));
        }
    }
}

/// A correct call, its target changed after signing.
fn target(bench: &mut Bench, own: &[(&str, &str)]) -> String {
    let mut parameters = bench.parameters(own);
    bench.sign("GET", &mut parameters);
    format!("/?{}", query::print(pairs(&parameters)))
}

fn text(response: &Response) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

/// CP-20 to CP-23.
#[test]
fn a_timestamp_is_utc_and_near() {
    endpoints(|bench| {
        for (value, served) in [
            ("2026-01-01T00:00:00Z", true),
            ("2025-12-31T23:46:00Z", true),
            ("2025-12-31T23:00:00Z", false),
            ("2026-01-01T01:00:00Z", false),
            ("2025-12-31T16:00:00Z", false), // the local time of a zone west of Greenwich
            ("2025-12-31T16:00:00-08:00", false),
            ("2026-01-01T00:00:00", false),
            ("2026-01-01T00:00:00.000Z", true),
            ("2026-01-01T00:00:00.Z", false),
            ("2026-01-01T00:00:00z", false),
            ("2026-01-01 00:00:00Z", false),
            ("2026-13-01T00:00:00Z", false),
            ("1767225600", false),
            ("", false),
        ] {
            let mut parameters = bench.parameters(&OWN);
            parameters.retain(|(name, _)| name != "Timestamp");
            parameters.push(("Timestamp".to_owned(), value.to_owned()));
            bench.sign("GET", &mut parameters);
            let answer = bench.send(&parameters);
            assert_eq!(answer.status == 200, served, "{value:?}: {answer:?}");
            bench.wait_ms(served.into());
            bench.control("PATCH", &format!("/instances/{ID}"), r#"{"status":"Running"}"#);
        }
    });
}

/// CP-40 to CP-43, RS-10, RS-11, RS-12.
#[test]
fn the_format_is_the_one_asked_for() {
    endpoints(|bench| {
        for id in ["i-running0001", "i-running0002"] {
            for (format, is_json) in [
                (None, false),
                (Some("json"), true),
                (Some("Json"), true),
                (Some("xml"), false),
                (Some("YAML"), false),
                (Some(""), false),
            ] {
                bench.wait_ms(1_000);
                let mut own = vec![REBOOT, ("InstanceId", id)];
                own.extend(format.map(|format| ("Format", format)));
                let target = target(bench, &own);
                let response = bench.raw_bytes("GET", &target, &[], b"");
                let (media_type, begin) = if is_json {
                    ("application/json; charset=utf-8", "{\"")
                } else {
                    ("text/xml; charset=utf-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><")
                };
                assert_eq!(response.content_type, media_type, "{format:?}");
                assert!(text(&response).starts_with(begin) && !text(&response).contains('\n'));
            }
        }
    });
}

/// RQ-03, RQ-04, RQ-06, RQ-13, SG-03 to SG-06, SG-13.
#[test]
fn any_parameters_in_any_order_are_signed_and_served() {
    let all: String = (1_u8..128).map(char::from).collect();
    endpoints(|bench| {
        for (name, value) in [
            ("RegionId", "cn-hangzhou"),
            ("RegionId", "nowhere"),
            ("SignatureType", ""),
            ("zone", "lower case sorts last"),
            ("Act", "a prefix sorts first"),
            ("All", &*all),
            ("Multi", "é 云 🦀 \u{0}"),
            ("云", "in the name"),
        ] {
            bench.wait_ms(1_000);
            let mut parameters = bench.parameters(&[OWN[0], OWN[1], (name, value)]);
            bench.sign("GET", &mut parameters);
            parameters.reverse();
            assert_eq!(bench.send(&parameters).status, 200, "{name}");
        }
        bench.wait_ms(1_000);
        let target = target(bench, &[OWN[0], OWN[1], ("X", "a b/~")]);
        let lower =
            target.replace("%2F", "%2f").replace('~', "%7e").replace("RebootI", "%52eboot%49");
        assert_ne!(lower, target);
        assert_eq!(bench.raw("GET", &lower, &[], b"").status, 200);
    });
}

/// RQ-07, RQ-08, SG-09, SG-10.
#[test]
fn what_changes_after_signing_is_refused() {
    endpoints(|bench| {
        let target = target(bench, &[OWN[0], OWN[1], ("ForceStop", "false")]);
        let (before, signature) = target.split_once("Signature=").unwrap();
        let signed = [
            target.replace("ForceStop=false", "ForceStop=true"),
            target.replace("0001", "0002"),
            target.replace("&ForceStop=false", ""),
            target.replace("ForceStop", "forceStop"),
            format!("{target}&RegionId=cn-hangzhou"),
            format!("{target}&ForceStop=true"),
            format!("{target}&Action=RebootInstance"),
            format!("{before}Signature={}", &signature[4..]),
            format!("{before}Signature="),
            format!("{before}Signature=x"),
            format!("{before}Signature={}", percent::encode("A".repeat(27) + "=")),
            format!("{target}&"),
            format!("{target}&=x"),
            format!("{target}&x"),
            format!("{target}&x=%"),
            format!("{target}&x=%2"),
            format!("{target}&x=%zz"),
            format!("{target}&x=%ff"),
        ];
        for changed in signed {
            assert_ne!(changed, target);
            let answer = bench.raw("GET", &changed, &[], b"");
            assert!((400..500).contains(&answer.status), "{changed}");
            let code = answer.text("Code");
            assert!(is_documented(answer.status, code, &[]), "{changed}: {code}");
        }
        assert_eq!(bench.raw("POST", &target, &[], b"").status, 400, "another method");
        assert_eq!(bench.core.restarts(ID), Some(0));
        assert_eq!(bench.raw("GET", &target, &[], b"").status, 200, "unchanged");
    });
}

/// RS-07, RS-08, RS-09, SG-12.
#[test]
fn text_of_the_request_is_escaped_and_told_alike() {
    endpoints(|bench| {
        for id in ["<a>&\"'", "\",\"Code\":\"x", "]]>", "é\u{1}\u{7f}\u{fffe}🦀", "\\u0000\r\n"]
        {
            let mut told = Vec::new();
            for format in Format::ALL {
                let target =
                    target(bench, &[REBOOT, ("InstanceId", id), ("Format", format.value())]);
                let answer = bench.raw("GET", &target, &[("Host", "<h>:1")], b"");
                assert_eq!(answer.text("HostId"), "<h>:1");
                let expected = if bench.core.settings().dialect == Dialect::Gateway
                    && format == Format::Json
                {
                    5
                } else {
                    4
                };
                assert_eq!(answer.document.value.members().len(), expected);
                told.push((
                    answer.status,
                    answer.text("Code").to_owned(),
                    answer.text("Message").to_owned(),
                ));
            }
            assert_eq!(told[0], told[1], "{id:?}");
        }
        let target = target(bench, &OWN).replace("0001", "0002");
        let response = bench.raw_bytes("GET", &target, &[], b"");
        assert!(!text(&response).contains("testsecret"));
    });
}

/// RQ-05.
#[test]
fn other_methods_are_refused_in_the_envelope() {
    endpoints(|bench| {
        for method in ["PUT", "DELETE", "PATCH"] {
            let target = target(bench, &OWN);
            assert_eq!(
                bench.raw(method, &target, &[], b"").error(),
                (403, "UnsupportedHTTPMethod")
            );
        }
    });
}

/// LK-01 to LK-04, OB-01.
#[test]
fn a_lock_is_shown_and_stops_start_and_stop() {
    endpoints(|bench| {
        for format in ["XML", "JSON"] {
            let id = bench.arrange(r#"{"status":"Stopped","locks":["security"]}"#);
            let named = format!("[\"{id}\"]");
            let region = ("RegionId", "cn-hangzhou");
            let answer = bench.call(&[
                ("Action", "DescribeInstances"),
                region,
                ("InstanceIds", &named),
                ("Format", format),
            ]);
            let instance = answer.document.value.get("Instances").unwrap().all("Instance")[0];
            let locks = instance.get("OperationLocks").unwrap().all("LockReason");
            assert_eq!(locks[0].text_of("LockReason"), Some("security"));
            assert_eq!(instance.text_of("Status"), Some("Stopped"));
            assert_eq!(bench.status(&id), "Stopped");
            let locked = (403, "InstanceLockedForSecurity");
            let call = |bench: &mut Bench, action| {
                bench.call(&[("Action", action), ("InstanceId", &id), ("Format", format)])
            };
            assert_eq!(call(bench, "StartInstance").error(), locked);
            bench.control("PATCH", &format!("/instances/{id}"), r#"{"status":"Running"}"#);
            assert_eq!(call(bench, "StopInstance").error(), locked);
            assert_eq!(bench.status(&id), "Running");
        }
    });
}

/// RS-14, RS-15.
#[test]
fn arranged_failures_come_in_the_envelope() {
    endpoints(|bench| {
        for (failure, status, code) in [
            ("internal-error", 500, "InternalError"),
            ("service-unavailable", 503, "ServiceUnavailable"),
            ("throttling", 400, "Throttling"),
        ] {
            let body = format!(r#"{{"fault":"{failure}","instance":"{ID}"}}"#);
            let (_, created) = bench.control("POST", "/faults", &body);
            for format in Format::ALL {
                let target = target(bench, &[OWN[0], OWN[1], ("Format", format.value())]);
                let response = bench.raw_bytes("GET", &target, &[], b"");
                let document = Document::decode(format, &response.body).unwrap();
                assert_eq!(response.status, status);
                assert_eq!(document.value.text_of("Code"), Some(code));
                assert_eq!(document.value.text_of("HostId"), Some("ecs.aliyuncs.com"));
            }
            let path = format!("/faults/{}", created.text_of("id").unwrap());
            assert_eq!(bench.control("DELETE", &path, "").0, 204);
        }
        assert_eq!(bench.core.restarts(ID), Some(0));
    });
}

/// RI-40 to RI-45, RI-18, CP-31.
#[test]
fn dry_run_says_what_the_call_would_have_said() {
    let settings = Settings { edition: Edition::Current, ..Settings::demo() };
    let mut bench = Bench::new(settings);
    for (id, value, error) in [
        (ID, "true", (400, "DryRunOperation")),
        (ID, "True", (400, "DryRunOperation")),
        (ID, "yes", (400, "InvalidParameter")),
        (ID, "", (400, "InvalidParameter")),
        ("i-locked0001", "true", (403, "InstanceLockedForSecurity")),
        ("i-stopped0001", "true", (403, "IncorrectInstanceStatus")),
        ("i-nosuch", "true", (404, "InvalidInstanceId.NotFound")),
        ("i-overdue0001", "false", (403, "InstanceExpiredOrInArrears")),
    ] {
        let answer = bench.reboot_with(id, &[("DryRun", value)]);
        assert_eq!(answer.error(), error, "{id} {value}");
    }
    assert_eq!(bench.core.restarts(ID), Some(0));
    assert_eq!(bench.reboot_with(ID, &[("DryRun", "False"), ("ForceStop", "TRUE")]).status, 200);
    assert_eq!(bench.reboot("i-running0002").status, 200, "another nonce");
}
