using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace HmisOnboarding.Tests.Browser;

/// <summary>What a person does on a page, in the words of the journey.</summary>
public static class PageActs
{
    public static ILocator Hook(this IPage page, string name) => page.Locator($"[data-test='{name}']");

    public static ILocator Hook(this ILocator part, string name) => part.Locator($"[data-test='{name}']");

    /// <summary>Presses the button inside a hook; waits until it can be pressed.</summary>
    public static Task PushAsync(this ILocator hook, string? label = null) =>
        (label is null ? hook.Locator("button").First : hook.GetByRole(AriaRole.Button, new() { Name = label })).ClickAsync();

    public static async Task SignInAsync(this IPage page, string email)
    {
        await page.GotoAsync("/Account/SignIn");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", LiveApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("h1").First.WaitForAsync();
    }

    /// <summary>
    /// Waits until the address ends so; a star stands for anything. Asked again and again: the browser's own news of a move within a page
    /// may pass before anybody listens for it.
    /// </summary>
    public static Task ArrivesAsync(this IPage page, string end) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(end).Replace("\\*", ".*", StringComparison.Ordinal) + "$"), new() { Timeout = 20_000 });

    /// <summary>Waits for words on a page that nobody reloads.</summary>
    public static Task SeesAsync(this IPage page, string words, float withinMilliseconds = 10_000) =>
        page.GetByText(words).First.WaitForAsync(new() { Timeout = withinMilliseconds });
}
