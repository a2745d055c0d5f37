using System.Text;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Compliance;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Training.Import;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Training.Compliance;

/// <summary>The grid says the same as the checklist of each request, keeps agencies apart, and costs the same for 2,000 people as for 100.</summary>
public sealed class ComplianceQueriesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cells_WhenDaysPass_SayWhatTheChecklistSays()
    {
        await using var community = await TestCommunity.CreateAsync();
        var accepted = await community.OpenAtAsync(RequestState.DirectorSignature);
        var renewed = await community.OpenAtAsync(RequestState.Submission);
        await community.UploadAsync(await community.SubjectOfAsync(renewed), renewed, "C02", new DateOnly(2026, 3, 2), number: null);
        var mixed = await community.OpenRequestAsync();
        await community.WithCertificatesAsync(mixed, "C09");
        await community.Requests.RejectCertificateAsync(community.Alma, mixed, (await community.ViewAsync(mixed)).Checklist[0].EvidenceId!.Value, "It cannot be read.", Cancel);
        await community.Requests.ExemptFromCourseAsync(community.Alma, mixed, "C09", "Took it elsewhere.", new DateOnly(2026, 3, 20), Cancel);
        var account = await community.OpenAtAsync(RequestState.AccountCreated);

        // 20 February 2027 is the last day of C02, and 2 March 2027 that of the renewed one
        foreach (var day in new[] { "2026-03-03", "2026-03-20", "2026-03-21", "2027-01-10", "2027-02-20", "2027-02-21", "2027-03-02", "2027-03-03" })
        {
            await using var then = community.ForkAt(DateTimeOffset.Parse($"{day}T15:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
            var view = await then.Get<ComplianceQueries>().PageAsync(then.Alma, new(), cancellationToken: Cancel);
            Assert.Equal(["C01", "C02", "C05", "C09"], view.Courses.Select(c => c.Code));
            foreach (var code in new[] { accepted, renewed, mixed, account })
            {
                var row = view.Rows.Single(r => r.Code == code);
                var checklist = (await then.ViewAsync(code)).Checklist;
                Assert.Equal(checklist.Select(i => (i.Status, i.ExpiresOn)), row.Cells.Select(c => (c!.Status, c.ExpiresOn)));
                Assert.Equal(checklist.Count(i => i.IsDone), row.Done);
            }

            Assert.Equal(view.Rows.Count(r => r.Cells.Any(c => c!.Status.IsMissing())), view.Counts.Missing);
            Assert.Equal(view.Rows.Count(r => r.Cells.Any(c => c!.Status == ChecklistStatus.Uploaded)), view.Counts.ToReview);
            Assert.Equal(view.Rows.Count(r => r.Cells.All(c => c!.Status.IsDone())), view.Counts.InOrder);
            foreach (var part in new[] { CompliancePart.Missing, CompliancePart.ToReview, CompliancePart.InOrder })
            {
                var filtered = await then.Get<ComplianceQueries>().PageAsync(then.Alma, new(Part: part), cancellationToken: Cancel);
                Assert.Equal(filtered.Fit, filtered.Rows.Count);
            }
        }
    }

    [Fact]
    public async Task Cell_WhenTheLearningCenterReportsARenewalAfterTheAccount_TellsTheDayAndStaysExpired()
    {
        await using var community = await TestCommunity.CreateAsync();
        var account = await community.OpenAtAsync(RequestState.AccountCreated);
        await using var later = community.ForkAt(new DateTimeOffset(2027, 3, 10, 15, 0, 0, TimeSpan.Zero));
        var email = (await later.ViewAsync(account)).SubjectEmail;

        // the first one is the accepted certificate itself and nothing new
        var result = await later.ImportAsync(later.Alma, Lists.Of($"{email},Nina,Nova,,C02,,completed,90,2026-02-20,", $"{email},Nina,Nova,,C02,,completed,90,2027-03-05,"));
        Assert.Equal(2, result.Added);

        var cell = Assert.Single((await PageAsync(later, new())).Rows, r => r.Code == account).Cells[1]!;
        Assert.Equal((ChecklistStatus.Expired, new DateOnly(2027, 3, 5)), (cell.Status, cell.ReportedOn));
        using var file = new MemoryStream();
        await (await later.Get<ComplianceQueries>().ExportAsync(later.Alma, new(), Cancel)).WriteAsync(file, Cancel);
        Assert.Contains("expired, reported by the Learning Center for 2027-03-05", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expiring_WhenARenewalWaits_LeavesThePersonOut()
    {
        await using var community = await TestCommunity.CreateAsync();
        var lapses = await community.OpenAtAsync(RequestState.DirectorSignature);
        var renewed = await community.OpenAtAsync(RequestState.DirectorSignature);
        await using var later = community.ForkAt(new DateTimeOffset(2027, 2, 1, 15, 0, 0, TimeSpan.Zero));
        await later.UploadAsync(await later.SubjectOfAsync(renewed), renewed, "C02", new DateOnly(2027, 1, 20), number: null);

        var counts = (await PageAsync(later, new())).Counts;
        var within = await PageAsync(later, new(Part: CompliancePart.Expiring, Days: 30));

        Assert.Equal([(7, 0), (30, 1), (60, 1)], counts.Expiring.Select(e => (e.Days, e.People)));
        Assert.Equal(lapses, Assert.Single(within.Rows).Code);
        Assert.True(within.Rows[0].Cells[1]!.RunsOutSoon);
    }

    [Fact]
    public async Task Today_WhenMidnightLiesBetweenTwoAgencies_IsEachOnesOwn()
    {
        await using var community = await TestCommunity.CreateAsync();
        foreach (var administrator in new[] { community.Alma, community.Boris })
            await community.OpenAtAsync(RequestState.DirectorSignature, administrator);

        // half past midnight in Detroit, half past eleven in Chicago
        await using var night = community.ForkAt(new DateTimeOffset(2027, 2, 21, 5, 30, 0, TimeSpan.Zero));
        var view = await night.Get<ComplianceQueries>().PageAsync(night.Sal, new(Part: CompliancePart.Missing), cancellationToken: Cancel);

        Assert.Equal("Harbor House", Assert.Single(view.Rows).AgencyName);
        Assert.Equal((2, 1, 1), (view.Counts.Everybody, view.Counts.Missing, view.Counts.InOrder));
        Assert.Equal(1, view.Counts.Expiring[0].People);
    }

    [Fact]
    public async Task Agencies_WhenForeignOrUnknown_AnswerAlike()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.OpenRequestAsync(community.Boris);
        await community.DelegateAsync(community.Dora, community.Delia);
        var queries = community.Get<ComplianceQueries>();

        foreach (var reader in new[] { community.Alma, community.Dora, community.Delia })
            Assert.Equal(code, Assert.Single((await queries.PageAsync(reader, new(), cancellationToken: Cancel)).Rows).Code);
        Assert.Equal(2, (await queries.PageAsync(community.Sal, new(), cancellationToken: Cancel)).Fit);
        foreach (var reader in new[] { community.Alma, community.Dora, community.Delia })
        {
            foreach (var agency in new[] { community.AgencyB, Guid.NewGuid() })
            {
                await Assert.ThrowsAsync<NotFoundException>(() => queries.PageAsync(reader, new(agency), cancellationToken: Cancel));
                await Assert.ThrowsAsync<NotFoundException>(() => queries.ExportAsync(reader, new(agency), Cancel));
            }
        }

        foreach (var nobody in new[] { community.Nora, await community.SubjectOfAsync(code) })
            await Assert.ThrowsAsync<NotFoundException>(() => queries.PageAsync(nobody, new(community.AgencyA), cancellationToken: Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.PageAsync(community.Sal, new(Guid.NewGuid()), cancellationToken: Cancel));
    }

    [Fact]
    public async Task Person_WhenWithdrawn_IsGoneAndWithAnAccountStays()
    {
        await using var community = await TestCommunity.CreateAsync();
        var withdrawn = await community.OpenAtAsync(RequestState.Withdrawn);
        var account = await community.OpenAtAsync(RequestState.AccountCreated);

        var row = Assert.Single((await PageAsync(community, new())).Rows);

        Assert.Equal((account, true), (row.Code, row.HasAccount));
        await community.Requests.ReopenAsync(community.Alma, withdrawn, "The position is filled after all.", cancellationToken: Cancel);
        Assert.Contains((await PageAsync(community, new())).Rows, r => r.Code == withdrawn && r.Cells[0]!.Status == ChecklistStatus.ToDo);
    }

    [Fact]
    public async Task Page_WhenThereAreTwoThousandPeople_CostsWhatItCostsForAHundred()
    {
        using var reads = new Reads();
        await using var few = await TestCommunity.CreateAsync();
        await using var many = await TestCommunity.CreateAsync();
        await ManyPeople.AddAsync(few, await few.OpenRequestAsync(), 99);
        await ManyPeople.AddAsync(many, await many.OpenRequestAsync(), 1999);

        foreach (var filter in new ComplianceFilter[] { new(), new(Part: CompliancePart.Missing, Search: "any"), new(Part: CompliancePart.Expiring, Days: 60), new(Part: CompliancePart.InOrder) })
        {
            var small = await CostAsync(reads, few, filter);
            var large = await CostAsync(reads, many, filter);
            Assert.Equal(small.Statements, large.Statements);
            Assert.InRange(large.Statements, 1, 16);
            // a page of people, a cell for each course of each, and a few dozen rows about the reader and the counts
            Assert.InRange(large.Rows, 1, ComplianceQueries.PageSize * 5 + 40);
        }

        var counts = (await PageAsync(many, new())).Counts;
        Assert.Equal((2000, 500), (counts.Everybody, counts.Missing));
        Assert.Equal([(7, 500), (30, 500), (60, 1000)], counts.Expiring.Select(e => (e.Days, e.People)));
    }

    [Fact]
    public async Task Pages_WhenWalkedForthAndBack_HoldEverybodyOnceByName()
    {
        await using var community = await TestCommunity.CreateAsync();
        await ManyPeople.AddAsync(community, await community.OpenRequestAsync(firstName: "zoe", lastName: "apple"), 130);
        await community.OpenRequestAsync(firstName: "Émile", lastName: "Ash");
        var names = new List<string>();
        ComplianceView page;
        ComplianceCursor? from = null;
        var edges = new List<(int Before, int First)>();
        do
        {
            page = await PageAsync(community, new(), from);
            Assert.Equal(names.Count, page.Before);
            edges.Add((page.Before, page.Rows[0].Number));
            names.AddRange(page.Rows.Select(r => r.PersonName));
            from = new(page.Rows[^1].Number);
        }
        while (names.Count < page.Fit);

        Assert.Equal(132, names.Distinct().Count());
        Assert.Equal(["Ana Many 0001", "zoe apple", "Émile Ash"], [names[0], .. names[^2..]]);
        var back = await PageAsync(community, new(), new(page.Rows[0].Number, Backwards: true));
        Assert.Equal(edges[^2], (back.Before, back.Rows[0].Number));
        Assert.Empty((await PageAsync(community, new(Search: "Man%"))).Rows);
        Assert.Equal(10, (await PageAsync(community, new(Search: "many 001"))).Fit);
    }

    [Fact]
    public async Task Export_WhenThereAreManyPeople_HasEverybodyAndNoFormula()
    {
        using var reads = new Reads();
        await using var community = await TestCommunity.CreateAsync();
        await ManyPeople.AddAsync(community, await community.OpenRequestAsync(firstName: "=cmd", lastName: "Nova, Jr."), 600);
        using var file = new MemoryStream();

        reads.Take(community);
        var export = await community.Get<ComplianceQueries>().ExportAsync(community.Dora, new(), Cancel);
        await export.WriteAsync(file, Cancel);

        Assert.Equal("Compliance, Harbor House, 2026-03-03.csv", export.FileName);
        Assert.Equal(CsvMark, file.ToArray()[..3]);
        var lines = Encoding.UTF8.GetString(file.ToArray()[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(602, lines.Length);
        Assert.StartsWith("Person,E-mail,Agency,\"Role type\",Request,\"HMIS account\",\"As of\",\"Courses needed\",\"Courses done\",\"C01 ", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"'=cmd Nova, Jr.\",new1@harbor.example.org,\"Harbor House\",", lines.Single(l => l.Contains("Nova", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("accepted,2026-03-08", lines.Single(l => l.Contains("Many 0002", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(601, lines.Skip(1).Select(l => l.Split("HM-")[1].Split(',')[0]).Distinct().Count());
        // three batches and what is asked before each: no statement for a person
        Assert.InRange(reads.Take(community).Statements, 1, 50);
    }

    [Fact]
    public async Task Standings_WhenTheyAreMissing_AreWrittenAtTheStart()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.OpenAtAsync(RequestState.AccountCreated);
        await community.OpenRequestAsync(community.Boris);
        await community.OpenAtAsync(RequestState.Withdrawn);
        var before = community.Dump();
        await community.WriteAsync(async db => await db.Standings.ExecuteDeleteAsync(Cancel));
        Assert.NotEqual(before, community.Dump());

        await community.Database.MigrateAsync(Cancel);

        Assert.Equal(before, community.Dump());
    }

    [Fact]
    public async Task Watchers_WhenTheTrainingStaysTheSame_AreNotWoken()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenAtAsync(RequestState.AdministratorReview);
        var woken = 0;
        var told = new SemaphoreSlim(0);
        using var other = community.Changes.Subscribe([ChangeKey.Agency(community.AgencyA)], () => Task.FromResult(told.Release()));
        using var watcher = community.Changes.Subscribe([ChangeKey.Training(community.AgencyA)], () => Task.FromResult(Interlocked.Increment(ref woken)));

        await community.Requests.RecordLearningCenterAccountAsync(community.Alma, code, "nina", cancellationToken: Cancel);
        await told.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(0, woken);

        await community.AcceptAllAsync(code);
        for (var round = 0; Volatile.Read(ref woken) == 0 && round < 200; round++)
            await told.WaitAsync(TimeSpan.FromMilliseconds(50), Cancel);
        Assert.True(woken > 0);
    }

    private static byte[] CsvMark => [0xEF, 0xBB, 0xBF];

    private static Task<ComplianceView> PageAsync(TestCommunity community, ComplianceFilter filter, ComplianceCursor? from = null) =>
        community.Get<ComplianceQueries>().PageAsync(community.Alma, filter, from, Cancel);

    private static async Task<(int Statements, int Rows)> CostAsync(Reads reads, TestCommunity community, ComplianceFilter filter)
    {
        // what is read once in a process is read before
        await PageAsync(community, filter);
        reads.Take(community);
        var view = await PageAsync(community, filter);
        Assert.Equal(Math.Min(ComplianceQueries.PageSize, view.Fit), view.Rows.Count);
        return reads.Take(community);
    }
}
