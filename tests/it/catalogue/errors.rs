//! Error codes: the errors of the operation, the table of common failures, and the lists below it.

use std::collections::{BTreeMap, BTreeSet};

use rebootspec::api::errors::{
    Accepted, Code, Failure, OF_OTHER_OPERATIONS, OF_THE_GATEWAY, OPERATION_ERRORS, OTHER_COMMON,
    PASSING, Passing, SET_UP, Sign, Under, is_known_code, passing,
};
use rebootspec::api::{Dialect, Edition};

use super::cell::{self, Answer, Cell, Others, is_code};
use super::{page, paragraph, rows, section};

/// Each row of the table, by how its first cell begins, and the failures that it stands for.
#[rustfmt::skip] // a table
const ROWS: &[(&str, &[Failure])] = &[
    ("Action, Version, AccessKeyId or Signature missing", &[Failure::CommonParameterMissing]),
    ("Timestamp missing", &[Failure::TimestampMissing]),
    ("SignatureMethod missing or wrong", &[Failure::SignatureMethodMissing, Failure::SignatureMethodWrong]),
    ("SignatureVersion missing or wrong", &[Failure::SignatureVersionMissing, Failure::SignatureVersionWrong]),
    ("SignatureNonce missing", &[Failure::NonceMissing]),
    ("SignatureNonce used before", &[Failure::NonceUsed]),
    ("Timestamp malformed", &[Failure::TimestampMalformed]),
    ("Timestamp expired", &[Failure::TimestampExpired]),
    ("AccessKeyId unknown", &[Failure::AccessKeyUnknown]),
    ("AccessKeyId that has not the form of a key", &[Failure::AccessKeyMalformed]),
    ("access key disabled", &[Failure::AccessKeyDisabled]),
    ("signature wrong", &[Failure::SignatureWrong]),
    ("Action unknown", &[Failure::ActionUnknown]),
    ("Version wrong", &[Failure::VersionWrong]),
    ("HTTP method", &[Failure::MethodNotSupported]),
    ("request that cannot be decoded", &[Failure::RequestMalformed]),
    ("instance in conflict with an earlier request", &[Failure::Conflict]),
    ("operation parameter missing", &[Failure::ParameterMissing]),
    ("operation parameter invalid", &[Failure::ParameterInvalid]),
    ("Format or Accept not served", &[Failure::FormatNotServed]),
    ("session key without its token", &[Failure::SecurityTokenMissing]),
    ("session token expired", &[Failure::SecurityTokenExpired]),
    ("session token malformed", &[Failure::SecurityTokenMalformed]),
    ("http where the service wants https", &[Failure::HttpsWanted]),
    ("body hash or length that does not fit", &[Failure::BodyHashWrong]),
    ("parameter not supported", &[Failure::ParameterUnsupported]),
    ("throttled", &[Failure::Throttled]),
    ("server fault", &[Failure::ServerFault]),
];

/// What `api` accepts beyond a cell, with the reason.
#[rustfmt::skip] // a table
const BEYOND: &[(Failure, Dialect, &str, &str, &str)] = &[
    (Failure::Throttled, Dialect::Documented, "400", "Throttling.*", "RS-15 takes a code that begins with it"),
    (Failure::Throttled, Dialect::Gateway, "400", "Throttling.*", "RS-15"),
    (Failure::Throttled, Dialect::Gateway, "403", "Throttling.*", "RS-15"),
    (Failure::Throttled, Dialect::Gateway, "429", "Throttling.*", "RS-15"),
    (Failure::RequestMalformed, Dialect::Documented, "400", "InvalidParameter", "one of any, and the usual one"),
    (Failure::SignatureWrong, Dialect::Gateway, "400", "IncompleteSignature", "\"The real service mixes the dialects\""),
    (Failure::BodyHashWrong, Dialect::Gateway, "400", "IncompleteSignature", "as signature wrong"),
    (Failure::BodyHashWrong, Dialect::Documented, "400", "IncompleteSignature", "as signature wrong, whose column that is"),
];

const TABLE: &str = "Common failures, both dialects";

