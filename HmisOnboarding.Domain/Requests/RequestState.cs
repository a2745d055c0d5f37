namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// Where a request is. These names are for code and for the database; a person reads the stage name (<see cref="Stages.Name"/>).
/// </summary>
public enum RequestState
{
    /// <summary>The new user takes the courses of the role type and uploads the certificates.</summary>
    Training,

    /// <summary>The new user reads and signs the User Agreement.</summary>
    UserSignature,

    /// <summary>The agency administrator reviews the User Training Checklist and signs.</summary>
    AdministratorReview,

    /// <summary>The executive director, or a named delegate, signs.</summary>
    DirectorSignature,

    /// <summary>The agency administrator completes the User Request Form and submits the packet.</summary>
    Submission,

    /// <summary>Submitted, but documents follow another way; the 24-48 hour clock does not run.</summary>
    AwaitingDocuments,

    /// <summary>The packet is complete and with the system administrators; the clock runs.</summary>
    AccountQueue,

    /// <summary>The HMIS account exists.</summary>
    AccountCreated,

    /// <summary>The agency took the request back.</summary>
    Withdrawn,

    /// <summary>Nothing happened for so long that the request closed by itself.</summary>
    Lapsed,

    /// <summary>A system administrator refused the account.</summary>
    Denied,
}

/// <summary>The moves a person can make on a request; the verbs of the process.</summary>
public enum RequestTrigger
{
    /// <summary>New user: every required certificate is there.</summary>
    FinishTraining,

    /// <summary>New user signs the User Agreement.</summary>
    SignAsUser,

    /// <summary>Agency administrator confirms the scan of an agreement that the new user signed on paper.</summary>
    ConfirmPaper,

    /// <summary>Agency administrator attests and signs.</summary>
    SignAsAdministrator,

    /// <summary>Agency administrator gives named items back to the new user.</summary>
    ReturnToUser,

    /// <summary>Executive director signs.</summary>
    SignAsDirector,

    /// <summary>Executive director declines with a reason.</summary>
    DeclineAsDirector,

    /// <summary>The newest text of the User Agreement replaces the one that the request was opened under.</summary>
    TakeNewText,

    /// <summary>Agency administrator submits the packet.</summary>
    Submit,

    /// <summary>The documents that were to follow have arrived.</summary>
    DocumentsReceived,

    /// <summary>System administrator records the account that was made in the HMIS.</summary>
    RecordAccount,

    /// <summary>System administrator gives named items back to the agency.</summary>
    ReturnToAgency,

    /// <summary>System administrator refuses the account.</summary>
    Deny,

    /// <summary>New user logged in to the HMIS for the first time.</summary>
    ConfirmFirstLogin,

    /// <summary>Agency administrator takes the request back.</summary>
    Withdraw,

    /// <summary>The clock closes a request in which nothing happened.</summary>
    Lapse,

    /// <summary>Agency administrator opens a closed request again.</summary>
    Reopen,
}

/// <summary>Who has a request, as a kind of person.</summary>
public enum RequestHolder
{
    /// <summary>The person the account is for.</summary>
    NewUser,

    /// <summary>The agency's HMIS contact.</summary>
    AgencyAdministrator,

    /// <summary>The agency's director.</summary>
    ExecutiveDirector,

    /// <summary>The lead agency's HMIS staff.</summary>
    SystemAdministrator,

    /// <summary>The request is closed.</summary>
    Nobody,
}
