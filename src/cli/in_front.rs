//! `rebootspec serve --in-front-of`: faults and styles in front of an endpoint of somebody else.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use super::exit::Exit;
use super::{cannot_listen, ended, faults, interrupt, styles};
use crate::api::Edition;
use crate::endpoint::Fault;
use crate::proof::Stop;
use crate::proof::in_front::InFront;
use crate::report::escape::for_terminal;
use crate::suite::target::{self, Target, TargetError};

/// Serves until it is told to end. `behind` is a target file or an address.
pub(super) async fn serve(
    behind: &str,
    chosen: &[Fault],
    named: &[String],
    edition: Edition,
    port: u16,
) -> Exit {
    if let Some(style) = styles::chosen(named).find(|style| !style.is_of_layers()) {
        let name = style.name;
        let message = format!(
            "style {name} is a matter of the endpoint itself, and cannot stand in front of one\n  leave --in-front-of or --style {name} out"
        );
        return ended(Exit::Usage, &message);
    }
    let target = match target_of(behind) {
        Ok(target) => target,
        Err(error) => return ended(Exit::Usage, &error.to_string()),
    };
    let asked_to_end = interrupt::interrupted();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let layered =
        |endpoint| styles::layered(endpoint, named).with_faults(chosen.iter().copied().collect());
    let started = InFront::start(&target, layered, edition, address, &Stop::default()).await;
    let front = match started {
        Ok(front) => front,
        Err(error) => return cannot_listen(address, &error),
    };
    // Clients are served whether or not anybody reads this.
    let _ = std::io::stdout().lock().write_all(told(&front, &target, chosen, named).as_bytes());
    asked_to_end.await;
    drop(front);
    Exit::Conforms
}

/// The target that an address or a target file names. With an address, the access key comes from the environment,
/// and nothing can be arranged.
fn target_of(behind: &str) -> Result<Target, TargetError> {
    if behind.starts_with("http://") || behind.starts_with("https://") {
        let text = format!("[endpoint]\nurl = {behind:?}\n");
        return target::parse(behind, &text, |variable| std::env::var(variable).ok());
    }
    target::read(Path::new(behind))
}

fn told(front: &InFront, target: &Target, chosen: &[Fault], named: &[String]) -> String {
    let mut text = format!("address          {}\n", front.server.url());
    if target.arrange.control.is_some() {
        text.push_str(&format!("control protocol {}\n", front.server.control_url()));
    }
    text.push_str(&format!("in front of      {}\n", for_terminal(&target.shown_url())));
    text.push_str(&faults::switched_on(chosen));
    text.push_str(&styles::told(named));
    text.push_str(
        "\nCall it as you would call the endpoint behind it, with the same access keys. Ctrl-C stops it.\n",
    );
    text
}
