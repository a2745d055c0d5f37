using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Submission;

/// <summary>The User Request Form filled in by two at a time, or by one person on two devices.</summary>
public sealed class FormSavingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_WhenTwoChangedDifferentOnes_AreBothKept()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var before = (await community.ViewAsync(code)).Form;

        Assert.Empty(await SaveAsync(community.Alma, before with { JobTitle = "Case manager" }));
        Assert.Empty(await SaveAsync(community.Abel, before with { WorkPhone = "313 555 0100", Tasks = ["entry"] }));

        var now = (await community.ViewAsync(code)).Form;
        Assert.Equal(("Case manager", "313 555 0100", "entry"), (now.JobTitle, now.WorkPhone, now.Tasks.Single()));

        Task<IReadOnlyList<FormClash>> SaveAsync(Caller by, UserRequestForm form) => community.Requests.SaveFormAsync(by, code, form, before, FormClashChoice.Ask, Cancel);
    }

    [Theory]
    [InlineData(FormClashChoice.Ask, "Case manager", "")]
    [InlineData(FormClashChoice.Mine, "Intake worker", "313 555 0100")]
    [InlineData(FormClashChoice.Theirs, "Case manager", "313 555 0100")]
    public async Task Answer_WhenTwoChangedTheSameOne_IsWrittenOverOnlyByChoice(FormClashChoice choice, string title, string phone)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var before = (await community.ViewAsync(code)).Form;
        await community.Requests.SaveFormAsync(community.Alma, code, before with { JobTitle = "Case manager", Projects = [] }, before, FormClashChoice.Ask, Cancel);

        var clashes = await community.Requests.SaveFormAsync(community.Abel, code, before with { JobTitle = "Intake worker", WorkPhone = "313 555 0100" }, before, choice, Cancel);

        Assert.Equal(choice == FormClashChoice.Ask ? [new FormClash("JobTitle", "Case manager", "Intake worker")] : [], clashes);
        var now = (await community.ViewAsync(code)).Form;
        Assert.Equal((title, phone), (now.JobTitle, now.WorkPhone));
        // what only the first one touched is never brought back
        Assert.Empty(now.Projects);
    }

    [Fact]
    public async Task Answer_WhenBothChangedItToTheSame_IsNoClash()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var before = (await community.ViewAsync(code)).Form;
        var changed = before with { JobTitle = "Case manager", Tasks = ["entry", "reports"] };
        await community.Requests.SaveFormAsync(community.Alma, code, changed, before, FormClashChoice.Ask, Cancel);

        Assert.Empty(await community.Requests.SaveFormAsync(community.Abel, code, changed with { Tasks = ["entry", "reports"] }, before, FormClashChoice.Ask, Cancel));
    }
}
