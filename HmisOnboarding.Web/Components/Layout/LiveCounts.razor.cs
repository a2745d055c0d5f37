using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Layout;

/// <summary>
/// The bell, and the one place that reads the figures of bell and rail. It listens for all that the person's seats may hear of,
/// so the page in the middle is never drawn again because a count changed.
/// </summary>
public sealed partial class LiveCounts
{
    // the read stops counting there
    private const int Most = 100;

    private int _unread;
    private string? _news;

    [Inject]
    public required BoardQueries Boards { get; init; }

    [Inject]
    public required RailCounts Rail { get; init; }

    /// <summary>The person with the seats of this moment: a seat given while the page is open is listened for at once.</summary>
    [Parameter, EditorRequired]
    public required PersonSummary Reader { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys =>
    [
        ChangeKey.Person(Reader.Id),
        .. Reader.Seats.Select(s => s.AgencyId).OfType<Guid>().Distinct().Select(ChangeKey.Agency),
        .. Reader.Seats.Any(s => s.Kind == SeatKind.SystemAdministrator) ? [ChangeKey.Queue] : Array.Empty<ChangeKey>(),
    ];

    private string Words => _unread >= Most ? $"{Most - 1}+" : $"{_unread}";

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var counts = await Boards.RailAsync(await CallerAsync(), cancellationToken);
            _news = IsLoaded && counts.Unread > _unread ? (counts.Unread - _unread == 1 ? "1 new notice" : $"{counts.Unread - _unread} new notices") : null;
            _unread = counts.Unread;
            Rail.Set("/requests", counts.NeedsMe);
            Rail.Set("/to-sign", counts.ToSign);
            Rail.Set("/queue", counts.Queue);
            Rail.Set("/training-site", counts.TrainingSite);
        }
        catch (Exception e) when (e is RuleViolationException or SessionChangedException)
        {
            // the page itself tells the person; the frame only stops counting
        }
    }
}
