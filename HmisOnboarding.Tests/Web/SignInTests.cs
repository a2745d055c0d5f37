using System.Net;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class SignInTests : IAsyncDisposable
{
    private readonly TestApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Page_WhenNobodyIsSignedIn_LeadsToSignInAndBack()
    {
        var answer = await _app.Browser().GetAsync("/requests?search=maria", Cancel);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/Account/SignIn?ReturnUrl=%2Frequests%3Fsearch%3Dmaria", answer.Headers.Location!.PathAndQuery);
    }

    [Theory]
    [InlineData("/queue", "/queue")]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task SignIn_WhenThePasswordIsRight_GoesOnlyToPagesOfOurs(string returnUrl, string expected)
    {
        await _app.SetUpAdministratorAsync(_app.Browser());

        var answer = await SignInAsync(_app.Browser(), TestApp.Password, $"/Account/SignIn?ReturnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(expected, new Uri(new Uri("http://localhost"), answer.Headers.Location!).PathAndQuery);
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c =>
            c.StartsWith("hmis=", StringComparison.Ordinal) && c.Contains("httponly", StringComparison.Ordinal) && c.Contains("samesite=lax", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_WhenTheAddressWasCorrected_TakesTheNewOneAndFreesTheOldOne()
    {
        await _app.SetUpAdministratorAsync(_app.Browser());
        var people = _app.Services.GetRequiredService<PeopleService>();
        var id = (await people.FindByEmailAsync(TestApp.AdministratorEmail, Cancel))!.Value;
        await _app.Services.GetRequiredService<AddressBook>().CorrectAsync(new Caller(id), id, "j.ellis@lead.example.org", Cancel);

        var answer = await TestApp.PostAsync(_app.Browser(), "/Account/SignIn", "sign-in", ("email", "j.ellis@lead.example.org"), ("password", TestApp.Password));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await using var scope = _app.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>();
        Assert.Null(await accounts.FindByEmailAsync(TestApp.AdministratorEmail));
        Assert.Equal(id, (await accounts.FindByEmailAsync("j.ellis@lead.example.org"))!.Id);
        Assert.Contains(SignInDesk.Refusal, await (await SignInAsync(_app.Browser(), TestApp.Password)).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WhenFiveTriesWereWrong_RefusesTheRightPasswordWithTheSameWords()
    {
        await _app.SetUpAdministratorAsync(_app.Browser());
        var browser = _app.Browser();
        for (var i = 0; i < 5; i++)
            Assert.Contains(SignInDesk.Refusal, await (await SignInAsync(browser, "wrong horse engine 42")).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        var answer = await SignInAsync(browser, TestApp.Password);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(SignInDesk.Refusal, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_WhenThePasswordIsGuessed_WaitsWithoutClosingTheDoor()
    {
        var browser = _app.Browser();
        await _app.SetUpAdministratorAsync(browser);
        await using var scope = _app.Services.CreateAsyncScope();
        var (desk, accounts) = (scope.ServiceProvider.GetRequiredService<SignInDesk>(), scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>());
        var id = (await accounts.FindByEmailAsync(TestApp.AdministratorEmail))!.Id;

        Assert.Null(await desk.ConfirmAsync(id, TestApp.Password));
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInDesk.NotConfirmed, await desk.ConfirmAsync(id, "wrong horse engine 42"));

        Assert.Equal(SignInDesk.NotConfirmed, await desk.ConfirmAsync(id, TestApp.Password));
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(_app.Browser(), TestApp.Password)).StatusCode);
        Assert.Equal(SignInDesk.NotConfirmed, await desk.ConfirmAsync(Guid.NewGuid(), TestApp.Password));
        Assert.Equal(SignInDesk.NotConfirmed, await desk.ConfirmAsync(id, new string('x', 100_000)));
    }

    [Fact]
    public async Task Signing_WhenAStrangerTriesAtTheDoor_GoesOnAndSoDoesTheDoorElsewhere()
    {
        await _app.SetUpAdministratorAsync(_app.Browser());
        await using var scope = _app.Services.CreateAsyncScope();
        var (desk, accounts) = (scope.ServiceProvider.GetRequiredService<SignInDesk>(), scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>());
        var id = (await accounts.FindByEmailAsync(TestApp.AdministratorEmail))!.Id;
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInDesk.Refusal, await desk.SignInAsync(TestApp.AdministratorEmail, "wrong horse engine 42", "203.0.113.7", Cancel));

        Assert.Equal(SignInDesk.Refusal, await desk.SignInAsync(TestApp.AdministratorEmail, TestApp.Password, "203.0.113.7", Cancel));
        Assert.Null(await desk.ConfirmAsync(id, TestApp.Password));
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(_app.Browser(), TestApp.Password)).StatusCode);

        // many addresses together still come to an end
        for (var i = 0; i < 50; i++)
            await desk.SignInAsync(TestApp.AdministratorEmail, "wrong horse engine 42", $"198.51.100.{i}", Cancel);
        Assert.Equal(SignInDesk.Refusal, await desk.SignInAsync(TestApp.AdministratorEmail, TestApp.Password, "198.51.100.99", Cancel));
        Assert.Null(await desk.ConfirmAsync(id, TestApp.Password));
    }

    [Fact]
    public async Task Form_WhenSentWithoutItsToken_IsRefusedWithAPageThatSaysWhy()
    {
        foreach (var address in new[] { "/Account/SignIn", "/Account/SignOut", "/Account/TryItAs" })
        {
            var answer = await TestApp.SendAsync(_app.Browser(), address, ("_handler", "sign-in"), ("email", "a@b.example"), ("password", "x"));

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("This form was open too long", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SignOut_WhenDone_ClosesThePages()
    {
        var browser = _app.Browser();
        await _app.SetUpAdministratorAsync(browser);
        var page = await browser.GetStringAsync("/Account/ChangePassword", Cancel);

        var answer = await TestApp.SendAsync(browser, "/Account/SignOut", ("__RequestVerificationToken", TestApp.Token(page)));

        Assert.Equal("/Account/SignedOut", answer.Headers.Location!.OriginalString);
        Assert.Equal("\"cache\", \"storage\"", answer.Headers.GetValues("Clear-Site-Data").Single());
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/Account/ChangePassword", Cancel)).StatusCode);
    }

    [Fact]
    public async Task SignOut_WhenTheCookieWasCopiedBefore_EndsTheCopyToo()
    {
        // no minute to wait: every page load looks at the sign-in again
        await using var app = new TestApp { Recheck = TimeSpan.Zero };
        await app.SetUpAdministratorAsync(app.Browser());
        var browser = app.Browser();
        var answer = await SignInAsync(browser, TestApp.Password);
        var copy = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("hmis=", StringComparison.Ordinal)).Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, (await LoadAsync()).StatusCode);
        var page = await browser.GetStringAsync("/Account/ChangePassword", Cancel);

        await TestApp.SendAsync(browser, "/Account/SignOut", ("__RequestVerificationToken", TestApp.Token(page)));

        var after = await LoadAsync();
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
        Assert.StartsWith("/Account/SignIn", after.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.Contains("within a minute", await browser.GetStringAsync("/Account/SignedOut", Cancel), StringComparison.Ordinal);

        async Task<HttpResponseMessage> LoadAsync()
        {
            using var thief = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false, BaseAddress = new("http://localhost") });
            thief.DefaultRequestHeaders.Add("Cookie", copy);
            return await thief.GetAsync("/Account/ChangePassword", Cancel);
        }
    }

    [Fact]
    public async Task Invitation_WhenOnlyLookedAt_IsNotUsedUpAndWhenTakenWorksOnce()
    {
        var admin = _app.Browser();
        await _app.SetUpAdministratorAsync(admin);
        var link = await InviteAsync("sam.lee@lead.example.org");

        for (var i = 0; i < 3; i++)
            Assert.Contains("Welcome, Sam Lee", await _app.Browser().GetStringAsync(link, Cancel), StringComparison.Ordinal);
        var weak = await TestApp.PostAsync(_app.Browser(), link, "invitation", ("password", "password1234"), ("repeated", "password1234"));
        Assert.Contains("among the first that others would guess", await weak.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        var browser = _app.Browser();
        var taken = await TestApp.PostAsync(browser, link, "invitation", ("password", TestApp.Password), ("repeated", TestApp.Password));
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        Assert.Equal("/queue", (await browser.GetAsync("/", Cancel)).Headers.Location!.OriginalString);
        Assert.Contains("This link does not work any more", await _app.Browser().GetStringAsync(link, Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("o'brien@lead.example.org")]
    [InlineData("müller@lead.example.org")]
    public async Task Invitation_WhenTheAddressHasSignsBeyondLetters_LetsItsPersonIn(string email)
    {
        await _app.SetUpAdministratorAsync(_app.Browser());
        var link = await InviteAsync(email);

        var browser = _app.Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await TestApp.PostAsync(browser, link, "invitation", ("password", TestApp.Password), ("repeated", TestApp.Password))).StatusCode);

        Assert.Equal("/queue", (await browser.GetAsync("/", Cancel)).Headers.Location!.OriginalString);
        var again = await TestApp.PostAsync(_app.Browser(), "/Account/SignIn", "sign-in", ("email", email), ("password", TestApp.Password));
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task FirstStart_WhenTheAddressHasAnApostrophe_LetsItsPersonIn()
    {
        var secret = await _app.Services.GetRequiredService<PeopleService>().FirstStartSecretAsync(Cancel);
        var browser = _app.Browser();

        var answer = await TestApp.PostAsync(browser, $"/Account/FirstStart?code={secret}", "first-start",
            ("first", "Pat"), ("last", "O'Brien"), ("email", "o'brien@lead.example.org"), ("password", TestApp.Password), ("repeated", TestApp.Password));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/queue", (await browser.GetAsync("/", Cancel)).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Invitation_WhenTheAccountCannotBeSaved_StillWorksAndCanBeTakenAgain()
    {
        await _app.SetUpAdministratorAsync(_app.Browser());
        var link = await InviteAsync("sam.lee@lead.example.org");
        // the user name is taken by the account of another person: it cannot be made a second time
        await using (var scope = _app.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>();
            var jordan = (await accounts.FindByEmailAsync(TestApp.AdministratorEmail))!;
            Assert.True((await accounts.SetUserNameAsync(jordan, "sam.lee@lead.example.org")).Succeeded);
        }

        var refused = await TestApp.PostAsync(_app.Browser(), link, "invitation", ("password", TestApp.Password), ("repeated", TestApp.Password));
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains(SignInDesk.NotSaved, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
        Assert.Contains("Welcome, Sam Lee", await _app.Browser().GetStringAsync(link, Cancel), StringComparison.Ordinal);

        await using (var scope = _app.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>();
            var jordan = (await accounts.FindByEmailAsync(TestApp.AdministratorEmail))!;
            Assert.True((await accounts.SetUserNameAsync(jordan, TestApp.AdministratorEmail)).Succeeded);
        }

        Assert.Equal(HttpStatusCode.Redirect, (await TestApp.PostAsync(_app.Browser(), link, "invitation", ("password", TestApp.Password), ("repeated", TestApp.Password))).StatusCode);
    }

    [Fact]
    public async Task Invitation_WhenItWasCutOffBetweenItsTwoSteps_CanBeTakenAgain()
    {
        await _app.SetUpAdministratorAsync(_app.Browser());
        var link = await InviteAsync("sam.lee@lead.example.org");
        var sam = (await _app.Services.GetRequiredService<PeopleService>().FindInvitationAsync(link.Split('=')[1], Cancel))!.PersonId;
        // as a crash leaves it: the account is there, the invitation is still open
        await using (var scope = _app.Services.CreateAsyncScope())
            Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>().CreateAsync(new SignInAccount(sam, "sam.lee@lead.example.org"), "another lantern orbit 55")).Succeeded);

        Assert.Equal(HttpStatusCode.Redirect, (await TestApp.PostAsync(_app.Browser(), link, "invitation", ("password", TestApp.Password), ("repeated", TestApp.Password))).StatusCode);

        var answer = await TestApp.PostAsync(_app.Browser(), "/Account/SignIn", "sign-in", ("email", "sam.lee@lead.example.org"), ("password", TestApp.Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task FirstStart_WhenAnEarlierTryLeftAnAccountOfNobody_TakesItsAddressBack()
    {
        await using (var scope = _app.Services.CreateAsyncScope())
            Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>().CreateAsync(new SignInAccount(Guid.NewGuid(), TestApp.AdministratorEmail), "another lantern orbit 55")).Succeeded);

        await _app.SetUpAdministratorAsync(_app.Browser());

        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(_app.Browser(), TestApp.Password)).StatusCode);
    }

    [Fact]
    public async Task FirstStart_WhenUsed_WorksOnce()
    {
        var people = _app.Services.GetRequiredService<PeopleService>();
        var secret = await people.FirstStartSecretAsync(Cancel);
        await _app.SetUpAdministratorAsync(_app.Browser());

        Assert.Contains("This link does not work any more", await _app.Browser().GetStringAsync($"/Account/FirstStart?code={secret}", Cancel), StringComparison.Ordinal);
        Assert.Null(await people.FirstStartSecretAsync(Cancel));
    }

    [Fact]
    public async Task ChangePassword_WhenDone_EndsTheOldOne()
    {
        const string Newer = "quiet lantern orbit 77";
        var browser = _app.Browser();
        await _app.SetUpAdministratorAsync(browser);

        var answer = await TestApp.PostAsync(browser, "/Account/ChangePassword", "change-password", ("current", TestApp.Password), ("password", Newer), ("repeated", Newer));

        Assert.Contains("Your new password counts from now on", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(_app.Browser(), TestApp.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(_app.Browser(), Newer)).StatusCode);
    }

    [Fact]
    public async Task TryItAs_WhenNotInDevelopment_DoesNotExist()
    {
        await using var production = new TestApp("Production");

        Assert.Null(production.Services.GetService<DemoSignIns>());
        var browser = production.Browser();
        var token = TestApp.Token(await browser.GetStringAsync("/Account/SignIn", Cancel));
        var answer = await TestApp.SendAsync(browser, "/Account/TryItAs", ("__RequestVerificationToken", token), ("person", Guid.NewGuid().ToString()));
        Assert.NotEqual("/", answer.Headers.Location?.PathAndQuery);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], c => c.StartsWith("__Host-hmis=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TryItAs_WhenInDevelopment_SignsInAsAPersonOfTheListOnly()
    {
        await _app.SetUpAdministratorAsync(_app.Browser());
        var link = await InviteAsync("sam.lee@lead.example.org");
        var sam = (await _app.Services.GetRequiredService<PeopleService>().FindInvitationAsync(link.Split('=')[1], Cancel))!.PersonId;
        _app.Services.GetRequiredService<DemoSignIns>().Offer([new(sam, "Sam Lee", "System Administrator", "sam.lee@lead.example.org")]);
        var browser = _app.Browser();
        var page = await browser.GetStringAsync("/Account/SignIn", Cancel);
        Assert.Contains("Sam Lee", page, StringComparison.Ordinal);

        var stranger = await TestApp.SendAsync(browser, "/Account/TryItAs", ("__RequestVerificationToken", TestApp.Token(page)), ("person", Guid.NewGuid().ToString()));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        var answer = await TestApp.SendAsync(browser, "/Account/TryItAs", ("__RequestVerificationToken", TestApp.Token(page)), ("person", sam.ToString()));

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
        Assert.Equal("/queue", (await browser.GetAsync("/", Cancel)).Headers.Location!.OriginalString);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string password, string address = "/Account/SignIn") =>
        TestApp.PostAsync(browser, address, "sign-in", ("email", TestApp.AdministratorEmail), ("password", password));

    private async Task<string> InviteAsync(string email)
    {
        var agencies = _app.Services.GetRequiredService<AgencyService>();
        await using var scope = _app.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<SignInDbContext>();
        var caller = new Caller(accounts.Users.Single().Id);
        await agencies.AppointAsync(caller, SeatKind.SystemAdministrator, null, "Sam", "Lee", email, "Data analyst", Cancel);
        return (await agencies.SystemAdministratorsAsync(caller, Cancel)).Single(s => s.Email == email).InvitationLink!;
    }
}
