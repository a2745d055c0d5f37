using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>
/// What axe-core says of the pages of one journey by the rules of WCAG 2.2 A and AA. Findings are gathered, so that one run shows them all.
/// </summary>
public sealed class Accessibility
{
    private static readonly AxeRunOptions Wcag = new() { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa") };

    // a colour that is still fading would be measured half way
    private const string Still = "*, *::before, *::after { transition: none !important; animation: none !important; }";

    private readonly List<string> _findings = [];

    /// <summary>Looks at a page in the light theme and in the dark one.</summary>
    public async Task CheckAsync(IPage page, string where)
    {
        await page.AddStyleTagAsync(new() { Content = Still });
        foreach (var theme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            // the page takes over the theme a moment after the browser has it
            await page.Locator(theme == ColorScheme.Dark ? "html[data-theme=dark]" : "html[data-theme=light]").WaitForAsync();
            var result = await page.RunAxe(Wcag);
            _findings.AddRange(result.Violations.Select(v =>
                $"{where}, {theme}: {v.Id}, {v.Help}\n" + string.Join("\n", v.Nodes.Take(3).Select(n => "   " + n.Html))));
        }
    }

    /// <summary>Fails with every finding.</summary>
    public void AssertNone() => Assert.True(_findings.Count == 0, string.Join("\n", _findings));
}
