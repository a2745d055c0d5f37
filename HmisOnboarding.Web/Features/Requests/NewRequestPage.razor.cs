using System.Text.Json;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Drafts;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Requests;
using HmisOnboarding.Web.Components.Shared;
using HmisOnboarding.Web.Features.Requests.Fields;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Requests;

/// <summary>
/// Opens a request for a named person. Problems stand beside the fields from the first try on; what is typed is kept on the server and comes back on any
/// device.
/// </summary>
public sealed partial class NewRequestPage : IAsyncDisposable
{
    private NewRequest _wish = new();
    private DraftKeeper? _keeper;
    private DateTime? _foundUtc;
    private AgencyView? _agency;
    private CommunityNow? _community;
    private bool _participates;
    private bool _wasTried;
    private FieldProblems _shownProblems = FieldProblems.None;
    private ProblemSummary? _summary;

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required AgencyService Agencies { get; init; }

    [Inject]
    public required CommunityService Community { get; init; }

    [Inject]
    public required DraftService Drafts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery(Name = "agency")]
    public string? AgencyInAddress { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    protected override object? View => AgencyInAddress;

    private string Then => _wish.FirstName.Trim() is { Length: > 0 } name
        ? $"{name} gets an invitation by e-mail, chooses a password and sees the courses to take. You get the invitation link too, in case the mail is lost."
        : "The person gets an invitation by e-mail, chooses a password and sees the courses to take. You get the invitation link too, in case the mail is lost.";

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Clock.GetUtcNow().UtcDateTime, TimeZoneInfo.FindSystemTimeZoneById(_agency!.TimeZoneId)));

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var own = Person.Seats.Where(s => s.Kind == SeatKind.AgencyAdministrator).Select(s => s.AgencyId!.Value).ToList();
        var chosen = Guid.TryParse(AgencyInAddress, out var id) && own.Contains(id) ? id : own.FirstOrDefault();
        _agency = (await Agencies.ListAsync(await CallerAsync(), cancellationToken)).FirstOrDefault(a => a.Id == chosen) ?? throw new NotFoundException();
        _community = await Community.NowAsync(cancellationToken);
        _participates = _agency.Participation == ParticipationStatus.Active && (_agency.ParticipationUntil is not { } until || Today <= until);
        if (_wish.AgencyId != _agency.Id)
            await BeginAsync(_agency);
    }

    public async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
            await _keeper.DisposeAsync();
        Dispose();
    }

    private static NewRequest Blank(AgencyView agency) => new() { AgencyId = agency.Id, Projects = agency.Projects.Count == 1 ? [agency.Projects[0].Name] : [] };

    private async Task BeginAsync(AgencyView agency)
    {
        if (_keeper is not null)
            await _keeper.DisposeAsync();
        (_wish, _foundUtc) = (Blank(agency), null);
        _keeper = new DraftKeeper(Drafts, Actor, Clock, DraftPurpose.NewRequest(agency.Id), work => InvokeAsync(async () =>
        {
            await work();
            StateHasChanged();
        }));
        if (await _keeper.LoadAsync() is { } draft)
            Take(draft);
    }

    private void Take(DraftView draft)
    {
        NewRequest? wish = null;
        try
        {
            wish = JsonSerializer.Deserialize<NewRequest>(draft.Content);
        }
        catch (JsonException)
        {
            // written by another version of the product: the form begins blank
        }

        if (wish is null)
            return;
        _wish = wish with { AgencyId = _agency!.Id };
        _foundUtc = draft.SavedUtc;
        _keeper!.Show(draft);
    }

    private async Task StartFreshAsync()
    {
        await _keeper!.DiscardAsync();
        (_wish, _foundUtc, _wasTried, _shownProblems) = (Blank(_agency!), null, false, FieldProblems.None);
    }

    private void Change(NewRequest wish)
    {
        _wish = wish;
        _keeper!.Keep(JsonSerializer.Serialize(wish));
        if (_wasTried)
            _shownProblems = Judge();
    }

    private FieldProblems Judge() => new(_wish.FieldProblems(_community!.Catalogue, _agency!.EmailDomain, [.. _agency.Projects.Select(p => p.Name)], Today));

    private async Task OpenAsync()
    {
        _wasTried = true;
        _shownProblems = Judge();
        if (_shownProblems.All.Count > 0)
        {
            _summary?.Focus();
            throw new ShownInPlaceException();
        }

        _keeper!.Hold();
        string code;
        try
        {
            code = await Requests.OpenAsync(await CallerAsync(), _wish);
        }
        catch
        {
            _keeper.Release();
            throw;
        }

        // its draft went with it
        _keeper.Forget();
        Navigation.NavigateTo($"/requests/{code}");
    }
}
