using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Agencies;

/// <summary>A seat changes hands: what waits goes over, what the former holder gave ends, and history says who sat there.</summary>
public sealed class SeatChangeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Director_WhenReplaced_HandsOpenWorkAndNoticesToTheNextAndKeepsNothing()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var signed = await community.OpenAtAsync(RequestState.Submission);
        Assert.Contains(await community.Notices.NewestAsync(community.Dora, cancellationToken: Cancel), n => n.Link == $"/requests/{code}");
        community.Clock.Advance(TimeSpan.FromDays(1));

        await ReplaceAsync(community, community.Dora, SeatKind.ExecutiveDirector, "Nora", "Nilsen", "nora@harbor.example.org");

        var waiting = Assert.Single((await community.Boards.ToSignAsync(community.Nora, Cancel)).Waiting);
        Assert.Equal((code, (string?)null), (waiting.Row.Code, waiting.ForName));
        var notice = Assert.Single(await community.Notices.NewestAsync(community.Nora, cancellationToken: Cancel));
        Assert.Equal(($"{code} waits with you now: Nina Nova", $"/requests/{code}"), (notice.Subject, notice.Link!));
        Assert.Equal(["Nora Nilsen"], (await community.ViewAsync(code)).Holder.Names);

        Assert.Empty((await community.Boards.ToSignAsync(community.Dora, Cancel)).Waiting);
        Assert.Empty(await community.Notices.NewestAsync(community.Dora, cancellationToken: Cancel));
        Assert.Equal(0, (await community.Boards.RailAsync(community.Dora, Cancel)).Unread);
        await Assert.ThrowsAsync<NotFoundException>(() => community.Queries.RequestAsync(community.Dora, code, Cancel));

        // what was signed says who held the seat that day
        var before = (await community.ViewAsync(signed)).Agreement.Holding(SignatureSlot.Director)!;
        Assert.Equal(("Dora Dahl", community.Now), (before.Seat!.HolderName, before.Seat.UntilUtc));
        var agency = (await community.Agencies.ListAsync(community.Nora, Cancel)).Single();
        Assert.Equal(["Dora Dahl"], agency.FormerHolders.Select(f => f.FullName));
        Assert.Contains("Executive Director: Nora Nilsen in place of Dora Dahl", (await community.Agencies.HistoryAsync(community.Nora, community.AgencyA, cancellationToken: Cancel)).SelectMany(c => c.What));
    }

    [Fact]
    public async Task Director_WhenReplaced_TakesTheirDelegationsAndOpenLinkAlong()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var today = new DateOnly(2026, 3, 3);
        await community.Delegations.NameAsync(community.Dora, new(SeatKind.ExecutiveDirector, community.AgencyA, community.Delia.PersonId, today, today.AddDays(9)), Cancel);
        await community.Delegations.NameAsync(community.Dora, new(SeatKind.ExecutiveDirector, community.AgencyA, community.Delia.PersonId, today.AddDays(20), today.AddDays(21)), Cancel);
        Assert.True((await community.ViewAsync(code, community.Delia)).Viewer.IsDirector);

        await ReplaceAsync(community, community.Dora, SeatKind.ExecutiveDirector, "Vera", "Voss", "vera@harbor.example.org");

        await Assert.ThrowsAsync<NotFoundException>(() => community.Queries.RequestAsync(community.Delia, code, Cancel));
        Assert.Empty((await community.Delegations.AwayAsync(community.Delia, Cancel)).ActingFor);
        await using var db = community.Database.Read(Reach.Everything);
        Assert.All(await db.Delegations.ToListAsync(Cancel), d => Assert.Equal(("The seat changed hands.", community.Now), (d.EndNote, d.EndedUtc)));
        // also should Dora come back into the seat, nobody stands in without being named again
        await community.Agencies.AppointAsync(community.Sal, SeatKind.ExecutiveDirector, community.AgencyA, "Dora", "Dahl", "dora@harbor.example.org", null, Cancel);
        await Assert.ThrowsAsync<NotFoundException>(() => community.Queries.RequestAsync(community.Delia, code, Cancel));

        // Vera never signed in; the next change makes her link worthless
        var vera = await db.People.SingleAsync(p => p.Email == "vera@harbor.example.org", Cancel);
        var secret = await community.InvitationSecretAsync(vera.Id);
        await ReplaceAsync(community, new(vera.Id), SeatKind.ExecutiveDirector, "Nora", "Nilsen", "nora@harbor.example.org");
        Assert.Null(await community.People.FindInvitationAsync(secret, Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.People.AcceptInvitationAsync(secret, Cancel));
    }

    [Fact]
    public async Task Administrator_WhenReplacedByTheDirector_HandsTheReviewOver()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        var seat = await SeatAsync(community, community.Alma, SeatKind.AgencyAdministrator);

        await community.Agencies.ReplaceAsync(community.Dora, seat, "Nora", "Nilsen", "nora@harbor.example.org", null, Cancel);

        Assert.Contains((await community.Boards.BoardAsync(community.Nora, community.AgencyA, Cancel)).NeedsMe, r => r.Code == code);
        Assert.Contains(await community.Notices.NewestAsync(community.Nora, cancellationToken: Cancel), n => n.Link == $"/requests/{code}");
        await Assert.ThrowsAsync<NotFoundException>(() => community.Boards.BoardAsync(community.Alma, community.AgencyA, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => community.Requests.WithdrawAsync(community.Alma, code, "Not any more.", cancellationToken: Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SystemAdministrator_WhenTheyLeave_LeavesNoClaimBehind(bool isReplaced)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await community.Requests.ClaimAsync(community.Sue, code, cancellationToken: Cancel);

        if (isReplaced)
            await ReplaceAsync(community, community.Sue, SeatKind.SystemAdministrator, "Tia", "Toft", "tia@lead.example.org");
        else
            await community.EndSeatAsync(community.Sue, SeatKind.SystemAdministrator);

        var view = await community.ViewAsync(code);
        Assert.Equal(isReplaced ? "Tia Toft" : null, view.Claim?.Name);
        Assert.Equal(isReplaced ? "The claim of Sue Swan ended with the seat. Tia Toft has the packet now." : "The claim of Sue Swan ended with the seat. The packet is with the team again.", view.Timeline[0].Text);
        Assert.Equal("Sal Stone", view.Timeline[0].ActorName);
    }

    [Fact]
    public async Task Replace_WhenAnybodyElseAsksOrNobodySitsThere_ChangesNothing()
    {
        await using var community = await TestCommunity.CreateAsync();
        var seat = await SeatAsync(community, community.Dora, SeatKind.ExecutiveDirector);
        var before = community.Dump();

        await Assert.ThrowsAsync<RuleViolationException>(() => community.Agencies.ReplaceAsync(community.Dora, seat, "Nora", "Nilsen", "nora@harbor.example.org", null, Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Agencies.ReplaceAsync(community.Alma, seat, "Nora", "Nilsen", "nora@harbor.example.org", null, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => community.Agencies.ReplaceAsync(community.Bella, seat, "Nora", "Nilsen", "nora@harbor.example.org", null, Cancel));
        Assert.Equal("Dora Dahl has this seat already.", (await Assert.ThrowsAsync<RuleViolationException>(() => community.Agencies.ReplaceAsync(community.Sal, seat, "Dora", "Dahl", "dora@harbor.example.org", null, Cancel))).Message);
        Assert.Equal(before, community.Dump());

        await community.EndSeatAsync(community.Dora, SeatKind.ExecutiveDirector);
        Assert.Equal("This seat has ended already. Appoint somebody instead.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.Agencies.ReplaceAsync(community.Sal, seat, "Nora", "Nilsen", "nora@harbor.example.org", null, Cancel))).Message);
    }

    private static async Task ReplaceAsync(TestCommunity community, Caller holder, SeatKind kind, string first, string last, string email) =>
        await community.Agencies.ReplaceAsync(community.Sal, await SeatAsync(community, holder, kind), first, last, email, null, Cancel);

    private static async Task<Guid> SeatAsync(TestCommunity community, Caller holder, SeatKind kind)
    {
        await using var db = community.Database.Read(Reach.Everything);
        return await db.Seats.Where(s => s.PersonId == holder.PersonId && s.Kind == kind && s.UntilUtc == null).Select(s => s.Id).SingleAsync(Cancel);
    }
}
