//! Looking for one instance by one of the Describe operations: the calls to make, one after the other, and
//! what their answers come to.
//!
//! Nothing is under judgement here, so what comes is taken as it comes: an operation that takes no list of ids
//! is asked for all instances and read page by page. Whether that is as documented is for rules to say.

use std::collections::BTreeSet;

use super::answer::Received;
use super::call::Call;
use super::session::Session;
use super::sight::{Describe, Found};
use crate::api::Format;
use crate::api::errors::INVALID_INSTANCE_ID_NOT_FOUND;
use crate::api::names::parameter;
use crate::wire::document::Value;

/// How many pages are read at most, and how many instances are asked for on each, which both operations
/// serve. Source: DescribeInstanceStatus, "PageSize".
const MOST_PAGES: usize = 40;
/// How many times all pages are read, where they change meanwhile.
const MOST_READINGS: usize = 12;
const PAGE_SIZE: usize = 50;

/// What to do after an answer.
#[derive(Debug)]
pub(super) enum Next {
    /// Ask this too.
    Ask(Box<Call>),
    /// It is decided.
    Found(Found),
}

/// A search for one instance by one operation: gives the calls to make, and takes their answers.
#[derive(Debug)]
pub(super) struct Search {
    describe: Describe,
    id: String,
    /// The format that is asked for.
    format: Format,
    /// The page that was asked for; `None` while the id was named.
    page: Option<usize>,
    /// Whether all are asked for at once, since pages are refused.
    takes_no_pages: bool,
    /// What the pages of this reading showed so far.
    seen: Reading,
    /// How many times all pages were read, and what the last time showed.
    readings: usize,
    before: BTreeSet<String>,
}

/// All pages, read once.
#[derive(Debug, Default)]
struct Reading {
    ids: BTreeSet<String>,
    /// The first instance of the last page.
    first: Option<String>,
    /// The TotalCount of each page, one for those that are alike.
    totals: BTreeSet<usize>,
}

impl Reading {
    /// Takes a page in. Whether it was the last one.
    fn take(&mut self, ids: Vec<String>, total: Option<usize>, is_followed: bool) -> bool {
        let first = ids.first().cloned();
        self.ids.extend(ids);
        self.totals.extend(total);
        let is_last = first.is_none()
            || first == self.first
            || (!is_followed && total.is_some_and(|total| self.ids.len() >= total));
        self.first = first;
        is_last
    }

    /// Whether it shows as many as there are.
    fn is_whole(&self) -> bool {
        self.totals.iter().all(|total| *total == self.ids.len())
    }
}

impl Search {
    /// A search in a format, and its first call.
    #[must_use]
    pub(super) fn begin(
        session: &Session,
        describe: Describe,
        id: &str,
        format: Format,
    ) -> (Self, Call) {
        let mut search = Self {
            describe,
            id: id.to_owned(),
            format,
            page: None,
            takes_no_pages: false,
            seen: Reading::default(),
            readings: 0,
            before: BTreeSet::new(),
        };
        let call = match session.sight.knows_no_ids(describe) {
            true => search.next_page(session, None),
            false => describe.call(&session.target.region, format, id),
        };
        (search, call)
    }

    fn next_page(&mut self, session: &Session, token: Option<&str>) -> Call {
        let page = self.page.map_or(1, |page| page + 1);
        self.page = Some(page);
        let call = self.describe.plain(&session.target.region, self.format);
        match token {
            Some(token) => call.with("NextToken", token),
            None => {
                call.with("PageNumber", page.to_string()).with("PageSize", PAGE_SIZE.to_string())
            }
        }
    }

