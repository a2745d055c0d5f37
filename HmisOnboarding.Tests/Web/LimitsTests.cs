using System.Net;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Endpoints;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class LimitsTests
{
    [Fact]
    public void Circuits_WhenOnePersonOpensMoreThanTheLimit_AreOverUntilOneCloses()
    {
        var circuits = new OpenCircuits(Options.Create(new WebLimits { CircuitsPerPerson = 2 }));
        var (maria, dana) = (Guid.NewGuid(), Guid.NewGuid());

        Assert.True(circuits.Connect(maria));
        Assert.True(circuits.Connect(maria));
        Assert.False(circuits.Connect(maria));
        Assert.True(circuits.Connect(dana));

        circuits.Disconnect(maria);
        circuits.Disconnect(maria);
        Assert.Equal(1, circuits.Count(maria));
        Assert.True(circuits.Connect(maria));
        circuits.Disconnect(dana);
        circuits.Disconnect(dana);
        Assert.Equal(0, circuits.Count(dana));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Neighbourhood_WhenAddressesAreOfOneHousehold_IsTheSame(string one, string other, bool same) =>
        Assert.Equal(same, OpenPages.Neighbourhood(IPAddress.Parse(one)) == OpenPages.Neighbourhood(IPAddress.Parse(other)));

    [Theory]
    [InlineData(0, false)]
    [InlineData(12 * 60, false)]
    [InlineData((12 * 60) + 1, true)]
    public void SignIn_WhenTwelveHoursHavePassed_IsTooOld(int minutes, bool isTooOld)
    {
        var now = new DateTimeOffset(2026, 3, 3, 14, 10, 0, TimeSpan.Zero);
        var properties = new AuthenticationProperties();
        properties.Items["hmis.started"] = now.AddMinutes(-minutes).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(isTooOld, SessionLifetime.IsTooOld(properties, now));
        Assert.True(SessionLifetime.IsTooOld(new AuthenticationProperties(), now));
    }
}
