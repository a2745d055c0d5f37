using Bunit;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Training.Import;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Requests;
using HmisOnboarding.Web.Features.TrainingImport;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.TrainingImport;

/// <summary>What a person reads and chooses on the way from a list to its completions.</summary>
public sealed class ImportPageTests : CommunityTest
{
    private const string Nora = "nora@harbor.example.org";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Good => Lists.Of($"{Nora},,,,C01,,completed,,03/04/2025,", $"{Nora},,,,C02,,completed,88,02/11/2026,");

    [Fact]
    public void Dates_WhenAListIsChosen_AreAskedForAndNeverChosen()
    {
        var page = Open();
        Upload(page, Good);

        var ways = page.FindAll("[data-test=dates] label").Select(l => string.Join(' ', l.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(2, ways.Count);
        Assert.Contains("03/04/2025 is 4 March 2025", ways[0], StringComparison.Ordinal);
        Assert.Contains("Reads 2 of 2.", ways[0], StringComparison.Ordinal);
        Assert.Contains("03/04/2025 is 3 April 2025", ways[1], StringComparison.Ordinal);
        Assert.All(page.FindAll("[data-test=dates] input"), i => Assert.False(i.HasAttribute("checked")));
        Assert.Contains("Say how the dates are written.", page.Find("[data-test=look]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WhenLookedAtAndAdded_IsRecordedAndTheSecondLookSaysNothingIsNew()
    {
        var page = Open();
        Upload(page, Good);
        await LookAsync(page);

        Assert.Equal("2", Count(page, "new"));
        Assert.Equal(0, await RecordedAsync());
        await PressAsync(page, "[data-test=add] button");

        page.WaitForAssertion(() => Assert.Equal("2 completions were added.", page.Find("[data-test=result]").TextContent.Trim()), TimeSpan.FromSeconds(10));
        Assert.Equal(("0", "2"), (Count(page, "new"), Count(page, "known")));
        Assert.Empty(page.FindAll("[data-test=add]"));
        Assert.Equal(2, await RecordedAsync());

        Upload(page, Good);
        await LookAsync(page);
        Assert.Contains("Alma Ames imported this very file", page.Find("[data-test=earlier]").TextContent, StringComparison.Ordinal);
        Assert.StartsWith("Nothing new", page.Find("[data-test=nothing]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_WhenGiven_JudgeTheRowsAgain()
    {
        var page = Open();
        Upload(page, Lists.Of($"{Nora},,,,,Privacy 101,,,02/11/2026,", "nora@home.org,Nora,Nilsen,,C01,,,,02/11/2026,"));
        await LookAsync(page);
        Assert.Equal(("0", "1", "1"), (Count(page, "new"), Count(page, "possible"), Count(page, "problem")));

        await page.Find("[data-test=course-answer]").ChangeAsync(new() { Value = "C02" });
        page.WaitForAssertion(() => Assert.Equal("1", Count(page, "new")), TimeSpan.FromSeconds(10));
        await page.Find("[data-test=person-answer]").ChangeAsync(new() { Value = Community.Nora.PersonId.ToString() });
        page.WaitForAssertion(() => Assert.Equal("2", Count(page, "new")), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void File_WhenRefused_SaysWhyAndKeepsTheOneBefore()
    {
        var page = Open();
        Upload(page, Good);
        Upload(page, "PK\u0003\u0004");
        Assert.Contains("workbook", page.Find("[data-test=file-problem]").TextContent, StringComparison.Ordinal);
        Assert.Contains("list.csv", page.Find("[data-test=file]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-test=dates] input"));
    }

    [Fact]
    public async Task Problems_WhenOffered_AreForThisPersonUntilThePageCloses()
    {
        var page = Open();
        Upload(page, Lists.Of("x@y.org,,,,C01,,,,02/11/2026,"));
        await LookAsync(page);

        var link = page.Find("[data-test=problems]");
        Assert.True(link.HasAttribute("download"));
        var key = Guid.Parse(link.GetAttribute("href")!.Split('/')[2]);
        var downloads = Services.GetRequiredService<ImportDownloads>();
        Assert.NotNull(downloads.Find(key, Community.Alma.PersonId));
        Assert.Null(downloads.Find(key, Community.Sal.PersonId));
        page.Instance.Dispose();
        Assert.Equal(0, downloads.Count);
        Assert.Empty(Directory.GetFiles(Path.Combine(Community.Folder, "imports")));
    }

    [Fact]
    public void Page_WhenOpenedByNobodyWhoMayImport_IsNotThere()
    {
        Services.AddSingleton<ImportDownloads>();
        SignInAs(Community.Nora);
        Assert.Throws<NotFoundException>(() => Render<ImportPage>());
    }

    [Fact]
    public void Requests_WhenSeenByAnAdministrator_LeadToTheImportAndNotForADirector()
    {
        SignInAs(Community.Alma);
        Assert.Equal("/training-import", Render<RequestsPage>().WaitForElement("[data-test=import-completions]").GetAttribute("href"));
    }

    private IRenderedComponent<ImportPage> Open()
    {
        Services.AddSingleton<ImportDownloads>();
        SignInAs(Community.Alma);
        var page = Render<ImportPage>();
        page.WaitForElement("#import-list");
        return page;
    }

    private static void Upload(IRenderedComponent<ImportPage> page, string text) =>
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(text, text.StartsWith("PK", StringComparison.Ordinal) ? "book.xlsx" : "list.csv"));

    private async Task LookAsync(IRenderedComponent<ImportPage> page)
    {
        page.WaitForElement("[data-test=dates] input[value=month-day-year]").Change("month-day-year");
        await PressAsync(page, "[data-test=look] button");
        page.WaitForElement("[data-test=report]", TimeSpan.FromSeconds(10));
    }

    private async Task PressAsync(IRenderedComponent<ImportPage> page, string selector)
    {
        Community.Clock.Advance(TimeSpan.FromSeconds(1));
        await page.Find(selector).ClickAsync(new());
    }

    private static string? Count(IRenderedComponent<ImportPage> page, string outcome) => page.Find($"[data-outcome={outcome}]").GetAttribute("data-count");

    private async Task<int> RecordedAsync()
    {
        await using var db = Community.Database.Read(Reach.Everything);
        return await db.Completions.CountAsync(Cancel);
    }
}
