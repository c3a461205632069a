//! Faults of RebootInstance itself: rules RI.

macro_rules! operation {
    ($then:ident $($before:tt)*) => { $then! { $($before)*
        // RI-01 to RI-08: what a restart is.

        /// A Running instance is refused with IncorrectInstanceStatus.
        RunningRefused, "running-refused", "RI-01";
        /// A Running instance is refused when the answer is to be JSON.
        RunningRefusedInJson, "running-refused-in-json", "RI-01";

        /// An instance in any status is restarted.
        StatusUnchecked, "status-unchecked", "RI-02";
        /// A Stopped instance is restarted as if it were Running.
        StoppedRestarts, "stopped-restarts", "RI-02";
        /// A Pending instance is restarted as if it were Running.
        PendingRestarts, "pending-restarts", "RI-02";
        /// The wrong status is answered with 409 OperationConflict.
        StatusConflict, "status-conflict", "RI-02";

        /// A restarting instance is shown as Pending, never as Starting.
        RestartShowsPending, "restart-shows-pending", "RI-03";
        /// A restarting instance is shown as Stopping to the end, never as Starting.
        RestartShowsStopping, "restart-shows-stopping", "RI-03";

        /// A restart never leaves Starting.
        RestartNeverEnds, "restart-never-ends", "RI-04";
        /// A restart passes through Stopped before Starting.
        RestartPassesStopped, "restart-passes-stopped", "RI-04";
        /// A restart ends in Stopped.
        RestartEndsStopped, "restart-ends-stopped", "RI-04";

        /// An instance that is Starting is restarted, for whatever reason it is Starting.
        StartingRestarts, "starting-restarts", "RI-05";
        /// A second call is served while a restart is in progress.
        RestartInProgressServed, "restart-in-progress-served", "RI-05";

        /// Until a restart is looked at another call is served too, as if both had come at the same moment.
        OverlappingServed, "overlapping-served", "RI-09";
        /// A call that was refused because it overlapped is carried out after the restart all the same.
        OverlappingPutOff, "overlapping-put-off", "RI-09";

        /// An instance that was restarted once is refused from then on.
        RestartsOnce, "restarts-once", "RI-06";
        /// A second restart is answered as a success, but nothing happens.
        SecondRestartLost, "second-restart-lost", "RI-06";

        /// A call that is refused for a lock or a disk restarts the Running instance all the same.
        RefusedStillRestarts, "refused-still-restarts", "RI-07";
        /// A call that is refused because the instance is Stopped starts it.
        RefusedStoppedStarts, "refused-stopped-starts", "RI-07";

        /// Every Running instance of the caller is restarted.
        RestartHitsAll, "restart-hits-all", "RI-08";
        /// The instances that were created just before and just after the named one restart with it.
        RestartHitsNeighbours, "restart-hits-neighbours", "RI-08";

        // RI-10 to RI-19: the parameters.

        /// The root element of a success is RebootInstanceResult.
        SuccessRootOther, "success-root-other", "RI-10";
        /// The root element of a success begins in lower case.
        SuccessRootLowerCase, "success-root-lower-case", "RI-10";

        /// A call without InstanceId is answered with 404 InvalidInstanceId.NotFound.
        MissingIdNotFound, "missing-id-not-found", "RI-11";
        /// The message for a call without InstanceId does not say what is missing.
        MissingIdUnnamed, "missing-id-unnamed", "RI-11";

        /// An empty InstanceId restarts the caller's first Running instance.
        EmptyIdFirstInstance, "empty-id-first-instance", "RI-12";
        /// An empty InstanceId is answered with 500 InternalError.
        EmptyIdInternalError, "empty-id-internal-error", "RI-12";

        /// ForceStop is required.
        ForceStopRequired, "force-stop-required", "RI-13";
        /// Without ForceStop the answer is a success, but nothing happens.
        ForceStopAbsentIgnored, "force-stop-absent-ignored", "RI-13";

        /// ForceStop=false is refused with InvalidParameter.
        ForceStopFalseRefused, "force-stop-false-refused", "RI-14";
        /// With ForceStop=false the answer is a success, but nothing happens.
        ForceStopFalseIgnored, "force-stop-false-ignored", "RI-14";

        /// ForceStop=true is refused with UnsupportedParameter where the call would be served.
        ForceStopTrueRefused, "force-stop-true-refused", "RI-15";
        /// ForceStop=true stops the instance and does not start it again.
        ForceStopTrueStops, "force-stop-true-stops", "RI-15";

        /// ForceStop=true restarts an instance in any status.
        ForceStopLiftsStatus, "force-stop-lifts-status", "RI-16";
        /// ForceStop=true restarts an instance that is Starting or Stopping.
        ForceStopLiftsTransitions, "force-stop-lifts-transitions", "RI-16";

        /// ForceStop=true restarts a locked instance.
        ForceStopLiftsLock, "force-stop-lifts-lock", "RI-17";
        /// The lock is looked at only when ForceStop is absent.
        LockSeenWithoutForceStop, "lock-seen-without-force-stop", "RI-17";
        /// ForceStop=true on a locked instance is refused, and restarts it all the same.
        ForceStopLockedRestarts, "force-stop-locked-restarts", "RI-17";

        /// ForceStop is not looked at, whatever its value.
        ForceStopUnchecked, "force-stop-unchecked", "RI-18";
        /// An empty ForceStop is taken for false.
        ForceStopEmptyAccepted, "force-stop-empty-accepted", "RI-18";

        /// A ForceStop with capitals is answered with 500 InternalError.
        ForceStopCapitalsInternalError, "force-stop-capitals-internal-error", "RI-19";

        // RI-20 to RI-22: the security lock.

        /// The security lock is not looked at.
        LockUnchecked, "lock-unchecked", "RI-20";
        /// A locked instance is answered with IncorrectInstanceStatus.
        LockWrongCode, "lock-wrong-code", "RI-20";

        /// A lock is looked at only where the instance is not Running.
        LockedRunningRestarts, "locked-running-restarts", "RI-21";
        /// An instance that is locked and Running is answered with 409 OperationConflict.
        LockedRunningConflict, "locked-running-conflict", "RI-21";

        /// An instance that was ever locked stays refused.
        LockNeverLifts, "lock-never-lifts", "RI-22";
        /// After its lock is lifted, an instance's restart is answered as a success, but nothing happens.
        LockLiftedRestartLost, "lock-lifted-restart-lost", "RI-22";

        /// A lock that was lifted once is not looked at again.
        LockAgainUnseen, "lock-again-unseen", "RI-22";
        /// When one of two locks is lifted, the other lapses with it.
        LockLiftedByHalf, "lock-lifted-by-half", "RI-22";

        // RI-30 to RI-38: the errors of the page.

        /// An id that does not exist is answered with IncorrectInstanceStatus.
        UnknownIdIncorrectStatus, "unknown-id-incorrect-status", "RI-30";
        /// An id that does not exist is answered with the right code, but with HTTP 400.
        UnknownIdBadRequest, "unknown-id-bad-request", "RI-30";
        /// An id that does not exist is answered as a success.
        UnknownIdServed, "unknown-id-served", "RI-30";

        /// An id that was removed is answered with IncorrectInstanceStatus.
        RemovedIdIncorrectStatus, "removed-id-incorrect-status", "RI-30";
        /// The beginning of an id is enough.
        IdBeginningServed, "id-beginning-served", "RI-30";
        /// Ids are compared without their last character.
        IdLastDigitUnread, "id-last-digit-unread", "RI-30";

        /// A malformed id is answered as a success.
        MalformedIdServed, "malformed-id-served", "RI-31";
        /// An id that is not ASCII is answered with 500 InternalError.
        NonAsciiIdInternalError, "non-ascii-id-internal-error", "RI-31";

        /// Blanks and line ends around an id are cut off.
        IdTrimmed, "id-trimmed", "RI-31";
        /// Of ids with commas between them the first is taken.
        IdListFirstServed, "id-list-first-served", "RI-31";
        /// An id ends at the first NUL.
        IdEndsAtNul, "id-ends-at-nul", "RI-31";

        /// The state of the disks is not looked at.
        DiskUnchecked, "disk-unchecked", "RI-32";
        /// An abnormal disk is answered with the code IncorrectDiskStatus.
        DiskWrongCode, "disk-wrong-code", "RI-32";

        /// A locked instance that is not Running is answered with 500 InternalError.
        LockedAndStoppedInternalError, "locked-and-stopped-internal-error", "RI-35";
        /// A locked instance with an abnormal disk is restarted.
        LockedAndDiskServed, "locked-and-disk-served", "RI-35";

        /// An abnormal disk with a key that may not be used is answered with 500 InternalError.
        DiskAndKeyInternalError, "disk-and-key-internal-error", "RI-35";

        /// The messages of JSON errors differ from those of XML errors.
        JsonOtherMessage, "json-other-message", "RI-36";
        /// In JSON a locked instance is answered with the code InstanceLocked.
        JsonOtherCode, "json-other-code", "RI-36";

        /// An instance of another account is answered with IncorrectInstanceStatus.
        ForeignStatusTold, "foreign-status-told", "RI-37";
        /// An instance of another account is restarted.
        ForeignRestarted, "foreign-restarted", "RI-37";
        /// The message tells an instance of another account from an id that does not exist.
        ForeignMessageTells, "foreign-message-tells", "RI-37";

        /// The Describe operations show an instance of another account whose id is named.
        ForeignShown, "foreign-shown", "RI-37";

        /// The page's own errors carry other messages than the documented ones.
        MessagesReworded, "messages-reworded", "RI-38";

        // RI-40 to RI-47: what edition current adds.

        /// DryRun=true is answered with DryRunOperation, and the instance restarts all the same.
        DryRunRestarts, "dry-run-restarts", "RI-40";
        /// DryRun=true is answered as a success, though nothing is restarted.
        DryRunServed, "dry-run-served", "RI-40";
        /// DryRun is not looked at.
        DryRunIgnored, "dry-run-ignored", "RI-40";

        /// DryRun=true is answered with DryRunOperation before the instance is looked at.
        DryRunUnchecked, "dry-run-unchecked", "RI-41";
        /// With DryRun=true the status of the instance is not looked at.
        DryRunStatusUnchecked, "dry-run-status-unchecked", "RI-41";

        /// DryRun=false is taken for true: that it is there is enough.
        DryRunFalseDry, "dry-run-false-dry", "RI-42";
        /// DryRun=false is refused with InvalidParameter.
        DryRunFalseRefused, "dry-run-false-refused", "RI-42";

        /// The financial lock is not looked at.
        FinancialLockUnchecked, "financial-lock-unchecked", "RI-43";
        /// A financial lock is answered with InstanceLockedForSecurity.
        FinancialLockAsSecurity, "financial-lock-as-security", "RI-43";
        /// A lock is looked at only where it is the only reason of OperationLocks.
        LockOnlyReasonSeen, "lock-only-reason-seen", "RI-43";

        /// Whether the key of an encrypted disk may be used is not looked at.
        KmsUnchecked, "kms-unchecked", "RI-44";
        /// A key that may not be used is answered with the right code, but with HTTP 400.
        KmsBadRequest, "kms-bad-request", "RI-44";

        /// Whether the key of an encrypted disk is enabled is not looked at.
        KeyNotEnabledServed, "key-not-enabled-served", "RI-46";
        /// A key that is gone is answered with the right code, but with HTTP 403.
        KeyNotFoundForbidden, "key-not-found-forbidden", "RI-46";

        /// A second call with the same ClientToken is answered as a success, and nothing happens.
        ClientTokenIdempotent, "client-token-idempotent", "RI-47";
        /// OwnerId lets a call reach the instances of any account.
        OwnerIdObeyed, "owner-id-obeyed", "RI-47";

        /// A DryRun that is neither true nor false is taken for false.
        DryRunValueUnchecked, "dry-run-value-unchecked", "RI-45";
    } };
}
