using System.Text.RegularExpressions;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

/// <summary>How the product speaks to a person whose file was refused.</summary>
internal static partial class PlainSentences
{
    public static void AssertPlain(string message)
    {
        Assert.DoesNotContain('!', message);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)invalid|error|exception|failed|you must", message);
        Assert.All(SentenceEnd().Split(message), sentence => Assert.InRange(sentence.Split(' ').Length, 2, 19));
    }

    [GeneratedRegex(@"(?<=[.:])\s+")]
    private static partial Regex SentenceEnd();
}
