using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>How each part of the queue is called, and what is said where it is empty.</summary>
public static class QueueWords
{
    public static string ListName(QueuePart part) => part switch
    {
        QueuePart.Mine => "Packets that you claimed, least time left first",
        QueuePart.Others => "Packets that wait for others, longest waiting first",
        QueuePart.Done => "Accounts made today, newest first",
        _ => "Packets that need you now, least time left first",
    };

    public static (string Title, string Hint) Empty(QueuePlace place) => place switch
    {
        { IsFiltered: true } => ("Nothing here fits what you chose.", "Choose less, and more is shown."),
        { Part: QueuePart.Mine } => ("You have claimed no packet.", "Claim one, and the others see that you have it."),
        { Part: QueuePart.Others } => ("No packet waits for others.", "What you return, what a colleague claimed and what waits for documents is shown here."),
        { Part: QueuePart.Done } => ("No account was made today.", "Accounts that you record appear here until midnight."),
        _ => ("No packet needs you now.", "A packet appears here the moment an agency submits it."),
    };

    public static string Level(QueueLevel level) => level switch
    {
        QueueLevel.DueSoon => "Due in 4 hours",
        QueueLevel.Late => "Late",
        _ => "More than 4 hours left",
    };

    /// <summary>Counting stops at a hundred.</summary>
    public static string Figure(int count) => count >= 100 ? $"{count}+" : count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What waits to be let into the list: "2 new, 1 moved: show".</summary>
    public static string News(QueueList list)
    {
        var waiting = new[] { list.NewCount > 0 ? $"{list.NewCount} new" : null, list.MovedCount > 0 ? $"{list.MovedCount} moved" : null }.OfType<string>().ToList();
        return waiting.Count == 0 ? $"Clear {list.GoneCount} that left" : $"{string.Join(", ", waiting)}: show";
    }

    /// <summary>Why a row is no longer part of the list.</summary>
    public static string Left(RequestView now, QueuePlace place, Guid readerId, TimeZoneInfo zone) => now.State switch
    {
        RequestState.AccountCreated => place.Part == QueuePart.Done ? "Made before today" : $"Done by {now.AccountByName}",
        RequestState.Submission => $"Returned by {now.ReturnedBy}",
        RequestState.AccountQueue => now.Claim switch
        {
            { } claim when claim.PersonId != readerId => $"With {claim.Name} since {TimeText.Near(claim.SinceUtc, zone, now.ReadUtc)}",
            { } when place.Part == QueuePart.Others => "With you now",
            null when place.Part == QueuePart.Mine => "Released",
            null when place.Part == QueuePart.Others => "Needs somebody now",
            _ => place.Level == QueueLevel.DueSoon ? "Late now" : "Less time left now",
        },
        _ => now.StageName,
    };
}
