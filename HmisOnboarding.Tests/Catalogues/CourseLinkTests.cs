using Bunit;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.MyProgress;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Catalogues;

public sealed class CourseLinkTests : MyProgressTest
{
    [Fact]
    public async Task Checklist_WhenACourseHasALink_LeadsThereAndOnlyThere()
    {
        var catalogue = Catalogue.Default with { Courses = [.. Catalogue.Default.Courses.Select(c => c.Code == "C02" ? c with { Link = "https://learn.example.org/c02" } : c)] };
        await Community.Get<CatalogueService>().PublishCatalogueAsync(Community.Sal, catalogue, 1, "Links help.", TestContext.Current.CancellationToken);

        var page = await OpenAsync(await Community.OpenRequestAsync());

        Assert.Equal("https://learn.example.org/c02", Row(page, "C02").QuerySelector("[data-test=course-link]")!.GetAttribute("href"));
        Assert.Single(page.FindAll("[data-test=course-link]"));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("learn.example.org")]
    public void Link_WhenItIsNoWebAddress_IsRefused(string link) =>
        Assert.Equal(
            ["The link of the course C01 must begin with https:// and have at most 500 characters."],
            (Catalogue.Default with { Courses = [Catalogue.Default.Courses[0] with { Link = link }, .. Catalogue.Default.Courses.Skip(1)] }).Problems());
}
