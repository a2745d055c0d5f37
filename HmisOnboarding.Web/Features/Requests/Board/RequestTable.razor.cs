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
        var caller = await CallerAsync();
        if (_shown != Address || _newest == 0)
        {
            var first = await Boards.PageAsync(caller, Filter, null, PageSize, cancellationToken);
            _newest = first.Rows.Count == 0 ? 0 : first.Rows[0].Number;
            (_shown, _rows, _next, _new) = (Address, [.. first.Rows], first.Next, 0);
            return;
        }

        // as many rows as were shown, from the same one on; what was opened since then is only counted
        var same = await Boards.PageAsync(caller, Filter, new RequestCursor(_newest + 1), Math.Max(PageSize, _rows.Count), cancellationToken);
        var newest = await Boards.PageAsync(caller, Filter, null, PageSize, cancellationToken);
        (_rows, _next, _new) = ([.. same.Rows], same.Next, newest.Rows.Count(r => r.Number > _newest));
    }

    private Task ShowNewAsync()
    {
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
