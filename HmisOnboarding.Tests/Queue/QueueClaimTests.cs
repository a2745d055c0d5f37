using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Queue;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Queue;

/// <summary>Who has a packet, who looks at it, and what happens when two want it.</summary>
public sealed class QueueClaimTests : CommunityTest
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_WhenPressedInTheRow_IsShownThereAndCanBeReleased()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open();

        await Button(page, $"tr[data-code={code}]").ClickAsync(new());

        page.WaitLive(Community, () => Assert.StartsWith("With you, since ", Who(page, $"tr[data-code={code}]"), StringComparison.Ordinal));
        Assert.Equal("Sal Stone", (await Community.ViewAsync(code)).Claim!.Name);
        page.WaitLive(Community, () => Assert.Equal("1", page.Find("[data-test=count-Mine] .count-figure").TextContent.Trim()));

        Community.Clock.Advance(TimeSpan.FromSeconds(1));
        await Button(page, $"tr[data-code={code}]").ClickAsync(new());

        page.WaitLive(Community, () => Assert.Empty(page.FindAll("[data-test=claimed-by]")));
        Assert.Null((await Community.ViewAsync(code)).Claim);
        Assert.Equal(["Sal Stone claimed the packet.", "Sal Stone released the claim."], (await Community.ViewAsync(code)).Timeline.Take(2).Reverse().Select(e => e.Text));
    }

    [Fact]
    public async Task Claim_WhenAnotherHasThePacketAMomentBefore_IsRefusedWithNameAndTime()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open();
        // the other one's claim is committed, and this page has not heard of it
        await Community.WriteAsync(async db =>
        {
            var request = await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(db.Requests, r => r.Code == code, Cancel);
            db.Entry(request).Property(r => r.ClaimedById).CurrentValue = Community.Sue.PersonId;
            db.Entry(request).Property(r => r.ClaimedByName).CurrentValue = "Sue Swan";
            db.Entry(request).Property(r => r.ClaimedUtc).CurrentValue = Community.Now;
        });

        await Button(page, $"tr[data-code={code}]").ClickAsync(new());

        Assert.StartsWith("Sue Swan has this packet since Tue 3 Mar, 09:", page.Find("tr [role=alert]").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("Sue Swan", (await Community.ViewAsync(code)).Claim!.Name);
    }

    [Fact]
    public async Task Row_WhenAColleagueClaimsIt_StaysAndSaysSinceWhen()
    {
        var first = await Community.OpenAtAsync(RequestState.AccountQueue);
        var second = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open();

        await Community.Requests.ClaimAsync(Community.Sue, first, cancellationToken: Cancel);

        page.WaitLive(Community, () => Assert.StartsWith("With Sue Swan since today ", page.Find($"tr[data-code={first}] .line-left").TextContent.Trim(), StringComparison.Ordinal));
        Assert.Equal([first, second], page.FindAll("tr[data-test=row]").Select(r => r.GetAttribute("data-code")));
    }

    [Fact]
    public async Task Record_WhenAColleagueHasThePacket_AsksAndTakesItOverWithAnEventAndANotice()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.Requests.ClaimAsync(Community.Sue, code, cancellationToken: Cancel);
        SignInAs(Community.Sal);
        var page = Open(code);

        await page.Find("[data-test=record] button").ClickAsync(new());
        Assert.StartsWith("Sue Swan has it since ", page.Find("[data-test=record] .act-confirm p").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("Take it over?", page.Find("[data-test=record] .act-confirm p").TextContent, StringComparison.Ordinal);
        Assert.Equal(RequestState.AccountQueue, await Community.StateAsync(code));
        await page.Find("[data-test=record] .act-confirm button").ClickAsync(new());

        var view = await Community.ViewAsync(code);
        Assert.Equal((RequestState.AccountCreated, "Sal Stone"), (view.State, view.AccountByName));
        Assert.Equal(["Sal Stone took the packet over from Sue Swan.", "Sal Stone created the HMIS account."], view.Timeline.Take(2).Reverse().Select(e => e.Text));
        Assert.Null(view.Claim);
        var told = (await Community.Notices.NewestAsync(Community.Sue, cancellationToken: Cancel)).Single(n => n.Subject == $"{code} was taken over");
        Assert.StartsWith("Sal Stone took the packet of ", told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acts_WhenAColleagueHasThePacket_AreRefusedByTheRulesThemselves()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        var requests = Community.Requests;
        await requests.ClaimAsync(Community.Sue, code, cancellationToken: Cancel);

        foreach (var act in new Func<Task>[]
        {
            () => requests.RecordAccountAsync(Community.Sal, code, "nnova", "Read only", cancellationToken: Cancel),
            () => requests.ReturnToAgencyAsync(Community.Sal, code, [new(ReturnItem.Form, "Write the start date.")], "One thing.", cancellationToken: Cancel),
            () => requests.DenyAsync(Community.Sal, code, "There is an account.", cancellationToken: Cancel),
        })
        {
            var refused = await Assert.ThrowsAsync<RuleViolationException>(act);
            Assert.StartsWith("Sue Swan has this packet since ", refused.Message, StringComparison.Ordinal);
            Assert.EndsWith("Take it over first.", refused.Message, StringComparison.Ordinal);
        }

        var gone = await Assert.ThrowsAsync<RuleViolationException>(() => requests.TakeOverAsync(Community.Sal, code, Community.Alma.PersonId, cancellationToken: Cancel));
        Assert.StartsWith("Sue Swan has this packet now, ", gone.Message, StringComparison.Ordinal);
        await requests.ReleaseAsync(Community.Sue, code, cancellationToken: Cancel);
        gone = await Assert.ThrowsAsync<RuleViolationException>(() => requests.TakeOverAsync(Community.Sal, code, Community.Sue.PersonId, cancellationToken: Cancel));
        Assert.Equal("Nobody has this packet any more. Claim it.", gone.Message);
        await Assert.ThrowsAsync<RuleViolationException>(() => requests.TakeOverAsync(Community.Alma, code, Community.Sue.PersonId, cancellationToken: Cancel));
        await requests.RecordAccountAsync(Community.Sal, code, "nnova", "Read only", cancellationToken: Cancel);
    }

    [Fact]
    public async Task Presence_WhenAColleagueOpensThePacket_IsSaidInRowAndPacketUntilItCloses()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open(code);
        var presence = Services.GetRequiredService<PacketPresence>();
        var circuit = new object();
        Assert.Empty(page.FindAll("[data-test=looking]"));

        presence.Open(circuit, code, Community.Sue.PersonId, "Sue Swan");
        page.WaitLive(Community, () => Assert.Equal("Sue Swan is looking at it", page.Find("[data-test=looking]").TextContent.Trim()));
        Assert.Equal("Sue Swan is looking at it", page.Find("[data-test=looking-now]").TextContent.Trim());
        Assert.Equal("Sal Stone is looking at it", presence.OthersThan(Community.Sue.PersonId)[code]);

        presence.Close(circuit);
        page.WaitLive(Community, () => Assert.Empty(page.FindAll("[data-test=looking]")));
    }

    [Fact]
    public async Task Presence_WhenNothingHappensForLong_Expires()
    {
        var presence = new PacketPresence(Community.Changes, Community.Clock);
        presence.Open(new(), "HM-1", Community.Sue.PersonId, "Sue Swan");
        presence.Open(new(), "HM-1", Community.Sue.PersonId, "Sue Swan");
        presence.Open(new(), "HM-1", Community.Alma.PersonId, "Alma Ames");
        Assert.Equal("Alma Ames and Sue Swan are looking at it", presence.OthersThan(Community.Sal.PersonId)["HM-1"]);

        Community.Clock.Advance(PacketPresence.Lifetime - TimeSpan.FromSeconds(1));
        Assert.NotEmpty(presence.OthersThan(Community.Sal.PersonId));
        Community.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(presence.OthersThan(Community.Sal.PersonId));

        var (page, open) = (new PacketPresence(Community.Changes, Community.Clock), Community.Sue.PersonId);
        using var packet = new OpenPacket(page);
        packet.Show("HM-2", (await Community.People.FindPersonAsync(open, Cancel))!);
        await packet.OnConnectionDownAsync(null!, Cancel);
        Assert.Empty(page.OthersThan(Community.Sal.PersonId));
        await packet.OnConnectionUpAsync(null!, Cancel);
        Assert.Equal("Sue Swan is looking at it", page.OthersThan(Community.Sal.PersonId)["HM-2"]);
    }

    private IRenderedComponent<QueuePage> Open(string? code = null)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(new QueuePlace().Address(code));
        var page = Render<QueuePage>(p => p.Add(x => x.Code, code));
        page.WaitForElement(code is null ? ".queue" : "[data-test=verifier][data-green]");
        return page;
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<QueuePage> page, string where) => page.Find($"{where} [data-test=claim] button");

    private static string Who(IRenderedComponent<QueuePage> page, string where) => page.Find($"{where} [data-test=claimed-by]").TextContent.Trim();
}