    /// Takes an answer in.
    pub(super) fn take(&mut self, session: &Session, received: &Received) -> Next {
        let document = match (received.is_success(), received.document()) {
            (true, Some(document)) => document,
            _ => return self.refused(session, received),
        };
        let instances = match self.describe.instances(document) {
            Ok(instances) => instances,
            Err(_) => {
                let reason = self.describe.unshown_by(received);
                // Of another format it may be the documented one.
                return Next::Found(match self.format == session.observing_format() {
                    true => session.sight.nothing_by(self.describe, reason),
                    false => Found::Nothing(reason),
                });
            }
        };
        let id_of = |one: &Value| one.text_of(parameter::INSTANCE_ID).map(str::to_owned);
        if let Some(found) = instances.iter().find(|one| id_of(one).as_ref() == Some(&self.id)) {
            return Next::Found(Found::Shown((*found).clone()));
        }
        let ids: Vec<String> = instances.into_iter().filter_map(id_of).collect();
        let Some(page) = self.page else {
            if ids.is_empty() {
                return Next::Found(Found::Absent);
            }
            // It shows others than the one that was named.
            session.sight.note_no_ids(self.describe);
            return Next::Ask(Box::new(self.next_page(session, None)));
        };
        let token = document.value.text_of("NextToken").filter(|token| !token.is_empty());
        let total = number(&document.value, "TotalCount");
        let is_last = self.seen.take(ids, total, token.is_some()) || self.takes_no_pages;
        let action = self.describe.action();
        if self.takes_no_pages && !self.seen.is_whole() {
            let why = format!("{action} shows a part of its instances, and takes no PageNumber");
            return Next::Found(Found::Nothing(why));
        }
        if !is_last {
            if page < MOST_PAGES {
                return Next::Ask(Box::new(self.next_page(session, token)));
            }
            let why =
                format!("{action} takes no list of ids, and shows more than {MOST_PAGES} pages");
            return Next::Found(Found::Nothing(why));
        }
        // One page is one moment. Of several, an instance may have moved to one that was read already.
        self.readings += 1;
        let is_whole = self.seen.is_whole() && (page == 1 || self.before == self.seen.ids);
        if is_whole || self.readings == MOST_READINGS {
            return Next::Found(Found::Absent);
        }
        self.before = std::mem::take(&mut self.seen).ids;
        self.page = None;
        Next::Ask(Box::new(self.next_page(session, None)))
    }

    fn refused(&mut self, session: &Session, received: &Received) -> Next {
        let code = received.reading().and_then(|reading| reading.code).unwrap_or_default();
        let names_none = code == INVALID_INSTANCE_ID_NOT_FOUND.code;
        if names_none && self.page.is_none() {
            return Next::Found(Found::Absent);
        }
        if self.page.is_none() && is_about_a_parameter(code) {
            session.sight.note_no_ids(self.describe);
            return Next::Ask(Box::new(self.next_page(session, None)));
        }
        if self.page == Some(1) && !self.takes_no_pages && is_about_a_parameter(code) {
            self.takes_no_pages = true;
            return Next::Ask(Box::new(self.describe.plain(&session.target.region, self.format)));
        }
        let reason = self.describe.unshown_by(received);
        Next::Found(match received.is_unknown_action() {
            true => session.sight.nothing_by(self.describe, reason),
            false => Found::Nothing(reason),
        })
    }
}

/// Whether a code says that a parameter is not taken.
fn is_about_a_parameter(code: &str) -> bool {
    ["UnsupportedParameter", "InvalidParameter", "InvalidInstanceId", "Abs.InvalidInstanceId"]
        .iter()
        .any(|family| code.starts_with(family))
}

