using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Web.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.DemoData;

public sealed class DemoSeederTests(SeededCopy copy)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateTime Now => copy.Get<TimeProvider>().GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Requests_WhenSeeded_StandAtEveryStepInSixAgencies()
    {
        await using var db = copy.Read();
        var requests = await db.Requests.Select(r => new { r.State, r.AgencyId }).ToListAsync(Stop);
        int Of(RequestState state) => requests.Count(r => r.State == state);

        Assert.True(requests.Count >= 60, $"Only {requests.Count} requests.");
        Assert.Equal(6, requests.Select(r => r.AgencyId).Distinct().Count());
        Assert.Equal(7, await db.Agencies.CountAsync(Stop));
        Assert.All(Enum.GetValues<RequestState>(), state => Assert.True(Of(state) >= 3, $"Only {Of(state)} at {state}."));
        Assert.True(Of(RequestState.AccountCreated) >= 25);
        Assert.Equal(8, Of(RequestState.AccountQueue));
    }

    [Fact]
    public async Task StageCounts_WhenSeeded_MatchTheRequests()
    {
        await using var db = copy.Read();
        var counted = await db.Requests.GroupBy(r => new { r.AgencyId, r.State }).Select(g => new { g.Key.AgencyId, g.Key.State, Count = g.Count() }).ToListAsync(Stop);
        var kept = await db.StageCounts.Where(c => c.Count != 0).Select(c => new { c.AgencyId, c.State, c.Count }).ToListAsync(Stop);

        Assert.Equal(counted.OrderBy(c => c.AgencyId).ThenBy(c => c.State), kept.OrderBy(c => c.AgencyId).ThenBy(c => c.State));
    }

    [Fact]
    public async Task History_WhenSeeded_LiesInThePastAndCodesRiseWithTime()
    {
        await using var db = copy.Read();
        var events = await db.Events.Select(e => e.AtUtc).ToListAsync(Stop);
        var opened = await db.Requests.OrderBy(r => r.Number).Select(r => r.OpenedUtc).ToListAsync(Stop);

        Assert.All(events, at => Assert.InRange(at, Now.AddDays(-130), Now));
        Assert.Equal(opened.Order(), opened);
        Assert.True(await db.CommunityVersions.AllAsync(v => v.AtUtc < opened[0], Stop));
        Assert.DoesNotContain(await db.Notifications.Select(n => n.CreatedUtc).ToListAsync(Stop), at => at > Now);
    }

    [Fact]
    public async Task Events_WhenOneRequestIsRead_FollowEachOtherInTime()
    {
        await using var db = copy.Read();
        var histories = (await db.Events.OrderBy(e => e.Id).Select(e => new { e.RequestId, e.AtUtc }).ToListAsync(Stop)).GroupBy(e => e.RequestId);

        Assert.All(histories, history => Assert.Equal(history.Select(e => e.AtUtc).Order(), history.Select(e => e.AtUtc)));
    }

    [Fact]
    public async Task Certificates_WhenSeeded_AreIntactAndOfEveryKind()
    {
        await using var db = copy.Read();
        var files = await db.Documents.Select(d => new { d.StoredName, d.Sha256, d.ContentType }).ToListAsync(Stop);
        var evidence = await db.Evidence.ToListAsync(Stop);
        var store = copy.Get<DocumentStore>();

        Assert.True(files.Count > 200);
        foreach (var file in files)
            Assert.True(await store.IsIntactAsync(file.StoredName, file.Sha256, Stop));
        Assert.Equal(["application/pdf", "image/jpeg", "image/png"], files.Select(f => f.ContentType).Distinct().Order());
        Assert.True(evidence.Count(e => e.Decision == EvidenceDecision.Waiting) >= 5);
        Assert.True(evidence.Count(e => e.Decision == EvidenceDecision.Rejected) >= 5);
        Assert.Contains(evidence, e => e.DocumentId is null);
    }

    [Fact]
    public async Task Queue_WhenReadByTheHelpDesk_HasEveryStandOfTheClock()
    {
        await using var db = copy.Read();
        var clocks = (await db.Requests.Where(r => r.State == RequestState.AccountQueue).ToListAsync(Stop)).ConvertAll(r => ServiceClock.Read(r.Clock, ServiceTerms.Default, Now).Level);
        var queue = await copy.Get<BoardQueries>().QueueAsync(new(copy.SignIn("priya.raghunathan").PersonId), cancellationToken: Stop);

        Assert.Equal(2, clocks.Count(c => c == ClockLevel.Late));
        Assert.Equal(2, clocks.Count(c => c == ClockLevel.Soon));
        Assert.Equal(4, clocks.Count(c => c == ClockLevel.OnTrack));
        Assert.Equal((8, 6, 2, 2), (queue.Open, queue.NeedsMe, queue.Mine, queue.Late));
        Assert.True(queue.Others >= 3);
        Assert.Equal(1, queue.DueSoon);
        Assert.True(queue.Done >= 1);
    }

    [Fact]
    public async Task TrainingSite_WhenSeeded_HasWishesAtEveryStage()
    {
        var wishes = await copy.Get<TrainingSiteService>().ListAsync(new(copy.SignIn("priya.raghunathan").PersonId), cancellationToken: Stop);

        Assert.All(Enum.GetValues<TrainingSiteStage>(), stage => Assert.Contains(wishes, w => w.Stage == stage));
    }

    [Fact]
    public async Task SignIns_WhenSeeded_AreThereForEverySeatAndEveryNameOnThePage()
    {
        await using var scope = copy.Services.CreateAsyncScope();
        var accounts = await scope.ServiceProvider.GetRequiredService<SignInDbContext>().Users.ToListAsync(Stop);
        await using var db = copy.Read();
        var seated = await db.Seats.Select(s => s.PersonId).ToListAsync(Stop);
        var people = await db.People.ToDictionaryAsync(p => p.Id, Stop);
        var shown = copy.Get<DemoSignIns>().People;

        Assert.Equal(7, shown.Count);
        Assert.All(shown, s => Assert.Equal((s.Name, s.Email), (people[s.PersonId].FullName, people[s.PersonId].Email)));
        Assert.Empty(seated.Concat(shown.Select(s => s.PersonId)).Except(accounts.Select(a => a.Id)));
        Assert.All(accounts, a => Assert.True(a is { PasswordHash: not null, EmailConfirmed: true } && people[a.Id].SignInSinceUtc is not null));
    }

    [Theory]
    [InlineData("maria.reyes", RequestState.Training)]
    [InlineData("chidi.eze", RequestState.UserSignature)]
    [InlineData("darnell.whitaker", RequestState.AccountCreated)]
    public async Task NewUser_WhenSignedIn_FindsTheRequestWhereTheWordsSay(string mailbox, RequestState state)
    {
        var caller = new Caller(copy.SignIn(mailbox).PersonId);
        var code = Assert.Single(await copy.Get<RequestQueries>().OwnCodesAsync(caller, Stop));
        var view = await copy.Get<RequestQueries>().RequestAsync(caller, code, Stop);

        Assert.Equal(state, view.State);
        if (state == RequestState.Training)
            Assert.Equal([ChecklistStatus.ToDo, ChecklistStatus.Uploaded, ChecklistStatus.Accepted, ChecklistStatus.Rejected], view.Checklist.Select(c => c.Status).Distinct().Order());
        if (state == RequestState.UserSignature)
            Assert.Equal(view.Agreement.Text.AllClauses.Count(c => c.AsksInitials), view.Agreement.OpenInitials.Count);
        if (state == RequestState.AccountCreated)
            Assert.True(view.FirstLoginUtc is null && view.AccountUtc > view.ReadUtc.AddHours(-8));
    }

    [Fact]
    public async Task Director_WhenSignedIn_HasThreeToSignAndOneSinceNineDays()
    {
        var view = await copy.Get<BoardQueries>().ToSignAsync(new(copy.SignIn("marguerite.okonkwo").PersonId), Stop);

        Assert.True(view.Waiting.Count >= 3);
        Assert.True(view.Waiting[0].Row.Stuck && view.Waiting[0].Row.StateSinceUtc < Now.AddDays(-9));
        Assert.NotEmpty(view.Lately);
    }

    [Theory]
    [InlineData("dana.cole")]
    [InlineData("patrick.oshaughnessy")]
    public async Task AgencyAdministrator_WhenSignedIn_HasWorkAndRequestsInEveryColumn(string mailbox)
    {
        var person = await copy.Get<PeopleService>().FindPersonAsync(copy.SignIn(mailbox).PersonId, Stop);
        var seat = Assert.Single(person!.Seats);
        var board = await copy.Get<BoardQueries>().BoardAsync(new(person.Id), seat.AgencyId!.Value, Stop);

        Assert.True(board.NeedsMe.Count >= 2);
        Assert.All(board.Columns, column => Assert.True(column.Count > 0, column.Stage));
        Assert.True(board.Done >= 3);
    }

    [Fact]
    public async Task SecondStart_WhenTheCommunityIsThere_SeedsNothingAndOffersTheSamePeople()
    {
        var shown = copy.Get<DemoSignIns>().People;
        await using var db = copy.Read();
        // the clock goes on with what is there, so history may have grown
        async Task<(int, int)> ThereAsync() => (await db.Requests.CountAsync(Stop), await db.People.CountAsync(Stop));
        var before = await ThereAsync();

        await using var again = SeededCopy.Start(copy.Folder, "Development");

        Assert.Equal(before, await ThereAsync());
        Assert.Equal(shown, again.Services.GetRequiredService<DemoSignIns>().People);
    }

    [Fact]
    public async Task Production_WhenStartedOverAnEmptyFolder_SeedsNothingAndOffersNobody()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            await using var app = SeededCopy.Start(folder, "Production");
            await using var db = app.Services.GetRequiredService<HmisDatabase>().Read(Reach.Everything);

            Assert.Equal((0, 0), (await db.People.CountAsync(Stop), await db.Agencies.CountAsync(Stop)));
            Assert.Null(app.Services.GetService<DemoSignIns>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
