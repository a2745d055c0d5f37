using System.Text;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Ical.Net;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>The calendar file of a due date, read back by another reader of such files and by its lines.</summary>
public sealed class DueDateTests
{
    private const string Link = "https://onboarding.example.org/r/HM-1001";

    [Fact]
    public async Task File_WhenTakenForTheSignature_EndsWhenItIsDueInUtcAndNamesNobody()
    {
        await using var community = await TestCommunity.CreateAsync();
        var view = await community.ViewAsync(await community.OpenAtAsync(RequestState.DirectorSignature), community.Dora);

        var text = Encoding.UTF8.GetString(DueDate.Of(view, DueKind.Step)!.File(view, Link));

        var entry = Assert.Single(Calendar.Load(text)!.Events);
        Assert.Equal(view.StepExpected.ByUtc!.Value, entry.End!.AsUtc, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromMinutes(30), entry.End.AsUtc - entry.Start!.AsUtc);
        Assert.Equal("Sign by: Nina (HM-1001)", entry.Summary);
        Assert.Equal(Link, entry.Url!.ToString());
        Assert.Matches(@"\r\nDTEND:\d{8}T\d{6}Z\r\n", text);
        Assert.Contains("\r\nMETHOD:PUBLISH\r\n", text, StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.All(new[] { "Nova", view.SubjectEmail, "Dora", "Harbor", "ORGANIZER", "ATTENDEE" }, mark => Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Name_WhenItHoldsWhatACalendarFileSeparatesWith_IsEscaped()
    {
        await using var community = await TestCommunity.CreateAsync();
        var view = await community.ViewAsync(await community.OpenRequestAsync(firstName: "Zoë; A,B\\C"), community.Alma);

        var text = Encoding.UTF8.GetString(DueDate.Of(view, DueKind.Account)!.File(view, null));

        Assert.Contains("SUMMARY:HMIS account due: Zoë\\; A\\,B\\\\C (HM-1001)", text, StringComparison.Ordinal);
        Assert.Equal("HMIS account due: Zoë; A,B\\C (HM-1001)", Assert.Single(Calendar.Load(text)!.Events).Summary);
        Assert.DoesNotContain("http", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uid_WhenTheFileIsTakenAgain_IsTheSameAndTheNumberOfTheChangeGrows()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenAtAsync(RequestState.Training);
        var nina = await community.SubjectOfAsync(code);
        var before = await community.ViewAsync(code, nina);
        await community.UploadAsync(nina, code, "C01");
        var after = await community.ViewAsync(code, nina);

        foreach (var kind in Enum.GetValues<DueKind>())
            Assert.Equal(DueDate.Of(before, kind)!.Uid, DueDate.Of(after, kind)!.Uid);
        Assert.NotEqual(DueDate.Of(before, DueKind.Step)!.Uid, DueDate.Of(before, DueKind.Account)!.Uid);
        Assert.True(Sequence(after) > Sequence(before));

        int Sequence(RequestView view) => Calendar.Load(Encoding.UTF8.GetString(DueDate.Of(view, DueKind.Account)!.File(view, null)))!.Events.Single()!.Sequence;
    }

    [Fact]
    public async Task Date_WhenSomebodyElseHasTheStepOrAllIsOver_IsNotOffered()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenAtAsync(RequestState.DirectorSignature);
        var alma = await community.ViewAsync(code, community.Alma);
        Assert.Null(DueDate.Of(alma, DueKind.Step));
        Assert.NotNull(DueDate.Of(alma, DueKind.Account));

        var done = await community.ViewAsync(await community.OpenAtAsync(RequestState.AccountCreated), community.Alma);
        Assert.All(Enum.GetValues<DueKind>(), kind => Assert.Null(DueDate.Of(done, kind)));
    }
}
