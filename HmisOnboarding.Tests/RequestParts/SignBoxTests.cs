using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.RequestParts;

/// <summary>The act of signing: password, typed name, drawing, and what is kept of them.</summary>
public sealed class SignBoxTests : CommunityTest
{
    private const string Signature = "300 300 200 250 120 500 260 800 420 650;600 200 610 700;620 500 800 450 900 700 1100 400 1300 700 1600 500 1900 640";

    private readonly List<SignatureMark> _given = [];
    private string _code = "";

    [Fact]
    public async Task Password_WhenWrong_IsSaidBesideTheFieldAndClearedAndNothingIsSigned()
    {
        var box = await OpenAsync();
        await TypeAsync(box, "not my password at all");

        await PressAsync(box);

        box.WaitForAssertion(() => Assert.Equal(SignInDesk.NotConfirmed, box.Find("[data-test=password-problem]").TextContent));
        Assert.Equal("", box.Find("[data-test=password]").GetAttribute("value"));
        Assert.DoesNotContain("not my password at all", box.Markup, StringComparison.Ordinal);
        Assert.Equal("Dora Dahl", box.Find("[data-test=typed-name]").GetAttribute("value"));
        Assert.Empty(_given);
    }

    [Fact]
    public async Task Password_WhenRight_HoldsForFiveMinutesAndIsThenAskedForAgain()
    {
        var box = await OpenAsync();
        await TypeAsync(box, SignIns.Password);
        await PressAsync(box);
        box.WaitForAssertion(() => Assert.Single(_given));
        Assert.Contains("You confirmed who you are at", box.Find("[data-test=proof]").TextContent, StringComparison.Ordinal);
        Assert.Equal((Community.Dora.PersonId, ProofMethod.Password), (_given[0].Proof!.PersonId, _given[0].Proof!.Method));
        Assert.DoesNotContain(SignIns.Password, box.Markup, StringComparison.Ordinal);

        await PressAsync(box);
        box.WaitForAssertion(() => Assert.Equal(2, _given.Count));
        Assert.Same(_given[0].Proof, _given[1].Proof);

        Community.Clock.Advance(IdentityProof.Freshness + TimeSpan.FromSeconds(2));
        box.WaitForAssertion(() => Assert.NotNull(box.Find("[data-test=password]")));
        Assert.Contains("Enter your password.", box.Find("[data-test=sign]").TextContent, StringComparison.Ordinal);
        await PressAsync(box);
        Assert.Equal(2, _given.Count);
    }

    [Fact]
    public async Task Proof_WhenSomebodyElseSitsDown_CanBeThrownAway()
    {
        var box = await OpenAsync();
        await TypeAsync(box, SignIns.Password);
        await PressAsync(box);
        box.WaitForAssertion(() => Assert.Single(_given));

        await box.Find("[data-test=ask-again]").ClickAsync(new());

        Assert.NotNull(box.Find("[data-test=password]"));
        Assert.Null(Services.GetRequiredService<CurrentActor>().Proof);
    }

    [Fact]
    public async Task Page_WhenTheBrowserBelongsToSomebodyElse_LosesItsProofAndSignsNothing()
    {
        var box = await OpenAsync();
        await TypeAsync(box, SignIns.Password);
        await PressAsync(box);
        box.WaitForAssertion(() => Assert.Single(_given));
        var actor = Services.GetRequiredService<CurrentActor>();

        actor.NoteOtherPerson();

        Assert.Null(actor.Proof);
        Assert.True(actor.HasSessionChanged);
        await Assert.ThrowsAsync<SessionChangedException>(() => actor.ConfirmAsync(SignIns.Password));
        await Assert.ThrowsAsync<SessionChangedException>(actor.CallerAsync);
    }

