using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>The director is away: a delegate signs, the paper names both, and the right ends while a page is open.</summary>
[Trait("Category", "Browser")]
public sealed class DelegationTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private readonly Accessibility _axe = new();

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    private Caller Dana => new(app.Administrator.Id);

    [Fact]
    public async Task Delegate_WhenTheDirectorIsAway_SignsOnThePaperForBothUntilTheDirectorIsBack()
    {
        var first = await WaitingForTheDirectorAsync("Maria", "Reyes");
        var second = await WaitingForTheDirectorAsync("Tomas", "Lind");
        var director = await chromium.OpenAsync(app.Address, width: 390, height: 844);
        await director.SignInAsync(app.Director.Email);
        await director.Hook("away").ClickAsync();
        await director.Hook("who").SelectOptionAsync("another");
        await director.Hook("first").FillAsync("Nadia");
        await director.Hook("last").FillAsync("Novak");
        await director.Hook("email").FillAsync("nadia.novak@harbor.example.org");
        await _axe.CheckAsync(director, "away, naming somebody");
        await director.Hook("name-act").PushAsync();
        await director.Hook("coming").GetByText("Nadia Novak").WaitForAsync();
        await director.SeesAsync("Nadia Novak signs for you until");
        await _axe.CheckAsync(director, "away, somebody named");
        await LetInAsync("nadia.novak@harbor.example.org");
        await director.GotoAsync($"/to-sign/{first}");
        await director.Hook("sign-box").WaitForAsync();

        var page = await chromium.OpenAsync(app.Address, width: 1440, height: 900);
        await page.SignInAsync("nadia.novak@harbor.example.org");
        await page.ArrivesAsync("/to-sign");
        await page.SeesAsync("You sign for Ruth Okafor until");
        await page.GotoAsync($"/to-sign/{first}");
        await page.Hook("consent").PushAsync();
        await page.Hook("typed-name").FillAsync("Nadia Novak");
        await page.Hook("password").FillAsync(LiveApp.Password);
        await _axe.CheckAsync(page, "delegate, about to sign");
        await page.Hook("sign").GetByRole(AriaRole.Button, new() { Name = "Sign as Executive Director for Ruth Okafor" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "You are done" }).WaitForAsync();

        // whoever is away had the page open all the time
        await director.SeesAsync("Nadia Novak for Ruth Okafor has signed");
        var answer = await page.Context.APIRequest.GetAsync($"{app.Address}/requests/{first}/agreement.pdf");
        Assert.True(answer.Ok, $"{answer.Status}");
        using (var paper = new PdfTools(await answer.BodyAsync()))
        {
            var text = string.Join(' ', (await paper.ReadingTextAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            Assert.Contains("Certificate of completion", text, StringComparison.Ordinal);
            Assert.Contains("Nadia Novak for Ruth Okafor", text, StringComparison.Ordinal);
            Assert.Contains("Signed on behalf of", text, StringComparison.Ordinal);
            Assert.Contains("Nadia Novak signed as the named delegate of Ruth Okafor, Executive Director. Named by Ruth Okafor on", text, StringComparison.Ordinal);
            await paper.CheckAsync();
        }

        await page.GotoAsync($"/to-sign/{second}");
        await page.Hook("consent").PushAsync();
        await page.Hook("typed-name").FillAsync("Nadia Novak");
        await page.Hook("password").FillAsync(LiveApp.Password);
        await page.Hook("sign").Locator("button:not([aria-disabled])").WaitForAsync();
        await director.GotoAsync("/away");
        await director.Hook("end").PushAsync();
        await director.GetByRole(AriaRole.Button, new() { Name = "End it now" }).ClickAsync();

        await page.SeesAsync("That is over. What you typed is still here");
        Assert.Equal("Nadia Novak", await page.Hook("typed-name").InputValueAsync());
        await page.Hook("sign").Locator("button:not([aria-disabled])").ClickAsync();
        await page.Hook("sign").GetByText("That is over, so nothing was done.").WaitForAsync();
        Assert.Equal("Nadia Novak", await page.Hook("typed-name").InputValueAsync());
        await _axe.CheckAsync(page, "delegate, over");
        Assert.Equal(RequestState.DirectorSignature, (await ViewAsync(second)).State);
        _axe.AssertNone();
        await page.Context.CloseAsync();
        await director.Context.CloseAsync();
    }

    private Task<RequestView> ViewAsync(string code) => app.Service<RequestQueries>().RequestAsync(Dana, code, Cancel);

    private async Task LetInAsync(string email)
    {
        await using var db = app.Service<HmisDatabase>().Read(Reach.Everything);
        var person = await db.People.SingleAsync(p => p.Email == email, Cancel);
        var link = await db.Notifications.Where(n => n.RecipientId == person.Id && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix)).Select(n => n.Link).SingleAsync(Cancel);
        await app.Service<PeopleService>().AcceptInvitationAsync(link![InvitationLink.Prefix.Length..], Cancel);
        await AddAccountAsync(person.Id, email);
    }

    private async Task AddAccountAsync(Guid id, string email)
    {
        await using var scope = app.Services.CreateAsyncScope();
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>().CreateAsync(new SignInAccount(id, email), LiveApp.Password)).Succeeded);
    }

    private static SignatureMark Typed(Guid id, string name) => SignatureMark.Typed(name, new IdentityProof(id, ProofMethod.Password, TimeProvider.System.GetUtcNow().UtcDateTime));

    private async Task<string> WaitingForTheDirectorAsync(string first, string last)
    {
        var requests = app.Service<RequestService>();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().Date);
        var code = await requests.OpenAsync(Dana, new NewRequest
        {
            AgencyId = app.AgencyId,
            FirstName = first,
            LastName = last,
            WorkEmail = $"{first}.{last}@harbor.example.org".ToLowerInvariant(),
            JobTitle = "Data Analyst",
            SupervisorName = "Sam Super",
            SupervisorEmail = "sam@harbor.example.org",
            RoleTypeCode = "read-only",
            Projects = ["Harbor Emergency Shelter"],
            EverHadAccount = false,
            StartsOn = today.AddDays(10),
        }, Cancel);
        var user = new Caller(await app.LetInAsync(Dana, code, Cancel));
        await requests.RecordLearningCenterAccountAsync(user, code, $"{first}@learning", cancellationToken: Cancel);
        foreach (var item in (await ViewAsync(code)).Checklist)
        {
            using var file = new MemoryStream(TestCommunity.CertificatePdf(item.Course.Title, $"{first} {last}"));
            await requests.UploadCertificateAsync(user, code, item.Course.Code, file, $"{item.Course.Code}.pdf", today.AddDays(-3), 95, null, Cancel);
        }

        await requests.FinishTrainingAsync(user, code, cancellationToken: Cancel);
        await requests.GiveConsentAsync(user, code, cancellationToken: Cancel);
        foreach (var clause in (await ViewAsync(code)).Agreement.OpenInitials)
            await requests.InitialClauseAsync(user, code, clause, "NN", cancellationToken: Cancel);
        await requests.SignAsUserAsync(user, code, Typed(user.PersonId, $"{first} {last}"), cancellationToken: Cancel);
        foreach (var item in (await ViewAsync(code)).Checklist)
            await requests.AcceptCertificateAsync(Dana, code, item.EvidenceId!.Value, Cancel);
        await requests.GiveConsentAsync(Dana, code, cancellationToken: Cancel);
        await requests.SignAsAdministratorAsync(Dana, code, Typed(Dana.PersonId, app.Administrator.FullName), cancellationToken: Cancel);
        return code;
    }
}
