using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Web.DemoData;

/// <summary>What the stories work with: the services of the Domain under a clock that can be set, and who the people are by now.</summary>
internal sealed class DemoDesk(IServiceProvider domain, DemoClock clock, DemoCommunity community, DateTime now)
{
    private readonly Dictionary<string, Caller> _callers = [];
    private readonly Dictionary<string, Guid> _agencies = [];

    public DemoClock Clock => clock;

    public DemoCommunity Community => community;

    /// <summary>The present, at which the walk through the past ends.</summary>
    public DateTime Now { get; } = now;

    public RequestService Requests { get; } = domain.GetRequiredService<RequestService>();

    public RequestQueries Queries { get; } = domain.GetRequiredService<RequestQueries>();

    public AgencyService Agencies { get; } = domain.GetRequiredService<AgencyService>();

    public PeopleService People { get; } = domain.GetRequiredService<PeopleService>();

    public TrainingSiteService TrainingSite { get; } = domain.GetRequiredService<TrainingSiteService>();

    public NoticeQueries Notices { get; } = domain.GetRequiredService<NoticeQueries>();

    public AgreementPdf Pdf { get; } = domain.GetRequiredService<AgreementPdf>();

    /// <summary>Everybody who has come in so far, by address.</summary>
    public IReadOnlyDictionary<string, Caller> Callers => _callers;

    public Caller CallerOf(string email) => _callers[email];

    public Guid AgencyId(string code) => _agencies[code];

    public void Know(string agencyCode, Guid agencyId) => _agencies[agencyCode] = agencyId;

    /// <summary>Remembers who a person is; each calls from an address of their own, out of the range that is kept for examples.</summary>
    public Caller Know(Guid personId, string email) => _callers.TryGetValue(email, out var known)
        ? known
        : _callers[email] = new Caller(personId, $"192.0.2.{_callers.Count % 250 + 2}", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Sample Browser/1.0");

    /// <summary>Opens the link of an invitation and is able to sign in from then on.</summary>
    public Task<Guid> AcceptAsync(string invitationLink) => People.AcceptInvitationAsync(invitationLink[InvitationLink.Prefix.Length..]);
}
