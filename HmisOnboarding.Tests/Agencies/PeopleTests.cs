using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Agencies;

public sealed class PeopleTests
{
    private const string Neutral = "This invitation cannot be used any more. Ask your agency administrator, or the help desk, for a new one.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invitation_WhenUsedOnce_IsUsedUpAndItsLinkIsWiped()
    {
        await using var community = await TestCommunity.CreateAsync();
        var subject = await community.SubjectOfAsync(await community.OpenRequestAsync());
        var secret = await community.InvitationSecretAsync(subject.PersonId);

        Assert.Equal("Nina Nova", (await community.People.FindInvitationAsync(secret, Cancel))!.FullName);
        Assert.Equal("Nina Nova", (await community.People.FindInvitationAsync(secret, Cancel))!.FullName);
        Assert.Equal(subject.PersonId, await community.People.AcceptInvitationAsync(secret, Cancel));

        Assert.Null(await community.People.FindInvitationAsync(secret, Cancel));
        Assert.DoesNotContain(community.Dump(), r => r.Contains(secret, StringComparison.Ordinal));
        await AssertNeutralAsync(community, secret);
    }

    [Fact]
    public async Task Invitation_WhenUnknownExpiredReplacedOrOfSomebodyWhoseAccessEnded_AllAnswerTheSame()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);
        var first = await community.InvitationSecretAsync(subject.PersonId);
        await AssertNeutralAsync(community, first + "0");
        await AssertNeutralAsync(community, "");

        await community.Requests.RenewInvitationAsync(community.Alma, code, Cancel);
        var second = await community.InvitationSecretAsync(subject.PersonId);
        await AssertNeutralAsync(community, first);

        await using (var ended = community.Fork())
        {
            await ended.DeactivateAsync(subject);
            await AssertNeutralAsync(ended, second);
        }

        community.Clock.Advance(TimeSpan.FromHours(72));
        await using (var lastMoment = community.Fork())
            await lastMoment.People.AcceptInvitationAsync(second, Cancel);
        community.Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertNeutralAsync(community, second);
    }

    [Fact]
    public async Task Invitation_WhenThePersonCanSignIn_IsNotMadeAgain()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);
        await community.People.AcceptInvitationAsync(await community.InvitationSecretAsync(subject.PersonId), Cancel);

        Assert.Equal("Nina Nova has chosen a password already and can sign in.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RenewInvitationAsync(community.Alma, code, Cancel))).Message);
    }

    [Fact]
    public async Task FirstStart_WhenTheSecretIsUsed_MakesOneSystemAdministratorAndNeverAnother()
    {
        await using var community = await TestCommunity.CreateEmptyAsync();
        var older = await community.People.FirstStartSecretAsync(Cancel);
        var secret = await community.People.FirstStartSecretAsync(Cancel);
        Assert.False(await community.People.IsFirstStartSecretAsync(older!, Cancel));
        Assert.True(await community.People.IsFirstStartSecretAsync(secret!, Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.People.SetUpFirstAdministratorAsync(older!, "Sal", "Stone", "sal@lead.example.org", Cancel));

        var both = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Record.ExceptionAsync(() => community.People.SetUpFirstAdministratorAsync(secret!, "Sal", "Stone", $"sal{i}@lead.example.org", Cancel)).AsTask()));

        Assert.Single(both, b => b is null);
        Assert.All(both.Where(b => b is not null), b => Assert.IsType<RuleViolationException>(b));
        Assert.Single(community.Dump(), r => r.StartsWith("Seats:", StringComparison.Ordinal));
        Assert.Null(await community.People.FirstStartSecretAsync(Cancel));
        Assert.False(await community.People.IsFirstStartSecretAsync(secret!, Cancel));
    }

    [Fact]
    public async Task FirstStart_WhenADayHasPassed_NeedsANewSecret()
    {
        await using var community = await TestCommunity.CreateEmptyAsync();
        var secret = await community.People.FirstStartSecretAsync(Cancel);
        community.Clock.Advance(TimeSpan.FromHours(24));
        Assert.True(await community.People.IsFirstStartSecretAsync(secret!, Cancel));
        community.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await community.People.IsFirstStartSecretAsync(secret!, Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.People.SetUpFirstAdministratorAsync(secret!, "Sal", "Stone", "sal@lead.example.org", Cancel));
    }

    [Fact]
    public async Task FirstStart_WhenItsSecretIsTriedAsAnInvitation_IsRefusedLikeAnyOther()
    {
        await using var community = await TestCommunity.CreateEmptyAsync();
        await AssertNeutralAsync(community, (await community.People.FirstStartSecretAsync(Cancel))!);
    }

    [Fact]
    public async Task LastSystemAdministrator_WhenTheSeatWouldEnd_StaysInIt()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.EndSeatAsync(community.Sue, SeatKind.SystemAdministrator);
        Assert.Equal("This is the last system administrator. Appoint another one first.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.EndSeatAsync(community.Sal, SeatKind.SystemAdministrator))).Message);
    }

    [Theory]
    [InlineData("new1@HARBOR.example.org")]
    [InlineData("  New1@harbor.example.org ")]
    public async Task Address_WhenSpelledInAnotherWay_IsTheSamePerson(string spelling)
    {
        await using var community = await TestCommunity.CreateAsync();
        var wish = community.Wish(community.AgencyA);
        await community.Requests.OpenAsync(community.Alma, wish, Cancel);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.OpenAsync(community.Alma, wish with { WorkEmail = spelling }, Cancel));
        await using var db = community.Database.Read(Reach.Everything);
        Assert.Equal(1, await db.People.CountAsync(p => p.LastName == "Nova", Cancel));
    }

    private static async Task AssertNeutralAsync(TestCommunity community, string secret)
    {
        var before = community.Dump();
        Assert.Null(await community.People.FindInvitationAsync(secret, Cancel));
        Assert.Equal([Neutral], (await Assert.ThrowsAsync<RuleViolationException>(() => community.People.AcceptInvitationAsync(secret, Cancel))).Reasons);
        Assert.Equal(before, community.Dump());
    }
}
