using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class ActionButtonTests : BunitContext
{
    private readonly FakeTimeProvider _clock = new();
    private int _runs;

    public ActionButtonTests() => Services.AddSingleton<TimeProvider>(_clock);

    [Fact]
    public async Task Press_WhenFiveTimesInARowAndTheActTakesTime_RunsOnce()
    {
        var held = new TaskCompletionSource();
        var button = Render<ActionButton>(p => p.Add(b => b.Label, "Sign").Add(b => b.OnAct, () =>
        {
            _runs++;
            return held.Task;
        }));

        var presses = Enumerable.Range(0, 5).Select(_ => button.Find("button").ClickAsync(new())).ToList();
        Assert.Equal("true", button.Find("button").GetAttribute("aria-busy"));
        held.SetResult();
        await Task.WhenAll(presses);

        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Press_WhenFiveTimesInARowAndTheActIsInstant_RunsOnceUntilSomeTimeHasPassed()
    {
        var button = Render<ActionButton>(p => p.Add(b => b.Label, "Sign").Add(b => b.OnAct, () => _runs++));

        for (var i = 0; i < 5; i++)
            await button.Find("button").ClickAsync(new());
        Assert.Equal(1, _runs);

        _clock.Advance(ActionButton.SamePress);
        await button.Find("button").ClickAsync(new());
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Press_WhenThePageShowedWhatIsMissingItself_AddsNoWordsAndTakesTheNextPressAtOnce()
    {
        var button = Render<ActionButton>(p => p.Add(b => b.Label, "Open the request").Add(b => b.OnAct, () =>
        {
            _runs++;
            if (_runs == 1)
                throw new ShownInPlaceException();
        }));

        await button.Find("button").ClickAsync(new());
        Assert.Empty(button.FindAll("[role=alert]"));
        await button.Find("button").ClickAsync(new());
        Assert.Equal(2, _runs);

        await button.Find("button").ClickAsync(new());
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Press_WhenReasonsStandAgainstIt_DoesNothingAndShowsThem()
    {
        var button = Render<ActionButton>(p => p
            .Add(b => b.Label, "Sign").Add(b => b.OnAct, () => _runs++)
            .Add(b => b.WhyNot, ["Clause 4 has no initials.", "The certificate expired on 2 March."]));

        await button.Find("button").ClickAsync(new());

        Assert.Equal(0, _runs);
        Assert.Equal("true", button.Find("button").GetAttribute("aria-disabled"));
        var why = button.Find($"#{button.Find("button").GetAttribute("aria-describedby")}");
        Assert.Equal(["Clause 4 has no initials.", "The certificate expired on 2 March."], why.Children.Select(c => c.TextContent));
    }

    public static TheoryData<Exception, string> Refusals => new()
    {
        { new RuleViolationException("The certificate expired on 2 March. Upload the renewed one."), "The certificate expired on 2 March. Upload the renewed one." },
        { new ConcurrentChangeException("Dana Cole returned it."), "Dana Cole returned it." },
        { new SessionChangedException(), "Sign in again to go on." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Press_WhenTheActIsRefused_ShowsTheSentenceInPlaceAndTellsThePage(Exception refusal, string words)
    {
        IReadOnlyList<string> told = [];
        var button = Render<ActionButton>(p => p
            .Add(b => b.Label, "Sign").Add(b => b.OnAct, () => throw refusal).Add(b => b.OnRefused, sentences => told = sentences));

        await button.Find("button").ClickAsync(new());

        Assert.Contains(words, button.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains(words, string.Join(' ', told), StringComparison.Ordinal);
        Assert.Null(button.Find("button").GetAttribute("aria-disabled"));
    }

    [Fact]
    public async Task Press_WhenTheActFailsOtherwise_LeavesItToThePage()
    {
        var button = Render<ActionButton>(p => p.Add(b => b.Label, "Sign").Add(b => b.OnAct, () => throw new IOException("disk")));

        await Assert.ThrowsAsync<IOException>(() => button.Find("button").ClickAsync(new()));
    }

    [Fact]
    public async Task Press_WhenItCannotBeUndone_AsksFirstAndRunsOnlyOnTheSecondYes()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        var button = Render<ActionButton>(p => p
            .Add(b => b.Label, "Withdraw").Add(b => b.Confirm, "This ends the request.").Add(b => b.OnAct, () => _runs++));

        await button.Find("button").ClickAsync(new());
        Assert.Equal(0, _runs);
        Assert.Contains("This ends the request.", button.Markup, StringComparison.Ordinal);

        await button.FindAll("button")[1].ClickAsync(new());
        Assert.Equal(0, _runs);
        Assert.DoesNotContain("This ends the request.", button.Markup, StringComparison.Ordinal);

        await button.Find("button").ClickAsync(new());
        await button.Find(".act-confirm button").ClickAsync(new());
        Assert.Equal(1, _runs);
    }
}
