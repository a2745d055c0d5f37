using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Tests.Audit;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Messages;

/// <summary>What is written on a request: who reads it, who is told, and that it stays as it was written.</summary>
public sealed class MessageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_WhenForEverybody_IsReadByAllOnTheRequestAndToldToAllButTheAuthor()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var nina = await community.SubjectOfAsync(code);

        await Talk(community).SendAsync(nina, code, "  Is my certificate\r\nreadable?  ", MessageAudience.Everybody, cancellationToken: Cancel);

        foreach (var reader in new[] { nina, community.Alma, community.Abel, community.Dora, community.Sal })
        {
            var row = Assert.Single((await Talk(community).ThreadAsync(reader, code, Cancel)).Rows);
            Assert.Equal(("Is my certificate\nreadable?", "New user", reader == nina), (row.Text, row.AuthorPlace, row.IsOwn));
        }

        Assert.Equal([community.Alma, community.Abel, community.Dora], await ToldAsync(community));
        // a notice goes out by mail too, so it holds none of the words
        await using var db = community.Database.Read(Reach.Everything);
        Assert.All(await MessageNotices(db).ToListAsync(Cancel), n => Assert.DoesNotContain("certificate", n.Subject + n.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(SeatKind.AgencyAdministrator)]
    [InlineData(SeatKind.ExecutiveDirector)]
    [InlineData(SeatKind.SystemAdministrator)]
    public async Task StaffMessage_WhateverSeatTheNewUserHolds_IsNeverReadCountedOrToldToThem(SeatKind? seat)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        var nina = await community.SubjectOfAsync(code);
        if (seat is { } kind)
            await community.WriteAsync(db => db.Seats.Add(new Seat(nina.PersonId, kind, kind == SeatKind.SystemAdministrator ? null : community.AgencyA, community.Now)));
        var before = await Talk(community).UnreadAsync(nina, code, Cancel);
        var told = 0;
        using var watching = community.Changes.Subscribe([ChangeKey.Person(nina.PersonId), ChangeKey.Agency(community.AgencyA), ChangeKey.Queue], () => Task.FromResult(Interlocked.Increment(ref told)));

        await Talk(community).SendAsync(community.Sal, code, "Her e-mail looks wrong to me.", MessageAudience.Staff, cancellationToken: Cancel);

        var hers = await Talk(community).ThreadAsync(nina, code, Cancel);
        Assert.DoesNotContain(hers.Rows, r => r.Audience == MessageAudience.Staff);
        Assert.Equal((before, false), (hers.Unread, hers.MayWriteToStaff));
        Assert.Empty(hers.ToldStaff);
        Assert.Equal(before, await Talk(community).UnreadAsync(nina, code, Cancel));
        Assert.DoesNotContain(nina, await ToldAsync(community));
        // straight at the table, with the eyes of her seats: the filter, not the query, keeps it from her
        await using var own = community.Database.Read(new Reach(seat == SeatKind.SystemAdministrator, nina.PersonId, [community.AgencyA], [community.AgencyA]));
        Assert.Equal(MessageAudience.Everybody, Assert.Single(await own.Messages.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).ToListAsync(Cancel)).Audience);
        // no page of hers was even woken: that would be a hint. What is published later passes after it
        var passed = new TaskCompletionSource();
        using var marker = community.Changes.Subscribe([ChangeKey.Looking], () =>
        {
            passed.TrySetResult();
            return Task.CompletedTask;
        });
        community.Changes.Publish([ChangeKey.Looking]);
        await passed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(0, Volatile.Read(ref told));
        Assert.Contains((await Talk(community).ThreadAsync(community.Alma, code, Cancel)).Rows, r => r.Audience == MessageAudience.Staff);
    }

    [Fact]
    public async Task StaffMessage_WhenTheNewUserWritesOne_IsRefused()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var nina = await community.SubjectOfAsync(code);

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => Talk(community).SendAsync(nina, code, "Hello", MessageAudience.Staff, cancellationToken: Cancel));

        Assert.Equal("Only staff can write to staff only.", refusal.Message);
    }

    [Fact]
    public async Task Packet_WhenSubmitted_StartsTheThreadWithItsMessage()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenAtAsync(RequestState.AccountQueue);

        var row = Assert.Single((await Talk(community).ThreadAsync(await community.SubjectOfAsync(code), code, Cancel)).Rows);

        Assert.Equal((true, "Alma Ames", "Agency Administrator", (await community.ViewAsync(code)).HelpDeskMessage), (row.IsSubmission, row.AuthorName, row.AuthorPlace, row.Text));
    }

    [Fact]
    public async Task Packet_WhenSubmittedBeforeThereWereMessages_StillShowsItsMessage()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenAtAsync(RequestState.AccountQueue);
        Tampering.DropLocks(community);
        Tampering.Sql(community, "DELETE FROM RequestMessages");
        await Talk(community).SendAsync(community.Sal, code, "Which project first?", MessageAudience.Everybody, cancellationToken: Cancel);

        var rows = (await Talk(community).ThreadAsync(community.Alma, code, Cancel)).Rows;

        Assert.Equal([true, false], rows.Select(r => r.IsSubmission));
        Assert.Equal((await community.ViewAsync(code)).HelpDeskMessage, rows[0].Text);
    }

    [Theory]
    [InlineData("Client SSN 219-09-9999", "social security number")]
    [InlineData("born on 4/12/1987", "birth date")]
    public async Task Message_WhenItLooksLikeSomebodysNumber_IsSentOnlyAnywayAndSaysSo(string text, string what)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await using var db = community.Database.Read(Reach.Everything);

        var warned = await Assert.ThrowsAsync<RuleViolationException>(() => Talk(community).SendAsync(community.Alma, code, text, MessageAudience.Everybody, cancellationToken: Cancel));
        Assert.Contains(what, warned.Message, StringComparison.Ordinal);
        Assert.Empty(await db.Messages.ToListAsync(Cancel));

        await Talk(community).SendAsync(community.Alma, code, text, MessageAudience.Everybody, sendAnyway: true, cancellationToken: Cancel);
        Assert.Contains(what, (await db.Messages.SingleAsync(Cancel)).SentDespite, StringComparison.Ordinal);
        Assert.True((await Talk(community).ThreadAsync(community.Abel, code, Cancel)).Rows[0].SentDespiteWarning);
    }

    [Fact]
    public async Task Message_WhenNothingStandsOut_RecordsNoWarningEvenWhenSentAnyway()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();

        await Talk(community).SendAsync(community.Alma, code, "Please call me on extension 4411.", MessageAudience.Everybody, sendAnyway: true, cancellationToken: Cancel);

        Assert.False((await Talk(community).ThreadAsync(community.Alma, code, Cancel)).Rows[0].SentDespiteWarning);
    }

    [Theory]
    [InlineData(0, "Write a message first.")]
    [InlineData(2001, "A message can have 2000 characters. Yours has 2001: shorten it or send it in two.")]
    public async Task Message_WhenEmptyOrTooLong_IsRefusedWithTheWayOut(int length, string sentence)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => Talk(community).SendAsync(community.Alma, code, new string('a', length) + " \u202E", MessageAudience.Everybody, cancellationToken: Cancel));

        Assert.Equal(sentence, refusal.Message);
        await Talk(community).SendAsync(community.Alma, code, new string('a', 2000), MessageAudience.Everybody, cancellationToken: Cancel);
    }

    [Fact]
    public async Task Messages_WhenOnePersonWritesOnAndOn_StopAtTheHoursLimit()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        for (var i = 0; i < MessageService.MostAnHour; i++)
            await Talk(community).SendAsync(community.Alma, code, $"Message {i}", MessageAudience.Everybody, cancellationToken: Cancel);

        await Assert.ThrowsAsync<RuleViolationException>(() => Talk(community).SendAsync(community.Alma, code, "One more", MessageAudience.Everybody, cancellationToken: Cancel));
        community.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        await Talk(community).SendAsync(community.Alma, code, "One more", MessageAudience.Everybody, cancellationToken: Cancel);
    }

    [Fact]
    public async Task Message_WhenSomebodyIsAboutToAct_HoldsThemUpInNothing()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenAtAsync(RequestState.DirectorSignature);
        var seen = (await community.ViewAsync(code, community.Dora)).Version;

        await Talk(community).SendAsync(community.Alma, code, "Please sign today.", MessageAudience.Staff, cancellationToken: Cancel);

        await community.Requests.DeclineAsDirectorAsync(community.Dora, code, "I want to talk first.", seen, Cancel);
    }

    [Fact]
    public async Task Message_WhenReadOnTheScreen_IsNewNoMoreAndItsNoticeIsReadToo()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var nina = await community.SubjectOfAsync(code);
        await Talk(community).SendAsync(nina, code, "One", MessageAudience.Everybody, cancellationToken: Cancel);
        await Talk(community).SendAsync(nina, code, "Two", MessageAudience.Everybody, cancellationToken: Cancel);

        Assert.Equal((2, 0), (await Talk(community).UnreadAsync(community.Alma, code, Cancel), await Talk(community).UnreadAsync(nina, code, Cancel)));
        Assert.Equal(2, (await community.Notices.NewestAsync(community.Alma, cancellationToken: Cancel)).Count(n => n.Unread));
        await Talk(community).MarkReadAsync(community.Alma, code, Cancel);
        await Talk(community).MarkReadAsync(community.Alma, code, Cancel);

        Assert.Equal(0, await Talk(community).UnreadAsync(community.Alma, code, Cancel));
        Assert.Equal(2, await Talk(community).UnreadAsync(community.Abel, code, Cancel));
        Assert.DoesNotContain(await community.Notices.NewestAsync(community.Alma, cancellationToken: Cancel), n => n.Unread);
        await Talk(community).SendAsync(nina, code, "Three", MessageAudience.Everybody, cancellationToken: Cancel);
        Assert.Equal([false, false, true], (await Talk(community).ThreadAsync(community.Alma, code, Cancel)).Rows.Select(r => r.IsUnread));
    }

    [Fact]
    public async Task Message_WhenTheHelpDeskHasNotTheRequest_ReachesItOnlyWhereAsked()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();

        await Talk(community).SendAsync(community.Alma, code, "How are things?", MessageAudience.Everybody, cancellationToken: Cancel);
        Assert.DoesNotContain(community.Sal, await ToldAsync(community));
        Assert.False((await Talk(community).ThreadAsync(community.Alma, code, Cancel)).HelpDeskHears);

        await Talk(community).SendAsync(community.Alma, code, "May an intern have this role?", MessageAudience.Staff, tellHelpDesk: true, cancellationToken: Cancel);
        Assert.Superset(new HashSet<Caller> { community.Sal, community.Sue }, (await ToldAsync(community)).ToHashSet());
        // who answered hears of the next one too
        await Talk(community).SendAsync(community.Sue, code, "Yes.", MessageAudience.Staff, cancellationToken: Cancel);
        var told = (await ToldAsync(community)).Count(p => p == community.Sue);
        await Talk(community).SendAsync(community.Alma, code, "Thank you.", MessageAudience.Staff, cancellationToken: Cancel);
        Assert.Equal(told + 1, (await ToldAsync(community)).Count(p => p == community.Sue));
    }

    [Theory]
    [InlineData("UPDATE RequestMessages SET Text = 'I never said that.'", RecordsFaultKind.RowAltered)]
    [InlineData("UPDATE RequestMessages SET Audience = 0", RecordsFaultKind.RowAltered)]
    [InlineData("DELETE FROM RequestMessages", RecordsFaultKind.RowMissing)]
    public async Task Message_WhenChangedByHand_IsRefusedByTheTableAndFoundByTheCheck(string attack, RecordsFaultKind fault)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await Talk(community).SendAsync(community.Alma, code, "Said once.", MessageAudience.Staff, cancellationToken: Cancel);

        Assert.Contains("never", Tampering.Refusal(community, attack), StringComparison.Ordinal);
        await Tampering.PastTheLocksAsync(community, attack);

        var found = Assert.Single((await Tampering.CheckAsync(community)).Faults);
        Assert.Equal(fault, found.Kind);
        Assert.StartsWith($"A message of request {code}", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WhenQuietButTalkedAbout_DoesNotLapse()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        community.Clock.Advance(TimeSpan.FromDays(59));
        await Talk(community).SendAsync(await community.SubjectOfAsync(code), code, "I go on next week.", MessageAudience.Everybody, cancellationToken: Cancel);
        community.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(0, await community.Requests.LapseQuietRequestsAsync(10, Cancel));
    }

    private static MessageService Talk(TestCommunity community) => community.Get<MessageService>();

    private static IQueryable<Domain.Notifications.Notification> MessageNotices(HmisDbContext db) => db.Notifications.Where(n => n.Key.Contains(":message:"));

    private static async Task<IReadOnlyList<Caller>> ToldAsync(TestCommunity community)
    {
        await using var db = community.Database.Read(Reach.Everything);
        var ids = await MessageNotices(db).OrderBy(n => n.RecipientEmail == "alma@harbor.example.org" ? 0 : n.RecipientEmail == "abel@harbor.example.org" ? 1 : 2).Select(n => n.RecipientId).ToListAsync(Cancel);
        return [.. ids.Select(id => new Caller(id))];
    }
}
