using System.Text;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>A list of five thousand rows on its way through a real browser: asked, judged, added with progress, and the new user's page moves by itself.</summary>
[Trait("Category", "Browser")]
public sealed class ImportTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private const int People = 450;
    private const int CoursesEach = 11;
    private const int Bad = 50;

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_WhenOfFiveThousandRows_IsReportedDownloadedAndAdded()
    {
        var code = await OpenRequestAsync();
        await AddPeopleAsync();
        var request = await chromium.OpenAsync(app.Address);
        await request.SignInAsync("dana.cole@harbor.example.org");
        await request.GotoAsync($"/requests/{code}");
        await request.Locator("[data-course=C01]").WaitForAsync();

        var page = await request.Context.NewPageAsync();
        await page.GotoAsync("/requests");
        await page.Hook("import-completions").ClickAsync();
        await page.SetInputFilesAsync("#import-list", new FilePayload { Name = "march.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(List()) });
        await page.SeesAsync("5,000 rows");
        // nothing is chosen for the person
        Assert.Equal(0, await page.Locator("[data-test=dates] input:checked").CountAsync());
        await page.Locator("[data-test=dates] input[value=month-day-year]").CheckAsync();
        await page.Hook("look").PushAsync();
        await page.Hook("report").WaitForAsync();
        Assert.Equal(["4950", "0", "0", "50", "0"], await page.Hook("outcome").EvaluateAllAsync<string[]>("all => all.map(e => e.dataset.count)"));
        Assert.Equal(Bad, await page.Hook("row").CountAsync());

        var download = await page.RunAndWaitForDownloadAsync(() => page.Hook("problems").ClickAsync());
        Assert.Equal("rows-not-added.csv", download.SuggestedFilename);
        var lines = (await File.ReadAllTextAsync(await download.PathAsync(), Cancel)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Bad + 1, lines.Length);
        Assert.Equal(10, lines.Count(l => l.Contains("\"'=HYPERLINK(", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, l => l.Contains(",\"=", StringComparison.Ordinal));

        await page.Locator("[data-outcome=new]").ClickAsync();
        await page.SeesAsync("1 to 100 of 4,950");
        var axe = new Accessibility();
        await axe.CheckAsync(page, "report of an import");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add 4,950 completions" }).ClickAsync();
        await page.Hook("progress").Locator("progress").WaitForAsync();
        // the page stays usable while it works
        await page.Locator("[data-outcome=problem]").ClickAsync();
        await page.Locator("[data-outcome=problem][aria-pressed=true]").WaitForAsync();
        await page.Hook("result").WaitForAsync(new() { Timeout = 30_000 });
        Assert.Equal("4,950 completions were added. 4 courses on open requests now wait for review.", (await page.Hook("result").InnerTextAsync()).Trim());
        await page.Locator("[data-outcome=known][data-count='4950']").WaitForAsync();
        await axe.CheckAsync(page, "result of an import");

        // nobody reloaded it
        await request.Locator("[data-course=C01][data-status=uploaded]").WaitForAsync();
        await using var db = app.Service<HmisDatabase>().Read(Reach.Everything);
        Assert.Equal(People * CoursesEach, await db.Completions.CountAsync(Cancel));
        axe.AssertNone();
        await page.Context.CloseAsync();
    }

    private string List()
    {
        var codes = Catalogue.Default.Courses.Take(CoursesEach).Select(c => c.Code).ToList();
        // yesterday and some days before: always in the past and never run out
        var today = app.Service<TimeProvider>().GetUtcNow().UtcDateTime;
        string Day(int i) => today.AddDays(-2 - i % 9).ToString("MM/dd/yyyy", System.Globalization.CultureInfo.InvariantCulture);
        var text = new StringBuilder("email,first_name,last_name,course_code,status,completed_on\n");
        var good = Enumerable.Range(0, People).SelectMany(i => codes.Select(c => $"learner{i}@harbor.example.org,Lee,Learner,{c},completed,{Day(i)}")).ToList();
        var bad = Enumerable.Range(0, Bad).Select(i => (i % 5) switch
        {
            0 => $"stranger{i}@x.org,\"=HYPERLINK(\"\"http://x.org\"\")\",X,C01,completed,{Day(i)}",
            1 => $"learner{i}@harbor.example.org,Lee,Learner,C01,completed,02/29/2025",
            2 => $"learner{i}@harbor.example.org,Lee,Learner,C01,completed,03/01/2096",
            3 => $"learner{i}@harbor.example.org,Lee,Learner,Z99,completed,{Day(i)}",
            _ => $"learner{i}@harbor.example.org,Lee,Learner,C01,sideways,{Day(i)}",
        }).ToList();
        for (var i = 0; i < good.Count; i++)
        {
            text.Append(good[i]).Append('\n');
            if (i % (good.Count / Bad) == 0 && i / (good.Count / Bad) < Bad)
                text.Append(bad[i / (good.Count / Bad)]).Append('\n');
        }

        return text.ToString();
    }

    private Task<int> AddPeopleAsync() => app.Service<SingleWriter>().RunAsync(async (db, _, ct) =>
    {
        db.Reach = Reach.Everything;
        db.People.AddRange(Enumerable.Range(1, People - 1).Select(i => new Person("Lee", "Learner", $"learner{i}@harbor.example.org", app.AgencyId)));
        return await db.SaveChangesAsync(ct);
    }, Cancel);

    private Task<string> OpenRequestAsync() => app.Service<RequestService>().OpenAsync(new Caller(app.Administrator.Id), new NewRequest
    {
        AgencyId = app.AgencyId,
        FirstName = "Lee",
        LastName = "Learner",
        WorkEmail = "learner0@harbor.example.org",
        JobTitle = "Case aide",
        SupervisorName = "Sam Super",
        SupervisorEmail = "sam@harbor.example.org",
        RoleTypeCode = TestCommunity.RoleType,
        Projects = ["Harbor Emergency Shelter"],
        EverHadAccount = false,
        StartsOn = DateOnly.FromDateTime(app.Service<TimeProvider>().GetUtcNow().UtcDateTime).AddDays(14),
    }, Cancel);
}
