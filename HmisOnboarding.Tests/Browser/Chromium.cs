using Microsoft.Playwright;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>
/// A real Chromium: the one of the machine, else the one that Playwright installs. Where neither can be had the tests skip and say so;
/// on the build server they never skip.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        var path = Installed();
        if (path is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) != 0)
        {
            _missing = "There is no Chromium on this machine, apt could not install it, and Playwright could not download its own. Install the package chromium and run again.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(_missing);
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A browser profile of its own: cookies, storage, window size and theme of one person.</summary>
    public async Task<IPage> OpenAsync(string address, ColorScheme theme = ColorScheme.Light, int width = 1440, int height = 900, bool touch = false)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = address,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "America/Detroit",
            Locale = "en-US",
            AcceptDownloads = true,
            HasTouch = touch,
        });
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }

    /// <summary>Walks a story; where HMIS_TEST_PICTURES names a folder, one that fails leaves a picture of every open page there.</summary>
    public async Task WalkAsync(Func<Task> story)
    {
        try
        {
            await story();
        }
        catch
        {
            await PictureAllAsync();
            throw;
        }
    }

    private async Task PictureAllAsync()
    {
        if (Environment.GetEnvironmentVariable("HMIS_TEST_PICTURES") is not { Length: > 0 } folder || _browser is null)
            return;
        var pages = _browser.Contexts.SelectMany(c => c.Pages).ToList();
        for (var i = 0; i < pages.Count; i++)
            await pages[i].ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-{i}.png"), FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Installed() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
