using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// By when a step, and the account, can be expected: the targets that the community set, counted from the start of the present step.
/// Pure; days are calendar days.
/// </summary>
public static class Expectations
{
    /// <summary>When the present step should be done.</summary>
    public static ExpectationView Step(RequestState state, DateTime sinceUtc, DateTime? limitUtc, CommunitySettings settings, ServiceTerms service) => state switch
    {
        RequestState.AccountQueue => new(limitUtc, $"made within {service.Policy.Promise} of a complete packet"),
        _ when DaysFor(state, settings) is { } days => new(sinceUtc.AddDays(days), days == 1 ? "usually a day for this step" : $"usually {days} days for this step"),
        _ => new(null, "nothing is expected any more"),
    };

    /// <summary>When the account should exist if the steps ahead take their usual time.</summary>
    public static ExpectationView Account(RequestState state, DateTime sinceUtc, DateTime? limitUtc, CommunitySettings settings, ServiceTerms service)
    {
        if (!Stages.IsOpen(state))
            return new(null, "nothing is expected any more");
        if (state == RequestState.AccountQueue)
            return Step(state, sinceUtc, limitUtc, settings, service);
        var days = Enum.GetValues<RequestState>().Where(s => s >= state && s < RequestState.AwaitingDocuments || s == state).Sum(s => DaysFor(s, settings) ?? 0);
        return new(service.Calendar.Add(sinceUtc.AddDays(days), service.Policy.Limit), "if every step takes its usual time");
    }

    private static int? DaysFor(RequestState state, CommunitySettings settings) => state switch
    {
        RequestState.Training => settings.TrainingTargetDays,
        RequestState.UserSignature => settings.UserSignatureTargetDays,
        RequestState.AdministratorReview => settings.ReviewTargetDays,
        RequestState.DirectorSignature => settings.DirectorTargetDays,
        RequestState.Submission => settings.SubmissionTargetDays,
        RequestState.AwaitingDocuments => settings.DocumentsTargetDays,
        _ => null,
    };
}
