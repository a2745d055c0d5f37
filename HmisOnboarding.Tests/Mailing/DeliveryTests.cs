using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Background;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HmisOnboarding.Tests.Mailing;

/// <summary>Mails over a real SMTP conversation that fails in every way there is: each once for its key, none lost, and none said to be sent that was not.</summary>
public sealed class DeliveryTests : PostTest
{
    [Fact]
    public async Task Mails_WhenAllIsWell_GoOverOneConnectionAndAreSentOnce()
    {
        for (var i = 0; i < 5; i++)
            await TellAsync(Community.Dora, $"key-{i}");
        var before = Post.Connections;

        Assert.Equal(5, await Carrier.CarryAsync(Cancel));
        Assert.Equal(0, await Carrier.CarryAsync(Cancel));

        Assert.Equal(before + 1, Post.Connections);
        Assert.Equal(5, Post.Kept.Select(m => m.MessageId).Distinct().Count());
        Assert.All(Post.Kept, m => Assert.Equal("dora@harbor.example.org", m.To));
        var mail = await MailAsync("key-0");
        Assert.Equal((MailState.Sent, Community.Now, 1), (mail.State, mail.SentUtc, mail.Attempts));
    }

    [Fact]
    public async Task Mails_WhenTheServerIsDownForThreeHours_AllArriveOnceWhenItIsBack()
    {
        await Post.SwitchOffAsync();
        for (var i = 0; i < 30; i++)
            await TellAsync(i % 2 == 0 ? Community.Dora : Community.Alma, $"key-{i}");

        await PassAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(1));

        var waiting = await MailAsync("key-0");
        Assert.Equal(MailState.Failed, waiting.State);
        Assert.Null(waiting.SentUtc);
        Assert.Equal("The mail server cannot be reached.", waiting.LastError);
        Assert.Empty(Post.Kept);

        Post.SwitchOn();
        await PassAsync(TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(1));

        Assert.Equal(30, Post.Kept.Count);
        Assert.Equal(30, Post.Kept.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(MailState.Sent, (await MailAsync("key-29")).State);
    }

    [Fact]
    public async Task Mail_WhenTheServerTakesItAndHangsUp_ComesAgainUnderTheSameMessageId()
    {
        Post.OnData = n => n == 1 ? AfterData.TakeAndHangUp : AfterData.Take;
        await TellAsync(Community.Dora, "first");
        Community.Clock.Advance(TimeSpan.FromSeconds(1));
        await TellAsync(Community.Dora, "second");

        Assert.Equal(0, await Carrier.CarryAsync(Cancel));
        var unsure = await MailAsync("first");
        Assert.Equal((MailState.Failed, 1), (unsure.State, unsure.Attempts));
        Assert.Contains("before the mail server said", unsure.LastError, StringComparison.Ordinal);
        Assert.Equal((MailState.Queued, 0), ((await MailAsync("second")).State, (await MailAsync("second")).Attempts));

        await PassAsync(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));

        Assert.Equal(3, Post.Kept.Count);
        Assert.Equal(2, Post.Kept.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(MailState.Sent, (await MailAsync("first")).State);
        Assert.Equal(unsure.MessageId, (await MailAsync("first")).MessageId);
    }

    [Theory]
    [InlineData(AfterData.HangUp)]
    [InlineData(AfterData.Later)]
    internal async Task Mail_WhenItIsNotTakenAtFirst_ComesLaterAndOnce(AfterData fault)
    {
        Post.OnData = n => n <= 3 ? fault : AfterData.Take;
        await TellAsync(Community.Dora, "key");

        await PassAsync(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        Assert.Equal(MailState.Failed, (await MailAsync("key")).State);
        await PassAsync(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));

        Assert.Single(Post.Kept);
        Assert.Equal((MailState.Sent, 4), ((await MailAsync("key")).State, (await MailAsync("key")).Attempts));
    }

