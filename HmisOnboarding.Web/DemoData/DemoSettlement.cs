using HmisOnboarding.Domain.Agencies;

namespace HmisOnboarding.Web.DemoData;

/// <summary>How the community began: the first system administrator through the link of the first start, then agencies, directors and administrators.</summary>
internal sealed class DemoSettlement(DemoDesk desk, DemoServices services)
{
    public async Task FoundAsync()
    {
        var community = desk.Community;
        var first = community.SystemAdministrators[0];
        var secret = await services.People.FirstStartSecretAsync() ?? throw new InvalidOperationException("The database has a system administrator already.");
        var lead = desk.Know(await services.People.SetUpFirstAdministratorAsync(secret, first.FirstName, first.LastName, first.Email), first.Email);

        Pass(TimeSpan.FromMinutes(20));
        await Task.WhenAll(community.SystemAdministrators.Skip(1).Select(s => services.Agencies.AppointAsync(lead, SeatKind.SystemAdministrator, null, s.FirstName, s.LastName, s.Email, s.JobTitle)));
        foreach (var agency in community.Agencies)
        {
            Pass(TimeSpan.FromMinutes(4));
            desk.Know(agency.Code, await services.Agencies.SaveAsync(lead, null, DataOf(agency)));
        }

        Pass(TimeSpan.FromMinutes(15));
        await Task.WhenAll(community.Agencies.Select(a => AppointAsync(lead.PersonId, a, SeatKind.ExecutiveDirector, a.ExecutiveDirector)));
        Pass(TimeSpan.FromHours(2));
        await AcceptAllAsync(lead.PersonId);

        // the director knows who keeps the HMIS in their house
        Pass(TimeSpan.FromHours(1));
        await Task.WhenAll(community.Agencies.SelectMany(a => a.AgencyAdministrators.Select(s =>
            AppointAsync(desk.CallerOf(a.ExecutiveDirector.Email).PersonId, a, SeatKind.AgencyAdministrator, s))));
        Pass(TimeSpan.FromHours(18));
        await AcceptAllAsync(lead.PersonId);
    }

    private Task AppointAsync(Guid by, DemoAgency agency, SeatKind kind, DemoStaff staff) =>
        services.Agencies.AppointAsync(new(by), kind, desk.AgencyId(agency.Code), staff.FirstName, staff.LastName, staff.Email, staff.JobTitle);

    private async Task AcceptAllAsync(Guid by)
    {
        var agencies = await services.Agencies.ListAsync(new(by));
        var seats = (await services.Agencies.SystemAdministratorsAsync(new(by))).Concat(agencies.SelectMany(a => a.Seats)).Where(s => !s.CanSignIn).ToList();
        foreach (var seat in seats)
            desk.Know(seat.PersonId, seat.Email);
        await Task.WhenAll(seats.Select(s => services.AcceptAsync(s.InvitationLink ?? throw new InvalidOperationException($"{s.FullName} has no invitation."))));
    }

    private static AgencyData DataOf(DemoAgency agency) => new()
    {
        Name = agency.Name,
        ShortName = agency.ShortName,
        EmailDomain = agency.EmailDomain,
        TimeZoneId = agency.TimeZone,
        Participation = Enum.Parse<ParticipationStatus>(agency.Participation, ignoreCase: true),
        ParticipationUntil = agency.ParticipationUntil,
        ParticipationFrom = agency.Participation == "prospective" ? null : new DateOnly(2023, 1, 1),
        AgreementSignedOn = agency.Participation == "prospective" ? null : new DateOnly(2022, 12, 12),
        AgreementReference = agency.Participation == "prospective" ? "" : $"Agreements, {agency.ShortName}",
        Contacts = [.. agency.AgencyAdministrators.Take(1).Select(a => new ContactData(a.FullName, "HMIS questions", a.Email, ""))],
        Projects = [.. agency.Projects.Select(p => new ProjectData(p.Name, p.Kind))],
    };

    private void Pass(TimeSpan time) => services.Clock.Set(services.Clock.UtcNow + time);
}
