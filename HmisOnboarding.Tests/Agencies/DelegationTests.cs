using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.Agencies;

/// <summary>Who may stand in for whom, on which days, and what is said of it. Today is Tuesday 3 March 2026 in Michigan.</summary>
public sealed class DelegationTests
{
    private static readonly DateOnly Today = new(2026, 3, 3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Name_WhenTheDirectorNamesSomebody_LetsThemActOnTheseDaysOnly()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.Delegations.NameAsync(community.Dora, Director(community, community.Delia, Today.AddDays(1), Today.AddDays(3)), Cancel);

        // Wednesday begins at midnight in Michigan, which is 05:00 UTC, and Friday ends at the next but two
        Assert.False(await ActsAsync(community));
        SetTo(community, new(2026, 3, 4, 4, 59, 59, TimeSpan.Zero));
        Assert.False(await ActsAsync(community));
        SetTo(community, new(2026, 3, 4, 5, 0, 0, TimeSpan.Zero));
        Assert.True(await ActsAsync(community));
        SetTo(community, new(2026, 3, 7, 4, 59, 59, TimeSpan.Zero));
        Assert.True(await ActsAsync(community));
        SetTo(community, new(2026, 3, 7, 5, 0, 0, TimeSpan.Zero));
        Assert.False(await ActsAsync(community));
    }

    [Fact]
    public async Task Name_WhenTheClockIsSetForwardOverTheDays_EndsWithTheLocalDay()
    {
        await using var community = await TestCommunity.CreateAsync();
        // the night of 8 March has 23 hours in Michigan
        await community.Delegations.NameAsync(community.Dora, Director(community, community.Delia, new(2026, 3, 7), new(2026, 3, 8)), Cancel);

        SetTo(community, new(2026, 3, 9, 3, 59, 59, TimeSpan.Zero));
        Assert.True(await ActsAsync(community));
        SetTo(community, new(2026, 3, 9, 4, 0, 0, TimeSpan.Zero));
        Assert.False(await ActsAsync(community));
    }

