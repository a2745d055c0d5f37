using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Records;
using Xunit;

namespace HmisOnboarding.Tests.Records;

public sealed class RecordsPageTests : CommunityTest
{
    [Fact]
    public async Task Check_WhenNothingWasTouched_SaysSoWithItsNumbers()
    {
        await Community.OpenAtAsync(RequestState.Submission);
        SignInAs(Community.Sal);
        var page = Render<RecordsPage>();
        page.WaitForElement("[data-test=seal]");
        Assert.Contains(Community.Seal.Thumbprint, page.Find("[data-test=seal]").TextContent, StringComparison.Ordinal);

        await page.Find("[data-test=check-records] button").ClickAsync(new());

        page.WaitForElement("[data-test=records-whole]");
        var report = (await Community.Get<RecordsCheck>().LastAsync(Community.Sal, Xunit.TestContext.Current.CancellationToken))!;
        Assert.Contains($"{report.Counts.Entries} entries", page.Find("[data-test=records-whole]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WhenAStoredFileIsGone_NamesItInASentence()
    {
        await Community.OpenAtAsync(RequestState.Submission);
        File.Delete(Directory.GetFiles(Community.DocumentsPath, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First());
        SignInAs(Community.Sal);
        var page = Render<RecordsPage>();

        await page.WaitForElement("[data-test=check-records] button").ClickAsync(new());

        page.WaitForElement("[data-test=records-broken]");
        Assert.Equal(nameof(RecordsFaultKind.FileDamaged), page.Find("[data-test=fault]").GetAttribute("data-kind"));
    }

    [Fact]
    public async Task NewKey_WhenTheAdministratorConfirms_SealsFromThenOnAndOldFilesStayVerifiable()
    {
        await using var own = await TestCommunity.CreateWithOwnSealAsync();
        var cancel = Xunit.TestContext.Current.CancellationToken;
        var code = await own.OpenAtAsync(RequestState.Submission);
        var before = own.Seal.Thumbprint;
        await Assert.ThrowsAsync<NotFoundException>(() => own.Sealer.ReplaceKeyAsync(own.Alma, cancel));

        await own.Sealer.ReplaceKeyAsync(own.Sal, cancel);

        Assert.NotEqual(before, own.Seal.Thumbprint);
        var file = await own.Packets.AgreementAsync(own.Alma, code, cancel);
        await using var content = file.Content;
        var answer = await own.Verify.ByFileAsync(content, cancel);
        Assert.Equal((Verdict.ValidComplete, before), (answer.Verdict, answer.Facts!.SealThumbprint));
    }

    [Fact]
    public void Page_WhenTheVisitorIsNoSystemAdministrator_HasNothing()
    {
        SignInAs(Community.Alma);
        Assert.Throws<NotFoundException>(() => Render<RecordsPage>());
    }
}
