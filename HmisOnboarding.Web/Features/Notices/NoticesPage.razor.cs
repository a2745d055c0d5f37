using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Notices;

/// <summary>What a person was told. Reading it here marks it as read; what was new stays marked as long as the page is open.</summary>
public sealed partial class NoticesPage
{
    private const int Most = 50;

    private readonly HashSet<Guid> _fresh = [];
    private IReadOnlyList<NoticeRow>? _rows;

    [Inject]
    public required NoticeQueries Notices { get; init; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Person(Person.Id)];

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var caller = await CallerAsync();
        _rows = await Notices.NewestAsync(caller, Most, cancellationToken);
        var unread = _rows.Where(r => r.Unread).ToList();
        _fresh.UnionWith(unread.Select(r => r.Id));
        if (unread.Count > 0)
            await Notices.MarkReadAsync(caller, cancellationToken);
    }

    /// <summary>Each person has their own view of a request: the director signs, the new user follows, the others work.</summary>
    private string? Address(NoticeRow row)
    {
        const string request = "/requests/";
        if (row.Link is not { } link || !link.StartsWith(request, StringComparison.Ordinal))
            return row.Link;
        if (Person.Seats.Any(s => s.Kind is SeatKind.AgencyAdministrator or SeatKind.SystemAdministrator))
            return link;
        var own = Person.Seats.Any(s => s.Kind == SeatKind.ExecutiveDirector) ? "/to-sign/" : "/my-progress/";
        return own + link[request.Length..];
    }
}
