using System.Globalization;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>What only a real browser can show of the new user's page: the file that travels, the focus, the width.</summary>
[Trait("Category", "Browser")]
public sealed class NewUserOnAPhoneTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private const string Email = "maria.reyes@harbor.example.org";

    // one app serves all tests of the class, so one request does too
    private static (string Code, Caller Subject)? _opened;

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_WhenTheFirstFileIsRefused_TakesTheSecondWithWhatWasTyped()
    {
        var (code, maria) = await OpenRequestAsync();
        var phone = await SignInAsync();
        var certificate = TestCommunity.CertificatePdf("Basic Privacy and Security", "Maria Reyes");

        await phone.Locator("[data-code=C02] [data-test=open-upload]").ClickAsync();
        await phone.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "privacy.pdf", MimeType = "application/pdf", Buffer = "<html>"u8.ToArray() });
        await phone.Locator("[data-test=completed-on]").FillAsync(DateTimeOffset.Now.AddDays(-20).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await phone.Locator("[data-test=score]").FillAsync("92");
        await phone.Locator("[data-test=upload] button").ClickAsync();
        await phone.Locator("[data-test=file-problem]").WaitForAsync();
        Assert.Equal("92", await phone.Locator("[data-test=score]").InputValueAsync());

        await phone.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "privacy-photo.pdf", MimeType = "application/pdf", Buffer = certificate });
        await phone.Locator("[data-test=file-problem]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await phone.Locator("[data-test=upload] button").ClickAsync();
        await phone.Locator("[data-code=C02] [data-test=status]", new() { HasText = "Uploaded" }).WaitForAsync();
        var item = (await app.Service<RequestQueries>().RequestAsync(maria, code, Cancel)).Checklist.Single(i => i.Course.Code == "C02");
        Assert.Equal(("privacy-photo.pdf", 92, ChecklistStatus.Uploaded), (item.DocumentName, item.ScorePercent!.Value, item.Status));
        await phone.Context.CloseAsync();
    }

    [Fact]
    public async Task Pages_AtTheNarrowestWidth_NeverScrollSidewaysAndAxeFindsNothing()
    {
        var (code, _) = await OpenRequestAsync();
        var phone = await SignInAsync();
        await phone.SetViewportSizeAsync(320, 640);
        await phone.Locator("[data-code=C02] [data-test=open-upload]").ClickAsync();
        await phone.Locator("[data-test=upload-form]").WaitForAsync();
        Assert.Equal(0, await SidewaysAsync(phone));
        var axe = new Accessibility();
        await axe.CheckAsync(phone, "my progress");

        await phone.GotoAsync($"/my-progress/{code}/agreement");
        await phone.Locator("[data-test=my-agreement] .clause").First.WaitForAsync();
        Assert.Equal(0, await SidewaysAsync(phone));
        await axe.CheckAsync(phone, "agreement");
        axe.AssertNone();
        await phone.Context.CloseAsync();
    }

    [Fact]
    public async Task NextAct_OnAPhone_IsSeenWithoutScrolling()
    {
        await OpenRequestAsync();
        var phone = await SignInAsync();

        var act = (await phone.Locator("[data-test=next]").BoundingBoxAsync())!;

        Assert.InRange(act.Y + act.Height, 1, 844);
        Assert.True(act.Height >= 48, $"The act is {act.Height} px high.");
        await phone.Context.CloseAsync();
    }

    private async Task<(string Code, Caller Subject)> OpenRequestAsync()
    {
        var dana = new Caller(app.Administrator.Id);
        if (_opened is { } opened)
            return opened;
        var code = await app.Service<RequestService>().OpenAsync(dana, new NewRequest
        {
            AgencyId = app.AgencyId,
            FirstName = "Maria",
            LastName = "Reyes",
            WorkEmail = Email,
            JobTitle = "Case Manager",
            SupervisorName = "Sam Super",
            SupervisorEmail = "sam@harbor.example.org",
            RoleTypeCode = "case-manager",
            Projects = ["Harbor Emergency Shelter"],
            EverHadAccount = false,
            StartsOn = DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(10),
        }, Cancel);
        var id = await app.LetInAsync(dana, code, Cancel);
        _opened = (code, new Caller(id));
        return _opened.Value;
    }

    private static Task<int> SidewaysAsync(IPage page) => page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    private async Task<IPage> SignInAsync()
    {
        var phone = await chromium.OpenAsync(app.Address, width: 390, height: 844);
        await phone.GotoAsync("/Account/SignIn");
        await phone.Locator("#email").FillAsync(Email);
        await phone.Locator("#password").FillAsync(LiveApp.Password);
        await phone.Locator("#password").PressAsync("Enter");
        await phone.Locator("[data-test=my-progress]").WaitForAsync();
        return phone;
    }
}
