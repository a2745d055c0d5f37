using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Agencies;

/// <summary>The data of an agency. What was typed stays while others change the same agency; saving replaces it.</summary>
public sealed partial class AgencyForm
{
    // the zones of the country, the ones its agencies read times in
    private static readonly string[] UsualZones =
    [
        "America/Detroit", "America/New_York", "America/Indiana/Indianapolis", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
        "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam",
    ];

    private readonly List<NewProject> _added = [];
    private readonly List<ContactFields.Typed> _contacts = [];
    private string _name = "";
    private string _shortName = "";
    private string _domain = "";
    private string _zone = "America/Detroit";
    private ParticipationStatus _participation;
    private DateOnly? _from;
    private DateOnly? _until;
    private DateOnly? _signedOn;
    private string _reference = "";
    private string _reason = "";
    private string? _saved;

    [Inject]
    public required AgencyService Service { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The agency to change; null to add one.</summary>
    [Parameter, EditorRequired]
    public AgencyView? Agency { get; set; }

    private IReadOnlyList<ProjectData> Known => Agency?.Projects ?? [];

    private IEnumerable<string> Zones => UsualZones.Contains(_zone) ? UsualZones : [_zone, .. UsualZones];

    protected override void OnInitialized()
    {
        if (Agency is not { } agency)
            return;
        (_name, _shortName, _domain, _zone) = (agency.Name, agency.ShortName, agency.EmailDomain, agency.TimeZoneId);
        (_participation, _from, _until) = (agency.Participation, agency.ParticipationFrom, agency.ParticipationUntil);
        (_signedOn, _reference) = (agency.AgreementSignedOn, agency.AgreementReference ?? "");
        _contacts.AddRange(agency.Contacts.Select(c => new ContactFields.Typed { Name = c.Name, Role = c.Role, Email = c.Email, Phone = c.Phone }));
    }

    private async Task SaveAsync()
    {
        _saved = null;
        var id = await Service.SaveAsync(await Actor.CallerAsync(), Agency?.Id, new AgencyData
        {
            Name = _name,
            ShortName = _shortName,
            EmailDomain = _domain,
            TimeZoneId = _zone,
            Participation = _participation,
            ParticipationFrom = _from,
            ParticipationUntil = _until,
            AgreementSignedOn = _signedOn,
            AgreementReference = _reference,
            Contacts = [.. _contacts.Where(c => !c.IsEmpty).Select(c => new ContactData(c.Name, c.Role, c.Email, c.Phone))],
            Reason = _reason,
            Projects = [.. Known, .. _added.Where(p => p.Name.Trim().Length > 0).Select(p => new ProjectData(p.Name, p.Kind))],
        });
        _added.Clear();
        _reason = "";
        _saved = "Saved.";
        if (Agency is null)
            Navigation.NavigateTo($"/agencies/{id}");
    }

    private sealed class NewProject
    {
        public string Id { get; } = $"project-{Guid.NewGuid():N}";

        public string Name { get; set; } = "";

        public string Kind { get; set; } = "";
    }
}