/// Each failure's row, read: what is documented, and what the gateway answers.
fn table() -> Vec<(&'static [Failure], [Cell; 2])> {
    let mut read: Vec<(&str, &'static [Failure], [Cell; 2])> = Vec::new();
    for row in rows(&page("errors.md"), TABLE) {
        let [name, documented, gateway] = &row[..] else { panic!("{row:?}") };
        let found = ROWS.iter().find(|(beginning, _)| name.starts_with(beginning));
        let (beginning, failures) = found.unwrap_or_else(|| panic!("{name:?} is no failure"));
        let of = |column: usize, text: &str, same: Option<&Cell>| {
            let named = |name: &str| {
                let found = read.iter().find(|(other, ..)| other.starts_with(name));
                found.map(|(_, _, cells)| cells[column].clone())
            };
            let above = read.last().map(|(_, _, cells)| &cells[column]);
            cell::read(text, &Others { documented: same, above, named: &named })
        };
        let documented = of(0, documented, None);
        let gateway = of(1, gateway, Some(&documented));
        read.push((beginning, failures, [documented, gateway]));
    }
    read.into_iter().map(|(_, failures, cells)| (failures, cells)).collect()
}

/// The code as the file writes it.
fn codes(code: &Code) -> Vec<String> {
    match code {
        Code::Exact(code) => vec![code.clone()],
        Code::Family(code) => vec![(*code).to_owned(), format!("{code}.*")],
        Code::Known => vec!["*".to_owned()],
    }
}

/// What `api` says in a column. The file's column of the documents is that of the table of 2018, and its
/// text tells what holds elsewhere.
fn said(failures: &[Failure], dialect: Dialect) -> Vec<Accepted> {
    let all = failures.iter().flat_map(|failure| failure.accepted("{P}"));
    all.filter(|accepted| {
        accepted.dialect == dialect
            && (accepted.under == Under::Always
                || (dialect == Dialect::Gateway && accepted.under == Under::Version3))
    })
    .collect()
}

#[test]
fn every_failure_is_answered_as_the_table_says() {
    let table = table();
    assert_eq!(table.len(), ROWS.len(), "a row of the file is missing");
    let told: usize = table.iter().map(|(failures, _)| failures.len()).sum();
    assert_eq!(told, Failure::ALL.len(), "a failure has no row");
    for (failures, cells) in table {
        for (dialect, cell) in Dialect::ALL.into_iter().zip(cells) {
            let mut written = cell.answers.clone();
            for (of, in_dialect, status, code, _) in BEYOND {
                if failures.contains(of) && *in_dialect == dialect {
                    let added = written.insert(((*status).to_owned(), (*code).to_owned()));
                    assert!(added, "{status} {code} stands in the file and has to leave BEYOND");
                }
            }
            let ours: BTreeSet<Answer> = said(failures, dialect)
                .iter()
                .flat_map(|accepted| {
                    codes(&accepted.code)
                        .into_iter()
                        .map(|code| (accepted.status.to_string(), code))
                })
                .collect();
            let beyond = |code: &str| code.starts_with("Throttling.") && !code.ends_with('*');
            written.retain(|(_, code)| !beyond(code));
            assert_eq!(ours, written, "{failures:?}, {}", dialect.word());
        }
    }
}

#[test]
fn every_documented_message_is_the_documents() {
    let own: BTreeSet<String> =
        own_errors().into_iter().filter_map(|(_, _, message, _)| message).collect();
    let table = table();
    let mandatory: Vec<String> =
        table[0].1.iter().flat_map(|cell| cell.messages.iter().cloned()).collect();
    assert_eq!(mandatory.len(), 2);
    let is_mandatory = |text: &str| {
        mandatory.iter().any(|known| {
            let (before, after) = known.split_once("{P}").unwrap();
            text.starts_with(before) && text.ends_with(after)
        })
    };
    for (failures, cells) in &table {
        for (dialect, cell) in Dialect::ALL.into_iter().zip(cells) {
            let ours: BTreeSet<String> = said(failures, dialect)
                .into_iter()
                .filter_map(|accepted| accepted.message)
                // Quotes within quotes, as the reader of the file has them.
                .map(|text| {
                    text.replace("\"{P}\"", "“{P}”").replace("\"TimeStamp\"", "“TimeStamp”")
                })
                .collect();
            for message in &cell.messages {
                let is_here = ours.contains(message) || message.starts_with("Specified signature");
                assert!(is_here, "{failures:?}, {}: {message:?}", dialect.word());
            }
            for message in &ours {
                let is_there = cell.messages.contains(message)
                    || is_mandatory(message)
                    || own.contains(message)
                    || failures == &[Failure::BodyHashWrong];
                assert!(is_there, "{failures:?}, {}: {message:?}", dialect.word());
            }
        }
    }
}

type OwnError = (String, u16, Option<String>, Edition);

/// The table of the operation's own errors. A text that was documented once and is free now is two rows.
fn own_errors() -> BTreeSet<OwnError> {
    let mut own = BTreeSet::new();
    for row in rows(&page("errors.md"), "Errors of RebootInstance itself") {
        let [code, status, message, edition] = &row[..] else { panic!("{row:?}") };
        let edition = match edition.split(' ').next().unwrap() {
            "core" => Edition::Core,
            "current" => Edition::Current,
            other => panic!("{other:?} is no edition"),
        };
        let (text, aside) = message.split_once(" (20").unwrap_or((message, ""));
        let status: u16 = status.parse().unwrap();
        if text == "free text" || aside.contains("free text") {
            own.insert((code.clone(), status, None, edition));
        }
        if text != "free text" {
            own.insert((code.clone(), status, Some(text.to_owned()), edition));
        }
    }
    own
}

#[test]
fn the_errors_of_the_operation_are_those_of_the_page() {
    let ours: BTreeSet<OwnError> = OPERATION_ERRORS
        .iter()
        .map(|e| (e.code.to_owned(), e.status, e.message.map(str::to_owned), e.edition))
        .collect();
    assert_eq!(ours.len(), OPERATION_ERRORS.len(), "an error stands twice");
    assert_eq!(ours, own_errors());
}

#[test]
fn the_rest_of_the_common_table_is_there() {
    let text = page("errors.md");
    let (_, list) =
        paragraph(&text, "The rest of the documented common table").split_once(':').unwrap();
    let written: BTreeSet<(String, u16)> = cell::without_parentheses(list)
        .split(',')
        .map(|item| {
            let (code, status) = item.trim().trim_end_matches('.').split_once(' ').unwrap();
            (code.to_owned(), status.trim().parse().unwrap())
        })
        .collect();
    let ours: BTreeSet<(String, u16)> =
        OTHER_COMMON.iter().map(|&(code, status)| (code.to_owned(), status)).collect();
    assert_eq!(ours, written);
}

#[test]
fn what_may_come_to_every_call_is_what_the_file_says() {
    let text = page("errors.md");
    let told = paragraph(&text, "Answers that may come to **every** call");
    for (status, code) in [
        (400, "Throttling"),
        (403, "Throttling.User"),
        (429, "Throttling.Api"),
        (500, "InternalError"),
        (503, "ServiceUnavailable"),
        (503, "ServiceUnavailable.RegionMaintaining"),
        (503, "LimitedOperation.ServiceUnavailable"),
    ] {
        assert!(passing(status, Some(code)).is_some(), "{status} {code}");
    }
    for answer in PASSING {
        let (status, why) = (answer.status.usual(), answer.why);
        match &answer.code {
            Some(code) => assert!(told.contains(code.text()), "{code:?}"),
            // RFC 6585: a front that throttles; the file names those of a load balancer.
            None => assert!(status == 429 || told.contains(&status.to_string()), "{status}"),
        }
        assert_eq!(answer.code.is_none(), why == Passing::Front);
    }
}

#[test]
fn what_means_a_wrong_set_up_is_what_the_file_says() {
    let text = page("errors.md");
    let told = paragraph(&text, "Answers that mean that the target's set-up is wrong");
    let mut ours = BTreeSet::new();
    for answer in SET_UP {
        match answer.sign {
            Sign::Code(code) | Sign::CodeOnOwnInstance(code) => {
                ours.insert(code.to_owned());
            }
            Sign::Header(name) => assert!(told.to_lowercase().contains(name), "{name}"),
            Sign::Status => assert!(told.contains(&answer.status.to_string()), "{}", answer.status),
            Sign::Page(words) if words.contains("plain HTTP") => assert!(told.contains(words)),
            Sign::Page(_) => assert!(told.contains("client certificate")),
        }
    }
    let (_, list) = told.split_once(':').unwrap();
    let list = cell::without_parentheses(list);
    let words = list.split_whitespace().map(|word| word.trim_matches([',', '.']));
    let written: BTreeSet<String> = words
        .filter(|word| is_code(word) && !matches!(*word, "WWW-Authenticate"))
        .map(str::to_owned)
        .collect();
    assert_eq!(ours, written);
}

#[test]
fn every_code_that_the_files_name_is_known() {
    let (errors, operations) = (page("errors.md"), page("operations.md"));
    // Below the tables codes stand in running text; each is known with some status.
    let (_, below) = errors.split_once("The rest of the documented common table").unwrap();
    // Members of an envelope and names of operations.
    const NO_CODES: &[&str] = &[
        "AccessDeniedDetail",
        "DeleteInstance",
        "DescribeInstanceStatus",
        "OwnerAccount",
        "OwnerId",
        "StringToSign",
    ];
    for word in below.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')) {
        let word = word.trim_matches('.');
        let is_named = is_code(word) && word != "Throttling" && !NO_CODES.contains(&word);
        let is_known = (400..600).any(|status| is_known_code(status, word));
        assert!(!is_named || is_known, "{word} is not known");
    }
    let lists = [("StartInstance\n", "Success: RequestId alone."), ("StopInstance\n", "Errors:")];
    for (operation, beginning) in lists {
        let text = paragraph(section(&operations, operation), beginning);
        let list = text.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let answers = cell::answers(&cell::without_parentheses(&list));
        assert!(answers.len() > 12, "{operation}: {answers:?}");
        for (status, code) in answers {
            assert!(is_known_code(status.parse().unwrap(), &code), "{operation}: {status} {code}");
        }
    }
}

#[test]
fn every_further_code_stands_in_the_files() {
    let (errors, operations) = (page("errors.md"), page("operations.md"));
    let named = BTreeMap::from([("errors", errors), ("operations", operations)]);
    let stands = |code: &str| {
        // `.Last` stands for a code that begins as the one before it.
        let last = code.rsplit_once('.').map(|(_, last)| format!(".{last}"));
        named.values().any(|text| {
            text.contains(code) || last.as_ref().is_some_and(|last| text.contains(last))
        })
    };
    let further = OF_THE_GATEWAY.iter().map(|(code, _)| code);
    for code in further.chain(OF_OTHER_OPERATIONS.iter().map(|(code, _)| code)) {
        assert!(stands(code), "{code} stands in neither file");
    }
}
