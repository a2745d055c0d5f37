using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Agencies;

/// <summary>Whoever opens a link has all rights of its person: who may see or renew which one.</summary>
public sealed class InvitationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SeatKind.ExecutiveDirector, "own", "this agency")]
    [InlineData(SeatKind.ExecutiveDirector, "other", "another agency")]
    [InlineData(SeatKind.SystemAdministrator, "none", "the help desk")]
    public async Task Opening_ForSomebodyWithASeat_NeitherRenewsNorShowsTheirInvitation(SeatKind kind, string where, string sender)
    {
        await using var community = await TestCommunity.CreateAsync();
        Guid? agency = where switch { "own" => community.AgencyA, "other" => community.AgencyB, _ => null };
        await community.Agencies.AppointAsync(community.Sal, kind, agency, "Dana", "Drew", "dana@harbor.example.org", null, Cancel);
        var dana = await PersonAsync(community, "dana@harbor.example.org");
        var secret = await community.InvitationSecretAsync(dana);

        var code = await community.Requests.OpenAsync(community.Alma, community.Wish(community.AgencyA, "Dana", "Drew") with { WorkEmail = "dana@harbor.example.org" }, Cancel);

        var sentence = $"Dana Drew has an invitation from {sender} already. If it was lost, ask the help desk for a new one.";
        Assert.Equal(new InvitationStanding(null, sentence), (await community.ViewAsync(code, community.Alma)).Invitation);
        Assert.Equal(sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ShowInvitationLinkAsync(community.Alma, code, Cancel))).Message);
        Assert.Equal(sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RenewInvitationAsync(community.Alma, code, Cancel))).Message);
        Assert.Equal(dana, await community.People.AcceptInvitationAsync(secret, Cancel));
    }

    [Fact]
    public async Task Opening_ForANewUserOfAnotherAgency_LeavesTheirInvitationAlone()
    {
        await using var community = await TestCommunity.CreateAsync();
        var wish = community.Wish(community.AgencyB);
        var subject = await community.SubjectOfAsync(await community.Requests.OpenAsync(community.Boris, wish, Cancel));
        var secret = await community.InvitationSecretAsync(subject.PersonId);

        var code = await community.Requests.OpenAsync(community.Alma, wish with { AgencyId = community.AgencyA, EmailException = "Works for both." }, Cancel);

        Assert.Contains("from another agency already", (await community.ViewAsync(code, community.Alma)).Invitation!.NotYours, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ShowInvitationLinkAsync(community.Alma, code, Cancel));
        Assert.Equal(subject.PersonId, await community.People.AcceptInvitationAsync(secret, Cancel));
    }

    [Fact]
    public async Task Link_WhenShown_IsWrittenDownOnceForEachInvitationAndPrintedOnTheCertificate()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);

        var link = await community.Requests.ShowInvitationLinkAsync(community.Alma, code, Cancel);
        Assert.Equal(link, await community.Requests.ShowInvitationLinkAsync(community.Alma, code, Cancel));
        Assert.Equal(InvitationLink.Prefix + await community.InvitationSecretAsync(subject.PersonId), link);
        Assert.Equal(1, await ShownAsync("Alma Ames"));
        await community.Requests.ShowInvitationLinkAsync(community.Abel, code, Cancel);
        Assert.Equal(1, await ShownAsync("Abel Arden"));

        community.Clock.Advance(TimeSpan.FromMinutes(1));
        await community.Requests.RenewInvitationAsync(community.Alma, code, Cancel);
        Assert.NotEqual(link, await community.Requests.ShowInvitationLinkAsync(community.Alma, code, Cancel));
        Assert.Equal(2, await ShownAsync("Alma Ames"));
        Assert.Equal("Only an agency administrator of this agency can see the link.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ShowInvitationLinkAsync(community.Dora, code, Cancel))).Message);

        async Task<int> ShownAsync(string who) =>
            AgreementPaper.Of(await community.ViewAsync(code)).History.Count(h => h.Text == $"{who} was shown the invitation link of Nina Nova." && h.Who == who);
    }

    [Fact]
    public async Task Appointing_WhenADirectorGivesASecondSeat_DoesNotHandOverTheFirstOne()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.Agencies.AppointAsync(community.Sal, SeatKind.SystemAdministrator, null, "Dana", "Drew", "dana@harbor.example.org", null, Cancel);
        var dana = await PersonAsync(community, "dana@harbor.example.org");
        var secret = await community.InvitationSecretAsync(dana);

        await community.Agencies.AppointAsync(community.Dora, SeatKind.AgencyAdministrator, community.AgencyA, "Dana", "Drew", "dana@harbor.example.org", null, Cancel);

        Assert.Null(await SeatLinkAsync(community, community.Dora, dana));
        var seat = (await community.Agencies.ListAsync(community.Dora, Cancel)).Single(a => a.Id == community.AgencyA).Seats.Single(s => s.PersonId == dana);
        Assert.Equal("Dana Drew has rights beyond this agency. Ask the help desk for a new invitation.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.Agencies.InviteAgainAsync(community.Dora, seat.SeatId, Cancel))).Message);
        Assert.Equal(InvitationLink.Prefix + secret, await SeatLinkAsync(community, community.Sal, dana));
        Assert.Equal(dana, await community.People.AcceptInvitationAsync(secret, Cancel));
    }

    [Fact]
    public async Task Appointing_WhenAnAdministratorHasSeenTheOldLink_EndsThatLink()
    {
        await using var community = await TestCommunity.CreateAsync();
        var wish = community.Wish(community.AgencyB);
        var code = await community.Requests.OpenAsync(community.Boris, wish, Cancel);
        var subject = await community.SubjectOfAsync(code);
        var seen = (await community.Requests.ShowInvitationLinkAsync(community.Boris, code, Cancel))[InvitationLink.Prefix.Length..];

        await community.Agencies.AppointAsync(community.Dora, SeatKind.AgencyAdministrator, community.AgencyA, wish.FirstName, wish.LastName, wish.WorkEmail, null, Cancel);

        await Assert.ThrowsAsync<RuleViolationException>(() => community.People.AcceptInvitationAsync(seen, Cancel));
        Assert.Null(await SeatLinkAsync(community, community.Dora, subject.PersonId));
        Assert.NotNull(await SeatLinkAsync(community, community.Sal, subject.PersonId));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ShowInvitationLinkAsync(community.Boris, code, Cancel));
    }

    [Fact]
    public async Task SystemAdministrators_WhenTheirLinkWentOutWithAnAgencysSeat_KeepItFromThatAgency()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.Agencies.AppointAsync(community.Sal, SeatKind.SystemAdministrator, null, "Dana", "Drew", "dana@harbor.example.org", null, Cancel);
        await community.Agencies.AppointAsync(community.Sal, SeatKind.ExecutiveDirector, community.AgencyA, "Dana", "Drew", "dana@harbor.example.org", null, Cancel);

        Assert.NotNull((await community.Agencies.SystemAdministratorsAsync(community.Sal, Cancel)).Single(s => s.FullName == "Dana Drew").InvitationLink);
        Assert.Null((await community.Agencies.SystemAdministratorsAsync(community.Alma, Cancel)).Single(s => s.FullName == "Dana Drew").InvitationLink);
        Assert.Null((await community.Agencies.SystemAdministratorsAsync(community.Dora, Cancel)).Single(s => s.FullName == "Dana Drew").InvitationLink);
    }

    private static async Task<string?> SeatLinkAsync(TestCommunity community, Caller reader, Guid personId) =>
        (await community.Agencies.ListAsync(reader, Cancel)).Single(a => a.Id == community.AgencyA).Seats.SingleOrDefault(s => s.PersonId == personId)?.InvitationLink;

    private static async Task<Guid> PersonAsync(TestCommunity community, string email)
    {
        await using var db = community.Database.Read(Reach.Everything);
        return await db.People.Where(p => p.Email == email).Select(p => p.Id).SingleAsync(Cancel);
    }
}
