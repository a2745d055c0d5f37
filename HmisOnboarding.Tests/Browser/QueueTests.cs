using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>The help desk at work: ten packets without a mouse, two people after the same packet, and a list that lies still under the pointer.</summary>
[Trait("Category", "Browser")]
public sealed class QueueTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private readonly Accessibility _axe = new();

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public Task Queue_WhenWorkedByKeyboardAlone_IsEmptyAfterTenRequests() => chromium.WalkAsync(async () =>
    {
        await FinishAllAsync();
        var codes = new List<string>();
        for (var i = 0; i < 10; i++)
            codes.Add(await SubmitAsync());
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync(app.SystemAdministrator.Email);
        await page.GotoAsync("/queue");
        await page.Hook("row").Nth(9).WaitForAsync();
        await page.WaitForFunctionAsync("() => document.activeElement.tagName === 'H1'");

        for (var i = 0; i < codes.Count; i++)
        {
            var packet = page.Locator($".packet[data-code={codes[i]}]");
            await page.Keyboard.PressAsync("j");
            await page.WaitForFunctionAsync("code => document.activeElement.closest('tr')?.dataset.code === code", codes[i]);
            await page.Keyboard.PressAsync("Enter");
            await packet.Locator("[data-test=verifier][data-green=yes]").WaitForAsync();
            await page.Keyboard.PressAsync("c");
            await packet.Locator("[data-claim=mine]").WaitForAsync();
            if (i == 0)
                await _axe.CheckAsync(page, "queue with a claimed packet");
            if (i == 3)
            {
                await ReturnByKeyboardAsync(page);
                await page.Locator($"tr[data-code={codes[i]}][data-state=gone]").WaitForAsync();
                continue;
            }

            await page.Keyboard.PressAsync("a");
            await page.WaitForFunctionAsync("() => document.activeElement.id === 'hmis-user'");
            await page.Keyboard.PressAsync("Enter");
            await packet.Locator("[data-test=recorded]").WaitForAsync();
        }

        var states = await Task.WhenAll(codes.Select(async c => (await ViewAsync(c)).State));
        Assert.Equal(9, states.Count(s => s == RequestState.AccountCreated));
        Assert.Equal(RequestState.Submission, states[3]);
        await page.GotoAsync("/queue?show=others");
        Assert.Contains(codes[3], await ShownAsync(page));
        _axe.AssertNone();
        await page.Context.CloseAsync();
    });

    [Fact]
    public Task Claim_WhenTwoPressAtOnce_IsOnesAndTheOtherReadsWhose() => chromium.WalkAsync(async () =>
    {
        var code = await SubmitAsync();
        var second = await app.AppointSystemAdministratorAsync("Joel", "Kim", "joel.kim@lead.example.org");
        var pages = new List<IPage>();
        foreach (var email in new[] { app.SystemAdministrator.Email, second.Email })
        {
            var page = await chromium.OpenAsync(app.Address);
            await page.SignInAsync(email);
            await page.GotoAsync($"/queue?find={code}");
            await Row(page, code).Hook("claim").WaitForAsync();
            pages.Add(page);
        }

        await Task.WhenAll(pages.Select(p => Row(p, code).Locator("[data-test=claim] button").ClickAsync()));

        var view = await WhenClaimedAsync(code, pages[0]);
        var winner = view.Claim!.Name;
        Assert.Equal(1, view.Timeline.Count(e => e.Kind == "Claim"));
        Assert.Contains(winner, new[] { app.SystemAdministrator.FullName, second.FullName });
        var (won, lost) = winner == second.FullName ? (pages[1], pages[0]) : (pages[0], pages[1]);
        await Row(won, code).GetByText("With you, since").WaitForAsync();
        await Row(lost, code).GetByText($"With {winner} since").WaitForAsync();

        // who looks at it is said on the other's open page
        await won.Locator($"tr[data-code={code}] .line-link").ClickAsync();
        await Row(lost, code).GetByText($"{winner} is looking at it").WaitForAsync();
        await won.GotoAsync("/queue");
        await Row(lost, code).GetByText($"{winner} is looking at it").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        foreach (var page in pages)
            await page.Context.CloseAsync();
    });

    [Fact]
    public Task List_WhenThePointerIsInIt_LiesStillUntilItLeaves() => chromium.WalkAsync(async () =>
    {
        await SubmitAsync();
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync(app.SystemAdministrator.Email);
        await page.GotoAsync("/queue");
        await page.Hook("row").First.HoverAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('hmis-held input').checked");
        var before = await ShownAsync(page);

        var coming = await SubmitAsync();
        await page.Hook("news").GetByText("1 new: show").WaitForAsync();
        Assert.Equal(before, await ShownAsync(page));
        await _axe.CheckAsync(page, "queue with news");
        await page.Mouse.MoveAsync(2, 2);
        await Row(page, coming).WaitForAsync();
        await page.Hook("news").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        // the palette finds the packet, and letters can be switched off
        await page.Keyboard.PressAsync("Control+k");
        await page.Hook("palette-words").FillAsync(coming);
        await page.Hook("palette-request").WaitForAsync();
        await _axe.CheckAsync(page, "palette");
        await page.Hook("palette-words").PressAsync("Enter");
        await page.Locator($".packet[data-code={coming}]").WaitForAsync();
        await page.WaitForFunctionAsync("() => !document.getElementById('palette').open");
        await page.Keyboard.PressAsync("?");
        // the tick shows the choice a moment after the list opens
        await page.Locator("[data-keys-letters]:checked").UncheckAsync();
        await page.Keyboard.PressAsync("c");
        await page.Keyboard.PressAsync("j");
        Assert.Null((await ViewAsync(coming)).Claim);
        Assert.False(await page.EvaluateAsync<bool>("() => document.activeElement.matches('.line-link')"));
        _axe.AssertNone();
        await page.Context.CloseAsync();
    });

    private static ILocator Row(IPage page, string code) => page.Locator($"tr[data-code={code}]");

    private static async Task<string[]> ShownAsync(IPage page)
    {
        await page.Hook("row").First.WaitForAsync();
        return await page.Hook("row").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.code)");
    }

    private static async Task ReturnByKeyboardAsync(IPage page)
    {
        await page.Keyboard.PressAsync("r");
        await page.Locator("[role=dialog] textarea").WaitForAsync();
        await TabToAsync(page, "[role=dialog] input[type=checkbox]");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "[role=dialog] textarea");
        await page.Keyboard.TypeAsync("Say in which project the person works most.");
        await TabToAsync(page, "[role=dialog] .act-primary");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[role=dialog]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var presses = 0; presses < 30; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
        }

        Assert.Fail($"No way to {selector} by the tab key.");
    }

    private async Task<RequestView> WhenClaimedAsync(string code, IPage page)
    {
        await Row(page, code).GetByText("With ").First.WaitForAsync();
        return await ViewAsync(code);
    }

    private Task<RequestView> ViewAsync(string code) => app.Service<RequestQueries>().RequestAsync(new Caller(app.SystemAdministrator.Id), code, Cancel);

    private Task<string> SubmitAsync() => SubmittedPackets.AddAsync(app, Cancel);

    // what another walk left in the queue stands before the packets of this one
    private async Task FinishAllAsync()
    {
        var help = new Caller(app.SystemAdministrator.Id);
        foreach (var row in (await app.Service<BoardQueries>().QueueAsync(help, size: 100, cancellationToken: Cancel)).Rows)
        {
            var owner = row.ClaimedById is { } claimed ? new Caller(claimed) : help;
            await app.Service<RequestService>().RecordAccountAsync(owner, row.Code, $"done-{row.Code}", TestCommunity.RoleType, cancellationToken: Cancel);
        }
    }
}
