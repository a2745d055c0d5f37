using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>
/// Takes the pictures of <c>docs/screenshots</c> from the demo community. No test of its own: it runs only when asked for by
/// <c>docs/screenshots.sh</c>, because new pictures are a change to look at.
/// </summary>
[Trait("Category", "Browser")]
public sealed class Screenshots(Chromium chromium, DemoApp app) : IClassFixture<Chromium>, IClassFixture<DemoApp>
{
    [Theory(Explicit = true)]
    [InlineData("my-progress", "new user")]
    [InlineData("requests", "agency administrator")]
    [InlineData("to-sign", "executive director")]
    [InlineData("queue", "system administrator")]
    public async Task Dashboard_OfEachRole_IsPictured(string name, string role)
    {
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
            {
                var page = await chromium.OpenAsync(app.Address, theme, width, height);
                await DemoApp.SignInAsync(page, role);
                await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                await page.WaitForTimeoutAsync(600);
                await page.ScreenshotAsync(new() { Path = Path.Combine(Folder(), $"{name}-{width}-{theme.ToString().ToLowerInvariant()}.png") });
                await page.Context.CloseAsync();
            }
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "screenshots"));
}
