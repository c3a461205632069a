//! Faults of what observers see: statuses and locks in the Describe operations, and the two operations beside
//! RebootInstance that a lock concerns.

use super::means::{has_lock, has_restarted, id, is};
use crate::api::Format;
use crate::api::errors::INSTANCE_LOCKED_FOR_SECURITY;
use crate::api::instance::LockReason;
use crate::api::names::parameter;
use crate::api::operations::{self, Operation};
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;
use crate::wire::document::Value;

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    restart(fault).or_else(|| shown(fault)).or_else(|| lock(fault))
}

/// Calls this on each member of an answer that stands for one instance.
fn each_instance(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| each_instance(item, change)),
        Value::Object(members) => {
            if members.iter().any(|(name, _)| name == parameter::INSTANCE_ID) {
                change(value);
                return;
            }
            members.iter_mut().for_each(|(_, member)| each_instance(member, change));
        }
        _ => {}
    }
}

/// Sends on; where it is a Describe operation, changes what it shows of each instance.
fn describe(
    front: &mut Front<'_>,
    asked: &Asked,
    mut change: impl FnMut(&mut Front<'_>, &str, &mut Value),
) -> Response {
    let response = front.forward(asked);
    let describes =
        [operations::DESCRIBE_INSTANCE_STATUS.name, operations::DESCRIBE_INSTANCES.name];
    if !asked.action().is_some_and(|name| describes.contains(&name)) {
        return response;
    }
    response.rewritten(|document| {
        each_instance(&mut document.value, &mut |instance| {
            let id = instance.text_of(parameter::INSTANCE_ID).unwrap_or_default().to_owned();
            change(front, &id, instance);
        });
    })
}

fn status(instance: &Value) -> String {
    instance.text_of("Status").unwrap_or_default().to_owned()
}

/// Remembers when an instance was restarted.
fn noting_restarts(
    front: &mut Front<'_>,
    asked: &Asked,
    change: impl FnMut(&mut Front<'_>, &str, &mut Value),
) -> Response {
    let response = describe(front, asked, change);
    if has_restarted(asked, &response) {
        let now = front.now.unix_ms();
        front.memory.counts.insert(format!("restart {}", id(asked)), now);
    }
    response
}

/// When an instance was restarted, as long as its restart is not over.
fn restarted(front: &Front<'_>, id: &str) -> Option<u64> {
    front.memory.counts.get(&format!("restart {id}")).copied()
}

/// Shows a restart in progress in this status.
fn shows(front: &mut Front<'_>, asked: &Asked, shown: &str) -> Response {
    noting_restarts(front, asked, |front, id, instance| {
        match &*status(instance) {
            "Starting" if restarted(front, id).is_some() => {
                instance.set("Status", Value::text(shown));
            }
            "Running" => {
                front.memory.counts.remove(&format!("restart {id}"));
            }
            _ => {}
        };
    })
}

/// What holds an instance in Starting.
const STARTING: &str = r#"{"status":"Starting"}"#;

/// Whether an instance was restarted and nobody has arranged it since.
fn never_ends(front: &Front<'_>, id: &str) -> bool {
    front.memory.counts.get(id) == Some(&front.ledger.changes(id))
}

/// How long a restart that wrongly passes through Stopped stays there at least, in ms.
const STOPPED_MS: u64 = 1_000;

fn restart(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::RestartShowsPending => |front, asked| shows(front, &asked, "Pending"),
        Fault::RestartShowsStopping => |front, asked| shows(front, &asked, "Stopping"),
        Fault::StatusRestarting => |front, asked| shows(front, &asked, "Restarting"),
        Fault::RestartPassesStopped => |front, asked| {
            noting_restarts(front, &asked, |front, id, instance| {
                let Some(since) = restarted(front, id) else { return };
                let key = format!("restart {id}");
                if front.now.unix_ms() < since + STOPPED_MS {
                    instance.set("Status", Value::text("Stopped"));
                } else if status(instance) == "Running" {
                    instance.set("Status", Value::text("Starting"));
                    front.memory.counts.remove(&key);
                }
            })
        },
        Fault::RestartNeverEnds => |front, asked| {
            // The clock of the endpoint behind may end what was arranged: it is arranged again for each look.
            let known: Vec<String> = front.memory.counts.keys().cloned().collect();
            for id in known.into_iter().filter(|id| asked.mentions(id)) {
                if never_ends(front, &id) {
                    front.arrange(&id, STARTING);
                }
            }
            let response = describe(front, &asked, |front, id, instance| {
                if never_ends(front, id) {
                    instance.set("Status", Value::text("Starting"));
                }
            });
            if has_restarted(&asked, &response) {
                let id = id(&asked);
                let changes = front.ledger.changes(&id);
                front.memory.counts.insert(id.clone(), changes);
                front.arrange(&id, STARTING);
            }
            response
        },
        Fault::RestartEndsStopped => |front, asked| {
            let under_way: Vec<String> = front
                .memory
                .counts
                .keys()
                .filter_map(|key| key.strip_prefix("restart ").map(str::to_owned))
                .collect();
            for id in under_way {
                let status = front.status(&id);
                if status.as_deref() == Some("Running") {
                    front.arrange(&id, r#"{"status":"Stopped"}"#);
                }
                if !matches!(status.as_deref(), Some("Starting" | "Stopping")) {
                    front.memory.counts.remove(&format!("restart {id}"));
                }
            }
            noting_restarts(front, &asked, |_, _, _| {})
        },
        _ => return None,
    })
}

/// Whether the answer is to be JSON, and it is DescribeInstanceStatus.
fn is_json_status(asked: &Asked) -> bool {
    asked.action() == Some(operations::DESCRIBE_INSTANCE_STATUS.name)
        && asked.format() == Format::Json
}

fn shown(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::StatusCreating => |front, asked| {
            describe(front, &asked, |_, _, instance| {
                if status(instance) == "Pending" {
                    instance.set("Status", Value::text("Creating"));
                }
            })
        },
        Fault::JsonStatusHidden => |front, asked| {
            let hidden = is_json_status(&asked);
            describe(front, &asked, |_, _, instance| {
                if let (true, Value::Object(members)) = (hidden, instance) {
                    members.retain(|(name, _)| name != "Status");
                }
            })
        },
        Fault::JsonStatusLowerCase => |front, asked| {
            let lowered = is_json_status(&asked);
            describe(front, &asked, |_, _, instance| {
                if let (true, Value::Object(members)) = (lowered, instance) {
                    for (name, _) in members {
                        *name =
                            name.replace("InstanceId", "instanceId").replace("Status", "status");
                    }
                }
            })
        },
        Fault::LocksHidden => |front, asked| {
            describe(front, &asked, |_, _, instance| {
                if instance.get("OperationLocks").is_some() {
                    let none = Value::object([("LockReason", Value::List(Vec::new()))]);
                    instance.set("OperationLocks", none);
                }
            })
        },
        Fault::LockReasonCapital => {
            |front, asked| describe(front, &asked, |_, _, instance| capitalize(instance))
        }
        Fault::LockedHidden => |front, asked| {
            let is_list = asked.action() == Some(operations::DESCRIBE_INSTANCES.name);
            let response = front.forward(&asked);
            if !is_list {
                return response;
            }
            response.rewritten(|document| {
                hide(&mut document.value, &|id| {
                    let known = front.ledger.instance(id);
                    known.is_some_and(|known| !known.locks.clone().unwrap_or_default().is_empty())
                });
            })
        },
        Fault::LockedStatusRefused => |front, asked| {
            let response = front.forward(&asked);
            if asked.action() != Some(operations::DESCRIBE_INSTANCE_STATUS.name) {
                return response;
            }
            let mut locked = false;
            if let Some(mut document) = Told::read(&response).document {
                each_instance(&mut document.value, &mut |instance| {
                    let id = instance.text_of(parameter::INSTANCE_ID).unwrap_or_default();
                    let known = front.ledger.instance(id);
                    locked |= known.is_some_and(|known| has_lock(known, LockReason::Security));
                });
            }
            if locked {
                return front.refused(&asked, Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY));
            }
            response
        },
        _ => return None,
    })
}

