using HmisOnboarding.Web.Auth;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class PasswordRulesTests
{
    private static readonly string[] About = ["Maria Reyes", "maria.reyes@harborhouse.example.org", "Harbor House"];

    [Theory]
    [InlineData("short", "12 characters")]
    [InlineData("password1234", "first that others would guess")]
    [InlineData("P@ssw0rd2026!", "first that others would guess")]
    [InlineData("welcome-welcome1", "first that others would guess")]
    [InlineData("123456789012", "first that others would guess")]
    [InlineData("qwertyuiopqw", "first that others would guess")]
    [InlineData("aaaaaaaaaaaaaa", "first that others would guess")]
    [InlineData("abcabcabcabc", "first that others would guess")]
    [InlineData("MariaReyes2026", "Leave out your name")]
    [InlineData("HarborHouse-HMIS1", "Leave out your name")]
    public void Password_WhenItIsEasyToGuess_IsRefusedWithAWayOut(string password, string words) =>
        Assert.Contains(PasswordRules.Problems(password, About), p => p.Contains(words, StringComparison.Ordinal));

    [Theory]
    [InlineData("violet harbor engine 42")]
    [InlineData("correct-pony-brick-sun")]
    [InlineData("åäö åäö ñandú zorro")]
    [InlineData("kqx7vnf3wdzp")]
    [InlineData("coffee tiger hockey summer")]
    public void Password_WhenItIsLongAndUnrelated_IsTaken(string password) => Assert.Empty(PasswordRules.Problems(password, About));

    [Fact]
    public void Password_WhenItIsTooLong_IsRefused() => Assert.NotEmpty(PasswordRules.Problems(string.Concat(Enumerable.Repeat("violet harbor ", 10))));
}
