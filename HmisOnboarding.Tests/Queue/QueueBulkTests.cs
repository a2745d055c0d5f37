using System.Text;
using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Queue;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Queue;

/// <summary>Several packets at once, views under a name, and what is said before an account is recorded or a packet returned.</summary>
public sealed class QueueBulkTests : CommunityTest
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_WhenOneIsTaken_ClaimsTheOthersAndSaysWhy()
    {
        var codes = await OpenSeveralAsync(3);
        SignInAs(Community.Sal);
        var page = Open();
        await page.Find("[data-test=tick-all]").ClickAsync(new MouseEventArgs());
        Assert.Equal("3 ticked", page.Find("[data-test=bulk-count]").TextContent);
        await Community.Requests.ClaimAsync(Community.Sue, codes[1], cancellationToken: Cancel);

        await page.Find("[data-test=bulk-claim] button").ClickAsync(new());

        page.WaitLive(Community, () => Assert.Contains("2 claimed", page.Find("[data-test=bulk-report]").TextContent, StringComparison.Ordinal));
        var line = page.Find($"[data-test=bulk-report] li[data-code={codes[1]}]").TextContent;
        Assert.Contains("Sue Swan has this packet since", line, StringComparison.Ordinal);
        Assert.Equal(["Sal Stone", "Sue Swan", "Sal Stone"], await Task.WhenAll(codes.Select(async c => (await Community.ViewAsync(c)).Claim!.Name)));
    }

    [Fact]
    public async Task Release_WhenAColleagueHasOne_LeavesItWithThem()
    {
        var codes = await OpenSeveralAsync(2);
        await Community.Requests.ClaimAsync(Community.Sal, codes[0], cancellationToken: Cancel);
        await Community.Requests.ClaimAsync(Community.Sue, codes[1], cancellationToken: Cancel);
        var rows = await Community.Boards.PacketsAsync(Community.Sal, codes, Cancel);

        var report = await QueueBulk.RunAsync(BulkAct.Release, rows, Community.Sal, Community.Requests, Cancel);

        Assert.Equal([codes[0]], report.Done.Select(l => l.Code));
        Assert.Equal([(codes[1], "Sue Swan has it. Take it over first.")], report.NotDone.Select(l => (l.Code, l.WhyNot!)));
        Assert.Null((await Community.ViewAsync(codes[0])).Claim);
        Assert.Equal("Sue Swan", (await Community.ViewAsync(codes[1])).Claim!.Name);
    }

    [Fact]
    public async Task Release_WhenTheRowWasReadBeforeATakeOver_TakesNothingFromTheOther()
    {
        var code = Assert.Single(await OpenSeveralAsync(1));
        await Community.Requests.ClaimAsync(Community.Sal, code, cancellationToken: Cancel);
        var rows = await Community.Boards.PacketsAsync(Community.Sal, [code], Cancel);
        await Community.Requests.TakeOverAsync(Community.Sue, code, Community.Sal.PersonId, cancellationToken: Cancel);

        var report = await QueueBulk.RunAsync(BulkAct.Release, rows, Community.Sal, Community.Requests, Cancel);

        Assert.Contains("Sue Swan took the packet over from Sal Stone.", Assert.Single(report.NotDone).WhyNot, StringComparison.Ordinal);
        Assert.Equal("Sue Swan", (await Community.ViewAsync(code)).Claim!.Name);
    }

    [Fact]
    public async Task Remind_WhenPressedTwice_RemindsOnceAndSaysSince()
    {
        var waiting = await Community.OpenAtAsync(RequestState.AwaitingDocuments);
        SignInAs(Community.Sal);
        var page = Open(new(QueuePart.Others));
        await page.Find($"tr[data-code={waiting}] [data-test=tick-row]").ClickAsync(new MouseEventArgs());
        await page.Find("[data-test=bulk-remind] button").ClickAsync(new());
        await page.Find("[data-test=bulk-remind] .act-primary, [data-test=bulk-remind] .act-outline").ClickAsync(new());
        page.WaitLive(Community, () => Assert.Contains("1 reminded", page.Find("[data-test=bulk-report]").TextContent, StringComparison.Ordinal));
        page.WaitLive(Community, () => Assert.Contains("Reminded", page.Find($"tr[data-code={waiting}] [data-test=reminded]").TextContent, StringComparison.Ordinal));

        var again = await QueueBulk.RunAsync(BulkAct.Remind, await Community.Boards.PacketsAsync(Community.Sal, [waiting], Cancel), Community.Sal, Community.Requests, Cancel);

        Assert.StartsWith("A reminder went out on", Assert.Single(again.NotDone).WhyNot, StringComparison.Ordinal);
        Assert.Single(await Community.Notices.NewestAsync(Community.Alma, cancellationToken: Cancel), n => n.Subject.StartsWith("Reminder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tick_WhenShiftIsHeld_TicksAllBetween()
    {
        var codes = await OpenSeveralAsync(4);
        SignInAs(Community.Sal);
        var page = Open();

        await page.Find($"tr[data-code={codes[0]}] [data-test=tick-row]").ClickAsync(new MouseEventArgs());
        await page.Find($"tr[data-code={codes[2]}] [data-test=tick-row]").ClickAsync(new MouseEventArgs { ShiftKey = true });

        Assert.Equal(codes.Take(3), TickedCodes(page));
        Assert.Contains($"codes={string.Join(',', codes.Take(3))}", page.Find("[data-test=bulk-export]").GetAttribute("href"), StringComparison.Ordinal);
        await page.Find("[data-test=bulk-clear]").ClickAsync(new());
        Assert.Empty(TickedCodes(page));
        Assert.Empty(page.FindAll("[data-test=bulk]"));
    }

    [Fact]
    public async Task Export_WhenANameIsAFormula_IsWrittenAsText()
    {
        var code = await Community.OpenRequestAsync(firstName: "=cmd", lastName: "Nova");
        var rows = await Community.Boards.PacketsAsync(Community.Sal, [code, "HM-9999"], Cancel);

        var text = Encoding.UTF8.GetString(QueueExport.File(rows));

        Assert.Equal(2, text.TrimEnd().Split("\r\n").Length);
        Assert.Contains($"{code},\"'=cmd Nova\",", text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => Community.Boards.PacketsAsync(Community.Alma, [code], Cancel));
    }

    [Fact]
    public async Task View_WhenSavedAndMadeTheStart_OpensWithTheQueue()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open(new(Search: code));
        await page.Find("[data-test=view-name]").InputAsync("Just one");
        await page.Find("[data-test=view-save] button").ClickAsync(new());
        page.WaitLive(Community, () => Assert.Equal("true", page.Find("[data-test=view]").GetAttribute("aria-current")));
        await page.Find("[data-test=view-start] button").ClickAsync(new());
        page.WaitLive(Community, () => Assert.Contains("Do not open first", page.Find("[data-test=view-start]").TextContent, StringComparison.Ordinal));

        Assert.Equal(("Just one", $"find={code}", true), (await Community.Get<SavedViewService>().ListAsync(Community.Sal, SavedList.Queue, Cancel)).Select(v => (v.Name, v.Filters, v.IsStart)).Single());
        Open();
        Assert.EndsWith($"/queue?find={code}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UserName_WhenAnotherPersonHasIt_IsWarnedOfAndAnotherSuggested()
    {
        var first = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.Requests.RecordAccountAsync(Community.Sal, first, "nnova", "Read only", cancellationToken: Cancel);
        await Community.Requests.ConfirmFirstLoginAsync(await Community.SubjectOfAsync(first), first, Cancel);
        var second = await OpenNamesakeAsync();
        SignInAs(Community.Sal);
        var page = Open(code: second);

        Assert.Equal("nnova2", page.Find("[data-test=user-name]").GetAttribute("value"));
        Assert.Contains($"nnova is the user name of {(await Community.ViewAsync(first)).SubjectName} ({first}). nnova2 is free here.", page.Find("[data-test=suggestion-taken]").TextContent, StringComparison.Ordinal);
        await page.Find("[data-test=user-name]").InputAsync("NNova");
        page.WaitLive(Community, () => Assert.Contains("is the user name of", page.Find("[data-test=name-taken]").TextContent, StringComparison.Ordinal));
        await page.Find("[data-test=record] button").ClickAsync(new());

        Assert.Contains("all the same?", page.Find("[data-test=record] .act-confirm").TextContent, StringComparison.Ordinal);
        Assert.Equal(RequestState.AccountQueue, await Community.StateAsync(second));
    }

    [Fact]
    public async Task Return_WhenItemsAreTicked_ShowsBeforehandExactlyWhatTheAgencyReads()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open(code: code);
        var dialogs = Render<MudDialogProvider>();
        var returning = page.Find("[data-test=return] button").ClickAsync(new());
        dialogs.WaitForElement("textarea");
        foreach (var label in new[] { "User Request Form", "User Agreement" })
            await dialogs.FindAll("label.tick").Single(l => l.TextContent.Trim() == label).QuerySelector("input")!.ChangeAsync(new() { Value = true });
        await dialogs.Find("textarea").InputAsync(new() { Value = "Write the start date." });

        var shown = dialogs.Find("[data-test=will-read]").TextContent;
        await dialogs.Find(".act-primary").ClickAsync(new());
        await returning;

        Assert.Contains("Write the start date.", shown, StringComparison.Ordinal);
        var notice = Assert.Single(await Community.Notices.NewestAsync(Community.Alma, cancellationToken: Cancel), n => n.Subject.StartsWith("Returned", StringComparison.Ordinal));
        Assert.Equal(notice.Body, shown);
    }

    private static IEnumerable<string> TickedCodes(IRenderedComponent<QueuePage> page) =>
        page.FindAll("tr[data-test=row]").Where(r => r.QuerySelector("[data-test=tick-row]")!.HasAttribute("checked")).Select(r => r.GetAttribute("data-code")!);

    private async Task<IReadOnlyList<string>> OpenSeveralAsync(int count)
    {
        var codes = new List<string>();
        for (var i = 0; i < count; i++)
        {
            codes.Add(await Community.OpenAtAsync(RequestState.AccountQueue));
            Community.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return codes;
    }

    private async Task<string> OpenNamesakeAsync()
    {
        var code = await Community.OpenRequestAsync(Community.Boris, "Nina", "Nova");
        await Community.AdvanceToAsync(RequestState.AccountQueue, code);
        return code;
    }

    private IRenderedComponent<QueuePage> Open(QueuePlace? place = null, string? code = null)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo((place ?? new()).Address(code));
        var page = Render<QueuePage>(p => p.Add(x => x.Code, code));
        page.WaitForElement(code is null ? ".queue" : "[data-test=checklist]");
        return page;
    }
}
