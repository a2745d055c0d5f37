using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Audit;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Catalogues;

public sealed class CatalogueServiceTests : IAsyncLifetime
{
    private TestCommunity _community = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static AgreementText NewText => AgreementText.Default with { Title = "The New User Agreement" };

    private CatalogueService Service => _community.Get<CatalogueService>();

    public async ValueTask InitializeAsync() => _community = await TestCommunity.CreateAsync();

    public async ValueTask DisposeAsync() => await _community.DisposeAsync();

    [Fact]
    public async Task PublishCatalogue_WhenACourseChanges_HoldsForNewRequestsOnly()
    {
        var old = await _community.OpenRequestAsync();
        var number = await Service.PublishCatalogueAsync(_community.Sal, WithCourse("C02", c => c with { Title = "Privacy Anew" }), 1, "The course has a new name.", Cancel);
        var fresh = await _community.OpenRequestAsync();

        Assert.Equal(2, number);
        Assert.DoesNotContain((await _community.ViewAsync(old)).Checklist, i => i.Course.Title == "Privacy Anew");
        Assert.Contains((await _community.ViewAsync(fresh)).Checklist, i => i.Course.Title == "Privacy Anew");
        var version = (await Service.CatalogueAsync(_community.Sal, cancellationToken: Cancel)).History[0];
        Assert.Equal((2, "Sal Stone", "The course has a new name."), (version.Number, version.Author, version.Reason));
        Assert.Equal("C02", Assert.Single(await Service.CompareCataloguesAsync(_community.Sue, 1, 2, Cancel)).Code);
        await Tampering.AssertWholeAsync(_community);
    }

