using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.ToSign;

/// <summary>What an executive director has to do, and nothing else.</summary>
public sealed partial class ToSignPage
{
    private ToSignView? _view;

    [Inject]
    public required BoardQueries Boards { get; init; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys =>
    [
        ChangeKey.Person(Person.Id),
        .. Person.Seats.Where(s => s.Kind == SeatKind.ExecutiveDirector).Select(s => s.AgencyId).OfType<Guid>().Distinct().Select(ChangeKey.Agency),
    ];

    private bool IsHolder => Person.Seats.Any(s => s.Kind == SeatKind.ExecutiveDirector && s.ForName is null);

    private string Title => _view?.Waiting.Count switch
    {
        null => "To sign",
        0 => "Nothing to sign",
        1 => "1 agreement waits for your signature",
        var count => $"{count} agreements wait for your signature",
    };

    private string EmptyTitle =>
        _view is { Lately: [var last, ..] }
            ? $"Nothing waits for your signature. Last signed: {last.PersonName}, {TimeText.Moment(last.AtUtc, ReaderZone ?? TimeZoneInfo.Utc, Clock.GetUtcNow().UtcDateTime)}"
            : "Nothing waits for your signature";

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _view = await Boards.ToSignAsync(await CallerAsync(), cancellationToken);
}
