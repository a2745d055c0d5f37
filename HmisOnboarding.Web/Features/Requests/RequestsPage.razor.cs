using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Features.Requests.Board;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Requests;

/// <summary>
/// Who needs the agency administrator now, and all requests by stage. A director sees the board without acts; a system administrator
/// sees one table over all agencies.
/// </summary>
public sealed partial class RequestsPage
{
    private const int FilteredMost = 100;

    private RequestsAddress _address = new(null, null, null, null, false);
    private IReadOnlyList<(Guid? Id, string Name)> _agencies = [];
    private Guid? _agencyId;
    private BoardView? _board;
    private IReadOnlyList<RequestRow> _needsMe = [];
    private IReadOnlyList<BoardColumn> _columns = [];
    private bool _isCut;
    private string? _director;
    private string? _howToParticipate;

    [Inject]
    public required BoardQueries Boards { get; init; }

    [Inject]
    public required AgencyService Agencies { get; init; }

    [Inject]
    public required SavedViewService Views { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required CommunityService Community { get; init; }

    [SupplyParameterFromQuery(Name = "agency")]
    public string? AgencyInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    public string? ViewInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "stage")]
    public string? StageInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "search")]
    public string? SearchInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "stuck")]
    public string? StuckInAddress { get; set; }

    protected override object? View => Read();

    protected override IReadOnlyCollection<ChangeKey> Keys =>
        Choose(Read().Agency) is { } id ? [ChangeKey.Agency(id), ChangeKey.Directory] : [];

    private bool CanAct => _board is not null && Person.Seats.Any(s => s.Kind == SeatKind.AgencyAdministrator && s.AgencyId == _agencyId);

    private bool CanRemind => CanAct || Person.Seats.Any(s => s.Kind == SeatKind.SystemAdministrator);

    private bool CanImport => Person.Seats.Any(s => s.Kind is SeatKind.AgencyAdministrator or SeatKind.SystemAdministrator);

    private string? AgencyName => _board?.AgencyName;

    private string NewAddress => _agencies.Count > 1 ? $"/requests/new?agency={_agencyId}" : "/requests/new";

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        // only whoever arrives without a wish: within the page everything can still be chosen
        if (Read().ToString() == "/requests" && (await Views.ListAsync(await CallerAsync(), SavedList.Requests, Gone)).FirstOrDefault(v => v.IsStart) is { Filters.Length: > 0 } start)
            Navigation.NavigateTo($"/requests?{start.Filters}", replace: true);
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (Person.Seats.Count == 0)
            throw new NotFoundException();
        _address = Read();
        _agencies = [.. Offered()];
        _agencyId = Choose(_address.Agency);
        if (_agencyId is not { } agencyId)
        {
            _board = null;
            return;
        }

        var caller = await CallerAsync();
        _board = await Boards.BoardAsync(caller, agencyId, cancellationToken);
        _needsMe = _board.NeedsMe;
        var agency = (await Agencies.ListAsync(caller, cancellationToken)).FirstOrDefault(a => a.Id == agencyId);
        _director = agency?.Seats.FirstOrDefault(s => s.Kind == SeatKind.ExecutiveDirector) is not { } seat ? null
            : DelegationWords.For(agency.StandIns.FirstOrDefault(s => s.Standing == StandInStanding.Now && s.HolderId == seat.PersonId && s.Kind == seat.Kind)?.DelegateName, seat.FullName);
        _howToParticipate = _board.Participates ? null : (await Community.NowAsync(cancellationToken)).Settings.HowToParticipateUrl;
        (_columns, _isCut) = _address.IsTable ? ([], false) : await ColumnsAsync(caller, _board, cancellationToken);
    }

    private async Task<(IReadOnlyList<BoardColumn> Columns, bool IsCut)> ColumnsAsync(Caller caller, BoardView board, CancellationToken cancellationToken)
    {
        var stage = RequestStage.Find(_address.Stage);
        var columns = board.Columns.Where(c => stage is null || stage.States.Contains(c.States[0])).ToList();
        if (_address is { Search: null, Stuck: false })
            return (columns, false);
        // a column holds the first rows only, so what fits is looked for among all
        var found = await Boards.PageAsync(caller, new(board.AgencyId, [.. columns.SelectMany(c => c.States)], _address.Search, _address.Stuck), null, FilteredMost, cancellationToken);
        return ([.. columns.Select(c =>
        {
            var rows = found.Rows.Where(r => c.States.Contains(r.State)).OrderBy(r => r.StateSinceUtc).ToList();
            return c with { Rows = rows, Count = rows.Count };
        })], found.Next is not null);
    }

    private RequestsAddress Read()
    {
        var search = string.IsNullOrWhiteSpace(SearchInAddress) ? null : SearchInAddress.Trim();
        return new(AgencyInAddress, ViewInAddress is RequestsAddress.Table or RequestsAddress.BoardView ? ViewInAddress : null,
            RequestStage.Find(StageInAddress)?.Key, search?.Length > 100 ? search[..100] : search, StuckInAddress == "1");
    }

    private IEnumerable<(Guid? Id, string Name)> Offered()
    {
        var own = Person.Seats.Where(s => s.AgencyId is not null).OrderBy(s => s.Kind).Select(s => (s.AgencyId, s.AgencyName!)).Distinct();
        return Person.Seats.Any(s => s.Kind == SeatKind.SystemAdministrator) ? own.Append((null, "All agencies")) : own;
    }

    /// <summary>The agency whose board is shown; null for the table over all.</summary>
    private Guid? Choose(string? inAddress)
    {
        var offered = Offered().Select(o => o.Id).ToList();
        if (inAddress == RequestsAddress.AllAgencies && offered.Contains(null))
            return null;
        return Guid.TryParse(inAddress, out var id) && offered.Contains(id) ? id : offered.FirstOrDefault();
    }
}
