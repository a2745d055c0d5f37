using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Persistence;

/// <summary>All of an act or nothing of it, whatever fails and however many ask at once.</summary>
public sealed class AtomicityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Requests", "UPDATE")]
    [InlineData("RequestEvents", "INSERT")]
    [InlineData("Signatures", "INSERT")]
    [InlineData("Notifications", "INSERT")]
    [InlineData("StageCounts", "UPDATE")]
    [InlineData("AuditEntries", "INSERT")]
    public async Task Signing_WhenOneTableCannotBeWritten_LeavesNothingOfIt(string table, string operation)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var community = created;
        await community.ConsentAndInitialAsync(code);
        var subject = await community.SubjectOfAsync(code);
        Execute(community, $"CREATE TRIGGER broken BEFORE {operation} ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        var before = community.Dump();

        await Assert.ThrowsAsync<DbUpdateException>(() => community.Requests.SignAsUserAsync(subject, code, community.Typed(subject, "Nina Nova"), cancellationToken: Cancel));
        Assert.Equal(before, community.Dump());

        Execute(community, "DROP TRIGGER broken");
        await community.Requests.SignAsUserAsync(subject, code, community.Typed(subject, "Nina Nova"), cancellationToken: Cancel);
        var added = community.Dump().Except(before).Select(r => r[..r.IndexOf(':', StringComparison.Ordinal)]).ToHashSet();
        Assert.Subset(added, new HashSet<string> { "Requests", "RequestEvents", "Signatures", "Notifications", "StageCounts", "AuditEntries" });
    }

    [Theory]
    [InlineData("Documents")]
    [InlineData("TrainingEvidence")]
    public async Task Upload_WhenTheRowCannotBeWritten_LeavesNoFile(string table)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);
        Execute(community, $"CREATE TRIGGER broken BEFORE INSERT ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        var before = community.Dump();

        await Assert.ThrowsAsync<DbUpdateException>(() => community.UploadAsync(subject, code, "C01"));

        Assert.Equal(before, community.Dump());
        Assert.Empty(Directory.GetFiles(community.DocumentsPath, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Signing_WhenFiftyClicksArriveTogether_SignsOnceAndTellsEachOnce()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.GiveConsentAsync(community.Dora, code, cancellationToken: Cancel);
        var before = community.Dump();

        var clicks = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Record.ExceptionAsync(() => community.Requests.SignAsDirectorAsync(community.Dora, code, community.Typed(community.Dora), cancellationToken: Cancel)).AsTask()));

        Assert.Single(clicks, c => c is null);
        Assert.All(clicks.Where(c => c is not null), c => Assert.Equal("This cannot be done now. The request is at the step Submission, with the agency administrator.", Assert.IsType<RuleViolationException>(c).Message));
        await using var db = community.Database.Read(Reach.Everything);
        Assert.Single(await db.Set<Signature>().Where(s => s.Slot == SignatureSlot.Director).ToListAsync(Cancel));
        var told = community.Dump().Except(before).Where(r => r.StartsWith("Notifications:", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, told.Count);
        var recipients = await db.Notifications.OrderByDescending(n => n.CreatedUtc).Where(n => n.Subject == "All three have signed" || n.Subject.Contains("signed by all three")).Select(n => n.RecipientId).ToListAsync(Cancel);
        Assert.Equal(new[] { community.Alma.PersonId, community.Abel.PersonId, (await community.SubjectOfAsync(code)).PersonId }.Order(), recipients.Order());
    }

    [Fact]
    public async Task Acting_WhenSomebodyElseWasFaster_TellsWhoDidWhatAndChangesNothing()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        var seen = (await community.ViewAsync(code, community.Alma)).Version;
        await community.Requests.ReturnToUserAsync(community.Abel, code, [new ReturnItem(ReturnItem.Agreement, "Sign with both names.")], "", seen, Cancel);
        var before = community.Dump();

        var refusal = await Assert.ThrowsAsync<ConcurrentChangeException>(() => community.Requests.SignAsAdministratorAsync(community.Alma, code, community.Typed(community.Alma), seen, Cancel));

        Assert.Equal("This changed while you worked: Abel Arden returned the request to Nina Nova. Look at the fresh view, then act again if it still fits.", refusal.Message);
        Assert.Equal(before, community.Dump());
    }

    [Fact]
    public async Task Opening_WhenTwoAdministratorsAskForTheSamePerson_OpensOne()
    {
        await using var community = await TestCommunity.CreateAsync();
        var wish = community.Wish(community.AgencyA);

        var opened = await Task.WhenAll(new[] { community.Alma, community.Abel, community.Alma }.Select(by => Record.ExceptionAsync(() => community.Requests.OpenAsync(by, wish, Cancel)).AsTask()));

        Assert.Single(opened, o => o is null);
        Assert.All(opened.Where(o => o is not null), o => Assert.Equal("There is an open request for Nina Nova already: HM-1001. Go on with that one.", Assert.IsType<RuleViolationException>(o).Message));
        Assert.Single(community.Dump(), r => r.StartsWith("Requests:", StringComparison.Ordinal));
        Assert.Single(community.Dump(), r => r.StartsWith("People:", StringComparison.Ordinal) && r.Contains("new1@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Opening_WhenTheSamePersonIsAskedForByAnotherAgency_IsTheirOwnRequest()
    {
        await using var community = await TestCommunity.CreateAsync();
        var wish = community.Wish(community.AgencyA);
        var first = await community.Requests.OpenAsync(community.Alma, wish, Cancel);
        var second = await community.Requests.OpenAsync(community.Boris, wish with { AgencyId = community.AgencyB, EmailException = "Works for both." }, Cancel);

        Assert.NotEqual(first, second);
        await Assert.ThrowsAsync<NotFoundException>(() => community.ViewAsync(first, community.Boris));
    }

    [Fact]
    public async Task Database_WhenTheRulesWereForgotten_StillRefusesASecondOpenRequestAndASecondSignature()
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;

        AssertRefused(community, "INSERT INTO Requests SELECT * FROM (SELECT * FROM Requests) WHERE 1", "Requests", "Id", "Code", "Number");
        Execute(community, "DROP TRIGGER \"AppendOnly_Signatures_Replace\"");
        AssertRefused(community, "INSERT INTO Signatures", "Signatures", "Id");
    }

    internal static void Execute(TestCommunity community, string sql)
    {
        using var connection = community.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // copies a row with other keys: only the constraint behind the rule is left to refuse it
    private static void AssertRefused(TestCommunity community, string because, string table, params string[] keys)
    {
        using var connection = community.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT group_concat('\"' || name || '\"') FROM pragma_table_info('{table}')";
        var columns = ((string)command.ExecuteScalar()!).Split(',');
        var values = columns.Select(c => keys.Contains(c.Trim('"')) ? c == "\"Number\"" ? "999" : "'other'" : c);
        command.CommandText = $"INSERT INTO \"{table}\" ({string.Join(',', columns)}) SELECT {string.Join(',', values)} FROM \"{table}\" LIMIT 1";
        var refusal = Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => command.ExecuteNonQuery());
        Assert.True(refusal.SqliteErrorCode == 19 && refusal.Message.Contains("UNIQUE", StringComparison.Ordinal), $"{because}: {refusal.Message}");
    }
}
