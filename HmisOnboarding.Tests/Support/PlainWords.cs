using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace HmisOnboarding.Tests.Support;

/// <summary>Holds a data file to the way the product speaks: short sentences, no machine words, no exclamation marks.</summary>
internal static partial class PlainWords
{
    private const int LongestSentence = 19;

    public static void AssertPlain(JsonNode file)
    {
        var texts = Texts(file).ToList();
        Assert.NotEmpty(texts);
        Assert.All(texts, text =>
        {
            Assert.Equal(text.Trim(), text);
            Assert.DoesNotContain('!', text);
            Assert.DoesNotMatch(MachineWords(), text);
            Assert.All(SentenceEnds().Split(text), s => Assert.InRange(s.Split(' ').Length, 1, LongestSentence));
        });
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject parts => parts.SelectMany(p => Texts(p.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };

    [GeneratedRegex(@"(?<=[.?:])\s+")]
    private static partial Regex SentenceEnds();

    [GeneratedRegex(@"\b(workflow|trigger|state|entity|transition|guard|submit failed|invalid input|an error occurred)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MachineWords();
}
