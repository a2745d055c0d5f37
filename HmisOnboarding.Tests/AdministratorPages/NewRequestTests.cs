using Bunit;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Features.Requests;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.AdministratorPages;

public sealed class NewRequestTests : AdministratorTest
{
    private const string OpenButton = "[data-test=open-request] button";

    [Fact]
    public async Task Opening_WhenEmpty_NamesEachMissingAnswerBesideItsFieldAndAtTheTop()
    {
        var page = OpenForm();
        Assert.Empty(Problems(page));

        await PressAsync(page, OpenButton);

        Assert.Contains("Choose a role type.", Problems(page));
        Assert.Contains("Enter the work e-mail, for example name@agency.org.", Problems(page));
        Assert.Equal(Problems(page).Count, page.FindAll("[data-test=problems] li").Count);
        Assert.Equal("true", page.Find("#field-WorkEmail").GetAttribute("aria-invalid"));
        Assert.Contains("field-WorkEmail-problem", page.Find("#field-WorkEmail").GetAttribute("aria-describedby"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_WithAllAnswers_LeadsToTheRequestThatShowsItsInvitationLinkWhenAsked()
    {
        var page = OpenForm();
        await FillAsync(page);

        await PressAsync(page, OpenButton);

        var code = Address.Split('/')[^1];
        var view = await Community.ViewAsync(code, Community.Alma);
        Assert.Equal(("Mara Lind", "read-only"), (view.SubjectName, view.RoleType.Code));
        Assert.Equal(["run-reports"], view.Form.Tasks);
        var request = Open(code);
        Assert.Empty(request.FindAll("[data-test=invitation-link]"));
        await PressAsync(request, "[data-test=show-link] button");
        Eventually(request, () => Assert.NotEmpty(request.FindAll("[data-test=invitation-link]")));
        var shown = request.Find("[data-test=invitation-link]").GetAttribute("value");
        Assert.Equal($"http://localhost{InvitationLink.Prefix}{await Community.InvitationSecretAsync(view.SubjectId)}", shown);
        Assert.Contains("Mara Lind opens the invitation and chooses a password.", Words(request, "opened-note"), StringComparison.Ordinal);

        await PressAsync(request, "[data-test=renew] button");
        await PressAsync(request, "[data-test=renew] .act-confirm .act-outline");
        Eventually(request, () => Assert.Empty(request.FindAll("[data-test=invitation-link]")));
        await PressAsync(request, "[data-test=show-link] button");
        Eventually(request, () => Assert.NotEqual(shown, request.Find("[data-test=invitation-link]").GetAttribute("value")));
    }

    [Fact]
    public async Task Opening_WithAForeignAddress_AsksWhyAndTakesTheAnswer()
    {
        var page = OpenForm();
        await FillAsync(page);
        await TypeAsync(page, nameof(NewRequest.WorkEmail), "mara@gmail.com");
        Assert.NotEmpty(page.FindAll("[data-test=foreign-email]"));

        await PressAsync(page, OpenButton);
        Assert.Contains("Use the work address, or say why there is none.", Assert.Single(Problems(page)), StringComparison.Ordinal);

        await TypeAsync(page, nameof(NewRequest.EmailException), "Volunteers have no address with us.");
        Assert.Empty(Problems(page));
        await PressAsync(page, OpenButton);
        Assert.StartsWith("/requests/HM-", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_ForAPersonWithAnOpenRequest_NamesItAndKeepsWhatWasTyped()
    {
        var wish = Community.Wish(Community.AgencyA, "Mara", "Lind") with { WorkEmail = "mara@" + DomainOf(Community.AgencyA) };
        var code = await Community.Requests.OpenAsync(Community.Alma, wish, TestContext.Current.CancellationToken);
        var page = OpenForm();
        await FillAsync(page);

        await PressAsync(page, OpenButton);

        Assert.Contains($"There is an open request for Mara Lind already: {code}.", Words(page.Find(".act-refused")), StringComparison.Ordinal);
        Assert.Equal("Mara", page.Find("#field-FirstName").GetAttribute("value"));
        Assert.Equal("/requests/new", Address);
    }

    [Fact]
    public async Task RoleTypes_SayHowMuchTrainingTheyNeedAndAskOnlyTheirOwnQuestions()
    {
        var page = OpenForm();
        Assert.Contains("4 courses, about", page.Find("[data-code=read-only] [data-test=effort]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Will this person run HMIS reports?", page.Markup, StringComparison.Ordinal);

        await page.Find("[data-code=case-manager] input").ChangeAsync(new() { Value = "on" });

        Assert.Contains("Will this person run HMIS reports?", page.Markup, StringComparison.Ordinal);
        var before = page.Find("[data-code=case-manager] [data-test=effort]").TextContent;
        await page.FindAll("fieldset").Single(f => f.Id == "field-Condition-reports").QuerySelector("input")!.ChangeAsync(new() { Value = "on" });
        Assert.NotEqual(before, page.Find("[data-code=case-manager] [data-test=effort]").TextContent);
    }

    [Fact]
    public void Page_WhenTheAgencyDoesNotParticipate_HasNoForm()
    {
        SignInAs(Community.Lars);

        var page = OpenForm();

        Assert.NotEmpty(page.FindAll("[data-test=not-participating]"));
        Assert.Empty(page.FindAll(OpenButton));
    }

    private string DomainOf(Guid agencyId) => Community.Wish(agencyId).WorkEmail.Split('@')[1];

    private async Task FillAsync(IRenderedComponent<NewRequestPage> page)
    {
        await TypeAsync(page, nameof(NewRequest.FirstName), "Mara");
        await TypeAsync(page, nameof(NewRequest.LastName), "Lind");
        await TypeAsync(page, nameof(NewRequest.WorkEmail), "mara@" + DomainOf(Community.AgencyA));
        await TypeAsync(page, nameof(NewRequest.JobTitle), "Case aide");
        await TypeAsync(page, nameof(NewRequest.SupervisorName), "Sam Super");
        await TypeAsync(page, nameof(NewRequest.SupervisorEmail), "sam@" + DomainOf(Community.AgencyA));
        await page.FindAll("#field-Tasks label.tick").Single(l => Words(l).StartsWith("Run reports", StringComparison.Ordinal)).QuerySelector("input")!.ChangeAsync(new() { Value = true });
        Assert.Equal("Read Only is the lowest role type that can do this.", Words(page, "suggestion"));
        await page.Find("[data-code=read-only] input").ChangeAsync(new() { Value = "on" });
        await page.FindAll("#field-Projects label.tick").First(l => Words(l).StartsWith("Emergency shelter", StringComparison.Ordinal)).QuerySelector("input")!.ChangeAsync(new() { Value = true });
        await page.FindAll("#field-EverHadAccount input")[1].ChangeAsync(new() { Value = "on" });
        await TypeAsync(page, nameof(NewRequest.StartsOn), "2026-03-16");
    }
}
