using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>What is due first, for every agency, with the packet of the chosen request beside it.</summary>
public sealed partial class QueuePage
{
    private const int PageSize = 25;

    // without any act a packet becomes late; a look once a minute is enough to say so
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private static readonly (string Key, string Words)[] QueueKeys =
    [
        ("j", "next packet"), ("k", "the one before"), ("Enter", "open the packet"), ("c", "claim it, or release it"), ("r", "return it to the agency"),
        ("x", "tick it for several at once, Shift X up to here"),
        ("a", "go to the account's user name"), ("Ctrl K", "go to a page or a request"), ("?", "show or hide this list"),
    ];

    private QueuePlace _place = new();
    private QueueList _list = new(new());
    private IReadOnlyList<AgencyView> _agencies = [];
    private IReadOnlyDictionary<string, string> _looking = new Dictionary<string, string>();
    private readonly HashSet<string> _ticked = [];
    private string? _lastTicked;
    private QueuePlace? _shownPlace;
    private QueueView? _view;
    private ITimer? _looks;
    private IDisposable? _presence;
    private string? _said;
    private bool _isHeld;
    private bool _isClosed;

    [Inject]
    public required BoardQueries Board { get; init; }

    [Inject]
    public required RequestQueries Requests { get; init; }

    [Inject]
    public required AgencyService Agencies { get; init; }

    [Inject]
    public required PacketVerifier Verifier { get; init; }

    [Inject]
    public required PacketPresence Presence { get; init; }

    [Inject]
    public required SavedViewService Views { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter]
    public string? Code { get; set; }

    [Parameter, SupplyParameterFromQuery]
    public string? Show { get; set; }

    [Parameter, SupplyParameterFromQuery]
    public string? Agency { get; set; }

    [Parameter, SupplyParameterFromQuery]
    public string? Role { get; set; }

    [Parameter, SupplyParameterFromQuery]
    public string? Level { get; set; }

    [Parameter, SupplyParameterFromQuery]
    public string? Find { get; set; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Queue, ChangeKey.Directory];

    protected override object? View => Asked;

    private QueuePlace Asked => QueuePlace.Of(Show, Agency, Role, Level, Find);

    private TimeZoneInfo Zone => ReaderZone ?? TimeZoneInfo.Utc;

    private bool HasNews => _list.NewCount > 0 || _list.MovedCount > 0 || _list.GoneCount > 0;

    private string TabTitle
    {
        get
        {
            var counts = $"{QueueWords.Figure(_view!.NeedsMe)} need me, {QueueWords.Figure(_view.Mine)} mine, {QueueWords.Figure(_view.Others)} with others, {QueueWords.Figure(_view.Done)} done";
            return _view.Late > 0 ? $"{QueueWords.Figure(_view.Late)} late, {counts}" : counts;
        }
    }

    private string Context => _view!.Open switch
    {
        0 => "No packet waits for an account.",
        1 => $"1 packet waits for an account, within {_view.Service.Promise}.",
        var open => $"{open} packets wait for an account, each within {_view.Service.Promise}.",
    };

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        // only whoever arrives without a wish: within the page the whole queue can still be chosen
        if (Code is null && Asked == new QueuePlace() && (await Views.ListAsync(await CallerAsync(), SavedList.Queue, Gone)).FirstOrDefault(v => v.IsStart) is { Filters.Length: > 0 } start)
            Navigation.NavigateTo($"/queue?{start.Filters}", replace: true);
        _presence = Changes.Subscribe([ChangeKey.Looking], () => InvokeAsync(SeeWhoLooks));
        _looking = Presence.OthersThan(Person.Id);
        _looks = Clock.CreateTimer(_ => _ = InvokeAsync(LookAsync), null, Look, Look);
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var place = Asked;
        var isSamePlace = place == _shownPlace && _list.Count > 0;
        var caller = await CallerAsync();
        var view = await Board.QueueAsync(caller, place.Wish(TodayUtc()), null, isSamePlace ? _list.Count + PageSize : PageSize, cancellationToken);
        _agencies = await Agencies.ListAsync(caller, cancellationToken);
        if (isSamePlace)
        {
            var before = _list.NewCount;
            foreach (var left in _list.Meet(view.Rows, view.Next is not null))
                await ExplainAsync(caller, left, place, cancellationToken);
            if (_list.NewCount > before)
                _said = _list.NewCount == 1 ? "1 new packet" : $"{_list.NewCount} new packets";
            if (!_isHeld)
                _list.Settle();
        }
        else
        {
            _list = new QueueList(place);
            _list.Show(view.Rows, view.Next is not null);
            if (place != _shownPlace)
                ClearTicks();
        }

