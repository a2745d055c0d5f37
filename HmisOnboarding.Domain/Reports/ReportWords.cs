using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Reports;

/// <summary>What the steps are called in a report, where each holder's part stands apart from the others.</summary>
public static class ReportWords
{
    /// <summary>The step in words.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no step of an open request.</exception>
    public static string Step(RequestState state) => state switch
    {
        RequestState.Training => "Training",
        RequestState.UserSignature => "User signs",
        RequestState.AdministratorReview => "Administrator reviews and signs",
        RequestState.DirectorSignature => "Director signs",
        RequestState.Submission => "Submission",
        RequestState.AwaitingDocuments => "Documents to follow",
        RequestState.AccountQueue => "Account creation",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>"under 1 day", "3 to 7 days", "14 days or more".</summary>
    public static string Age(AgeBand band) => band switch
    {
        { FromDays: 0 } => "under 1 day",
        { UntilDays: null } => $"{band.FromDays} days or more",
        _ => $"{band.FromDays} to {band.UntilDays} days",
    };
}
