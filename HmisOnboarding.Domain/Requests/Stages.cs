namespace HmisOnboarding.Domain.Requests;

/// <summary>The words that people read for where a request is, who has it, and what happens next.</summary>
public static class Stages
{
    /// <summary>The steps of the stepper, in order.</summary>
    public static IReadOnlyList<string> Steps { get; } =
        ["Training", "User Agreement", "Executive Director signature", "Submission", "Account created"];

    /// <summary>The stage as it is called on screen; states that share a stage share the name.</summary>
    public static string Name(RequestState state) => state switch
    {
        RequestState.Training => "Training",
        RequestState.UserSignature or RequestState.AdministratorReview => "User Agreement",
        RequestState.DirectorSignature => "Executive Director signature",
        RequestState.Submission => "Submission",
        RequestState.AwaitingDocuments or RequestState.AccountQueue => "Account creation",
        RequestState.AccountCreated => "Account created",
        RequestState.Withdrawn => "Withdrawn",
        RequestState.Lapsed => "Lapsed",
        RequestState.Denied => "Refused",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Position of the state in <see cref="Steps"/>; -1 when the request is closed without an account.</summary>
    public static int StepOf(RequestState state) => state switch
    {
        RequestState.Training => 0,
        RequestState.UserSignature or RequestState.AdministratorReview => 1,
        RequestState.DirectorSignature => 2,
        RequestState.Submission => 3,
        RequestState.AwaitingDocuments or RequestState.AccountQueue or RequestState.AccountCreated => 4,
        _ => -1,
    };

    /// <summary>Who has it.</summary>
    public static RequestHolder Holder(RequestState state) => state switch
    {
        RequestState.Training or RequestState.UserSignature or RequestState.AccountCreated => RequestHolder.NewUser,
        RequestState.AdministratorReview or RequestState.Submission or RequestState.AwaitingDocuments => RequestHolder.AgencyAdministrator,
        RequestState.DirectorSignature => RequestHolder.ExecutiveDirector,
        RequestState.AccountQueue => RequestHolder.SystemAdministrator,
        _ => RequestHolder.Nobody,
    };

    /// <summary>The holder's office in words.</summary>
    public static string Title(RequestHolder holder) => holder switch
    {
        RequestHolder.NewUser => "new user",
        RequestHolder.AgencyAdministrator => "agency administrator",
        RequestHolder.ExecutiveDirector => "executive director",
        RequestHolder.SystemAdministrator => "system administrator",
        _ => "nobody",
    };

    /// <summary>What happens next, for the person who has it or waits for it.</summary>
    public static string Next(RequestState state) => state switch
    {
        RequestState.Training => "Take the courses and upload each certificate",
        RequestState.UserSignature => "Read and sign the User Agreement",
        RequestState.AdministratorReview => "Review the User Training Checklist and sign",
        RequestState.DirectorSignature => "Read and sign as executive director",
        RequestState.Submission => "Complete the User Request Form and submit the packet",
        RequestState.AwaitingDocuments => "Send the documents that are to follow",
        RequestState.AccountQueue => "Make the HMIS account",
        RequestState.AccountCreated => "Log in to the HMIS",
        RequestState.Withdrawn => "Nothing: the request was withdrawn",
        RequestState.Lapsed => "Nothing: the request lapsed",
        RequestState.Denied => "Nothing: the account was refused",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Whether the request is under way: neither finished nor closed.</summary>
    public static bool IsOpen(RequestState state) => state < RequestState.AccountCreated;

    /// <summary>Whether the request ended without an account.</summary>
    public static bool IsClosed(RequestState state) => state > RequestState.AccountCreated;

    internal static string NotNow(RequestState state) => Holder(state) switch
    {
        RequestHolder.Nobody => $"This request is closed: {Name(state).ToLowerInvariant()}.",
        var holder => $"This cannot be done now. The request is at the step {Name(state)}, with the {Title(holder)}.",
    };
}
