using HmisOnboarding.Web.Auth;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class ReturnUrlTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/queue\r\nSet-Cookie: a=b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("queue")]
    [InlineData("/Account/SignOut")]
    [InlineData("/account")]
    [InlineData("/problem/500")]
    [InlineData("/_blazor/disconnect")]
    public void ReturnUrl_WhenItLeadsElsewhere_BecomesHome(string? address) => Assert.Equal("/", ReturnUrl.OrHome(address));

    [Theory]
    [InlineData("/queue")]
    [InlineData("/requests?search=maria%20reyes&tab=late")]
    [InlineData("/accounting")]
    public void ReturnUrl_WhenItIsAPageOfOurs_IsKept(string address) => Assert.Equal(address, ReturnUrl.OrHome(address));
}
