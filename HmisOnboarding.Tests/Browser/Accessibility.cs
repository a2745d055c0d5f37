using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>What axe-core says of a page by the rules of WCAG 2.2 A and AA.</summary>
public static class Accessibility
{
    private static readonly AxeRunOptions Wcag = new() { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa") };

    /// <summary>No finding, in the light theme and in the dark one.</summary>
    public static async Task CheckAsync(IPage page, string where)
    {
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            // the live pages follow the system theme through the circuit: wait until the page wears it
            await page.WaitForFunctionAsync("dark => matchMedia('(prefers-color-scheme: dark)').matches === dark", theme == ColorScheme.Dark);
            await page.WaitForTimeoutAsync(150);
            var result = await page.RunAxe(Wcag);
            Assert.True(result.Violations.Length == 0, $"{where}, {theme}:\n" + string.Join("\n", result.Violations.Select(v =>
                $"{v.Id}: {v.Help}\n" + string.Join("\n", v.Nodes.Take(3).Select(n => "   " + n.Html)))));
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