fn number(value: &Value, name: &str) -> Option<usize> {
    match value.get(name)? {
        Value::Text(text) | Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Answer;
    use crate::suite::target;

    fn session() -> Session {
        let text = "[endpoint]\nurl = \"http://127.0.0.1/\"\n[credentials]\naccess_key_id = \"a\"\naccess_key_secret = \"b\"\n";
        Session::new(target::parse("t", text, |_| None).unwrap())
    }

    fn answered(status: u16, body: &str) -> Received {
        let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
        let answer = Answer { status, headers, body, ..Answer::default() };
        Received::new(Format::Json, Ok(answer))
    }

    fn page(ids: &[&str], more: &str) -> String {
        let entries: Vec<String> =
            ids.iter().map(|id| format!(r#"{{"InstanceId":"{id}","Status":"Running"}}"#)).collect();
        format!(r#"{{"InstanceStatuses":{{"InstanceStatus":[{}]}}{more}}}"#, entries.join(","))
    }

    /// Searches for i-3 among these answers; what came of it, and the addresses that were asked.
    fn search(answers: &[(u16, String)]) -> (Found, Vec<String>, Session) {
        let session = session();
        session.observe_in(Format::Json);
        let (mut search, mut call) = Search::begin(&session, Describe::Status, "i-3", Format::Json);
        let mut asked = Vec::new();
        for (status, body) in answers {
            asked.push(session.sign(&call).prepared.url);
            match search.take(&session, &answered(*status, body)) {
                Next::Ask(next) => call = *next,
                Next::Found(found) => {
                    assert_eq!(asked.len(), answers.len(), "{found:?}");
                    return (found, asked, session);
                }
            }
        }
        panic!("{} answers were not enough", answers.len());
    }

    fn ok(ids: &[&str], more: &str) -> (u16, String) {
        (200, page(ids, more))
    }

    fn refused(code: &str) -> (u16, String) {
        (400, format!(r#"{{"Code":"{code}","Message":"m","RequestId":"r"}}"#))
    }

    #[test]
    fn an_id_is_named_where_that_is_enough() {
        let (found, asked, _) = search(&[ok(&["i-3"], "")]);
        assert!(matches!(found, Found::Shown(_)) && asked[0].contains("InstanceId.1=i-3"));
        assert_eq!(search(&[ok(&[], "")]).0, Found::Absent);
        assert_eq!(search(&[refused("InvalidInstanceId.NotFound")]).0, Found::Absent);
    }

    #[test]
    fn pages_are_read_where_ids_are_ignored_or_refused() {
        let total = r#","TotalCount":3"#;
        for first in
            [ok(&["i-1"], total), refused("InvalidParameter"), refused("UnsupportedParameter")]
        {
            let answers = [first, ok(&["i-1", "i-2"], total), ok(&["i-3"], total)];
            let (found, asked, session) = search(&answers);
            assert!(matches!(found, Found::Shown(_)), "{found:?}");
            assert!(asked[1].contains("PageNumber=1") && asked[2].contains("PageNumber=2"));
            assert!(!asked[1].contains("InstanceId.1"));
            assert!(session.sight.knows_no_ids(Describe::Status));
        }
        let all = [ok(&["i-1"], ""), ok(&["i-2"], ""), ok(&[], "")];
        let twice = [&[ok(&["i-1"], "")], &all[..], &all[..]].concat();
        assert_eq!(search(&twice).0, Found::Absent);
        let token = r#","NextToken":"t&""#;
        let (found, asked, _) =
            search(&[ok(&["i-1"], token), ok(&["i-1"], token), ok(&["i-3"], "")]);
        assert!(matches!(found, Found::Shown(_)) && asked[2].contains("NextToken=t%26"));
    }

    #[test]
    fn reading_pages_has_an_end() {
        let total = r#","TotalCount":2"#;
        let one_page = [ok(&["i-1"], total), ok(&["i-1", "i-2"], total)];
        assert_eq!(search(&one_page).0, Found::Absent);
        let all = [ok(&["i-1"], total), ok(&["i-2"], total)];
        let twice = [&[ok(&["i-1"], total)], &all[..], &all[..]].concat();
        assert_eq!(search(&twice).0, Found::Absent);
        let ever_new = |n: usize| ok(&[&format!("i-x{n}")], r#","TotalCount":2"#);
        let churn: Vec<_> = (0..=2 * MOST_READINGS).map(ever_new).collect();
        assert_eq!(search(&churn).0, Found::Absent);
        // One came while they were read: they are read again.
        let more = r#","TotalCount":3"#;
        let moved = [ok(&["i-1"], total), ok(&["i-1"], total), ok(&["i-1"], more)];
        let again = [ok(&["i-1", "i-2"], more), ok(&["i-3"], more)];
        let (found, ..) = search(&[&moved[..], &again].concat());
        assert!(matches!(found, Found::Shown(_)));
        let endless: Vec<(u16, String)> =
            (0..=MOST_PAGES).map(|n| ok(&[&format!("i-x{n}")], "")).collect();
        let (found, ..) = search(&endless);
        assert!(matches!(found, Found::Nothing(why) if why.contains("more than 40 pages")));
        let bare = refused("InvalidParameter");
        let parts = [bare.clone(), bare, ok(&["i-1"], total)];
        let (found, asked, _) = search(&parts);
        assert!(matches!(found, Found::Nothing(why) if why.contains("a part of")));
        assert!(!asked[2].contains("PageNumber"));
    }

    #[test]
    fn what_shows_nothing_is_remembered_where_it_stays_so() {
        let shape = (200, r#"{"InstanceStatuses":[{"InstanceId":"i-3"}]}"#.to_owned());
        let unknown = (404, r#"{"Code":"InvalidAction.NotFound","Message":"m"}"#.to_owned());
        let fault = (500, r#"{"Code":"InternalError","Message":"m"}"#.to_owned());
        for (answer, stays, says) in [
            (shape, true, "answers InstanceStatuses [{InstanceId}], and InstanceStatuses {"),
            (unknown, true, "gave 404 InvalidAction.NotFound"),
            (fault, false, "gave 500 InternalError"),
        ] {
            let (found, _, session) = search(&[answer]);
            assert!(matches!(&found, Found::Nothing(why) if why.contains(says)), "{found:?}");
            assert_eq!(session.sight.nothing(Describe::Status).is_some(), stays, "{says}");
        }
    }
}
