//! The text of a target file, every key explained where it stands. A pure function of its values.

use crate::suite::target::{Instances, List, is_loopback};

/// What is filled in.
#[derive(Clone, Debug)]
pub(super) struct Values {
    pub(super) url: String,
    pub(super) access_key_id: String,
    pub(super) secret_env: String,
    pub(super) region: String,
    pub(super) control: Option<String>,
    pub(super) allow_restart: bool,
    pub(super) instances: Instances,
}

impl Values {
    /// Whether an address is not on this machine, and restarts are not permitted: then the file is
    /// understood only once they are.
    pub(super) fn lacks_permission(&self) -> bool {
        let elsewhere =
            |address: &str| url::Url::parse(address).is_ok_and(|address| !is_loopback(&address));
        !self.allow_restart
            && (elsewhere(&self.url) || self.control.as_deref().is_some_and(elsewhere))
    }
}

/// The file.
pub(super) fn write(values: &Values) -> String {
    let Values { url, access_key_id, secret_env, region, control, allow_restart, instances } =
        values;
    let control = match control {
        Some(control) => format!("control = {}", quoted(control)),
        None => "# control = \"http://127.0.0.1:8080/_control\"".to_owned(),
    };
    let missing = match values.lacks_permission() {
        true => {
            "# MISSING: the address above is not on this machine, so nothing is called until you\n\
             # write allow_restart = true here, once every instance listed may be restarted.\n"
        }
        false => "",
    };
    let list = |list: List| {
        let ids = toml::Value::from(instances.of(list).to_vec());
        format!("# {}\n{} = {ids}\n", list.sentence(), list.key())
    };
    format!(
        r#"# A target of rebootspec: the endpoint to judge, the key to sign with, and the instances that
# may be touched. Look at it with `rebootspec doctor --target FILE`, then judge the endpoint with
# `rebootspec run --target FILE`.

[endpoint]
# Address of the endpoint, http or https, without a query.
url = {url}
# Region of the instances; DescribeInstances and DescribeInstanceStatus require it.
region = {region}
# How long one request may take.
timeout = "10s"
# How long a restart may take until the instance is Running again (rule RI-04).
restart_deadline = "60s"
# How many calls a second may be made at most, and how many scenarios be run at once.
# rate = 50
# jobs = 16

[credentials]
# The access key that signs. Without this line it is read from the variable ECS_ACCESS_KEY_ID.
access_key_id = {access_key_id}
# The variable that holds its secret. (access_key_secret = "…" is there for throw-away keys.)
access_key_secret_env = {secret_env}

[arrange]
# Address of the endpoint's control protocol, by which it is told to make instances in every state
# (docs/control.md). With one, no instance need be listed below.
{control}
# A program that makes an instance: the wanted state is on its standard input, as JSON, and it prints
# the instance's id.
# command = ["./arrange.sh"]
# Whether instances listed as running may be stopped and started, to come by Stopped ones.
start_stop = false
# Whether instances may be restarted at an address that is not on this machine. RESTARTS ARE REAL.
{missing}allow_restart = {allow_restart}

# The instances that may be touched, each in the list of the state that it is in. No others ever are.
[instances]
{lists}"#,
        url = quoted(url),
        region = quoted(region),
        access_key_id = quoted(access_key_id),
        secret_env = quoted(secret_env),
        lists = List::ALL.map(list).concat(),
    )
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::target::parse;

    fn values(url: &str) -> Values {
        let mut instances = Instances::default();
        instances.add(List::Running, ["i-1".into(), "i-2\n".into()]);
        instances.add(List::OtherAccount, ["i-3".into()]);
        Values {
            url: url.into(),
            access_key_id: "my \"id\"\\".into(),
            secret_env: "MY_SECRET".into(),
            region: "eu-central-1".into(),
            control: None,
            allow_restart: false,
            instances,
        }
    }

    fn environment(name: &str) -> Option<String> {
        (name == "MY_SECRET").then(|| "s".to_owned())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let values = values("http://127.0.0.1:8080/");
        let target = parse("t", &write(&values), environment).unwrap();
        assert_eq!(target.access_key.id, values.access_key_id);
        assert_eq!(target.region, "eu-central-1");
        assert_eq!(target.instances, values.instances);
        assert_eq!(target.arrange.control, None);
    }

    #[test]
    fn what_is_missing_elsewhere_is_said() {
        let mut values = values("https://ecs.example/");
        let text = write(&values);
        assert!(text.contains("# MISSING"), "{text}");
        let error = parse("t", &text, environment).unwrap_err().to_string();
        assert!(error.contains("allow_restart"), "{error}");
        values.allow_restart = true;
        let text = write(&values);
        assert!(!text.contains("MISSING"), "{text}");
        parse("t", &text, environment).unwrap();
    }

    #[test]
    fn a_control_protocol_elsewhere_needs_permission_too() {
        let mut values = values("http://127.0.0.1:8080/");
        values.control = Some("http://10.0.0.1/_control".into());
        assert!(values.lacks_permission());
        values.allow_restart = true;
        let target = parse("t", &write(&values), environment).unwrap();
        assert_eq!(target.arrange.control.as_deref(), Some("http://10.0.0.1/_control"));
    }

    #[test]
    fn every_key_of_a_target_file_is_there() {
        let text = write(&values("http://127.0.0.1/"));
        for key in [
            "url",
            "region",
            "timeout",
            "restart_deadline",
            "rate",
            "jobs",
            "access_key_id",
            "access_key_secret_env",
            "control",
            "command",
            "start_stop",
            "allow_restart",
            "running",
            "stopped",
            "security_locked",
            "financial_locked",
            "disk_abnormal",
            "other_account",
        ] {
            let stands = text
                .lines()
                .any(|line| line.trim_start_matches("# ").starts_with(&format!("{key} = ")));
            assert!(stands, "{key} is not in\n{text}");
        }
    }
}
