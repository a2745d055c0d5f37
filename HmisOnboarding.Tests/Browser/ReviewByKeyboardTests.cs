using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>The whole checklist is reviewed without a mouse; a letter that is typed into a field stays a letter.</summary>
[Trait("Category", "Browser")]
public sealed class ReviewByKeyboardTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_WhenPressed_MoveAcceptAndRejectAndCanBeSwitchedOff()
    {
        var code = await OpenWithCertificatesAsync();
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync("dana.cole@harbor.example.org");
        await page.GotoAsync($"/requests/{code}");
        await OpenRowAsync(page, "C01");
        // a page that has just opened gives the focus to its heading
        await page.WaitForFunctionAsync("() => document.activeElement.tagName === 'H1'");

        await page.Keyboard.PressAsync("j");
        await OpenRowAsync(page, "C02");
        Assert.Equal("C02", await FocusAsync(page));
        await page.Keyboard.PressAsync("ArrowUp");
        await OpenRowAsync(page, "C01");
        Assert.Equal("C01", await FocusAsync(page));

        await page.Keyboard.PressAsync("a");
        await page.Locator("[data-course=C01][data-status=accepted]").WaitForAsync();
        await OpenRowAsync(page, "C02");
        await page.WaitForFunctionAsync("() => document.activeElement.closest('[data-course]')?.dataset.course === 'C02'");

        // left without a reason: nothing happened, and the line has the focus again
        await page.Keyboard.PressAsync("r");
        await page.Locator("[role=dialog] textarea").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it as it is" }).ClickAsync();
        await page.Locator("[role=dialog]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.WaitForFunctionAsync("() => document.activeElement.closest('[data-course]')?.dataset.course === 'C02'");

        // a press within that moment counts as the first one
        await page.WaitForTimeoutAsync((float)ActionButton.SamePress.TotalMilliseconds + 100);
        await page.Keyboard.PressAsync("r");
        await page.Locator("[role=dialog] textarea").FillAsync("");
        // j, k, a and r are letters here
        await page.Locator("[role=dialog] textarea").PressSequentiallyAsync("a jar k");
        Assert.Equal("a jar k", await page.Locator("[role=dialog] textarea").InputValueAsync());
        await page.Locator("[role=dialog]").GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();
        await page.Locator("[data-course=C02][data-status=rejected]").WaitForAsync();
        await OpenRowAsync(page, "C05");

        await page.Keyboard.PressAsync("?");
        var switched = page.Locator("[data-keys-letters]");
        await switched.WaitForAsync();
        await Assertions.Expect(switched).ToBeCheckedAsync();
        await switched.UncheckAsync();
        await page.ReloadAsync();
        await OpenRowAsync(page, "C05");
        await page.WaitForFunctionAsync("() => document.activeElement.tagName === 'H1'");
        await page.Locator("[data-course=C05] .review-head").FocusAsync();
        await page.Keyboard.PressAsync("a");
        await page.Keyboard.PressAsync("j");
        // the arrow comes after them: when it has worked, the letters had their chance
        await page.Keyboard.PressAsync("ArrowDown");
        await OpenRowAsync(page, "C09");

        var view = await app.Service<RequestQueries>().RequestAsync(new Caller(app.Administrator.Id), code, Cancel);
        Assert.Equal([ChecklistStatus.Accepted, ChecklistStatus.Rejected, ChecklistStatus.Uploaded, ChecklistStatus.Uploaded], view.Checklist.Select(i => i.Status));
        Assert.Equal("a jar k", view.Checklist[1].RejectionReason);
        var axe = new Accessibility();
        await axe.CheckAsync(page, "review");
        await page.GotoAsync($"/requests/{code}/checklist");
        await page.Locator("[data-test=checklist-sheet]").WaitForAsync();
        await axe.CheckAsync(page, "checklist to print");
        axe.AssertNone();
        await page.Context.CloseAsync();
    }

    private static Task OpenRowAsync(IPage page, string course) => page.Locator($"[data-course={course}] .review-head[aria-expanded=true]").WaitForAsync();

    private static Task<string?> FocusAsync(IPage page) => page.EvaluateAsync<string?>("() => document.activeElement.closest('[data-course]')?.dataset.course");

    private async Task<string> OpenWithCertificatesAsync()
    {
        var dana = new Caller(app.Administrator.Id);
        var (queries, requests) = (app.Service<RequestQueries>(), app.Service<RequestService>());
        var code = await requests.OpenAsync(dana, new NewRequest
        {
            AgencyId = app.AgencyId,
            FirstName = "Maria",
            LastName = "Ruiz",
            WorkEmail = "maria.ruiz@harbor.example.org",
            JobTitle = "Case Manager",
            SupervisorName = "Sam Super",
            SupervisorEmail = "sam@harbor.example.org",
            RoleTypeCode = TestCommunity.RoleType,
            Projects = ["Harbor Emergency Shelter"],
            EverHadAccount = false,
            StartsOn = DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(10),
        }, Cancel);
        foreach (var item in (await queries.RequestAsync(dana, code, Cancel)).Checklist)
        {
            using var file = new MemoryStream(TestCommunity.CertificatePdf(item.Course.Title, "Maria Ruiz"));
            await requests.UploadCertificateAsync(dana, code, item.Course.Code, file, $"{item.Course.Code}.pdf", DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(-20), 92, null, Cancel);
        }

        return code;
    }
}
