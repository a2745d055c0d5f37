using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Training;

/// <summary>Who may free a person from a course, for how long, and that every gate honours it on the day that matters.</summary>
public sealed class ExemptionTests
{
    private const string Reason = "Took the same course at Bridge Shelter in 2025.";
    private const string Course = "C02";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exemption_WhenGivenByAnAdministrator_CountsAndIsToldWithItsReason()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();

        await community.Requests.ExemptFromCourseAsync(community.Alma, code, Course, $" {Reason} ", new DateOnly(2026, 5, 1), Cancel);

        var view = await community.ViewAsync(code);
        var item = view.Checklist.Single(i => i.Course.Code == Course);
        Assert.Equal((ChecklistStatus.Exempt, true, new DateOnly(2026, 5, 1)), (item.Status, item.IsDone, item.ExpiresOn!.Value));
        Assert.Equal((Reason, "Alma Ames", community.Now), (item.Exemption!.Reason, item.Exemption.GivenByName, item.Exemption.GivenUtc));
        Assert.Contains(view.Timeline, e => e.Text.StartsWith("Alma Ames gave an exemption from", StringComparison.Ordinal) && e.Reason == Reason);
        var packet = view.Packet.Single(p => p.Name.StartsWith("Exempt:", StringComparison.Ordinal));
        Assert.True(packet.Ok);
        Assert.Equal($"Exemption by Alma Ames until 1 May 2026: {Reason}", packet.Note);
        var told = Assert.Single(await community.Notices.NewestAsync(await community.SubjectOfAsync(code), cancellationToken: Cancel), n => n.Subject.StartsWith("You do not need", StringComparison.Ordinal));
        Assert.Contains(Reason, told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exemption_WhenAskedByTheSubjectOrAStranger_IsRefused()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        foreach (var caller in new[] { await community.SubjectOfAsync(code), community.Dora })
            await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ExemptFromCourseAsync(caller, code, Course, Reason, null, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => community.Requests.ExemptFromCourseAsync(community.Boris, code, Course, Reason, null, Cancel));

        // an administrator whose own request it is
        var own = await community.Requests.OpenAsync(community.Alma, community.Wish(community.AgencyA, "Abel", "Arden") with { WorkEmail = (await community.People.FindPersonAsync(community.Abel.PersonId, Cancel))!.Email }, Cancel);
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ExemptFromCourseAsync(community.Abel, own, Course, Reason, null, Cancel));
        Assert.Contains("somebody else", refusal.Message, StringComparison.Ordinal);
        await community.Requests.ExemptFromCourseAsync(community.Alma, own, Course, Reason, null, Cancel);
    }

    [Theory]
    [InlineData("C02", "  ", null, "Say why")]
    [InlineData("C02", Reason, "2026-03-02", "today or later")]
    [InlineData("C03", Reason, null, "not needed")]
    public async Task Exemption_WhenSomethingIsMissing_IsRefusedInASentence(string course, string reason, string? until, string expected)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ExemptFromCourseAsync(community.Alma, code, course, reason, until is null ? null : DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture), Cancel));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.All((await community.ViewAsync(code)).Checklist, i => Assert.Null(i.Exemption));
    }

    [Fact]
    public async Task Gates_WhenACourseIsExempt_OpenAllTheWayToTheAccount()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.Requests.ExemptFromCourseAsync(community.Sal, code, Course, Reason, null, Cancel);
        await community.WithCertificatesAsync(code, Course);

        await community.AdvanceToAsync(RequestState.AccountCreated, code);

        await using var db = community.Database.Read(Reach.Everything);
        Assert.DoesNotContain(await db.Evidence.ToListAsync(Cancel), e => e.CourseCode == Course);
        Assert.Equal(ChecklistStatus.Exempt, (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course).Status);
    }

    [Fact]
    public async Task Finish_WhenTheExemptionLapsedYesterday_IsRefusedWithTheDay()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.Requests.ExemptFromCourseAsync(community.Alma, code, Course, Reason, new DateOnly(2026, 3, 3), Cancel);
        await community.WithCertificatesAsync(code, Course);

        // 23:59 in Detroit is the next day in UTC: it still counts
        await using (var evening = community.ForkAt(new DateTimeOffset(2026, 3, 4, 4, 59, 0, TimeSpan.Zero)))
            await evening.Requests.FinishTrainingAsync(await evening.SubjectOfAsync(code), code, null, Cancel);

        await using var morning = community.ForkAt(new DateTimeOffset(2026, 3, 4, 5, 0, 0, TimeSpan.Zero));
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(async () => await morning.Requests.FinishTrainingAsync(await morning.SubjectOfAsync(code), code, null, Cancel));
        Assert.Contains("ended on 3 March 2026. Upload the certificate.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RequestState.AdministratorReview)]
    [InlineData(RequestState.Submission)]
    [InlineData(RequestState.AccountQueue)]
    public async Task LaterGates_WhenTheExemptionIsEnded_CloseAgain(RequestState state)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.Requests.ExemptFromCourseAsync(community.Alma, code, Course, Reason, null, Cancel);
        await community.WithCertificatesAsync(code, Course);
        await community.AdvanceToAsync(state, code);
        await community.AcceptAllAsync(code);
        var trigger = state switch { RequestState.AdministratorReview => RequestTrigger.SignAsAdministrator, RequestState.Submission => RequestTrigger.Submit, _ => RequestTrigger.RecordAccount };
        var caller = state == RequestState.AccountQueue ? community.Sal : community.Alma;
        Assert.DoesNotContain((await community.ViewAsync(code, caller)).WhyNot(trigger), r => r.Contains("exemption", StringComparison.Ordinal));

        var id = (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course).Exemption!.Id;
        await community.Requests.EndExemptionAsync(community.Sal, code, id, "It was given by mistake.", Cancel);

        Assert.Contains((await community.ViewAsync(code, caller)).WhyNot(trigger), r => r.StartsWith("The exemption from", StringComparison.Ordinal));
        Assert.Contains(await community.Notices.NewestAsync(await community.SubjectOfAsync(code), cancellationToken: Cancel), n => n.Subject.EndsWith("after all", StringComparison.Ordinal));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.EndExemptionAsync(community.Sal, code, id, "Again.", Cancel));
    }

    [Fact]
    public async Task Exemption_WhenAValidCertificateIsAccepted_StandsBehindIt()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.Requests.ExemptFromCourseAsync(community.Alma, code, Course, Reason, null, Cancel);
        await community.UploadAsync(await community.SubjectOfAsync(code), code, Course);
        var waiting = (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course);
        Assert.Equal(ChecklistStatus.Exempt, waiting.Status);

        await community.Requests.AcceptCertificateAsync(community.Alma, code, waiting.EvidenceId!.Value, Cancel);

        Assert.Equal(ChecklistStatus.Accepted, (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course).Status);
    }

    [Fact]
    public async Task Renewal_WhenAdded_LeavesEveryEarlierRowAsItWas()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);
        await community.UploadAsync(subject, code, Course, new DateOnly(2025, 3, 10), 91, "OLD-0001");
        await community.AcceptAllAsync(code);
        List<string> Rows() => [.. community.Dump().Where(r => r.Contains("OLD-0001", StringComparison.Ordinal))];
        var before = Rows();
        Assert.NotEmpty(before);
        community.Clock.Advance(TimeSpan.FromMinutes(5));

        await community.UploadAsync(subject, code, Course, new DateOnly(2026, 2, 20), 99, "NEW-0001");
        await community.AcceptAllAsync(code);

        Assert.Equal(before, Rows());
        var view = await community.ViewAsync(code);
        // the old one goes on to count while the new one waits, so nobody loses a day
        Assert.Equal(new DateOnly(2026, 3, 10), view.Checklist.Single(i => i.Course.Code == Course).ExpiresOn);
        Assert.Equal(["NEW-0001", "OLD-0001"], view.AllEvidence.Where(e => e.CourseCode == Course).Select(e => e.CertificateNumber));
        await community.Requests.AcceptCertificateAsync(community.Alma, code, view.AllEvidence[0].Id, Cancel);
        Assert.Equal(before, Rows());
        Assert.Equal(new DateOnly(2027, 2, 20), (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course).ExpiresOn);
    }

    [Fact]
    public async Task RoleType_WithoutAnyCourse_PassesTrainingAndGetsAnAccount()
    {
        await using var community = await TestCommunity.CreateAsync();
        var bare = Catalogue.Default with { Requirements = [.. Catalogue.Default.Requirements.Where(r => r.RoleType != TestCommunity.RoleType)] };
        await community.PublishCatalogueAsync(bare);
        var code = await community.OpenRequestAsync();
        Assert.Empty((await community.ViewAsync(code)).Checklist);

        await community.AdvanceToAsync(RequestState.AccountCreated, code);

        Assert.Equal(RequestState.AccountCreated, await community.StateAsync(code));
    }

    [Fact]
    public async Task Board_WhenACertificateLapsesBeforeTheAccount_SaysSoWeeksAhead()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        // C02 counts for a year: the last day is 6 March, three days from now, and the account needs longer
        await community.UploadAsync(await community.SubjectOfAsync(code), code, Course, new DateOnly(2025, 3, 6));
        var late = (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course).Notice;
        Assert.Equal(new ExpiryNotice(new DateOnly(2026, 3, 6), true), late);
        var row = Assert.Single((await community.Boards.PageAsync(community.Alma, new RequestFilter(), cancellationToken: Cancel)).Rows);
        Assert.Equal((late, false), (row.Expiry, row.IsExpired));

        community.Clock.Advance(TimeSpan.FromDays(5));
        row = Assert.Single((await community.Boards.PageAsync(community.Alma, new RequestFilter(), cancellationToken: Cancel)).Rows);
        Assert.True(row.IsExpired);
    }
}
