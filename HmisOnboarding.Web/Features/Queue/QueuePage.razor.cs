using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>What is due first, for every agency, with the packet of the chosen request beside it.</summary>
public sealed partial class QueuePage
{
    private const int PageSize = 25;

    // without any act a packet becomes late; a look once a minute is enough to say so
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private QueuePlace _place = new(QueueFilter.Open, null);
    private QueueList _list = new(new(QueueFilter.Open, null));
    private IReadOnlyList<AgencyView> _agencies = [];
    private QueuePlace? _shownPlace;
    private QueueView? _view;
    private ITimer? _looks;
    private string? _said;
    private bool _isClosed;

    [Inject]
    public required BoardQueries Board { get; init; }

    [Inject]
    public required RequestQueries Requests { get; init; }

    [Inject]
    public required AgencyService Agencies { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter]
    public string? Code { get; set; }

    [Parameter, SupplyParameterFromQuery]
    public string? Show { get; set; }

    [Parameter, SupplyParameterFromQuery]
    public string? Agency { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Queue, ChangeKey.Directory];

    protected override object? View => QueuePlace.Of(Show, Agency);

    private string TabTitle => _view is { Late: > 0 } late ? $"Queue, {QueueCounts.Figure(late.Late)} late" : $"Queue, {QueueCounts.Figure(_view?.Open ?? 0)} open";

    private string Context => _view!.Open switch
    {
        0 => "No packet waits for an account.",
        1 => $"1 packet waits for an account, within {_view.Service.Promise}.",
        var open => $"{open} packets wait for an account, each within {_view.Service.Promise}.",
    };

    private string NewsWords => (_list.NewCount, _list.GoneCount) switch
    {
        (0, var gone) => $"Clear {gone} finished",
        (var news, 0) => $"{news} new",
        var (news, gone) => $"{news} new, clear {gone} finished",
    };

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _looks = Clock.CreateTimer(_ => _ = InvokeAsync(LookAsync), null, Look, Look);
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var place = QueuePlace.Of(Show, Agency);
        var isSamePlace = place == _shownPlace && _list.Count > 0;
        var caller = await CallerAsync();
        var view = await Board.QueueAsync(caller, place.Filter, place.AgencyId, null, isSamePlace ? _list.Count + PageSize : PageSize, cancellationToken);
        _agencies = await Agencies.ListAsync(caller, cancellationToken);
        if (isSamePlace)
        {
            var before = _list.NewCount;
            foreach (var left in _list.Meet(view.Rows, view.Next is not null))
                await ExplainAsync(caller, left.Code, place.Filter, cancellationToken);
            if (_list.NewCount > before)
                _said = NewsWords;
        }
        else
        {
            _list = new QueueList(place);
            _list.Show(view.Rows, view.Next is not null);
        }

        (_place, _shownPlace, _view) = (place, place, view);
    }

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        _looks?.Dispose();
        base.Dispose(disposing);
    }

    private async Task ExplainAsync(Caller caller, string code, QueueFilter filter, CancellationToken cancellationToken)
    {
        var request = await Requests.RequestAsync(caller, code, cancellationToken);
        _list.Explain(code, request.State switch
        {
            RequestState.AccountCreated => filter == QueueFilter.DoneToday ? "Made over a day ago" : $"Done by {request.AccountByName}",
            RequestState.Submission => $"Returned by {request.ReturnedBy}",
            RequestState.AccountQueue when filter == QueueFilter.AwaitingDocuments => "Complete now",
            RequestState.AccountQueue when filter == QueueFilter.DueSoon => "Late now",
            _ => request.StageName,
        });
    }

    private async Task LookAsync()
    {
        if (_isClosed || !IsLoaded)
            return;
        try
        {
            await ReloadAsync();
            StateHasChanged();
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
        var view = await Board.QueueAsync(await CallerAsync(), _place.Filter, _place.AgencyId, _list.Cursor, PageSize, Gone);
        _list.Append(view.Rows, view.Next is not null);
    }

    private void TakeNews()
    {
        _list.TakeNews();
        _said = "The list is up to date.";
    }

    private void PickAgency(ChangeEventArgs e) =>
        Navigation.NavigateTo((_place with { AgencyId = Guid.TryParse(e.Value as string, out var id) ? id : null }).Address(Code));
}
