using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Shared;
using HmisOnboarding.Web.Features.Requests.Fields;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Requests;

/// <summary>Opens a request for a named person. Problems stand beside the fields from the first try on; nothing typed is lost.</summary>
public sealed partial class NewRequestPage
{
    private NewRequest _wish = new();
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
            _wish = _wish with { AgencyId = _agency.Id, Projects = _agency.Projects.Count == 1 ? [_agency.Projects[0].Name] : [] };
    }

    private void Change(NewRequest wish)
    {
        _wish = wish;
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

        var code = await Requests.OpenAsync(await CallerAsync(), _wish);
        Navigation.NavigateTo($"/requests/{code}");
    }
}
