using System.Text;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Import;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Tests.Audit;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Training.Import;

/// <summary>Who is found, what is refused, what is written, and that the second time nothing is.</summary>
public sealed class CompletionImportTests : IAsyncLifetime
{
    private TestCommunity _community = null!;
    private string _code = "";
    private Person _nina = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _community = await TestCommunity.CreateAsync();
        _code = await _community.OpenRequestAsync();
        _nina = await PersonAsync(await _community.SubjectOfAsync(_code));
        await _community.Requests.RecordLearningCenterAccountAsync(new(_nina.Id), _code, "nina.lc", cancellationToken: Cancel);
    }

    public ValueTask DisposeAsync() => _community.DisposeAsync();

    [Fact]
    public async Task Import_WhenRowsAreGood_RecordsThemAndTicksTheOpenRequest()
    {
        var result = await _community.ImportAsync(_community.Alma, Lists.Of(Row("C01", "2026-02-10", score: ""), Row("C02", "2026-02-11", "LC-77", "85.9")));

        Assert.Equal(new CompletionResult(2, 0, 0, 2, false), result);
        var c02 = (await CompletionsAsync()).Single(c => c.CourseCode == "C02");
        Assert.Equal((_community.AgencyA, _nina.Id, new DateOnly(2026, 2, 11), 85, "LC-77", "list.csv", 3, _community.Alma.PersonId, "Alma Ames", _community.Now),
            (c02.AgencyId, c02.SubjectId, c02.CompletedOn, c02.ScorePercent, c02.CertificateNumber, c02.FileName, c02.Line, c02.ImportedBy, c02.ImportedByName, c02.ImportedUtc));
        Assert.Equal(64, c02.FileSha256.Length);
        var item = (await _community.ViewAsync(_code)).Checklist.Single(i => i.Course.Code == "C02");
        // reported, not accepted: the administrator looks at it like at a certificate
        Assert.Equal((ChecklistStatus.Uploaded, true, true), (item.Status, item.FromLearningCenter, item.PaperOnly));
        Assert.Contains((await _community.ViewAsync(_code)).Timeline, e => e.Text.StartsWith("Alma Ames took over from the Learning Center that Nina Nova completed", StringComparison.Ordinal));
        await _community.Requests.AcceptCertificateAsync(_community.Alma, _code, item.EvidenceId!.Value, Cancel);
        Assert.Equal(ChecklistStatus.Accepted, (await _community.ViewAsync(_code)).Checklist.Single(i => i.Course.Code == "C02").Status);
    }

    [Fact]
    public async Task Import_WhenTheSameListComesAgain_AddsNothingAndSaysSo()
    {
        var list = Lists.Of(Row("C01", "2026-02-10"), Row("C02", "2026-02-11"));
        await _community.ImportAsync(_community.Alma, list);
        var before = _community.Dump();

        var report = await _community.JudgeAsync(_community.Alma, list);
        Assert.Equal((0, 2), (report.Count(RowOutcome.New), report.Count(RowOutcome.Known)));
        Assert.Equal(("Alma Ames", _community.Now), (report.EarlierImport!.ByName, report.EarlierImport.AtUtc));
        Assert.Equal(new CompletionResult(0, 2, 0, 0, false), await _community.Imports().ApplyAsync(_community.Alma, report, cancellationToken: Cancel));
        Assert.Equal(before, _community.Dump());
    }

    [Fact]
    public async Task DryRun_WhenMade_WritesNothing()
    {
        var before = _community.Dump();
        var report = await _community.JudgeAsync(_community.Alma, Lists.Of(Row("C01", "2026-02-10"), "x@y.org,,,,C02,,,,2026-02-10,"));
        Assert.Equal((1, 1), (report.Count(RowOutcome.New), report.Count(RowOutcome.Problem)));
        Assert.Equal(before, _community.Dump());
    }

    [Fact]
    public async Task Import_WhenALaterCompletionComes_IsARenewalBesideTheFirst()
    {
        await _community.ImportAsync(_community.Alma, Lists.Of(Row("C02", "2025-09-01")));
        var first = Assert.Single(await CompletionsAsync());
        _community.Clock.Advance(TimeSpan.FromDays(1));
        await _community.ImportAsync(_community.Alma, Lists.Of(Row("C02", "2026-02-11")));

        Assert.Equal([new DateOnly(2025, 9, 1), new DateOnly(2026, 2, 11)], (await CompletionsAsync()).Select(c => c.CompletedOn).Order());
        Assert.Contains(await CompletionsAsync(), c => c.Id == first.Id);
        Assert.Equal(new DateOnly(2026, 2, 11), (await _community.ViewAsync(_code)).Checklist.Single(i => i.Course.Code == "C02").CompletedOn);
        // an older one that comes late is recorded and pushes nothing aside
        var older = await _community.ImportAsync(_community.Alma, Lists.Of(Row("C02", "2025-12-01")));
        Assert.Equal((1, 0), (older.Added, older.Ticked));
        Assert.Equal(new DateOnly(2026, 2, 11), (await _community.ViewAsync(_code)).Checklist.Single(i => i.Course.Code == "C02").CompletedOn);
    }

    [Fact]
    public async Task Import_WhenACertificateOfThatDayIsThere_RecordsButTicksNothing()
    {
        await _community.UploadAsync(new(_nina.Id), _code, "C02", new DateOnly(2026, 2, 20));
        var result = await _community.ImportAsync(_community.Alma, Lists.Of(Row("C02", "2026-02-20")));
        Assert.Equal((1, 0), (result.Added, result.Ticked));
        Assert.False((await _community.ViewAsync(_code)).Checklist.Single(i => i.Course.Code == "C02").FromLearningCenter);
    }

    [Fact]
    public async Task Import_WhenTheAdministratorRejectedIt_DoesNotBringItBack()
    {
        var list = Lists.Of(Row("C02", "2026-02-11"));
        await _community.ImportAsync(_community.Alma, list);
        await _community.Requests.RejectCertificateAsync(_community.Alma, _code, (await _community.ViewAsync(_code)).Checklist.Single(i => i.Course.Code == "C02").EvidenceId!.Value, "Taken by somebody else.", Cancel);
        Assert.Equal(0, (await _community.ImportAsync(_community.Alma, list)).Ticked);
        Assert.Equal(ChecklistStatus.Rejected, (await _community.ViewAsync(_code)).Checklist.Single(i => i.Course.Code == "C02").Status);
    }

    [Fact]
    public async Task Request_WhenOpenedAfterTheImport_BeginsWithWhatWasReported()
    {
        var nora = await PersonAsync(_community.Nora);
        await _community.ImportAsync(_community.Alma, Lists.Of($"{nora.Email},,,,C02,,completed,90,2026-02-11,"));
        var wish = _community.Wish(_community.AgencyA) with { FirstName = nora.FirstName, LastName = nora.LastName, WorkEmail = nora.Email };
        var code = await _community.Requests.OpenAsync(_community.Alma, wish, Cancel);
        Assert.True((await _community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C02").FromLearningCenter);
    }

    [Fact]
    public async Task Match_WhenSeveralWaysLead_TakesIdThenEmailThenUserName()
    {
        const string Names = "person_id,email,first_name,last_name,lms_username,course_code,completed_on";
        var list = string.Join('\n', Names,
            $"{_nina.Id},unknown@x.org,,,,C01,2026-02-01",
            $"not a key,{_nina.Email.ToUpperInvariant()},Maria,Married,,C01,2026-02-02",
            ",,Nina,Nova,NINA.LC,C01,2026-02-03",
            ",nina.lc,,,,C01,2026-02-04") + "\n";
        var report = await _community.JudgeAsync(_community.Alma, list);
        Assert.Equal(["id", "e-mail", "user name", "user name"], report.Rows.Select(r => r.MatchedBy));
        Assert.All(report.Rows, r => Assert.Equal((RowOutcome.New, _nina.Id), (r.Outcome, r.Person!.Id)));
    }

    [Fact]
    public async Task Match_WhenNotCertain_IsShownAndAddedOnlyWhenPicked()
    {
        var nora = await PersonAsync(_community.Nora);
        var list = string.Join('\n', "person_id,email,first_name,last_name,lms_username,course_code,completed_on",
            ",nina@home.org,nina,NOVA,,C01,2026-02-01",
            ",,Paul,Other,nina.lc,C01,2026-02-02",
            $"{_nina.Id},{nora.Email},,,,C01,2026-02-03") + "\n";
        var report = await _community.JudgeAsync(_community.Alma, list);
        Assert.Equal(3, report.Count(RowOutcome.Possible));
        Assert.Equal(3, report.Possible.Count);
        Assert.Equal([_nina.Id], report.Possible.Single(p => p.Learner.StartsWith("nina", StringComparison.Ordinal)).People.Select(p => p.Id));
        Assert.Equal(new CompletionResult(0, 0, 0, 0, false), await _community.Imports().ApplyAsync(_community.Alma, report, cancellationToken: Cancel));

        var named = report.Possible.Single(p => p.Why.StartsWith("Only the name", StringComparison.Ordinal));
        var picked = await _community.JudgeAsync(_community.Alma, list, c => c with { People = new Dictionary<string, Guid> { [named.Key] = _nina.Id } });
        Assert.Equal((1, 2, "your choice"), (picked.Count(RowOutcome.New), picked.Count(RowOutcome.Possible), picked.On(2).MatchedBy));
        // somebody who was not offered cannot be picked
        var forced = await _community.JudgeAsync(_community.Alma, list, c => c with { People = new Dictionary<string, Guid> { [named.Key] = _community.Bruno.PersonId } });
        Assert.Equal(RowOutcome.Possible, forced.On(2).Outcome);
    }

    [Fact]
    public async Task Match_WhenThePersonIsOfAnotherAgency_AnswersExactlyAsForNobody()
    {
        var bruno = await PersonAsync(_community.Bruno);
        var list = string.Join('\n', "person_id,email,first_name,last_name,course_code,completed_on",
            $",{bruno.Email},,,C01,2026-02-01", ",nobody@nowhere.org,,,C01,2026-02-01",
            $"{bruno.Id},,,,C01,2026-02-01", $"{Guid.NewGuid()},,,,C01,2026-02-01",
            $",,{bruno.FirstName},{bruno.LastName},C01,2026-02-01", ",,No,Body,C01,2026-02-01") + "\n";
        var report = await _community.JudgeAsync(_community.Alma, list);
        Assert.Single(report.Rows.Select(r => (r.Outcome, r.Sentence, r.Person)).Distinct());
        Assert.Equal(RowOutcome.Problem, report.Rows[0].Outcome);

        // a system administrator knows everybody
        var all = await _community.JudgeAsync(_community.Sal, list);
        Assert.Equal([RowOutcome.New, RowOutcome.Problem, RowOutcome.Known, RowOutcome.Problem, RowOutcome.Possible, RowOutcome.Problem], all.Rows.Select(r => r.Outcome));
        Assert.Equal(1, (await _community.Imports().ApplyAsync(_community.Sal, all, cancellationToken: Cancel)).Added);
        Assert.Equal(_community.AgencyB, Assert.Single(await CompletionsAsync()).AgencyId);
        await using var db = _community.Database.Read(new Reach(false, _community.Alma.PersonId, [_community.AgencyA], [_community.AgencyA]));
        Assert.Empty(await db.Completions.ToListAsync(Cancel));
    }

    [Fact]
    public async Task Apply_WhenTheReportIsSomebodyElses_AddsOnlyWhatThisPersonMay()
    {
        var bruno = await PersonAsync(_community.Bruno);
        var report = await _community.JudgeAsync(_community.Sal, Lists.Of(Row("C01", "2026-02-01"), $"{bruno.Email},,,,C01,,,,2026-02-01,"));
        Assert.Equal(2, report.Count(RowOutcome.New));
        Assert.Equal(new CompletionResult(1, 0, 1, 1, false), await _community.Imports().ApplyAsync(_community.Alma, report, cancellationToken: Cancel));
        Assert.Equal(_nina.Id, Assert.Single(await CompletionsAsync()).SubjectId);
    }

    [Fact]
    public async Task Import_WhenTheCallerIsNoAdministrator_FindsNothingHere()
    {
        var report = await _community.JudgeAsync(_community.Alma, Lists.Of(Row("C01", "2026-02-01")));
        foreach (var caller in new[] { new Caller(_nina.Id), _community.Dora, _community.Nora })
        {
            await Assert.ThrowsAsync<NotFoundException>(() => _community.Imports().ScopeAsync(caller, Cancel));
            await Assert.ThrowsAsync<NotFoundException>(() => _community.ReceiveAsync(caller, Lists.Of(Row("C01", "2026-02-01"))));
            await Assert.ThrowsAsync<NotFoundException>(() => _community.Imports().ApplyAsync(caller, report, cancellationToken: Cancel));
        }

        await _community.EndSeatAsync(_community.Abel, SeatKind.AgencyAdministrator);
        await Assert.ThrowsAsync<NotFoundException>(() => _community.Imports().ApplyAsync(_community.Abel, report, cancellationToken: Cancel));
        Assert.Empty(await CompletionsAsync());
    }

    [Theory]
    [InlineData("C01", "in progress", "", "2026-02-01", "", RowOutcome.LeftOut, "\"in progress\"")]
    [InlineData("C01", "", "", "2026-03-04", "", RowOutcome.Problem, "in the future")]
    [InlineData("C01", "", "", "2005-01-01", "", RowOutcome.Problem, "20 years")]
    [InlineData("C01", "", "", "02/29/2025", "", RowOutcome.Problem, "no date of the form")]
    [InlineData("C01", "", "", "", "", RowOutcome.Problem, "day of completion is missing")]
    [InlineData("C02", "passed", "79.9", "2026-02-01", "", RowOutcome.Problem, "pass score")]
    [InlineData("C02", "", "80 %", "2026-02-01", "", RowOutcome.New, "")]
    [InlineData("C02", "", "32/40", "2026-02-01", "", RowOutcome.Problem, "no score in percent")]
    [InlineData("C02", "certified", "", "2026-02-01", "", RowOutcome.Problem, "status \"certified\"")]
    [InlineData("C02", "", "", "2024-02-29", "", RowOutcome.New, "ran out on 28 February 2025")]
    [InlineData("", "", "", "2026-02-01", "", RowOutcome.Problem, "course is missing")]
    [InlineData("C99", "", "", "2026-02-01", "", RowOutcome.Problem, "no course \"C99\"")]
    [InlineData("c02", "COMPLETED", "100", "2026-02-01", "", RowOutcome.New, "")]
    [InlineData("C02", "", "", "2026-02-01", "0123456789012345678901234567890123456789012345678901234567890", RowOutcome.Problem, "60 characters")]
    public async Task Row_WhenJudged_SaysWhatBecomesOfIt(string course, string status, string score, string day, string number, RowOutcome outcome, string words)
    {
        var row = (await _community.JudgeAsync(_community.Alma, Lists.Of($"{_nina.Email},,,,{course},,{status},{score},{day},{number}"))).On(2);
        Assert.Equal(outcome, row.Outcome);
        Assert.Contains(words, row.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Course_WhenUnknown_IsMappedOrLeftOutByChoice()
    {
        var list = Lists.Of($"{_nina.Email},,,,,Privacy 101,,,2026-02-01,", $"{_nina.Email},,,,,privacy 101,,,2026-02-02,", $"{_nina.Email},,,,,Yoga,,,2026-02-02,");
        var report = await _community.JudgeAsync(_community.Alma, list);
        Assert.Equal([("Privacy 101", 2, false), ("Yoga", 1, false)], report.UnknownCourses.Select(u => (u.Name, u.Rows, u.IsDecided)));

        report = await _community.JudgeAsync(_community.Alma, list, c => c with
        {
            Courses = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Privacy 101"] = "C02", ["Yoga"] = null },
        });
        Assert.Equal([RowOutcome.New, RowOutcome.New, RowOutcome.LeftOut], report.Rows.Select(r => r.Outcome));
        Assert.Equal("C02", report.On(2).CourseCode);
        Assert.All(report.UnknownCourses, u => Assert.True(u.IsDecided));
    }

    [Fact]
    public async Task Course_WhenTitleOrCodeIsKnown_IsFoundAndAContradictionIsNamed()
    {
        var (one, two) = (Catalogue.Default.Course("C01"), Catalogue.Default.Course("C02"));
        var report = await _community.JudgeAsync(_community.Alma, Lists.Of($"{_nina.Email},,,,,\"{two.Title.ToUpperInvariant()}\",,,2026-02-01,", $"{_nina.Email},,,,C01,\"{two.Title}\",,,2026-02-01,"));
        Assert.Equal("C02", report.On(2).CourseCode);
        Assert.Equal((RowOutcome.Problem, $"The code is that of {one.Title}, but the title is another course. Correct one of them."), (report.On(3).Outcome, report.On(3).Sentence));
    }

    [Fact]
    public async Task Duplicates_WhenInOneFile_CountOnceAndNameTheOtherLine()
    {
        var report = await _community.JudgeAsync(_community.Alma, Lists.Of(Row("C01", "2026-02-10"), Lists.Header.ToUpperInvariant(), Row("C01", "2026-02-10"), Row("C02", "2026-02-10", "LC-1234"), Row("C02", "2026-02-11", "lc 1234")));
        Assert.Equal(1, report.RepeatedHeaders);
        Assert.Equal((RowOutcome.New, RowOutcome.Known, "Line 2 says the same."), (report.On(2).Outcome, report.On(4).Outcome, report.On(4).Sentence));
        // one certificate has one day
        Assert.All(new[] { 5, 6 }, line => Assert.Equal((RowOutcome.Problem, true), (report.On(line).Outcome, report.On(line).Sentence.Contains("has two days", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Columns_WhenTheyDoNotSuffice_AreNamed()
    {
        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => _community.JudgeAsync(_community.Alma, "a,b,c\n1,2,3\n"));
        Assert.Equal(3, refused.Reasons.Count);
    }

    [Fact]
    public async Task Problems_WhenDownloaded_HoldTheRowsAsTheyWereAndNoFormula()
    {
        var list = Lists.Of(Row("C01", "2026-02-10"), "x@y.org,=cmd|' /C calc'!A0,+Evil,,C01,,,,2026-02-10,");
        using var file = await _community.ReceiveAsync(_community.Alma, list);
        var choices = file.Choices();
        var report = await _community.Imports().DryRunAsync(_community.Alma, file, choices, Cancel);
        var lines = Encoding.UTF8.GetString(report.Problems(file, choices)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal($"\uFEFF{Lists.Header},\"Line in the file\",\"What to do\"", lines[0]);
        Assert.StartsWith("x@y.org,\"'=cmd|' /C calc'!A0\",'+Evil,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",3,\"Nobody here has this e-mail or user name. Check the spelling, or ask for the new user first.\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_WhenItRuns_ReportsProgressTellsScreensAndCanBeStopped()
    {
        var people = await AddPeopleAsync(500);
        var list = Lists.Of([.. people.Select(p => $"{p},,,,C01,,,,2026-02-01,")]);
        var report = await _community.JudgeAsync(_community.Alma, list);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var seen = new List<CompletionProgress>();
        var told = new TaskCompletionSource();
        using var subscription = _community.Changes.Subscribe([ChangeKey.Agency(_community.AgencyA)], () =>
        {
            told.TrySetResult();
            return Task.CompletedTask;
        });

        var stopped = await _community.Imports().ApplyAsync(_community.Alma, report, new Told(p =>
        {
            seen.Add(p);
            if (p.Done > 0)
                stop.Cancel();
        }), stop.Token);

        Assert.Equal((CompletionImportService.RowsAtATime, true), (stopped.Added, stopped.IsStopped));
        Assert.Equal([new(0, 500), new(CompletionImportService.RowsAtATime, 500)], seen);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        var rest = await _community.ImportAsync(_community.Alma, list);
        Assert.Equal((300, 200, false), (rest.Added, rest.AlreadyKnown, rest.IsStopped));
        Assert.Equal(500, (await CompletionsAsync()).Count);
    }

    [Fact]
    public async Task Completion_WhenRecorded_IsProvenAndNeverChanges()
    {
        await _community.ImportAsync(_community.Alma, Lists.Of(Row("C01", "2026-02-10")));
        Assert.Equal(1, Tampering.Ask<long>(_community, $"SELECT COUNT(*) FROM AuditEntries WHERE Kind = '{nameof(AuditKind.Completion)}' AND Act = 'Recorded'"));
        await using var connection = _community.OpenConnection();
        foreach (var sql in new[] { "UPDATE TrainingCompletions SET CompletedOn = '2026-02-20'", "DELETE FROM TrainingCompletions" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => command.ExecuteNonQueryAsync(Cancel));
        }
    }

    private string Row(string course, string day, string number = "", string score = "90") => $"{_nina.Email},Nina,Nova,,{course},,completed,{score},{day},{number}";

    private async Task<IReadOnlyList<string>> AddPeopleAsync(int count)
    {
        var people = Enumerable.Range(0, count).Select(i => new Person("Pat", $"Person{(char)('A' + i % 26)}", $"pat{i}@harbor.example.org", _community.AgencyA)).ToList();
        await _community.WriteAsync(db => db.People.AddRange(people));
        return [.. people.Select(p => p.Email)];
    }

    private async Task<Person> PersonAsync(Caller caller)
    {
        await using var db = _community.Database.Read(Reach.Everything);
        return await db.People.SingleAsync(p => p.Id == caller.PersonId, Cancel);
    }

    private async Task<IReadOnlyList<TrainingCompletion>> CompletionsAsync()
    {
        await using var db = _community.Database.Read(Reach.Everything);
        return await db.Completions.ToListAsync(Cancel);
    }

    private sealed class Told(Action<CompletionProgress> tell) : IProgress<CompletionProgress>
    {
        public void Report(CompletionProgress value) => tell(value);
    }
}