    [Fact]
    public async Task PublishCatalogue_WhenSomebodyWasFirst_NamesThemAndWritesNothing()
    {
        await Service.PublishCatalogueAsync(_community.Sue, WithCourse("C02", c => c with { Minutes = 50 }), 1, "It takes longer now.", Cancel);
        var before = _community.Dump();

        var refusal = await Assert.ThrowsAsync<ConcurrentChangeException>(() => Service.PublishCatalogueAsync(_community.Sal, WithCourse("C03", c => c with { Minutes = 50 }), 1, "So does this.", Cancel));

        Assert.Contains("Sue Swan published version 2 of the catalogue: It takes longer now.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, _community.Dump());
    }

    [Fact]
    public async Task Publish_WhenThereIsNothingToPublishOrItIsWrong_SaysSo()
    {
        async Task RefusedAsync(string words, Func<Task> act) => Assert.Contains(words, (await Assert.ThrowsAsync<RuleViolationException>(act)).Reasons[0], StringComparison.Ordinal);
        var now = _community.Now;
        var before = _community.Dump();

        await RefusedAsync("Nothing is changed", () => Service.PublishCatalogueAsync(_community.Sal, Catalogue.Default, 1, "A test.", Cancel));
        await RefusedAsync("no decline reason", () => Service.PublishCatalogueAsync(_community.Sal, Catalogue.Default with { DeclineReasons = [] }, 1, "A test.", Cancel));
        await RefusedAsync("in a sentence why", () => Service.PublishCatalogueAsync(_community.Sal, WithCourse("C02", c => c with { Minutes = 50 }), 1, " ", Cancel));
        await RefusedAsync("Nothing is changed", () => Service.PublishAgreementAsync(_community.Sal, AgreementText.Default, 1, null, "A test.", Cancel));
        await RefusedAsync("title is empty", () => Service.PublishAgreementAsync(_community.Sal, AgreementText.Default with { Title = "" }, 1, null, "A test.", Cancel));
        await RefusedAsync("cannot be printed", () => Service.PublishAgreementAsync(_community.Sal, AgreementText.Default with { Title = "契約" }, 1, null, "A test.", Cancel));
        await RefusedAsync("That time is over", () => Service.PublishAgreementAsync(_community.Sal, NewText, 1, now, "A test.", Cancel));
        await RefusedAsync("more than a year", () => Service.PublishAgreementAsync(_community.Sal, NewText, 1, now.AddDays(367), "A test.", Cancel));

        Assert.Equal(before, _community.Dump());
    }

    [Fact]
    public async Task PublishAgreement_WhenItHasATime_HoldsFromThatInstantAndNotASecondBefore()
    {
        var from = _community.Now.AddDays(7);
        await Service.PublishAgreementAsync(_community.Sal, NewText, 1, from, "The board decided it.", Cancel);

        _community.Clock.SetUtcNow(new DateTimeOffset(from.AddSeconds(-1)));
        var before = await _community.OpenRequestAsync();
        Assert.Equal((1, null), (await _community.ViewAsync(before) is var early ? (early.Agreement.VersionNumber, early.Agreement.NewerVersion) : default));
        var waiting = await Service.AgreementAsync(_community.Sal, cancellationToken: Cancel);
        Assert.Equal((1, 2, NewText.Title), (waiting.Number, waiting.Waiting!.Number, waiting.WaitingText!.Title));

        _community.Clock.SetUtcNow(new DateTimeOffset(from));
        var after = await _community.OpenRequestAsync();
        Assert.Equal(2, (await _community.ViewAsync(after)).Agreement.VersionNumber);
        Assert.Equal((1, 2), (await _community.ViewAsync(before) is var kept ? (kept.Agreement.VersionNumber, kept.Agreement.NewerVersion) : default));
        var inForce = await Service.AgreementAsync(_community.Sal, cancellationToken: Cancel);
        Assert.Equal((2, 2, 1), (inForce.Number, inForce.OpenRequests, inForce.OnOlderText));
        Assert.Null(inForce.Waiting);
        await Tampering.AssertWholeAsync(_community);
    }

    [Fact]
    public async Task PublishAgreement_WhenOneWaits_IsRefusedUntilItIsWithdrawn()
    {
        var from = _community.Now.AddDays(7);
        await Service.PublishAgreementAsync(_community.Sal, NewText, 1, from, "The board decided it.", Cancel);
        var other = NewText with { Title = "Another" };
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => Service.PublishAgreementAsync(_community.Sue, other, 1, null, "A slip.", Cancel));
        Assert.Equal("Version 2 by Sal Stone waits for its time. Withdraw it first, or wait until it is in force.", refusal.Message);

        await Service.WithdrawAgreementAsync(_community.Sue, 2, "The date was wrong.", Cancel);
        Assert.Equal(3, await Service.PublishAgreementAsync(_community.Sue, other, 1, null, "A slip.", Cancel));
        _community.Clock.SetUtcNow(new DateTimeOffset(from.AddDays(1)));

        var edition = await Service.AgreementAsync(_community.Sal, cancellationToken: Cancel);
        Assert.Equal((3, "Another"), (edition.Number, edition.Text.Title));
        var withdrawn = edition.History.Single(v => v.Number == 2);
        Assert.Equal(("Sue Swan", "The date was wrong."), (withdrawn.WithdrawnBy, withdrawn.WithdrawReason));
        await Tampering.AssertWholeAsync(_community);
        Assert.Equal(1, Tampering.Ask<long>(_community, $"SELECT COUNT(*) FROM AuditEntries WHERE Kind = '{nameof(AuditKind.CommunityVersionWithdrawn)}' AND Act <> 'Began'"));
    }

    [Fact]
    public async Task Withdraw_WhenTheTimeHasComeOrItIsDoneAlready_IsRefused()
    {
        await Service.PublishAgreementAsync(_community.Sal, NewText, 1, _community.Now.AddSeconds(5), "Soon.", Cancel);
        _community.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.StartsWith("Version 2 is in force.", (await Assert.ThrowsAsync<RuleViolationException>(() => Service.WithdrawAgreementAsync(_community.Sal, 2, "Too late.", Cancel))).Message, StringComparison.Ordinal);

        await Service.PublishAgreementAsync(_community.Sal, AgreementText.Default, 2, _community.Now.AddDays(1), "Back again.", Cancel);
        await Service.WithdrawAgreementAsync(_community.Sal, 3, "No.", Cancel);
        Assert.Equal("Sal Stone has withdrawn version 3 already.", (await Assert.ThrowsAsync<RuleViolationException>(() => Service.WithdrawAgreementAsync(_community.Sue, 3, "No.", Cancel))).Message);
        await Assert.ThrowsAsync<NotFoundException>(() => Service.WithdrawAgreementAsync(_community.Sal, 99, "No.", Cancel));
    }

