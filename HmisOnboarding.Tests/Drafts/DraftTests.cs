using HmisOnboarding.Domain.Drafts;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Drafts;

/// <summary>What is typed and not sent: one's own, there on every device, and never written over unasked.</summary>
public sealed class DraftTests
{
    private const string Purpose = "message:HM-1001";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Draft_WhenAnotherDeviceSavedMeanwhile_IsNotWrittenOverUntilThePersonHasChosen()
    {
        await using var community = await TestCommunity.CreateAsync();
        var first = await Drafts(community).SaveAsync(community.Alma, Purpose, "desk", null, Cancel);
        var phone = await Drafts(community).SaveAsync(community.Alma, Purpose, "phone", first.Version, Cancel);

        var late = await Drafts(community).SaveAsync(community.Alma, Purpose, "desk, and on", first.Version, Cancel);

        Assert.Equal(("phone", phone.Version), (late.Other!.Content, late.Other.Version));
        Assert.Equal("phone", (await Drafts(community).FindAsync(community.Alma, Purpose, Cancel))!.Content);
        Assert.Null((await Drafts(community).SaveAsync(community.Alma, Purpose, "desk, and on", late.Other.Version, Cancel)).Other);
        Assert.Equal("desk, and on", (await Drafts(community).FindAsync(community.Alma, Purpose, Cancel))!.Content);
    }

    [Fact]
    public async Task Draft_WhenTwoNewDevicesBegin_TellsTheSecond()
    {
        await using var community = await TestCommunity.CreateAsync();
        await Drafts(community).SaveAsync(community.Alma, Purpose, "desk", null, Cancel);

        Assert.Equal("desk", (await Drafts(community).SaveAsync(community.Alma, Purpose, "phone", null, Cancel)).Other!.Content);
        // the same words are no conflict
        Assert.Null((await Drafts(community).SaveAsync(community.Alma, Purpose, "desk", null, Cancel)).Other);
    }

    [Fact]
    public async Task Draft_WhoeverElseAsks_IsNobodysButTheWriters()
    {
        await using var community = await TestCommunity.CreateAsync();
        await Drafts(community).SaveAsync(community.Alma, Purpose, "mine", null, Cancel);

        foreach (var other in new[] { community.Abel, community.Dora, community.Sal, community.Boris })
        {
            Assert.Null(await Drafts(community).FindAsync(other, Purpose, Cancel));
            await Drafts(community).DiscardAsync(other, Purpose, Cancel);
        }

        await using var all = community.Database.Read(new Reach(true, community.Sal.PersonId, [], []));
        Assert.Empty(await all.Drafts.ToListAsync(Cancel));
        Assert.Equal("mine", (await Drafts(community).FindAsync(community.Alma, Purpose, Cancel))!.Content);
    }

    [Fact]
    public async Task Draft_WhenItsMessageOrRequestIsSent_IsGoneAndAfterARefusalStillThere()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await Drafts(community).SaveAsync(community.Alma, DraftPurpose.Message(code), "SSN 219-09-9999", null, Cancel);
        await Drafts(community).SaveAsync(community.Alma, DraftPurpose.NewRequest(community.AgencyA), "{}", null, Cancel);

        await Assert.ThrowsAsync<RuleViolationException>(() => community.Get<MessageService>().SendAsync(community.Alma, code, "SSN 219-09-9999", MessageAudience.Staff, cancellationToken: Cancel));
        Assert.NotNull(await Drafts(community).FindAsync(community.Alma, DraftPurpose.Message(code), Cancel));
        await community.Get<MessageService>().SendAsync(community.Alma, code, "Hello", MessageAudience.Staff, cancellationToken: Cancel);
        Assert.Null(await Drafts(community).FindAsync(community.Alma, DraftPurpose.Message(code), Cancel));

        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.OpenAsync(community.Alma, community.Wish(community.AgencyA) with { JobTitle = "" }, Cancel));
        Assert.NotNull(await Drafts(community).FindAsync(community.Alma, DraftPurpose.NewRequest(community.AgencyA), Cancel));
        await community.Requests.OpenAsync(community.Alma, community.Wish(community.AgencyA), Cancel);
        Assert.Null(await Drafts(community).FindAsync(community.Alma, DraftPurpose.NewRequest(community.AgencyA), Cancel));
    }

    [Fact]
    public async Task Draft_WhenUntouchedForThirtyDays_IsForgottenAndProvesNothing()
    {
        await using var community = await TestCommunity.CreateAsync();
        await using var db = community.Database.Read(Reach.Everything);
        var entries = await db.AuditEntries.CountAsync(Cancel);
        await Drafts(community).SaveAsync(community.Alma, Purpose, "old", null, Cancel);
        community.Clock.Advance(TimeSpan.FromDays(20));
        await Drafts(community).SaveAsync(community.Abel, Purpose, "new", null, Cancel);
        community.Clock.Advance(TimeSpan.FromDays(10));

        Assert.Null(await Drafts(community).FindAsync(community.Alma, Purpose, Cancel));
        Assert.Equal(1, await Drafts(community).ForgetOldAsync(10, Cancel));
        Assert.Equal("new", (await db.Drafts.SingleAsync(Cancel)).Content);
        Assert.Equal(entries, await db.AuditEntries.CountAsync(Cancel));
    }

    [Fact]
    public async Task Drafts_WhenThereAreTooManyOrTooMuch_KeepTheNewestAndRefuseTheHuge()
    {
        await using var community = await TestCommunity.CreateAsync();
        for (var i = 0; i <= DraftService.Most; i++)
        {
            community.Clock.Advance(TimeSpan.FromSeconds(1));
            await Drafts(community).SaveAsync(community.Alma, $"message:HM-{i}", "words", null, Cancel);
        }

        Assert.Null(await Drafts(community).FindAsync(community.Alma, "message:HM-0", Cancel));
        Assert.NotNull(await Drafts(community).FindAsync(community.Alma, "message:HM-1", Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => Drafts(community).SaveAsync(community.Alma, Purpose, new string('a', Draft.ContentLimit + 1), null, Cancel));
    }

    private static DraftService Drafts(TestCommunity community) => community.Get<DraftService>();
}
