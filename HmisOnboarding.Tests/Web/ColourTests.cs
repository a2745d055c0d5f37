using System.Globalization;
using System.Text.RegularExpressions;
using HmisOnboarding.Web.Components.Layout;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed partial class ColourTests
{
    private static readonly (string Name, HmisColours Colours)[] Themes = [("light", HmisColours.Light), ("dark", HmisColours.Dark)];

    [Fact]
    public void Text_WhenOnItsGround_HasAContrastOfFourAndAHalf()
    {
        foreach (var (name, c) in Themes)
        {
            (string What, string Text, string Ground)[] pairs =
            [
                .. from text in new[] { c.Text, c.Muted, c.Primary, c.PrimaryStrong, c.Good, c.Soon, c.Late, c.Info } from ground in new[] { c.Ground, c.Surface } select ("plain", text, ground),
                ("on primary", c.OnPrimary, c.Primary), ("on primary under the pointer", c.OnPrimary, c.PrimaryStrong),
                ("chosen", c.Text, c.Tint), ("chosen, primary", c.Primary, c.Tint), ("chosen, muted", c.Muted, c.Tint),
                ("good", c.Good, c.GoodTint), ("soon", c.Soon, c.SoonTint), ("late", c.Late, c.LateTint), ("info", c.Info, c.InfoTint),
                ("mark", c.OnPrimary, c.Good), ("mark", c.OnPrimary, c.Soon), ("mark", c.OnPrimary, c.Late), ("mark", c.Surface, c.Muted),
            ];
            Assert.All(pairs, p => Assert.True(Contrast(p.Text, p.Ground) >= 4.5, $"{name}, {p.What}: {p.Text} on {p.Ground} is {Contrast(p.Text, p.Ground):0.00}"));
        }
    }

    [Fact]
    public void ControlEdge_WhenOnItsGround_HasAContrastOfThree()
    {
        foreach (var (name, c) in Themes)
        {
            Assert.All([c.Ground, c.Surface], ground => Assert.All([c.Edge, c.Primary, c.Late],
                edge => Assert.True(Contrast(edge, ground) >= 3, $"{name}: {edge} on {ground} is {Contrast(edge, ground):0.00}")));
        }
    }

    [Fact]
    public void StyleSheet_WhenRead_HoldsTheSameColoursAsTheTheme()
    {
        var blocks = File.ReadAllText(WebRoot.File("app.css")).Split("[data-theme=dark]", 2);
        foreach (var (css, colours) in new[] { (blocks[0], HmisColours.Light), (blocks[1], HmisColours.Dark) })
        {
            var variables = Variable().Matches(css).GroupBy(m => m.Groups[1].Value).ToDictionary(g => g.Key, g => g.First().Groups[2].Value);
            Assert.All(colours.Named(), c => Assert.Equal(c.Value, variables[c.Name]));
        }
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = Enumerable.Range(0, 3)
            .Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex("--([a-z-]+): (#[0-9A-F]{6});")]
    private static partial Regex Variable();
}
