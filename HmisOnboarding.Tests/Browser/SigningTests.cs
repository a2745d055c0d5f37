using System.Globalization;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>The ceremony of signing in a real browser: by keyboard, by finger, over a reload, in two tabs, and on paper.</summary>
[Trait("Category", "Browser")]
public sealed class SigningTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private static int _people;

    private readonly Accessibility _axe = new();

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    private Caller Dana => new(app.Administrator.Id);

    [Fact]
    public async Task Ceremony_ByKeyboardAlone_GoesFromReadingToTheSignature()
    {
        var (code, email, name) = await ReadyToSignAsync();
        var page = await OpenAsync(code, email, 1440, 900);

        await WalkToAsync(page, "[data-test='read'] button");
        await page.Keyboard.PressAsync("Enter");
        await page.Hook("consent").WaitForAsync();
        await WalkToAsync(page, "[data-test='consent'] button");
        await page.Keyboard.PressAsync("Enter");
        await page.Hook("initial-input").First.WaitForAsync();
        await WalkToAsync(page, "[data-test='initial-input']");
        while (await page.Hook("initial-input").CountAsync() is var left and > 0)
        {
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForFunctionAsync("left => document.querySelectorAll(\"[data-test='initial-input']\").length < left", left);
            // after the last one the focus goes to the heading of the next step
            await page.WaitForFunctionAsync("() => document.activeElement?.matches(\"[data-test='initial-input'], [data-test='signing-step']\")");
        }

        await WalkToAsync(page, "[data-test='typed']");
        await WalkToAsync(page, "[data-test='typed-name']");
        await page.Keyboard.TypeAsync(name);
        await WalkToAsync(page, "[data-test='password']");
        await page.Keyboard.TypeAsync(LiveApp.Password);
        await page.Hook("sign").Locator("button:not([aria-disabled])").WaitForAsync();
        await WalkToAsync(page, "[data-test='sign'] button");
        await page.Keyboard.PressAsync("Enter");

        await page.Hook("signed").WaitForAsync();
        var signed = (await ViewAsync(code)).Agreement.Holding(SignatureSlot.User)!;
        Assert.Equal((name, SignatureMethod.Typed, ProofMethod.Password), (signed.SignedName, signed.Method, signed.ProofMethod));
        Assert.NotNull(signed.FirstViewedUtc);
        // nothing of it is left in the tab
        Assert.Empty(await KeptAsync(page));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Drawing_WithAFingerOnAPhone_RefusesADotKeepsStrokesWhenTurnedAndIsShown()
    {
        var (code, email, _) = await ReadyToSignAsync(initialled: true);
        var page = await OpenAsync(code, email, touch: true);
        await page.Hook("drawn").CheckAsync();
        var pad = page.Hook("ink-canvas");
        await pad.WaitForAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('hmis-ink').pen");
        await page.Hook("password").FillAsync(LiveApp.Password);

        await DrawAsync(page, [[(0.5, 0.5)]]);
        await page.Hook("sign").Locator("button:not([aria-disabled])").ClickAsync();
        await page.Hook("ink-problem").WaitForAsync();
        Assert.Contains("too small for a signature", await page.Hook("ink-problem").InnerTextAsync(), StringComparison.Ordinal);
        await _axe.CheckAsync(page, "drawn, refused");

        await page.Hook("ink-undo").ClickAsync();
        await page.GetByText("The box is empty.").WaitForAsync();
        await DrawAsync(page, Signature);
        Assert.Equal(3, await StrokesAsync(page));
        var before = await page.EvaluateAsync<string>("() => JSON.stringify(document.querySelector('hmis-ink').strokes)");
        // turned: the box has another size, the strokes are the same, and the picture fills it sharply
        await page.SetViewportSizeAsync(844, 390);
        await page.WaitForFunctionAsync("() => { const c = document.querySelector('hmis-ink canvas'); return Math.abs(c.width - c.getBoundingClientRect().width * devicePixelRatio) < 2; }");
        Assert.Equal(before, await page.EvaluateAsync<string>("() => JSON.stringify(document.querySelector('hmis-ink').strokes)"));
        Assert.True(await page.EvaluateAsync<bool>("() => { const c = document.querySelector('hmis-ink canvas'); return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0); }"));
        await page.SetViewportSizeAsync(390, 844);

        await page.Hook("sign").Locator("button:not([aria-disabled])").ClickAsync();
        await page.Hook("signed").WaitForAsync();
        await page.Hook("ink-shape").WaitForAsync();
        await _axe.CheckAsync(page, "drawn, signed");
        var signed = (await ViewAsync(code)).Agreement.Holding(SignatureSlot.User)!;
        Assert.Equal(SignatureMethod.Drawn, signed.Method);
        Assert.True(InkDrawing.TryParse(signed.Ink, out var ink) && ink.StrokeCount == 3);
        _axe.AssertNone();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Scribble_Of200000Points_IsThinnedAndRefusedInWordsAndTheConnectionStays()
    {
        var (code, email, _) = await ReadyToSignAsync(initialled: true);
        var page = await OpenAsync(code, email);
        await page.Hook("drawn").CheckAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('hmis-ink')?.pen");
        await page.Hook("password").FillAsync(LiveApp.Password);

        await page.EvaluateAsync("""
            () => {
              const pad = document.querySelector('hmis-ink');
              const canvas = pad.querySelector('canvas');
              const box = canvas.getBoundingClientRect();
              const send = (kind, x, y) => canvas.dispatchEvent(new PointerEvent(kind, { bubbles: true, isPrimary: true, button: kind === 'pointerdown' ? 0 : -1, pointerId: 7, clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
              send('pointerdown', .1, .1);
              for (let i = 0; i < 200000; i++) send('pointermove', .5 + .45 * Math.sin(i / 7), .5 + .45 * Math.cos(i / 11));
              send('pointerup', .5, .5);
            }
            """);
        Assert.InRange(await page.EvaluateAsync<int>("() => document.querySelector('hmis-ink').strokes.flat().length"), 1000, 8000);
        await page.GetByText("The box is full of ink.").WaitForAsync();

        await page.Hook("sign").Locator("button:not([aria-disabled])").ClickAsync();
        await page.Hook("ink-problem").WaitForAsync();
        Assert.Contains("There is too much ink to see a signature.", await page.Hook("ink-problem").InnerTextAsync(), StringComparison.Ordinal);
        // the same page goes on: nothing was dropped
        await page.Hook("ink-clear").ClickAsync();
        await page.Hook("sign").GetByText("Draw your signature.").WaitForAsync();
        Assert.True(await page.Locator("#components-reconnect-modal").IsHiddenAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Reload_InTheMiddle_KeepsInitialsNameAndStrokesButNoPassword()
    {
        var (code, email, name) = await ReadyToSignAsync();
        await app.Service<RequestService>().GiveConsentAsync(await CallerAsync(code), code, cancellationToken: Cancel);
        var page = await OpenAsync(code, email);
        await page.Hook("initial-input").First.FillAsync("ZZ");
        await page.ReloadAsync();
        await page.WaitForFunctionAsync("() => document.querySelector(\"[data-test='initial-input']\")?.value === 'ZZ'");
        await InitialAllAsync(code);

        await page.Hook("typed-name").FillAsync(name);
        await page.Hook("password").FillAsync(LiveApp.Password);
        await page.ReloadAsync();
        await page.WaitForFunctionAsync("name => document.querySelector(\"[data-test='typed-name']\")?.value === name", name);
        await page.GetByText("This is the name in your account.").WaitForAsync();
        Assert.Equal("", await page.Hook("password").InputValueAsync());
        Assert.DoesNotContain(await KeptAsync(page), k => k.Contains(LiveApp.Password, StringComparison.Ordinal));

        await page.Hook("drawn").CheckAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('hmis-ink')?.pen");
        await DrawAsync(page, Signature);
        await page.ReloadAsync();
        // the way of signing and the ink are there again
        await page.WaitForFunctionAsync("() => document.querySelector('hmis-ink')?.strokes?.length === 3");
        Assert.True(await page.Hook("drawn").IsCheckedAsync());
        await page.Hook("password").FillAsync(LiveApp.Password);
        await page.Hook("sign").Locator("button:not([aria-disabled])").ClickAsync();
        await page.Hook("signed").WaitForAsync();
        await page.WaitForFunctionAsync("() => Object.keys(sessionStorage).filter(k => k.startsWith('hmis-kept')).length === 0");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Identity_WhenItChangesInASecondTab_LeavesTheFirstUnableToAct()
    {
        var (code, email, name) = await ReadyToSignAsync(initialled: true);
        var (_, otherEmail, _) = await ReadyToSignAsync(initialled: true);
        var first = await OpenAsync(code, email);
        await first.Hook("typed-name").FillAsync(name);
        await first.Hook("password").FillAsync(LiveApp.Password);
        await first.Hook("sign").Locator("button:not([aria-disabled])").WaitForAsync();

        var second = await first.Context.NewPageAsync();
        await second.SignInAsync(otherEmail);

        await first.SeesAsync("somebody else signed in");
        Assert.Equal(0, await first.Hook("sign").CountAsync());
        Assert.Null((await ViewAsync(code)).Agreement.Holding(SignatureSlot.User));
        // whoever opens the page in that tab now finds nothing of the first person
        await first.GotoAsync("/my-progress");
        await first.Hook("my-progress").WaitForAsync();
        Assert.Empty(await KeptAsync(first));
        await first.Context.CloseAsync();
    }

    [Fact]
    public async Task Paper_FromTheChoiceToTheConfirmation_IsSignedWithTheScan()
    {
        var (code, email, name) = await ReadyToSignAsync();
        var user = await OpenAsync(code, email);
        await user.Hook("read").PushAsync();
        await user.Hook("paper-choice").PushAsync();
        await user.Hook("paper-choice").PushAsync("Sign on paper");
        await user.Hook("paper-way").WaitForAsync();
        await _axe.CheckAsync(user, "paper, new user");
        await user.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "signed.pdf", MimeType = "application/pdf", Buffer = TestCommunity.CertificatePdf("Signed agreement", name) });
        await user.Hook("upload-scan").PushAsync();
        await user.SeesAsync("Your scan is here since");

        var administrator = await chromium.OpenAsync(app.Address);
        await administrator.SignInAsync(app.Administrator.Email);
        await administrator.GotoAsync($"/requests/{code}");
        await administrator.Hook("confirm-paper").WaitForAsync();
        await _axe.CheckAsync(administrator, "paper, administrator");
        await administrator.GetByLabel("Day on the paper").FillAsync(DayOfTheAgency());
        await administrator.GetByLabel("Day on the paper").BlurAsync();
        await administrator.Hook("password").FillAsync(LiveApp.Password);
        await administrator.Hook("confirm-paper").Locator("button:not([aria-disabled])").ClickAsync();

        await administrator.Hook("scan-note").WaitForAsync();
        await _axe.CheckAsync(administrator, "paper, confirmed");
        // the new user's page says so by itself
        await user.Hook("signed").WaitForAsync();
        Assert.Equal(SignatureMethod.Paper, (await ViewAsync(code)).Agreement.Holding(SignatureSlot.User)!.Method);
        _axe.AssertNone();
        await user.Context.CloseAsync();
        await administrator.Context.CloseAsync();
    }

    private static readonly (double X, double Y)[][] Signature =
    [
        [(0.30, 0.30), (0.20, 0.22), (0.10, 0.50), (0.20, 0.80), (0.32, 0.62)],
        [(0.36, 0.20), (0.37, 0.70)],
        [(0.37, 0.50), (0.46, 0.45), (0.52, 0.70), (0.62, 0.40), (0.72, 0.70), (0.90, 0.55)],
    ];

    /// <summary>Draws as a finger does: pointer events of a touch, in a row for each stroke.</summary>
    private static async Task DrawAsync(IPage page, (double X, double Y)[][] strokes) => await page.EvaluateAsync("""
        strokes => {
          const canvas = document.querySelector('hmis-ink canvas');
          canvas.scrollIntoView({ block: 'center' });
          const box = canvas.getBoundingClientRect();
          for (const stroke of strokes) {
            const send = (kind, [x, y]) => canvas.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, isPrimary: true, pointerType: 'touch', pointerId: 5, button: kind === 'pointermove' ? -1 : 0, clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
            send('pointerdown', stroke[0]);
            for (const point of stroke.slice(1)) send('pointermove', point);
            send('pointerup', stroke.at(-1));
          }
        }
        """, strokes.Select(s => s.Select(p => new[] { p.X, p.Y }).ToArray()).ToArray());

    private static Task<int> StrokesAsync(IPage page) => page.EvaluateAsync<int>("() => document.querySelector('hmis-ink').strokes.length");

    private static Task<string[]> KeptAsync(IPage page) =>
        page.EvaluateAsync<string[]>("() => Object.entries(sessionStorage).filter(([k]) => k.startsWith('hmis-kept')).map(([k, v]) => k + '=' + v)");

    /// <summary>Presses Tab until the focus is there; a place that the keyboard cannot reach fails the test.</summary>
    private static async Task WalkToAsync(IPage page, string selector)
    {
        for (var steps = 0; steps < 150; steps++)
        {
            if (await page.EvaluateAsync<bool>("selector => document.activeElement?.matches(selector) === true", selector))
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not lead to {selector}.");
    }

    private static string DayOfTheAgency() =>
        TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Detroit")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<IPage> OpenAsync(string code, string email, int width = 390, int height = 844, bool touch = false)
    {
        var page = await chromium.OpenAsync(app.Address, width: width, height: height, touch: touch);
        await page.SignInAsync(email);
        await page.GotoAsync($"/my-progress/{code}/agreement");
        await page.Hook("signing-step").WaitForAsync();
        return page;
    }

    private Task<RequestView> ViewAsync(string code) => app.Service<RequestQueries>().RequestAsync(Dana, code, Cancel);

    private async Task<Caller> CallerAsync(string code) => new((await ViewAsync(code)).SubjectId);

    private async Task InitialAllAsync(string code)
    {
        var user = await CallerAsync(code);
        foreach (var clause in (await ViewAsync(code)).Agreement.OpenInitials)
            await app.Service<RequestService>().InitialClauseAsync(user, code, clause, "MR", cancellationToken: Cancel);
    }

    /// <summary>A new person whose training is handed over, with a password.</summary>
    private async Task<(string Code, string Email, string Name)> ReadyToSignAsync(bool initialled = false)
    {
        var number = Interlocked.Increment(ref _people);
        var email = $"maria{number}.reyes@harbor.example.org";
        var requests = app.Service<RequestService>();
        var code = await requests.OpenAsync(Dana, new NewRequest
        {
            AgencyId = app.AgencyId,
            FirstName = $"Maria {(char)('A' + number)}.",
            LastName = "Reyes",
            WorkEmail = email,
            JobTitle = "Data Analyst",
            SupervisorName = "Sam Super",
            SupervisorEmail = "sam@harbor.example.org",
            RoleTypeCode = "read-only",
            Projects = ["Harbor Emergency Shelter"],
            EverHadAccount = false,
            StartsOn = DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(10),
        }, Cancel);
        var view = await ViewAsync(code);
        var id = await app.Service<PeopleService>().AcceptInvitationAsync((await requests.ShowInvitationLinkAsync(Dana, code, Cancel))[InvitationLink.Prefix.Length..], Cancel);
        await using (var scope = app.Services.CreateAsyncScope())
            Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>().CreateAsync(new SignInAccount(id, email), LiveApp.Password)).Succeeded);

        var user = new Caller(id);
        await requests.RecordLearningCenterAccountAsync(user, code, email, cancellationToken: Cancel);
        foreach (var item in view.Checklist)
        {
            using var file = new MemoryStream(TestCommunity.CertificatePdf(item.Course.Title, view.SubjectName));
            await requests.UploadCertificateAsync(user, code, item.Course.Code, file, $"{item.Course.Code}.pdf", DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(-3), 95, null, Cancel);
        }

        await requests.FinishTrainingAsync(user, code, cancellationToken: Cancel);
        if (initialled)
        {
            await requests.GiveConsentAsync(user, code, cancellationToken: Cancel);
            await InitialAllAsync(code);
        }

        return (code, email, view.SubjectName);
    }
}