    [Fact]
    public async Task Mail_WhenTheServerHangs_IsLeftAfterTheTimeLimitAndTriedAgain()
    {
        await using var hanging = new LoopbackPost { OnData = _ => AfterData.Hang };
        await using var mute = new LoopbackPost { IsMute = true };
        foreach (var (post, words) in new[] { (hanging, "did not answer in time"), (mute, "did not answer in time") })
        {
            await using var community = await TestCommunity.CreateWithMailAsync(Options with { Port = post.Port, TimeoutSeconds = 1 });
            await TellAsync(community, community.Dora, "key");

            Assert.Equal(0, await community.Get<MailCarrier>().CarryAsync(Cancel));

            var mail = await MailAsync("key", community);
            Assert.Equal(MailState.Failed, mail.State);
            Assert.Contains(words, mail.LastError, StringComparison.Ordinal);
            post.IsMute = false;
            post.OnData = _ => AfterData.Take;
            await PassAsync(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1), community);
            Assert.Single(post.Kept);
        }
    }

    [Fact]
    public async Task Mail_WhenEncryptionIsAskedForAndNotOffered_IsNotSentInTheClear()
    {
        await using var community = await TestCommunity.CreateWithMailAsync(Options with { Tls = MailTls.StartTls, User = "onboarding", Password = "a secret" });
        await TellAsync(community, community.Dora, "key");

        await community.Get<MailCarrier>().CarryAsync(Cancel);

        Assert.Empty(Post.Kept);
        Assert.DoesNotContain(Post.Said, l => l.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) || l.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("does not offer", (await MailAsync("key", community)).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_WhenTheContentIsRefusedForGood_IsGivenUpAndCanBeQueuedAgain()
    {
        Post.OnData = _ => AfterData.Refuse;
        await TellAsync(Community.Dora, "key");
        await Carrier.CarryAsync(Cancel);
        await PassAsync(TimeSpan.FromHours(2), TimeSpan.FromMinutes(10));

        var mail = await MailAsync("key");
        Assert.Equal((MailState.GivenUp, false), (mail.State, mail.IsAddressRefused));
        Assert.Null(mail.SentUtc);
        Assert.Equal(1, (await Community.Get<MailQueries>().StatusAsync(Community.Sal, Cancel)).GivenUp);

        Post.OnData = _ => AfterData.Take;
        Assert.Equal(1, await Community.Get<MailQueries>().TryAgainAsync(Community.Sal, Cancel));
        await Carrier.CarryAsync(Cancel);
        Assert.Equal(mail.MessageId, Assert.Single(Post.Kept).MessageId);
        await Assert.ThrowsAsync<NotFoundException>(() => Community.Get<MailQueries>().TryAgainAsync(Community.Alma, Cancel));
    }

    [Fact]
    public async Task Mail_WhenTheServerStaysAwayForDays_IsGivenUpInTheEndWithItsReason()
    {
        await Post.SwitchOffAsync();
        await TellAsync(Community.Dora, "key");

        await PassAsync(TimeSpan.FromHours(75), TimeSpan.FromMinutes(10));

        var mail = await MailAsync("key");
        Assert.Equal(MailState.GivenUp, mail.State);
        Assert.StartsWith("The mail server cannot be reached. Given up after ", mail.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_WhenTheProgramDiesWhileItIsOnItsWay_ComesAgainUnderTheSameMessageId()
    {
        var (taken, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        Post.BeforeAnswer = () =>
        {
            taken.TrySetResult();
            return goOn.Task;
        };
        await TellAsync(Community.Dora, "first");
        Community.Clock.Advance(TimeSpan.FromSeconds(1));
        await TellAsync(Community.Alma, "second");
        var dying = Carrier.CarryAsync(Cancel);
        await taken.Task;

        // all that is left of the program is its database
        await using var after = Community.Fork();
        Assert.Equal(MailState.Sending, (await MailAsync("first", after)).State);
        goOn.SetResult();
        await dying;
        await PassAsync(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1), after);

        Assert.Equal(MailState.Sent, (await MailAsync("first", after)).State);
        Assert.Equal(MailState.Sent, (await MailAsync("second", after)).State);
        Assert.Equal(new[] { (await MailAsync("first")).MessageId, (await MailAsync("second")).MessageId }.Order(), Post.Kept.Select(m => m.MessageId).Distinct().Order());
    }

    [Fact]
    public async Task Program_WhenItIsStoppedWhileAMailIsOnItsWay_WaitsForItAndKeepsTheOthersForLater()
    {
        var (taken, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        Post.BeforeAnswer = () =>
        {
            taken.TrySetResult();
            return goOn.Task;
        };
        for (var i = 0; i < 3; i++)
            await TellAsync(Community.Dora, $"key-{i}");
        using var sender = new MailSender(Carrier, Community.Clock, NullLogger<MailSender>.Instance);
        await sender.StartAsync(Cancel);
        await taken.Task;
        var stopping = sender.StopAsync(Cancel);
        goOn.SetResult();
        await stopping;

        Assert.Single(Post.Kept);
        await using var next = Community.Fork();
        await next.Get<MailCarrier>().CarryAsync(Cancel);
        Assert.Equal(3, Post.Kept.Count);
        Assert.Equal(3, Post.Kept.Select(m => m.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Mail_WhenTheDatabaseCannotBeToldThatItWasTaken_IsToldLaterAndNotSentAgain()
    {
        await TellAsync(Community.Dora, "key");
        Execute("CREATE TRIGGER broken BEFORE UPDATE ON \"Mails\" WHEN NEW.\"State\" = 2 BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        await Assert.ThrowsAnyAsync<Exception>(() => Carrier.CarryAsync(Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => Carrier.CarryAsync(Cancel));
        Assert.Null((await MailAsync("key")).SentUtc);

        Execute("DROP TRIGGER broken");
        await Carrier.CarryAsync(Cancel);

        Assert.Single(Post.Kept);
        Assert.Equal(MailState.Sent, (await MailAsync("key")).State);
    }

    [Fact]
    public async Task Mails_WhenTheClockIsPutBackAWeek_StillLeaveAtOnce()
    {
        await Post.SwitchOffAsync();
        await TellAsync(Community.Dora, "failed");
        await Carrier.CarryAsync(Cancel);
        await TellAsync(Community.Dora, "queued");
        Post.SwitchOn();

        await using var earlier = Community.ForkAt(Community.Clock.GetUtcNow().AddDays(-7));
        await earlier.Get<MailCarrier>().CarryAsync(Cancel);

        Assert.Equal(2, Post.Kept.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(2, Post.Kept.Count);
    }

    [Fact]
    public async Task Mails_WhenTheClockJumpsAheadFourDays_AreTriedBeforeTheyAreGivenUp()
    {
        await Post.SwitchOffAsync();
        await TellAsync(Community.Dora, "key");
        await Carrier.CarryAsync(Cancel);
        await using var later = Community.ForkAt(Community.Clock.GetUtcNow().AddDays(4));

        await later.Get<MailCarrier>().CarryAsync(Cancel);
        Assert.Equal(MailState.Failed, (await MailAsync("key", later)).State);
        Post.SwitchOn();
        await PassAsync(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), later);

        Assert.Single(Post.Kept);
    }

    [Fact]
    public async Task Senders_WhenTwoWorkOnTheSameMails_SendEachOnce()
    {
        for (var i = 0; i < 60; i++)
            await TellAsync(Community.Dora, $"key-{i}");
        using var second = new MailCarrier(Community.Get<MailDesk>(), Community.Get<HmisDomainOptions>(), Community.Clock, NullLogger<MailCarrier>.Instance);

        await Task.WhenAll(Carrier.CarryAsync(Cancel), second.CarryAsync(Cancel));

        Assert.Equal(60, Post.Kept.Count);
        Assert.Equal(60, Post.Kept.Select(m => m.MessageId).Distinct().Count());
    }

    private void Execute(string sql)
    {
        using var connection = Community.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
