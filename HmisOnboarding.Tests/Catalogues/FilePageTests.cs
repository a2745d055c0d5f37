using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Catalogues;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Catalogues;

public sealed class FilePageTests : CommunityTest
{
    private static readonly CommunityFile Changed = new(
        Catalogue.Default with { Conditions = [.. Catalogue.Default.Conditions, new Condition("night", "Will this person work at night?")] },
        AgreementText.Default with { Title = "The New Agreement" }, new CommunitySettings { LapseAfterDays = 90 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private CatalogueService Service => Community.Get<CatalogueService>();

    [Fact]
    public async Task Import_WhenTheFileIsGood_ShowsWhatItChangesAndPublishesItWithAReason()
    {
        SignInAs(Community.Sal);
        var page = Open();
        Upload(page, Changed.Write());

        var review = page.Find("[data-test=review]").TextContent;
        Assert.All(["Will this person work at night?", "New", "Lapse after days", "90"], words => Assert.Contains(words, review, StringComparison.Ordinal));
        Assert.Equal(1, (await Service.CatalogueAsync(Community.Sal, cancellationToken: Cancel)).Number);

        var dialogs = Render<MudDialogProvider>();
        var publishing = page.Find("[data-test=review] .act-primary").ClickAsync(new());
        dialogs.WaitForElement("textarea");
        await dialogs.Find("textarea").InputAsync(new() { Value = "From the sister community." });
        await dialogs.Find(".act-primary").ClickAsync(new());
        await publishing;

        Assert.Equal("Published: catalogue version 2, agreement text version 2, settings version 2.", page.Find("[data-test=said]").TextContent);
        Assert.Equal((Changed with { ServiceHours = ServicePolicy.Default }).Write(), (await Service.ExportAsync(Community.Sal, Cancel)).Content);
        Assert.Empty(page.FindAll("[data-test=review]"));
    }

    [Fact]
    public void Import_WhenTheFileIsWrong_ListsLinePlaceAndWayOut()
    {
        SignInAs(Community.Sal);
        var page = Open();
        Upload(page, "{\n  \"format\": \"hmis-onboarding/1\",\n  \"colour\": \"red\"\n}"u8.ToArray());

        Assert.Equal(["3", "colour", "The field \"colour\" is not known here. Correct its name or take it out."], page.FindAll("[data-test=row]")[0].Children.Select(c => c.TextContent));
        Assert.Empty(page.FindAll("[data-test=review]"));
    }

    [Fact]
    public void Import_WhenTheFileIsTooLarge_IsRefusedBeforeItIsRead()
    {
        SignInAs(Community.Sal);
        var page = Open();
        Upload(page, new byte[CommunityFile.MostBytes + 1]);
        Assert.Contains("has more than 1 MB", page.Find("[data-test=file-problem]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_WhenSomebodyPublishesMeanwhile_IsMadeAnewAndSaysSo()
    {
        SignInAs(Community.Sal);
        var page = Open();
        Upload(page, Changed.Write());

        await Community.Community.PublishSettingsAsync(Community.Sue, new CommunitySettings { LapseAfterDays = 90 }, "Summer.", Cancel);

        page.WaitLive(Community, () => Assert.Contains("Somebody published meanwhile.", page.Find("[data-test=overtaken]").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("Lapse after days", page.Find("[data-test=review]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_WhenOffered_IsADownload()
    {
        SignInAs(Community.Sal);
        var link = Open().Find("[data-test=export]");
        Assert.Equal("/catalogue/export.json", link.GetAttribute("href"));
        Assert.True(link.HasAttribute("download"));
    }

    private static void Upload(IRenderedComponent<FilePage> page, byte[] content)
    {
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(content, "community.json"));
        page.WaitForElement("[data-test=review], [data-test=row], [data-test=file-problem]");
    }

    private IRenderedComponent<FilePage> Open()
    {
        var page = Render<FilePage>();
        page.WaitForElement("[data-test=import]");
        return page;
    }
}
