using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

// beside the tests, not in Support: so these go before the library's acts of the same name without a using
namespace HmisOnboarding.Tests;

/// <summary>
/// Typing and pressing that come back when the page has dealt with them. The library's own ones return at once when the page is busy with
/// news, and what the next line then looks for is not there yet.
/// </summary>
internal static class SettledActs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Change<T>(this IElement element, T value) => Settle(element.ChangeAsync(value));

    public static void Input<T>(this IElement element, T value) => Settle(element.InputAsync(value));

    /// <summary>For acts that ask nothing: one that opens a dialog ends only with its answer.</summary>
    public static void Click(this IElement element) => Settle(element.ClickAsync(new MouseEventArgs()));

    private static void Settle(Task act)
    {
        if (Task.WaitAny([act], Patience) < 0)
            Assert.Fail("The page did not deal with it in time.");
        if (act.IsFaulted)
            throw act.Exception.InnerException!;
    }
}
