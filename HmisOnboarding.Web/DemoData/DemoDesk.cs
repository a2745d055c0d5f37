using System.Collections.Concurrent;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Web.DemoData;

/// <summary>What all stories share: the community, who its people are by now, and the present at which every story ends.</summary>
internal sealed class DemoDesk(IServiceProvider domain, DemoCommunity community, DateTime now)
{
    private readonly ConcurrentDictionary<string, Caller> _callers = [];
    private readonly Dictionary<string, Guid> _agencies = [];

    public DemoCommunity Community => community;

    public DateTime Now => now;

    public AgreementPdf Pdf { get; } = domain.GetRequiredService<AgreementPdf>();

    /// <summary>Everybody who has come in so far, by address.</summary>
    public IReadOnlyDictionary<string, Caller> Callers => _callers;

    public Caller CallerOf(string email) => _callers[email];

    public Guid AgencyId(string code) => _agencies[code];

    public void Know(string agencyCode, Guid agencyId) => _agencies[agencyCode] = agencyId;

    /// <summary>Remembers who a person is; each calls from an address of their own, out of the range that is kept for examples.</summary>
    public Caller Know(Guid personId, string email) => _callers.GetOrAdd(email, address =>
        new Caller(personId, $"192.0.2.{address.Sum(c => c) % 250 + 2}", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Sample Browser/1.0"));

    /// <summary>The services under a clock of their own; database, writer and files stay the same for all.</summary>
    public DemoServices Under(DemoClock clock) => new(domain, clock);
}

/// <summary>The services that people use, as they work at one instant of the past.</summary>
internal sealed class DemoServices(IServiceProvider domain, DemoClock clock)
{
    public DemoClock Clock => clock;

    public RequestService Requests { get; } = ActivatorUtilities.CreateInstance<RequestService>(
        domain, clock, ActivatorUtilities.CreateInstance<AgreementSealer>(domain, clock, ActivatorUtilities.CreateInstance<RequestQueries>(domain, clock)));

    public RequestQueries Queries { get; } = ActivatorUtilities.CreateInstance<RequestQueries>(domain, clock);

    public AgencyService Agencies { get; } = ActivatorUtilities.CreateInstance<AgencyService>(domain, clock);

    public PeopleService People { get; } = ActivatorUtilities.CreateInstance<PeopleService>(domain, clock);

    public TrainingSiteService TrainingSite { get; } = ActivatorUtilities.CreateInstance<TrainingSiteService>(domain, clock);

    public NoticeQueries Notices { get; } = ActivatorUtilities.CreateInstance<NoticeQueries>(domain, clock);

    /// <summary>The new user opens the message with the link; nobody else is shown it. Nothing happens where there is none.</summary>
    public async Task JoinAsync(Guid personId)
    {
        await using var db = domain.GetRequiredService<HmisDatabase>().Read(Reach.Everything);
        var link = await db.Notifications.Where(n => n.RecipientId == personId && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix)).Select(n => n.Link).SingleOrDefaultAsync();
        if (link is not null)
            await AcceptAsync(link);
    }

    /// <summary>Opens the link of an invitation and is able to sign in from then on.</summary>
    public Task<Guid> AcceptAsync(string invitationLink) => People.AcceptInvitationAsync(invitationLink[InvitationLink.Prefix.Length..]);
}
