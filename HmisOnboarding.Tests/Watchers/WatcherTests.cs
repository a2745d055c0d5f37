using System.Text.Json;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Watchers;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Watchers;

/// <summary>Somebody outside follows a request by a link: let in by the agency, shown little, and only for so long.</summary>
public sealed class WatcherTests
{
    private const string Sam = "sam@harbor.example.org";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RequestState.Training)]
    [InlineData(RequestState.DirectorSignature)]
    [InlineData(RequestState.AccountQueue)]
    [InlineData(RequestState.AccountCreated)]
    public async Task Tracker_WhereverTheRequestIs_ShowsNothingOfAPersonButTheFirstName(RequestState state)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var link = await Watchers(community).AddAsync(community.Alma, code, Sam, Cancel);
        await community.Get<MessageService>().SendAsync(community.Alma, code, "A word among us.", MessageAudience.Everybody, cancellationToken: Cancel);
        await community.AdvanceToAsync(state, code);
        var whole = await community.ViewAsync(code);

        var shown = await Watchers(community).TrackAsync(Secret(link), Cancel);

        var text = JsonSerializer.Serialize(shown! with { Zone = TimeZoneInfo.Utc });
        Assert.Contains("Nina", text, StringComparison.Ordinal);
        Assert.Contains("Harbor House", text, StringComparison.Ordinal);
        var marks = new[] { whole.SubjectName, "Nova", whole.SubjectEmail, code, whole.Id.ToString(), "Alma", "Ames", "Abel", "Dora", "Dahl", "Sal Stone", "A word among us", "Basic Privacy", whole.VerifyCode(), Sam };
        Assert.All(marks, mark => Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(whole.Steps.Select(s => s.Standing), shown.Steps.Select(s => s.Standing));
        Assert.Equal(Stages.IsOpen(state) ? Stages.Title(Stages.Holder(state)) : "", shown.With);
    }

    [Fact]
    public async Task Secret_WhenKept_IsOnlyAHashAndGoesFromTheMessageOnceItHasArrived()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var secret = Secret(await Watchers(community).AddAsync(community.Alma, code, " SAM@Harbor.example.org ", Cancel));
        await using var db = community.Database.Read(Reach.Everything);
        var message = await db.Notifications.SingleAsync(n => n.RecipientEmail == Sam, Cancel);
        Assert.Equal(TrackerLink.Prefix + secret, message.Link);
        Assert.DoesNotContain("Nova", message.Subject + message.Body, StringComparison.Ordinal);

        Assert.NotNull(await Watchers(community).TrackAsync(secret, Cancel));

        Assert.DoesNotContain(community.Dump(), row => row.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(64, (await db.Watchers.SingleAsync(Cancel)).TokenHash!.Length);
    }

    [Fact]
    public async Task History_WhenAWatcherIsAddedOpensAndIsEnded_HasALineForEachOnce()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var version = (await community.ViewAsync(code)).Version;
        var secret = Secret(await Watchers(community).AddAsync(community.Alma, code, Sam, Cancel));
        await Watchers(community).TrackAsync(secret, Cancel);
        await Watchers(community).TrackAsync(secret, Cancel);
        var row = Assert.Single((await Watchers(community).ListAsync(community.Alma, code, Cancel)).Rows);
        await Watchers(community).EndAsync(community.Alma, code, row.Id, Cancel);
        await Watchers(community).EndAsync(community.Alma, code, row.Id, Cancel);

        var view = await community.ViewAsync(code);

        Assert.Equal(
            [$"Alma Ames ended the tracker for {Sam}.", $"The tracker for {Sam} was opened for the first time.", $"Alma Ames lets {Sam} follow this request."],
            view.Timeline.Where(e => e.Kind.StartsWith("Watcher", StringComparison.Ordinal)).Select(e => e.Text));
        // whoever acts meanwhile is not held up
        Assert.Equal(version, view.Version);
        Assert.Null(await Watchers(community).TrackAsync(secret, Cancel));
    }

    [Fact]
    public async Task Wish_WhenTheNewUserNamesSomebody_WorksOnlyAfterAnAdministratorAgreed()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var nina = await community.SubjectOfAsync(code);

        Assert.Null(await Watchers(community).AddAsync(nina, code, Sam, Cancel));
        var wish = Assert.Single((await Watchers(community).ListAsync(nina, code, Cancel)).Rows);
        Assert.Null(wish.AddedUtc);
        Assert.Contains(await community.Notices.NewestAsync(community.Alma, cancellationToken: Cancel), n => n.Subject == $"{code}: may somebody follow it?");
        foreach (var other in new[] { nina, community.Dora, community.Sal })
            await Assert.ThrowsAsync<RuleViolationException>(() => Watchers(community).AgreeAsync(other, code, wish.Id, Cancel));

        var link = await Watchers(community).AgreeAsync(community.Alma, code, wish.Id, Cancel);
        Assert.NotNull(await Watchers(community).TrackAsync(Secret(link), Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => Watchers(community).AgreeAsync(community.Abel, code, wish.Id, Cancel));

        // it is about her, so she can end it
        await Watchers(community).EndAsync(nina, code, wish.Id, Cancel);
        Assert.Null(await Watchers(community).TrackAsync(Secret(link), Cancel));
    }

    [Fact]
    public async Task Link_WhenTheRequestHasEnded_WorksForTheSetDaysAndNotAnHourMore()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var secret = Secret(await Watchers(community).AddAsync(community.Alma, code, Sam, Cancel));
        await community.AdvanceToAsync(RequestState.AccountCreated, code);
        var ends = (await Watchers(community).TrackAsync(secret, Cancel))!.EndsUtc;

        Assert.Equal((await community.ViewAsync(code)).AccountUtc!.Value.AddDays(14), ends);
        community.Clock.Advance(ends!.Value - community.Now);
        Assert.NotNull(await Watchers(community).TrackAsync(secret, Cancel));
        community.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Watchers(community).TrackAsync(secret, Cancel));
    }

    [Theory]
    [InlineData("not an address", "Enter one e-mail address, for example name@agency.org.")]
    [InlineData("a@b.org\r\nBcc: c@d.org", "Enter one e-mail address, for example name@agency.org.")]
    [InlineData("one@b.org,two@b.org", "Enter one e-mail address, for example name@agency.org.")]
    [InlineData("Sam@Harbor.Example.org", $"{Sam} is on the list already.")]
    public async Task Adding_WhenTheAddressIsNoneOrThere_IsRefused(string email, string sentence)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await Watchers(community).AddAsync(community.Alma, code, Sam, Cancel);

        Assert.Equal(sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => Watchers(community).AddAsync(community.Alma, code, email, Cancel))).Message);
    }

    [Fact]
    public async Task Adding_WhenThereAreEnoughOrItIsOverOrNotTheirs_IsRefused()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        foreach (var other in new[] { community.Dora, community.Sal })
            await Assert.ThrowsAsync<RuleViolationException>(() => Watchers(community).AddAsync(other, code, Sam, Cancel));
        for (var i = 0; i < WatcherService.Most; i++)
            await Watchers(community).AddAsync(community.Alma, code, $"sam{i}@harbor.example.org", Cancel);
        Assert.Contains("limit", (await Assert.ThrowsAsync<RuleViolationException>(() => Watchers(community).AddAsync(community.Alma, code, Sam, Cancel))).Message, StringComparison.Ordinal);

        var closed = await community.OpenAtAsync(RequestState.Withdrawn);
        await Assert.ThrowsAsync<RuleViolationException>(() => Watchers(community).AddAsync(community.Alma, closed, Sam, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Tracker_WhenTheSecretIsUnknown_ShowsNothing(string secret)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await Watchers(community).AddAsync(community.Alma, code, Sam, Cancel);

        Assert.Null(await Watchers(community).TrackAsync(secret, Cancel));
    }

    private static WatcherService Watchers(TestCommunity community) => community.Get<WatcherService>();

    private static string Secret(string? link) => link![TrackerLink.Prefix.Length..];
}

internal static class WatchedRequest
{
    public static string VerifyCode(this RequestView view) => view.Agreement.VerifyCode;
}
