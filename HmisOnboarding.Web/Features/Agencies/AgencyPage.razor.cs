using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Agencies;

/// <summary>
/// One agency: its seats first, then its data. A system administrator keeps all of it; the director sees the own agency and appoints
/// its administrators.
/// </summary>
public sealed partial class AgencyPage
{
    private AgencyView? _agency;
    private IReadOnlyList<AgencyChangeView> _history = [];
    private bool _isSystemAdministrator;
    private bool _isDirector;
    private bool _appoints;

    [Inject]
    public required AgencyService Service { get; init; }

    [Parameter]
    public Guid? Id { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    protected override object? View => Id ?? Guid.Empty;

    private bool IsNew => Id is null;

    private string Context => _agency is null
        ? "After it is saved, appoint its director and its administrator."
        : $"{_agency.OpenRequests} open {(_agency.OpenRequests == 1 ? "request" : "requests")}. Times are shown in {_agency.TimeZoneId}.";

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        // who may look is asked anew: a seat can end while the page is open
        var me = await Actor.RefreshAsync(cancellationToken);
        _isSystemAdministrator = me.Seats.Any(s => s.Kind == SeatKind.SystemAdministrator);
        _appoints = me.Seats.Any(s => s.Kind == SeatKind.SystemAdministrator && s.ForName is null);
        _isDirector = Id is { } id && me.Seats.Any(s => s.Kind == SeatKind.ExecutiveDirector && s.AgencyId == id);
        if (!_isSystemAdministrator && !_isDirector)
            throw new NotFoundException();
        _agency = Id is null ? null
            : (await Service.ListAsync(await CallerAsync(), cancellationToken)).FirstOrDefault(a => a.Id == Id) ?? throw new NotFoundException();
        _history = Id is { } shown ? await Service.HistoryAsync(await CallerAsync(), shown, cancellationToken: cancellationToken) : [];
    }

    // who stands in for somebody does not appoint
    private bool MayAppoint(SeatKind kind) => _appoints
        || (kind == SeatKind.AgencyAdministrator && _agency!.Seats.Any(s => s.Kind == SeatKind.ExecutiveDirector && s.PersonId == Person.Id));

    private string Names(SeatKind kind)
    {
        var names = string.Join(", ", _agency!.Seats.Where(s => s.Kind == kind).Select(s => s.FullName));
        return names.Length == 0 ? EmptyWords(kind) : names;
    }

    private static string EmptyWords(SeatKind kind) => kind == SeatKind.ExecutiveDirector
        ? "Nobody holds this seat. Agreements of this agency wait until somebody does."
        : "Nobody holds this seat. Nobody can open requests for this agency.";
}