    [Fact]
    public async Task Name_WhenPersonOrDaysDoNotFit_IsRefusedWithTheWayOut()
    {
        await using var community = await TestCommunity.CreateAsync();
        var (dora, nora) = (community.Dora, community.Nora);
        async Task RefusedAsync(Caller by, DelegationWish wish, string sentence) =>
            Assert.Equal(sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.Delegations.NameAsync(by, wish, Cancel))).Message);
        DelegationWish Wish(Caller person, int from = 0, int until = 4) => Director(community, person, Today.AddDays(from), Today.AddDays(until));

        await RefusedAsync(dora, Wish(dora), "Nobody stands in for themselves. Choose somebody else.");
        await RefusedAsync(dora, Wish(community.Bruno), "Choose somebody who works for your agency. People of other agencies cannot stand in.");
        await RefusedAsync(dora, Wish(community.Sal), "Choose somebody who works for your agency. People of other agencies cannot stand in.");
        await RefusedAsync(dora, Wish(nora) with { PersonId = null, FirstName = "Bruno", LastName = "Bosch", Email = "bruno@bridge.example.org" }, "Choose somebody who works for your agency. People of other agencies cannot stand in.");
        await RefusedAsync(dora, Wish(nora) with { PersonId = null, FirstName = "Norah", LastName = "Nilsen", Email = "nora@harbor.example.org" }, "This e-mail belongs to somebody with another name. Check the spelling of both.");
        await RefusedAsync(dora, Wish(nora) with { PersonId = null }, "Choose who stands in for you, or enter a name and a work e-mail.");
        await RefusedAsync(dora, Wish(nora, -1), "The first day is in the past. Choose today or a later day.");
        await RefusedAsync(dora, Wish(nora, 2, 1), "The last day is before the first day. Look at both days again.");
        await RefusedAsync(dora, Wish(nora, 0, 366), "Choose days within a year. Whoever leaves for longer hands the seat over.");
        await RefusedAsync(community.Alma, Wish(nora), "Only the person in a seat names who stands in for them.");
        await RefusedAsync(community.Sal, Wish(nora), "Only the person in a seat names who stands in for them.");
        await RefusedAsync(community.Bella, Wish(nora), "Only the person in a seat names who stands in for them.");
        await RefusedAsync(community.Alma, new(SeatKind.AgencyAdministrator, community.AgencyA, community.Abel.PersonId, Today, Today), "Abel Arden is agency administrator too and can act anyway. Nothing has to be arranged.");
        await community.DeactivateAsync(nora);
        await RefusedAsync(dora, Wish(nora), "The access of Nora Nilsen was ended. Choose somebody else.");
        Assert.DoesNotContain(community.Dump(), r => r.StartsWith("Delegations:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delegate_WhenActing_PassesNothingOnAndAppointsNobody()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.Delegations.NameAsync(community.Dora, Director(community, community.Delia, Today, Today.AddDays(4)), Cancel);

        Assert.Equal("You stand in for Dora Dahl yourself. Only Dora Dahl can name somebody else.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.Delegations.NameAsync(community.Delia, Director(community, community.Nora, Today, Today), Cancel))).Message);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Agencies.AppointAsync(community.Delia, SeatKind.AgencyAdministrator, community.AgencyA, "Nora", "Nilsen", "nora@harbor.example.org", null, Cancel));
        Assert.Empty((await community.Delegations.AwayAsync(community.Delia, Cancel)).Seats);

        // somebody who is away themselves cannot stand in: it would wait just the same
        await community.Delegations.NameAsync(community.Alma, new(SeatKind.AgencyAdministrator, community.AgencyA, community.Nora.PersonId, Today.AddDays(10), Today.AddDays(12)), Cancel);
        Assert.Equal("Alma Ames is away on Fri 13 Mar to Sun 15 Mar too, and a stand-in cannot pass it on. Choose somebody else.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.Delegations.NameAsync(community.Dora, Director(community, community.Alma, Today.AddDays(11), Today.AddDays(20)), Cancel))).Message);
    }

    [Fact]
    public async Task Name_WhenSomebodyStandsInOnThatDayAlready_IsRefusedUntilThatEnds()
    {
        await using var community = await TestCommunity.CreateAsync();
        var first = await community.Delegations.NameAsync(community.Dora, Director(community, community.Delia, Today, Today.AddDays(4)), Cancel);
        var next = Director(community, community.Nora, Today.AddDays(4), Today.AddDays(6));

        Assert.Equal("Delia Dean stands in for you on Tue 3 Mar to Sat 7 Mar already. End that first, or choose other days.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.Delegations.NameAsync(community.Dora, next, Cancel))).Message);
        await community.Delegations.EndAsync(community.Dora, first, Cancel);
        await community.Delegations.NameAsync(community.Dora, next, Cancel);

        var seat = Assert.Single((await community.Delegations.AwayAsync(community.Dora, Cancel)).Seats);
        Assert.Equal(("Nora Nilsen", StandInStanding.Planned), seat.Coming.Select(c => (c.DelegateName, c.Standing)).Single());
        Assert.Equal(("Delia Dean", StandInStanding.Past, "Dora Dahl"), seat.Past.Select(c => (c.DelegateName, c.Standing, c.EndedByName!)).Single());
    }

    [Fact]
    public async Task End_WhenAnybodyElseAsks_IsRefusedOrUnknown()
    {
        await using var community = await TestCommunity.CreateAsync();
        var id = await community.Delegations.NameAsync(community.Dora, Director(community, community.Delia, Today, Today.AddDays(4)), Cancel);

        await Assert.ThrowsAsync<RuleViolationException>(() => community.Delegations.EndAsync(community.Alma, id, Cancel));
        foreach (var stranger in new[] { community.Boris, community.Bella, community.Nora, community.Bruno })
        {
            var foreign = await Assert.ThrowsAsync<NotFoundException>(() => community.Delegations.EndAsync(stranger, id, Cancel));
            Assert.Equal((await Assert.ThrowsAsync<NotFoundException>(() => community.Delegations.EndAsync(stranger, Guid.NewGuid(), Cancel))).Message, foreign.Message);
            Assert.DoesNotContain("Delia", System.Text.Json.JsonSerializer.Serialize((await community.Delegations.AwayAsync(stranger, Cancel)).ActingFor.Select(a => a.DelegateName)), StringComparison.Ordinal);
        }

        Assert.All((await community.Agencies.ListAsync(community.Bella, Cancel)), a => Assert.Empty(a.StandIns));
        await community.Delegations.EndAsync(community.Delia, id, Cancel);
        Assert.Equal("This delegation is over already.", (await Assert.ThrowsAsync<RuleViolationException>(() => community.Delegations.EndAsync(community.Dora, id, Cancel))).Message);
    }

    [Fact]
    public async Task Delegation_WhenGivenAndEnded_IsProvenByTheLogAndInTheHistoryOfTheAgency()
    {
        await using var community = await TestCommunity.CreateAsync();
        community.Clock.Advance(TimeSpan.FromHours(1));
        var id = await community.Delegations.NameAsync(community.Dora, Director(community, community.Delia, Today, Today.AddDays(4)), Cancel);
        community.Clock.Advance(TimeSpan.FromHours(2));
        await community.Delegations.EndAsync(community.Dora, id, Cancel);

        await using var db = community.Database.Read(Reach.Everything);
        var key = id.ToString("D").ToUpperInvariant();
        Assert.Equal([(AuditKind.Delegation, community.Dora.PersonId), (AuditKind.DelegationEnd, community.Dora.PersonId)],
            (await db.AuditEntries.Where(e => e.SubjectKey == key).OrderBy(e => e.Seq).ToListAsync(Cancel)).Select(e => (e.Kind, e.ActorId!.Value)));
        Assert.Equal(["Executive Director: Delia Dean no longer stands in for Dora Dahl", "Executive Director: Delia Dean stands in for Dora Dahl, Tue 3 Mar to Sat 7 Mar"],
            (await community.Agencies.HistoryAsync(community.Dora, community.AgencyA, cancellationToken: Cancel)).Take(2).SelectMany(c => c.What));
        await Assert.ThrowsAnyAsync<Exception>(() => community.WriteAsync(async context =>
            context.Entry(await context.Delegations.SingleAsync(d => d.Id == id)).Property(d => d.UntilUtc).CurrentValue = community.Now.AddYears(1)));
    }

    [Fact]
    public async Task Signature_WhenADelegateGivesIt_CarriesTheDelegationAndPrintsBothNames()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Delegations.NameAsync(community.Dora, Director(community, community.Delia, Today, Today.AddDays(3)), Cancel);
        await community.Requests.GiveConsentAsync(community.Delia, code, cancellationToken: Cancel);
        await community.Requests.SignAsDirectorAsync(community.Delia, code, community.Typed(community.Delia), cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        var signature = view.Agreement.Holding(SignatureSlot.Director)!;
        Assert.Equal(("Delia Dean", "Dora Dahl", community.Now, new DateTime(2026, 3, 7, 5, 0, 0, DateTimeKind.Utc)),
            (signature.SignedName, signature.OnBehalfOf, signature.DelegatedFromUtc, signature.DelegatedUntilUtc));
        Assert.Equal("Dora Dahl", signature.Seat!.HolderName);
        var block = AgreementPaper.Of(view).Signatures[2];
        Assert.Equal("Delia Dean signed as the named delegate of Dora Dahl, Executive Director. Named by Dora Dahl on 3 Mar 2026 for 3 Mar 2026 to 6 Mar 2026", block.DelegateNote);
        Assert.Contains(block.MoreFacts, f => f.Label == "Seat held by" && f.Value == "Dora Dahl, since 3 Mar 2026");
        Assert.Contains(AgreementPaper.Of(view).History, h => h.Who == "Delia Dean for Dora Dahl");
        Assert.Equal("D.D.", (await community.Verify.ByCodeAsync(view.Agreement.VerifyCode, Cancel)).Facts!.Signatures[2].ForInitials);

        // both may act and the first one counts; whoever comes second reads who it was
        var seen = await BeforeAsync(community, code);
        var late = await Assert.ThrowsAsync<ConcurrentChangeException>(() => community.Requests.SignAsDirectorAsync(community.Dora, code, community.Typed(community.Dora), seen, Cancel));
        Assert.Contains("Delia Dean for Dora Dahl signed as executive director.", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrator_WhenAway_IsActedForInEverythingTheyDo()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        await community.Delegations.NameAsync(community.Alma, new(SeatKind.AgencyAdministrator, community.AgencyA, community.Nora.PersonId, Today, Today), Cancel);
        var evidence = (await community.ViewAsync(code, community.Nora)).Checklist.Select(i => i.EvidenceId!.Value).ToList();
        Assert.Equal(["Nora Nilsen for Alma Ames", "Abel Arden"], (await community.ViewAsync(code)).Holder.Names);

        foreach (var id in evidence)
            await community.Requests.AcceptCertificateAsync(community.Nora, code, id, cancellationToken: Cancel);
        await community.Requests.GiveConsentAsync(community.Nora, code, cancellationToken: Cancel);
        await community.Requests.SignAsAdministratorAsync(community.Nora, code, community.Typed(community.Nora), cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        Assert.Equal(("Nora Nilsen", "Alma Ames", "Agency Administrator"), view.Agreement.Holding(SignatureSlot.Administrator) is { } s ? (s.SignedName, s.OnBehalfOf!, s.SeatTitle) : default);
        Assert.All(view.Checklist, i => Assert.Equal("Nora Nilsen for Alma Ames", i.DecidedByName));
        Assert.Equal("Nora Nilsen for Alma Ames reviewed the training and signed as agency administrator.", view.Timeline[0].Text);
        Assert.Contains(await community.Notices.NewestAsync(community.Dora, cancellationToken: Cancel), n => n.Body.StartsWith("Nora Nilsen for Alma Ames", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SystemAdministrator_WhenAway_IsActedForAndTheClaimComesBack()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await community.Delegations.NameAsync(community.Sue, new(SeatKind.SystemAdministrator, null, null, Today, Today.AddDays(1)) { FirstName = "Tia", LastName = "Toft", Email = "tia@lead.example.org" }, Cancel);
        await using var db = community.Database.Read(Reach.Everything);
        var tia = new Caller((await db.People.SingleAsync(p => p.Email == "tia@lead.example.org", Cancel)).Id);
        await community.People.AcceptInvitationAsync(await community.InvitationSecretAsync(tia.PersonId), Cancel);

        await community.Requests.ClaimAsync(tia, code, cancellationToken: Cancel);
        Assert.Equal("Tia Toft for Sue Swan", (await community.ViewAsync(code)).Claim!.Name);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Agencies.AppointAsync(tia, SeatKind.SystemAdministrator, null, "Eve", "Ever", "eve@lead.example.org", null, Cancel));

        SetTo(community, new(2026, 3, 5, 5, 0, 30, TimeSpan.Zero));
        Assert.Equal(1, await community.Delegations.TurnAsync(Cancel));
        var view = await community.ViewAsync(code);
        Assert.Equal(("Sue Swan", community.Sue.PersonId), (view.Claim!.Name, view.Claim.PersonId));
        Assert.Equal("The claim of Tia Toft for Sue Swan ended with the seat. Sue Swan has the packet now.", view.Timeline[0].Text);
        Assert.Contains("You acted for Sue Swan until Wed 4 Mar.", (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ReleaseAsync(tia, code, cancellationToken: Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClaimOfTheHolder_WhenTheyAreAway_IsGoneOnWithByTheirStandIn()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await community.Requests.ClaimAsync(community.Sue, code, cancellationToken: Cancel);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.DenyAsync(community.Sal, code, "The person has an account already.", cancellationToken: Cancel));

        await community.Delegations.NameAsync(community.Sue, new(SeatKind.SystemAdministrator, null, community.Sal.PersonId, Today, Today), Cancel);
        await community.Requests.DenyAsync(community.Sal, code, "The person has an account already.", cancellationToken: Cancel);

        // in a seat of their own they act in their own name
        Assert.Equal("Sal Stone refused the account.", (await community.ViewAsync(code)).Timeline[0].Text);
    }

    [Fact]
    public async Task Turn_WhenADelegationBeginsAndEndsWithTheDay_TellsBothOnceAndOpenPages()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.Delegations.NameAsync(community.Dora, Director(community, community.Delia, Today.AddDays(1), Today.AddDays(1)), Cancel);
        Assert.Contains(await community.Notices.NewestAsync(community.Delia, cancellationToken: Cancel), n => n.Subject == "You stand in for Dora Dahl" && n.Link == "/away");
        Assert.Contains(await community.Notices.NewestAsync(community.Alma, cancellationToken: Cancel), n => n.Subject == "Delia Dean signs for Dora Dahl");
        Assert.Equal(0, await community.Delegations.TurnAsync(Cancel));

        SetTo(community, new(2026, 3, 4, 5, 0, 20, TimeSpan.Zero));
        Assert.Equal(1, await community.Delegations.TurnAsync(Cancel));
        Assert.Equal(0, await community.Delegations.TurnAsync(Cancel));
        SetTo(community, new(2026, 3, 5, 5, 0, 20, TimeSpan.Zero));
        Assert.Equal(1, await community.Delegations.TurnAsync(Cancel));

        // a second look at the same days, as after a restart, says nothing twice
        var restarted = ActivatorUtilities.CreateInstance<DelegationService>(community.Services);
        Assert.Equal(1, await restarted.TurnAsync(Cancel));
        foreach (var caller in new[] { community.Dora, community.Delia })
        {
            var told = (await community.Notices.NewestAsync(caller, cancellationToken: Cancel)).Select(n => n.Subject).ToList();
            Assert.Single(told, "Delia Dean stands in for Dora Dahl from now on");
            Assert.Single(told, "Delia Dean no longer stands in for Dora Dahl");
        }
    }

    [Fact]
    public async Task Name_WhenThePersonIsNew_InvitesThemAndShowsTheLinkToNobodyOfTheAgency()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.Delegations.NameAsync(community.Dora, new(SeatKind.ExecutiveDirector, community.AgencyA, null, Today, Today) { FirstName = "Vera", LastName = "Voss", Email = "vera@harbor.example.org" }, Cancel);

        var row = Assert.Single(Assert.Single((await community.Delegations.AwayAsync(community.Dora, Cancel)).Seats).Coming);
        Assert.False(row.CanSignIn);
        // whoever has the link can sign as the second person: the director could then sign twice
        Assert.Null(row.InvitationLink);
        foreach (var caller in new[] { community.Alma, community.Dora })
            Assert.Null(Assert.Single((await community.Agencies.ListAsync(caller, Cancel)).Single().StandIns).InvitationLink);
        var link = Assert.Single((await community.Agencies.ListAsync(community.Sal, Cancel)).Single(a => a.Id == community.AgencyA).StandIns).InvitationLink!;
        Assert.Equal("Vera Voss", (await community.People.FindInvitationAsync(link[InvitationLink.Prefix.Length..], Cancel))!.FullName);
    }

    [Fact]
    public async Task Name_WhenAnAdministratorKnowsTheOpenLinkOfTheDelegate_MakesThatLinkWorthless()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var known = await community.Requests.ShowInvitationLinkAsync(community.Alma, code, Cancel);
        var subject = await community.SubjectOfAsync(code);

        await community.Delegations.NameAsync(community.Dora, Director(community, subject, Today, Today), Cancel);

        Assert.Null(await community.People.FindInvitationAsync(known[InvitationLink.Prefix.Length..], Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ShowInvitationLinkAsync(community.Alma, code, Cancel));
    }

    private static DelegationWish Director(TestCommunity community, Caller person, DateOnly from, DateOnly until) =>
        new(SeatKind.ExecutiveDirector, community.AgencyA, person.PersonId, from, until);

    private static void SetTo(TestCommunity community, DateTimeOffset utc) => community.Clock.SetUtcNow(utc);

    private static async Task<bool> ActsAsync(TestCommunity community) =>
        (await community.People.FindPersonAsync(community.Delia.PersonId, Cancel))!.Seats.Any(s => s.Kind == SeatKind.ExecutiveDirector && s.ForName == "Dora Dahl");

    private static async Task<Guid> BeforeAsync(TestCommunity community, string code)
    {
        await using var db = community.Database.Read(Reach.Everything);
        var id = (await db.Requests.SingleAsync(r => r.Code == code, Cancel)).Id;
        return await db.Events.Where(e => e.RequestId == id && e.Kind == nameof(RequestTrigger.SignAsAdministrator)).Select(e => e.Version).SingleAsync(Cancel);
    }
}
