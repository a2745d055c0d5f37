using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Requests.Board;

/// <summary>A stage as the address of the page names it, with the words on screen.</summary>
public sealed record RequestStage(string Key, string Name, IReadOnlyList<RequestState> States)
{
    /// <summary>Stages that have a column on the board, in order.</summary>
    public static IReadOnlyList<RequestStage> OnBoard { get; } =
    [
        new("training", "Training", [RequestState.Training]),
        new("agreement", "User Agreement", [RequestState.UserSignature, RequestState.AdministratorReview]),
        new("director", "Director's signature", [RequestState.DirectorSignature]),
        new("submission", "Submission", [RequestState.Submission]),
        new("account", "Account creation", [RequestState.AwaitingDocuments, RequestState.AccountQueue]),
        new("created", "Account created", [RequestState.AccountCreated]),
    ];

    /// <summary>All stages that can be looked for.</summary>
    public static IReadOnlyList<RequestStage> All { get; } =
        [.. OnBoard, new("closed", "Closed without an account", [RequestState.Withdrawn, RequestState.Lapsed, RequestState.Denied])];

    public static RequestStage? Find(string? key) => All.FirstOrDefault(s => s.Key == key);
}