        (_place, _shownPlace, _view) = (place, place, view);
    }

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        _looks?.Dispose();
        _presence?.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<QueueLine> Lines() => _list.Lines(Code).Select(l => l with
    {
        ReaderId = Person.Id,
        IsTicked = _ticked.Contains(l.Row.Code),
        Looking = Looking(l.Row.Code),
        IsVerified = l.Row.State is RequestState.AccountQueue or RequestState.AwaitingDocuments ? Verifier.Known(l.Row.Id, l.Row.Version, l.Row.TimeZoneId)?.IsGreen : null,
    });

    // also what has left meanwhile: it was meant, and the report says why it was not done
    private IReadOnlyList<RequestRow> Ticked => [.. _list.Rows.Where(r => _ticked.Contains(r.Code))];

    private void Tick((string Code, bool IsRange) tick)
    {
        var codes = _list.Tickable.Select(r => r.Code).ToList();
        var isOn = !_ticked.Contains(tick.Code);
        var (from, to) = (_lastTicked is null ? -1 : codes.IndexOf(_lastTicked), codes.IndexOf(tick.Code));
        if (to < 0)
        {
            _ticked.Remove(tick.Code);
            return;
        }

        foreach (var code in tick.IsRange && from >= 0 ? codes[Math.Min(from, to)..(Math.Max(from, to) + 1)] : [tick.Code])
        {
            if (isOn)
                _ticked.Add(code);
            else
                _ticked.Remove(code);
        }

        _lastTicked = tick.Code;
    }

    private void TickAll()
    {
        var codes = _list.Tickable.Select(r => r.Code).ToList();
        if (codes.TrueForAll(_ticked.Contains))
            ClearTicks();
        else
            _ticked.UnionWith(codes);
    }

    private void ClearTicks()
    {
        _ticked.Clear();
        _lastTicked = null;
    }

    // what could not be done stays ticked, for the next try
    private async Task AfterBulkAsync(BulkReport report)
    {
        _ticked.ExceptWith(report.Done.Select(l => l.Code));
        await ReloadAsync();
    }

    private string? Looking(string code) => _looking.GetValueOrDefault(code);

    private DateTime TodayUtc()
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(Clock.GetUtcNow().UtcDateTime, Zone).Date;
        // a day that begins with an hour left out begins after it
        return TimeZoneInfo.ConvertTimeToUtc(Zone.IsInvalidTime(local) ? local.AddHours(1) : local, Zone);
    }

    private async Task ExplainAsync(Caller caller, RequestRow row, QueuePlace place, CancellationToken cancellationToken)
    {
        var now = await Requests.RequestAsync(caller, row.Code, cancellationToken);
        _list.Explain(row with { State = now.State, Version = now.Version, ClaimedById = now.Claim?.PersonId, ClaimedByName = now.Claim?.Name, ClaimedUtc = now.Claim?.SinceUtc, HmisUserName = now.HmisUserName, ReturnedBy = now.ReturnedBy },
            QueueWords.Left(now, place, Person.Id, Zone));
    }

    private void SeeWhoLooks()
    {
        if (_isClosed)
            return;
        _looking = Presence.OthersThan(Person.Id);
        StateHasChanged();
    }

    private async Task LookAsync()
    {
        if (_isClosed || !IsLoaded)
            return;
        try
        {
            await ReloadAsync();
            SeeWhoLooks();
        }
        catch (OperationCanceledException) when (_isClosed)
        {
            // the page closed meanwhile
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task ShowMoreAsync()
    {
        var view = await Board.QueueAsync(await CallerAsync(), _place.Wish(TodayUtc()), _list.Cursor, PageSize, Gone);
        _list.Append(view.Rows, view.Next is not null);
    }

    // the browser says when pointer and focus come to the list and leave it (js/held.js)
    private void Hold(bool isHeld)
    {
        _isHeld = isHeld;
        if (!isHeld)
            _list.Settle();
    }

    private void TakeNews()
    {
        _list.TakeNews();
        _said = "The list is up to date.";
    }
}
