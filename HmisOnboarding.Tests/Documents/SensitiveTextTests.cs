using HmisOnboarding.Domain.Documents;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

public sealed class SensitiveTextTests
{
    // numbers that the Social Security Administration has never issued to anyone, or has withdrawn after use in advertisements
    [Theory]
    [InlineData("219-09-9999")]
    [InlineData("card_078-05-1120.pdf")]
    [InlineData("no 219 09 9999 on file")]
    [InlineData("219\u201309\u20139999")]
    [InlineData("\uFF12\uFF11\uFF19-09-9999")]
    [InlineData("SSN Jane.pdf")]
    [InlineData("social_security_card.png")]
    public void Text_WhenItLooksLikeASocialSecurityNumber_IsWarnedAbout(string text) =>
        Assert.Contains("social security number", SensitiveText.Warning(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("DOB 3/4/1990")]
    [InlineData("date of birth: 1990")]
    [InlineData("born on March 4, 1990")]
    [InlineData("Jane_Doe_1984-03-12.pdf")]
    [InlineData("03/12/1984")]
    public void Text_WhenItLooksLikeABirthDate_IsWarnedAbout(string text) =>
        Assert.Contains("birth date", SensitiveText.Warning(text), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("HMIS Basics certificate 2026-03-12.pdf")]
    [InlineData("completed 03/12/2025")]
    [InlineData("phone 555-123-4567")]
    [InlineData("certificate 100-22-3344-55")]
    [InlineData("id 000-12-3456")]
    [InlineData("id 123456789")]
    [InlineData("Privacy: what counts as a birth date")]
    public void Text_WhenOrdinary_IsLeftAlone(string? text) => Assert.Null(SensitiveText.Warning(text));

    [Fact]
    public void Text_WhenHugeOrBroken_StillAnswers() => Assert.Null(SensitiveText.Warning(new string('1', 500_000) + "\uD800"));
}
