//! The pages of 2018 on locks, overdue payments, statuses, and what shows them.

use super::fact::{Fact, Page, aside, by};
use crate::api::rules::Source;

/// API behaviour when an instance is locked for security reasons.
pub(super) const SECURITY: Page = Page { source: Source::SecurityLock, facts: SECURITY_FACTS };
/// Behaviour for accounts with overdue payments.
pub(super) const PAYMENTS: Page = Page { source: Source::OverduePayments, facts: PAYMENT_FACTS };
/// Instance status table.
pub(super) const STATUSES: Page = Page { source: Source::InstanceStatus, facts: STATUS_FACTS };
/// DescribeInstances and DescribeInstanceStatus.
pub(super) const DESCRIBE: Page = Page { source: Source::Describe, facts: DESCRIBE_FACTS };

/// Why rows of other operations are left out.
const OTHERS: &str = "they are other operations than those that a run calls";

const LEAD: &str = Source::SecurityLock.name();

#[rustfmt::skip] // a table
const SECURITY_FACTS: &[Fact] = &[
    aside(LEAD, "Operations on a disk in use go by the locks of its instance.", OTHERS),
    by(LEAD, "A locked instance is shown with LockReason security in its OperationLocks.", &["LK-01", "LK-02"]),
    by(LEAD, "RebootInstance: error.", &["RI-20"]),
    by(LEAD, "DescribeInstanceStatus: as usual.", &["LK-01"]),
    by(LEAD, "StartInstance: error.", &["LK-03"]),
    by(LEAD, "StopInstance: error (in the latest editions as usual).", &["LK-04"]),
    aside(LEAD, "34 rows of other operations: an error, or as usual.", OTHERS),
];

const OVERDUE: &str = "Instance with overdue payment";

#[rustfmt::skip] // a table
const PAYMENT_FACTS: &[Fact] = &[
    by(OVERDUE, "An instance with overdue payments is shown with LockReason financial in its OperationLocks.", &["RI-43"]),
    by(OVERDUE, "RebootInstance: no relation in 2018, an error in the latest editions.", &["RI-43"]),
    aside(OVERDUE, "37 rows of other operations.", OTHERS),
    aside("Disk with overdue payment", "RebootInstance: no relation in 2018; later an error without a code.",
        "no edition names the code of the error"),
    aside("Disk with overdue payment", "37 rows of other operations.", OTHERS),
];

const TABLE: &str = Source::InstanceStatus.name();

#[rustfmt::skip] // a table
const STATUS_FACTS: &[Fact] = &[
    by(TABLE, "Pending: the status after an instance was created.", &["ST-01"]),
    by(TABLE, "Starting: the transient status of an instance that is started.", &["ST-01"]),
    by(TABLE, "Running: the status of an instance that is started and can be used.", &["ST-01"]),
    by(TABLE, "Stopping: the transient status of an instance that is stopped.", &["ST-01"]),
    by(TABLE, "Stopped: the instance is stopped.", &["ST-01"]),
];

#[rustfmt::skip] // a table
const DESCRIBE_FACTS: &[Fact] = &[
    by("DescribeInstanceStatus, Response parameters",
        "InstanceStatuses holds for each instance an InstanceStatus with InstanceId and Status.", &["OB-01"]),
    by("DescribeInstanceStatus, Examples", "The same in XML and in JSON.", &["OB-01"]),
    by("DescribeInstances, Response parameters", "OperationLocks holds LockReason, why an instance is locked.", &["LK-02"]),
];
