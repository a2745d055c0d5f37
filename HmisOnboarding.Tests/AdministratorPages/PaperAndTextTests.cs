using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.AdministratorPages;

/// <summary>The paper route, a newer text and a revocation at the administrator's desk.</summary>
public sealed class PaperAndTextTests : AdministratorTest
{
    [Fact]
    public async Task Paper_FromWritingItDownToConfirming_HandsTheRequestToTheAdministrator()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        await Services.GivePasswordAsync(Community.Alma);
        var page = Open(code);

        await PressAsync(page, "[data-test=choose-paper] button");
        Assert.Contains("They are told, and can change their mind.", Words(page, "choose-paper"), StringComparison.Ordinal);
        await PressAsync(page, "[data-test=choose-paper] .act-outline");
        Eventually(page, () => Assert.Contains("signs on paper", Words(page, "paper-signature"), StringComparison.Ordinal));
        Assert.Equal($"/requests/{code}/agreement.pdf", page.Find("[data-test=print]").GetAttribute("href"));
        Assert.Empty(page.FindAll("[data-test=confirm-paper]"));

        page.FindComponents<InputFile>()[0].UploadFiles(InputFileContent.CreateFromBinary(TestCommunity.CertificatePdf("Signed agreement"), "signed agreement.pdf", null, "application/pdf"));
        await PressAsync(page, "[data-test=upload-scan] button");
        Eventually(page, () => Assert.NotEmpty(page.FindAll("[data-test=scan]")));
        Assert.Equal(["Enter the day on the paper.", "Enter your password."], page.FindAll("[data-test=confirm-paper] .act-why li").Select(Words));

        await TypeAsync(page, "paper-signed-on", "2026-03-02");
        await page.Find("[data-test=password]").InputAsync(new() { Value = SignIns.Password });
        await PressAsync(page, "[data-test=confirm-paper] button");
        Assert.Contains("must lie between the opening of the request and today", Words(page, "confirm-paper"), StringComparison.Ordinal);

        await TypeAsync(page, "paper-signed-on", "2026-03-03");
        await PressAsync(page, "[data-test=confirm-paper] button");
        Eventually(page, () => Assert.Contains("your signature stands for it too", Words(page, "scan-note"), StringComparison.Ordinal));
        var signed = (await Community.ViewAsync(code)).Agreement.Holding(SignatureSlot.User)!;
        Assert.Equal((SignatureMethod.Paper, new DateOnly(2026, 3, 3), "Alma Ames"), (signed.Method, signed.PaperSignedOn!.Value, signed.PaperConfirmedBy));
        Assert.Contains("In ink on paper on 3 March 2026, scan confirmed by Alma Ames", Words(page, "method"), StringComparison.Ordinal);
        Assert.Equal(RequestState.AdministratorReview, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Paper_WhenTheNewUserChangesTheirMind_CanBeTakenBackForThem()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        await Community.GoPaperAsync(code);
        var page = Open(code);
        Assert.NotEmpty(page.FindAll("[data-test=scan]"));

        await PressAsync(page, "[data-test=choose-screen] button");

        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=paper-signature]")));
        Assert.False((await Community.ViewAsync(code)).Agreement.OnPaper);
    }

    [Fact]
    public async Task NewerText_WhenTaken_SaysBeforeWhatItUndoesAndSetsSignaturesAside()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        var page = Open(code);
        Assert.Empty(page.FindAll("[data-test=newer-text]"));
        await Community.PublishAgreementAsync(Changed);
        page = Open(code);
        Assert.Contains("Version 2 is the newest.", Words(page, "newer-text"), StringComparison.Ordinal);

        await PressAsync(page, "[data-test=take-new-text] button");
        Assert.Contains("these signatures are set aside: Nina Nova.", Words(page, "take-new-text"), StringComparison.Ordinal);
        Assert.Equal(RequestState.AdministratorReview, await Community.StateAsync(code));
        await PressAsync(page, "[data-test=take-new-text] .act-outline");

        Eventually(page, () => Assert.Contains("The text changed from version 1 to version 2.", Words(page, "set-aside"), StringComparison.Ordinal));
        Assert.StartsWith("Set aside", Words(page, "set-aside"), StringComparison.Ordinal);
        Assert.Equal(RequestState.UserSignature, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Agreement_WhenItCanBeReadOnThePage_NotesThatTheAdministratorSawIt()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        await Community.AcceptAllAsync(code);
        var page = Open(code);

        await page.Find("[data-test=seen]").ChangeAsync(new() { Value = "seen" });
        await Community.Requests.GiveConsentAsync(Community.Alma, code, cancellationToken: TestContext.Current.CancellationToken);
        await Community.Requests.SignAsAdministratorAsync(Community.Alma, code, Community.Typed(Community.Alma), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Community.Now, (await Community.ViewAsync(code)).Agreement.Holding(SignatureSlot.Administrator)!.FirstViewedUtc!.Value, TimeSpan.FromMinutes(1));
    }

    private static AgreementText Changed
    {
        get
        {
            var text = AgreementText.Default;
            var first = text.Groups[0];
            var clause = first.Clauses[0] with { Text = first.Clauses[0].Text + " I sign out when I leave." };
            return text with { Groups = [first with { Clauses = [clause, .. first.Clauses.Skip(1)] }, .. text.Groups.Skip(1)] };
        }
    }
}
