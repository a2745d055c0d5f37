using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Requests.Board;

/// <summary>The requests as a table that goes on page by page. Requests that were opened meanwhile wait behind a pill, so no row moves.</summary>
public sealed partial class RequestTable
{
    public const int PageSize = 25;

    private List<RequestRow> _rows = [];
    private RequestCursor? _next;
    private RequestsAddress? _shown;
    private int _newest;
    private int _new;

    [Inject]
    public required BoardQueries Boards { get; init; }

    /// <summary>One agency, or null for all within reach.</summary>
    [Parameter, EditorRequired]
    public Guid? AgencyId { get; set; }

    [Parameter, EditorRequired]
    public required RequestsAddress Address { get; set; }

    [Parameter, EditorRequired]
    public bool CanAct { get; set; }

    [Parameter]
    public string? Director { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => AgencyId is { } id ? [ChangeKey.Agency(id)] : [ChangeKey.Queue];

    protected override object? View => (AgencyId, Address);

    private bool ShowAgency => AgencyId is null;

    private RequestFilter Filter => new(AgencyId, RequestStage.Find(Address.Stage)?.States, Address.Search, Address.Stuck);

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var isSame = _shown == Address;
        // what was opened while the person reads is read too, but held back
        var page = await Boards.PageAsync(await CallerAsync(), Filter, null, isSame ? Math.Max(PageSize, _rows.Count + _new) + 1 : PageSize, cancellationToken);
        if (!isSame)
            _newest = page.Rows.Count == 0 ? 0 : page.Rows[0].Number;
        _shown = Address;
        _new = _newest == 0 ? 0 : page.Rows.Count(r => r.Number > _newest);
        if (_newest == 0 && page.Rows.Count > 0)
            _newest = page.Rows[0].Number;
        _rows = [.. page.Rows.Where(r => r.Number <= _newest)];
        _next = page.Next;
    }

    private Task ShowNewAsync()
    {
        _newest = int.MaxValue;
        _shown = null;
        return ReloadAsync();
    }

    private async Task ShowMoreAsync()
    {
        var page = await Boards.PageAsync(await CallerAsync(), Filter, _next, PageSize, Gone);
        _rows.AddRange(page.Rows);
        _next = page.Next;
    }
}
