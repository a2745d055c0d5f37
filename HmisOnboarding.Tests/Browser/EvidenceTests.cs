using System.Globalization;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>A certificate on its whole way between two people: dragged or chosen, rejected with a reason, replaced, accepted by keyboard.</summary>
[Trait("Category", "Browser")]
public sealed class EvidenceTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private const string Name = "Noor Haddad";
    private const string Email = "noor.haddad@harbor.example.org";

    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTimeOffset.Now.Date);

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificates_WhenDraggedAndChosen_AreRejectedReplacedAndAcceptedByKeyboardWhileBothWatch() => await chromium.WalkAsync(async () =>
    {
        var dana = new Caller(app.Administrator.Id);
        var (queries, requests) = (app.Service<RequestQueries>(), app.Service<RequestService>());
        var code = await requests.OpenAsync(dana, Wish(), Cancel);
        await app.LetInAsync(dana, code, Cancel);
        var courses = (await queries.RequestAsync(dana, code, Cancel)).Checklist.Select(i => i.Course).ToList();

        var user = await chromium.OpenAsync(app.Address);
        await user.SignInAsync(Email);
        await user.GotoAsync("/my-progress");
        var administrator = await chromium.OpenAsync(app.Address);
        await administrator.SignInAsync(app.Administrator.Email);
        await administrator.GotoAsync($"/requests/{code}");

        // a file that is gone before it is sent is asked for again, and the page stays
        await UploadGoneAsync(user, courses[0]);

        // one file by drag and drop, the others by the file picker
        using var desk = new DropFolder();
        await UploadAsync(user, courses[0], (card, file) => DropAsync(user, card, desk.Write(file.Name, file.Buffer)));
        foreach (var course in courses.Skip(1))
            await UploadAsync(user, course, (card, file) => card.Locator("input[type=file]").SetInputFilesAsync(file));

        // the administrator's page shows them without a reload
        await administrator.Locator("[data-test=certificate][data-status=uploaded]").Nth(courses.Count - 1).WaitForAsync();
        await OpenByKeyAsync(administrator, courses[0]);
        await administrator.Keyboard.PressAsync("r");
        await administrator.Locator("[role=dialog] textarea").FillAsync("The date is cut off. Scan the whole page.");
        await administrator.Locator("[role=dialog]").GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();
        await administrator.Locator($"[data-course={courses[0].Code}][data-status=rejected]").WaitForAsync();

        // the new user reads why and replaces it
        await user.SeesAsync("The date is cut off. Scan the whole page.");
        await UploadAsync(user, courses[0], (card, file) => card.Locator("input[type=file]").SetInputFilesAsync(file));
        await administrator.Locator($"[data-course={courses[0].Code}][data-status=uploaded]").WaitForAsync();

        foreach (var course in courses)
        {
            await OpenByKeyAsync(administrator, course);
            await administrator.Keyboard.PressAsync("a");
            await administrator.Locator($"[data-course={course.Code}][data-status=accepted]").WaitForAsync();
            await user.Locator($"[data-code={course.Code}] [data-test=status]", new() { HasText = "Accepted" }).WaitForAsync();
        }

        var view = await queries.RequestAsync(dana, code, Cancel);
        Assert.All(view.Checklist, item => Assert.Equal(ChecklistStatus.Accepted, item.Status));
        // the rejected one stays in the history
        Assert.Contains(view.Timeline, e => e.Reason == "The date is cut off. Scan the whole page.");
        await user.Context.CloseAsync();
        await administrator.Context.CloseAsync();
    });

    private static async Task OpenByKeyAsync(IPage administrator, Course course)
    {
        var head = administrator.Locator($"[data-course={course.Code}] .review-head");
        await head.FocusAsync();
        if (await head.GetAttributeAsync("aria-expanded") != "true")
            await administrator.Keyboard.PressAsync("Enter");
        await administrator.Locator($"[data-course={course.Code}] .review-head[aria-expanded=true]").WaitForAsync();
    }

    private static async Task UploadAsync(IPage user, Course course, Func<ILocator, FilePayload, Task> choose)
    {
        var card = user.Locator($"[data-test=row][data-code={course.Code}]");
        if (!await card.Hook("upload-form").IsVisibleAsync())
            await card.Hook("open-upload").ClickAsync();
        await choose(card, new FilePayload { Name = $"{course.Code}.pdf", MimeType = "application/pdf", Buffer = TestCommunity.CertificatePdf(course.Title, Name) });
        await card.Hook("chosen").WaitForAsync();
        await card.Hook("completed-on").FillAsync(Today.AddDays(-20).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (course.PassPercent is not null)
            await card.Hook("score").FillAsync("92");
        await card.Hook("upload").PushAsync();
        await card.Hook("status").GetByText("Uploaded").WaitForAsync();
    }

    private static async Task UploadGoneAsync(IPage user, Course course)
    {
        var card = user.Locator($"[data-test=row][data-code={course.Code}]");
        await card.Hook("open-upload").ClickAsync();
        using (var folder = new DropFolder())
            await DropAsync(user, card, folder.Write("gone.pdf", TestCommunity.CertificatePdf(course.Title, Name)));
        await card.Hook("completed-on").FillAsync("2026-01-05");
        if (course.PassPercent is not null)
            await card.Hook("score").FillAsync("92");
        await card.Hook("upload").PushAsync();
        await card.Hook("file-problem").GetByText("choose the file again").WaitForAsync();
        Assert.Equal("2026-01-05", await card.Hook("completed-on").InputValueAsync());
    }

    /// <summary>A real drop of a real file, by the browser's own protocol: a made-up event would not reach the file field.</summary>
    private static async Task DropAsync(IPage page, ILocator card, string path)
    {
        var box = (await card.Locator("input[type=file]").BoundingBoxAsync())!;
        var protocol = await page.Context.NewCDPSessionAsync(page);
        foreach (var step in (string[])["dragEnter", "dragOver", "drop"])
        {
            await protocol.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = step,
                ["x"] = box.X + (box.Width / 2),
                ["y"] = box.Y + (box.Height / 2),
                ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = new[] { path }, ["dragOperationsMask"] = 1 },
            });
        }

        await card.Hook("chosen").WaitForAsync();
    }

    private NewRequest Wish() => new()
    {
        AgencyId = app.AgencyId,
        FirstName = Name.Split(' ')[0],
        LastName = Name.Split(' ')[1],
        WorkEmail = Email,
        JobTitle = "Case Manager",
        SupervisorName = "Sam Super",
        SupervisorEmail = "sam@harbor.example.org",
        RoleTypeCode = TestCommunity.RoleType,
        Projects = ["Harbor Emergency Shelter"],
        EverHadAccount = false,
        StartsOn = Today.AddDays(10),
    };

    /// <summary>Files of a person's own machine.</summary>
    private sealed class DropFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hmis-drop");

        public string Write(string name, byte[] bytes)
        {
            var path = Path.Combine(_folder.FullName, name);
            File.WriteAllBytes(path, bytes);
            return path;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