/// Writes each LockReason with a capital.
fn capitalize(value: &mut Value) {
    match value {
        Value::List(items) => items.iter_mut().for_each(capitalize),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::Text(text) if name == "LockReason" => {
                        *text = text.replace("security", "Security");
                    }
                    other => capitalize(other),
                }
            }
        }
        _ => {}
    }
}

/// Takes instances out of a list.
fn hide(value: &mut Value, is_hidden: &dyn Fn(&str) -> bool) {
    let hidden = |value: &Value| value.text_of(parameter::INSTANCE_ID).is_some_and(is_hidden);
    match value {
        Value::List(items) => {
            items.retain(|item| !hidden(item));
            items.iter_mut().for_each(|item| hide(item, is_hidden));
        }
        Value::Object(members) => {
            members.retain(|(_, member)| !hidden(member));
            members.iter_mut().for_each(|(_, member)| hide(member, is_hidden));
        }
        _ => {}
    }
}

/// Sends a StartInstance or StopInstance on as if the instance were not locked.
fn unlocked(front: &mut Front<'_>, asked: &Asked, operation: &Operation) -> Response {
    let is_locked = has_lock(&front.arranged(asked), LockReason::Security);
    if is_locked && front.is_call_of(asked, operation) {
        return front.lifted(asked, r#"{"locks":[]}"#);
    }
    front.forward(asked)
}

fn lock(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::LockedStarted => |front, asked| unlocked(front, &asked, &operations::START_INSTANCE),
        Fault::LockedStopped => |front, asked| unlocked(front, &asked, &operations::STOP_INSTANCE),
        Fault::LockedStartIgnored => |front, asked| {
            let response = front.forward(&asked);
            let starts = asked.action() == Some(operations::START_INSTANCE.name);
            if starts && is(&response, &INSTANCE_LOCKED_FOR_SECURITY) {
                return front.success_of(&asked, &operations::START_INSTANCE);
            }
            response
        },
        _ => return None,
    })
}
