using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Requests;
using Xunit;

namespace HmisOnboarding.Tests.RequestParts;

public sealed class TextChangePanelTests : CommunityTest
{
    [Fact]
    public async Task Change_WhenSeveralWordsInARowDiffer_ReadsAsOnePhraseOutAndOnePhraseIn()
    {
        var part = await ShowAsync(new ChangedPart("Clause 1", PieceKind.Same,
        [
            new(PieceKind.Same, "I never share "), new(PieceKind.Removed, "them "), new(PieceKind.Added, "my "), new(PieceKind.Removed, "or "), new(PieceKind.Added, "own "),
            new(PieceKind.Removed, "lend "), new(PieceKind.Added, "password "), new(PieceKind.Same, "with others."),
        ]));

        Assert.Equal("removed: them or lend ", part.Find(".change del").TextContent);
        Assert.Equal("added: my own password ", part.Find(".change ins").TextContent);
        Assert.Equal("I never share removed: them or lend added: my own password with others.", string.Join(' ', part.Find(".change p").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData(PieceKind.Added, "Clause 40, new", "ins")]
    [InlineData(PieceKind.Removed, "Clause 40, taken out", "del")]
    public async Task Change_WhenAWholeClauseCameOrWent_SaysSoInItsHeading(PieceKind kind, string heading, string element)
    {
        var part = await ShowAsync(new ChangedPart("Clause 40", kind, [new(kind, "I lock my desk.")]));

        Assert.Equal(heading, part.Find(".change h3").TextContent);
        Assert.EndsWith("I lock my desk.", part.Find($".change {element}").TextContent, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<TextChangePanel>> ShowAsync(ChangedPart changed)
    {
        var view = await Community.ViewAsync(await Community.OpenAtAsync(RequestState.UserSignature));
        SignInAs(Community.Alma);
        return Render<TextChangePanel>(p => p.Add(x => x.View, view with { Agreement = view.Agreement with { Change = new TextChange(1, [changed]) } }));
    }
}
