using CsCheck;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Agreements;

public sealed class MarkedTextTests
{
    [Theory]
    [InlineData("I keep my password secret.", "I keep my password secret.")]
    [InlineData("I **never** share it.", "I |[never]| share it.")]
    [InlineData("**Never**", "[Never]")]
    [InlineData("a **b** c **d**", "a |[b]| c |[d]")]
    [InlineData("in**side**words", "in|[side]|words")]
    [InlineData("2 ** 3 ** 4", "2 ** 3 ** 4")]
    [InlineData("**open", "**open")]
    [InlineData("** a**", "** a**")]
    [InlineData("a * b", "a * b")]
    [InlineData("\\**not bold\\**", "**not bold**")]
    [InlineData("****", "****")]
    [InlineData("- one", "•one")]
    [InlineData("* **one** two", "•[one]| two")]
    [InlineData("\\- no item", "- no item")]
    [InlineData("-no item", "-no item")]
    [InlineData("- ", "- ")]
    [InlineData("", "")]
    public void Lines_WhenMarked_SayWhatStandsOut(string text, string shown)
    {
        var line = Assert.Single(MarkedText.Lines(text));
        Assert.Equal(shown, (line.IsItem ? "•" : "") + string.Join("|", line.Runs.Select(r => r.IsStrong ? $"[{r.Text}]" : r.Text)));
    }

    [Fact]
    public void Lines_WhenThereAreSeveral_KeepTheirOrder() =>
        Assert.Equal([(false, "a"), (true, "b"), (true, "c"), (false, ""), (false, "d")], MarkedText.Lines("a\r\n- b\n* c\n\nd").Select(l => (l.IsItem, l.Plain)));

    [Fact]
    public void Lines_OfAnyText_LoseNothingButMarks() => Gen.Char["ab*\\- \n"].Array[0, 30].InEveryCase(3_000, letters =>
    {
        var text = new string(letters);
        var kept = string.Concat(MarkedText.Lines(text).Select(l => l.Plain)).Count(c => c is 'a' or 'b');
        Assert.Equal(text.Count(c => c is 'a' or 'b'), kept);
        Assert.Equal(text.Split('\n').Length, MarkedText.Lines(text).Count);
    });
}
