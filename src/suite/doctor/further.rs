//! What the endpoint takes in a call beside what the operation defines: asked with an id that no instance has, so
//! that nothing is restarted.

use super::Examination;
use crate::api::names::parameter;
use crate::suite::call::Call;
use crate::suite::coverage;
use crate::suite::free::{self, FURTHER};

const PARAMETERS: &str = "parameters";

impl Examination<'_> {
    /// Whether a parameter that is not defined is refused, as it may be, and which texts are refused in a nonce then:
    /// some scenarios need the one or the other.
    pub(super) async fn further(&mut self) {
        let plain = Call::new(self.session.operation.name)
            .format(self.session.observing_format())
            .with(parameter::INSTANCE_ID, self.session.unused_instance_id());
        let asked = self.ask(&plain.clone().with(FURTHER, "x")).await;
        if !free::is_unsupported(&asked.received) {
            return self.ok(PARAMETERS, "one that is not defined is not refused for that");
        }
        let came = asked.received.describe();
        let asked = self.ask(&plain.clone().with(parameter::SIGNATURE_TYPE, "")).await;
        if free::is_unsupported(&asked.received) {
            self.known.refused.empty = Some(asked.received.describe());
        }
        for text in coverage::texts(self.index, self.edition) {
            let asked = self.ask(&plain.clone().nonce_begins(&text)).await;
            if free::is_no_nonce(&asked.received) {
                self.known.refused.texts.insert(text, asked.received.describe());
            }
        }
        let nonce = match self.known.refused.texts.len() {
            0 => "; a nonce takes any text",
            _ => ", and some texts in a nonce too",
        };
        self.ok(
            PARAMETERS,
            format!("one that is not defined is refused, as it may be: {came}{nonce}"),
        );
        self.known.refused.further = Some(came);
    }
}