    [Fact]
    public async Task WaitingVersion_WhenItsRowIsEdited_IsStoppedByTheDatabase()
    {
        await Service.PublishAgreementAsync(_community.Sal, NewText, 1, _community.Now.AddDays(1), "Soon.", Cancel);
        Assert.Contains("never changes", Tampering.Refusal(_community, "UPDATE CommunityVersions SET EffectiveUtc = NULL WHERE Number = 2"), StringComparison.Ordinal);
        Assert.Contains("never changes", Tampering.Refusal(_community, "UPDATE CommunityVersions SET Content = '{}' WHERE Number = 2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RoleType_WhenNoLongerOffered_CannotBeAskedForButOpenRequestsGoOn()
    {
        var old = await _community.OpenRequestAsync();
        var now = Catalogue.Default with
        {
            RoleTypes = [.. Catalogue.Default.RoleTypes.Select(r => r.Code == TestCommunity.RoleType ? r with { Retired = true } : r)],
            HmisTasks = [.. Catalogue.Default.HmisTasks.Select(t => t.SuggestedRoleType == TestCommunity.RoleType ? t with { SuggestedRoleType = "case-manager" } : t)],
        };
        await Service.PublishCatalogueAsync(_community.Sal, now, 1, "Nobody uses it.", Cancel);

        Assert.Contains("Choose a role type.", (await Assert.ThrowsAsync<RuleViolationException>(() => _community.OpenRequestAsync())).Reasons);
        Assert.Equal(TestCommunity.RoleType, (await _community.ViewAsync(old)).RoleType.Code);
    }

    [Fact]
    public async Task File_WhenExportedAndImported_ChangesNothing()
    {
        var (name, content) = await Service.ExportAsync(_community.Sal, Cancel);
        var review = await Service.ReviewFileAsync(_community.Sal, content, Cancel);

        Assert.Equal("hmis-onboarding-2026-03-03.json", name);
        Assert.Empty(review.Problems);
        Assert.False(review.ChangesAnything);
        Assert.Contains("nothing to publish", (await Assert.ThrowsAsync<RuleViolationException>(() => Service.PublishFileAsync(_community.Sal, review.File!, review.Seen, "A test.", Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WhenItChangesTwoParts_PublishesThoseTogetherAndExportsTheSameAgain()
    {
        var file = new CommunityFile(WithCourse("C02", c => c with { Minutes = 50 }), NewText, new CommunitySettings());
        var review = await Service.ReviewFileAsync(_community.Sal, file.Write(), Cancel);
        Assert.Equal((1, 1, 0), (review.Catalogue.Count, review.Agreement.Count, review.Settings.Count));

        var published = await Service.PublishFileAsync(_community.Sal, review.File!, review.Seen, "Carried over from the sister community.", Cancel);

        Assert.Equal(new FileVersions(new(2, 2, 1), 1), published);
        Assert.Equal((file with { ServiceHours = ServicePolicy.Default }).Write(), (await Service.ExportAsync(_community.Sal, Cancel)).Content);
    }

    [Fact]
    public async Task File_WhenSomebodyPublishedAfterTheReview_IsRefusedWhole()
    {
        var file = new CommunityFile(WithCourse("C02", c => c with { Minutes = 50 }), NewText, new CommunitySettings());
        var review = await Service.ReviewFileAsync(_community.Sal, file.Write(), Cancel);
        await _community.Community.PublishSettingsAsync(_community.Sue, new CommunitySettings { LapseAfterDays = 90 }, "Summer.", Cancel);

        Assert.Contains("Sue Swan published version 2 of the settings", (await Assert.ThrowsAsync<ConcurrentChangeException>(() => Service.PublishFileAsync(_community.Sal, file, review.Seen, "A test.", Cancel))).Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Service.CatalogueAsync(_community.Sal, cancellationToken: Cancel)).Number);
    }

    [Fact]
    public async Task File_WhenItsServiceHoursDiffer_PublishesThemAndRunningClocksKeepTheirs()
    {
        var code = await _community.OpenAtAsync(RequestState.AccountQueue);
        var hours = ServicePolicy.Default with { Counting = CountedTime.WorkingHours, LimitHours = 40, TimeZoneId = "America/Detroit", Holidays = [new(new DateOnly(2026, 12, 24), "Christmas Eve", true)] };
        var file = new CommunityFile(Catalogue.Default, AgreementText.Default, new CommunitySettings(), hours);

        var review = await Service.ReviewFileAsync(_community.Sal, file.Write(), Cancel);
        Assert.Empty(review.Problems);
        Assert.Equal(
            [new("Counted", "every hour", "working hours"), new("Limit", "48 hours", "40 hours"), new("Time zone", "America/New_York", "America/Detroit"), new("Local holidays", "none", "24 December 2026 Christmas Eve, every year")],
            review.ServiceHours);
        var published = await Service.PublishFileAsync(_community.Sal, review.File!, review.Seen, "Carried over from the sister community.", Cancel);

        Assert.Equal(new FileVersions(new(1, 1, 1), 2), published);
        var edition = await _community.Get<ServiceHoursService>().EditionAsync(_community.Sal, cancellationToken: Cancel);
        Assert.Equal((2, hours.ToJson()), (edition.Number, edition.Policy.ToJson()));
        Assert.Equal([code], edition.RunningOnOlder);
        Assert.Equal(file.Write(), (await Service.ExportAsync(_community.Sal, Cancel)).Content);
    }

    [Fact]
    public async Task File_WhenFromBeforeServiceHoursTravelled_LeavesThemAsTheyAre()
    {
        var hours = _community.Get<ServiceHoursService>();
        await hours.PublishAsync(_community.Sue, ServicePolicy.Default with { LimitHours = 72 }, 1, null, "A long weekend.", Cancel);
        var old = new CommunityFile(Catalogue.Default, AgreementText.Default, new CommunitySettings { LapseAfterDays = 90 });
        Assert.DoesNotContain("serviceHours", System.Text.Encoding.UTF8.GetString(old.Write()), StringComparison.Ordinal);

        var review = await Service.ReviewFileAsync(_community.Sal, old.Write(), Cancel);
        Assert.Empty(review.ServiceHours);
        Assert.Equal(new FileVersions(new(1, 1, 2), 2), await Service.PublishFileAsync(_community.Sal, review.File!, review.Seen, "A test.", Cancel));
        Assert.Equal(72, (await hours.EditionAsync(_community.Sal, cancellationToken: Cancel)).Policy.LimitHours);
    }

    [Fact]
    public async Task File_WhenServiceHoursWaitOrWerePublishedMeanwhile_IsRefusedWhole()
    {
        var hours = _community.Get<ServiceHoursService>();
        var file = new CommunityFile(Catalogue.Default, NewText, new CommunitySettings(), ServicePolicy.Default with { LimitHours = 40 });
        var review = await Service.ReviewFileAsync(_community.Sal, file.Write(), Cancel);
        await hours.PublishAsync(_community.Sue, ServicePolicy.Default with { LimitHours = 72 }, 1, null, "A long weekend.", Cancel);
        Assert.Contains("Sue Swan published version 2 of the service hours", (await Assert.ThrowsAsync<ConcurrentChangeException>(() => Service.PublishFileAsync(_community.Sal, file, review.Seen, "A test.", Cancel))).Message, StringComparison.Ordinal);

        await hours.PublishAsync(_community.Sue, ServicePolicy.Default with { LimitHours = 60 }, 2, _community.Now.AddDays(3), "From Friday on.", Cancel);
        review = await Service.ReviewFileAsync(_community.Sal, file.Write(), Cancel);
        Assert.Contains("Version 3 by Sue Swan waits for its time.", (await Assert.ThrowsAsync<RuleViolationException>(() => Service.PublishFileAsync(_community.Sal, file, review.Seen, "A test.", Cancel))).Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Service.AgreementAsync(_community.Sal, cancellationToken: Cancel)).Number);
    }

    private static Catalogue WithCourse(string code, Func<Course, Course> change) =>
        Catalogue.Default with { Courses = [.. Catalogue.Default.Courses.Select(c => c.Code == code ? change(c) : c)] };
}
