using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;

namespace HmisOnboarding.Tests.Reports;

/// <summary>
/// Four requests whose figures can be worked out on paper. All open on Tuesday 3 March 2026, 09:00 in New York, and go through the steps of
/// the agency at once when their training ends. Service hours are around the clock, target 24 h, limit 48 h.
/// <code>
///             training   account
/// Harbor 1      10 h       40 h
/// Harbor 2      20 h       40 h
/// Harbor 3      30 h       50 h   late
/// agency B      40 h       10 h   within the target
/// </code>
/// </summary>
internal static class HandMade
{
    public static async Task AddAsync(TestCommunity community)
    {
        // the seal that tests share is as old as the first who asks for it, and these sign days later
        _ = community.Seal.Certificate;
        var codes = new List<string>();
        foreach (var administrator in new[] { community.Alma, community.Alma, community.Alma, community.Boris })
            codes.Add(await community.OpenRequestAsync(administrator));
        // Tue 19:00, Wed 05:00, Wed 15:00 and Thu 01:00 in New York
        foreach (var code in codes)
            await AfterAsync(community, 10, RequestState.AccountQueue, code);
        await AfterAsync(community, 10, RequestState.AccountCreated, codes[0], codes[3]);
        await AfterAsync(community, 10, RequestState.AccountCreated, codes[1]);
        await AfterAsync(community, 20, RequestState.AccountCreated, codes[2]);
    }

    /// <summary>Lets the clock stand at this instant; it never goes back.</summary>
    public static void GoTo(TestCommunity community, DateTime utc) => community.Clock.Advance(utc - community.Now);

    private static async Task AfterAsync(TestCommunity community, double hours, RequestState target, params string[] codes)
    {
        community.Clock.Advance(TimeSpan.FromHours(hours));
        foreach (var code in codes)
            await community.AdvanceToAsync(target, code);
    }
}