    [Fact]
    public async Task Method_WhenOpened_IsTypedAndWhatWillBeRecordedNamesEverything()
    {
        var box = await OpenAsync();

        Assert.True(box.Find("[data-test=typed]").HasAttribute("checked"));
        Assert.Empty(box.FindAll("[data-test=ink-pad]"));
        await box.Find("[data-test=typed-name]").InputAsync("Dora Dahl");
        var facts = box.Find("[data-test=recorded-facts]").TextContent;
        foreach (var said in new[] { "Dora Dahl", "Typed name", "executive director, Harbor House", "Version 1, fingerprint", "America/Detroit", "Password of the account", "Address", "Browser" })
            Assert.Contains(said, facts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drawing_WhenItIsASignature_IsGivenWithTheNameOfTheAccount()
    {
        var box = await DrawAsync(Signature);
        Assert.Contains("Drawn by hand", box.Find("[data-test=recorded-facts]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Dora Dahl", box.Find(".ink-printed").TextContent);

        await PressAsync(box);

        box.WaitForAssertion(() => Assert.Single(_given));
        Assert.Equal((SignatureMethod.Drawn, null), (_given[0].Method, _given[0].TypedName));
        Assert.True(InkDrawing.TryParse(_given[0].Ink, out var ink));
        Assert.Equal(3, ink.StrokeCount);
        Assert.Empty(ink.Problems());
    }

    [Theory]
    [InlineData(" ", "Nothing is drawn yet.")]
    [InlineData("1500 500 1510 500", "too small for a signature")]
    [InlineData("100 500 2900 500", "One plain stroke is not a signature.")]
    [InlineData("1 2 3", "There is too much ink")]
    public async Task Drawing_WhenItIsNoSignature_IsRefusedBesideThePadBeforeThePasswordIsUsed(string strokes, string sentence)
    {
        var box = await DrawAsync(strokes);

        await PressAsync(box);

        box.WaitForAssertion(() => Assert.Contains(sentence, box.Find("[data-test=ink-problem]").TextContent, StringComparison.Ordinal));
        Assert.Empty(_given);
        Assert.Null(Services.GetRequiredService<CurrentActor>().Proof);
    }

    [Fact]
    public async Task Drawing_WhenABrowserSendsMoreThanAHandDraws_IsRefusedInWords()
    {
        var box = await DrawAsync(string.Join(' ', Enumerable.Range(0, 200_000).Select(i => $"{i % 3000} {i % 1000}")));

        await PressAsync(box);

        box.WaitForAssertion(() => Assert.Contains("did not arrive whole", box.Find("[data-test=ink-problem]").TextContent, StringComparison.Ordinal));
        Assert.Empty(_given);
    }

    [Fact]
    public async Task Drawing_WhenTheBrowserLetsNobodyDraw_SaysSoAndLeadsToTyping()
    {
        var box = await OpenAsync();
        JSInterop.SetupModule("./js/ink.js").Setup<bool>("works", _ => true).SetResult(false);
        await box.Find("[data-test=drawn]").ChangeAsync("drawn");

        box.WaitForAssertion(() => Assert.Contains("A typed name counts the same.", box.Find("[data-test=ink-blocked]").TextContent, StringComparison.Ordinal));
        await box.Find("[data-test=ink-blocked] button").ClickAsync(new());

        Assert.NotNull(box.Find("[data-test=typed-name]"));
    }

    [Fact]
    public async Task Fields_WhenDrawn_AreKeptUnderThePersonAndTheRequestAndThePasswordIsNot()
    {
        var box = await OpenAsync();

        var keys = box.FindAll("hmis-kept").Select(k => k.GetAttribute("key")).ToList();
        Assert.Equal([$"{Community.Dora.PersonId}:{_code}:sign:method", $"{Community.Dora.PersonId}:{_code}:sign:name"], keys);
        Assert.Empty(box.FindAll("hmis-kept [type=password]"));
    }

    private async Task<IRenderedComponent<SignBox>> OpenAsync()
    {
        _code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Community.Requests.GiveConsentAsync(Community.Dora, _code, cancellationToken: TestContext.Current.CancellationToken);
        await Services.GivePasswordAsync(Community.Dora);
        SignInAs(Community.Dora);
        var view = await Community.ViewAsync(_code, Community.Dora);
        return Render<SignBox>(p => p.Add(x => x.View, view).Add(x => x.Slot, SignatureSlot.Director)
            .Add(x => x.WhyNot, view.WhyNot(RequestTrigger.SignAsDirector)).Add(x => x.OnSign, _given.Add));
    }

    private async Task<IRenderedComponent<SignBox>> DrawAsync(string strokes)
    {
        var box = await OpenAsync();
        var browser = JSInterop.SetupModule("./js/ink.js");
        browser.Setup<bool>("works", _ => true).SetResult(true);
        browser.Setup<IJSStreamReference>("strokes", _ => true).SetResult(new SentStrokes(strokes));
        await box.Find("[data-test=drawn]").ChangeAsync("drawn");
        await box.WaitForElement("[data-test=ink-told]").ChangeAsync("ink");
        await box.Find("[data-test=password]").InputAsync(SignIns.Password);
        return box;
    }

    private static async Task TypeAsync(IRenderedComponent<SignBox> box, string password)
    {
        await box.Find("[data-test=typed-name]").InputAsync("Dora Dahl");
        await box.Find("[data-test=password]").InputAsync(password);
    }

    private async Task PressAsync(IRenderedComponent<SignBox> box)
    {
        Community.Clock.Advance(TimeSpan.FromSeconds(1));
        await box.Find("[data-test=sign] button").ClickAsync(new());
    }
}
