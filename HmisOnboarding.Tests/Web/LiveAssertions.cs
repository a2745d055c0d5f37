using Bunit;
using Bunit.Extensions.WaitForHelpers;
using HmisOnboarding.Tests.Support;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Tests.Web;

/// <summary>Waiting for what comes back through live updates, while the community's clock stands.</summary>
internal static class LiveAssertions
{
    private const int MostRounds = 60;

    /// <summary>Lets updates through until the assertion holds: an update that comes while another is being delivered waits for the next window.</summary>
    public static void WaitLive<T>(this IRenderedComponent<T> page, TestCommunity community, Action assertion) where T : IComponent
    {
        for (var round = 1; ; round++)
        {
            community.LetUpdatesThrough();
            try
            {
                page.WaitForAssertion(assertion, TimeSpan.FromMilliseconds(250));
                return;
            }
            catch (WaitForFailedException) when (round < MostRounds)
            {
                // the update is still on its way
            }
        }
    }
}
