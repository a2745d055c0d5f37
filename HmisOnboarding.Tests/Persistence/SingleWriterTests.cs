using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Persistence;

public sealed class SingleWriterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_WhenOneOfThoseThatWaitTogetherFails_KeepTheOthersInTheirOrder()
    {
        await using var community = await TestCommunity.CreateAsync();
        var gate = new TaskCompletionSource();
        var order = new List<string>();
        var first = community.Writer.RunAsync<bool>(async (_, _, _) =>
        {
            await gate.Task;
            return true;
        }, Cancel);

        Task<string> Add(string name, bool fail) => community.Writer.RunAsync(async (db, _, ct) =>
        {
            order.Add(name);
            db.Reach = Reach.Everything;
            db.People.Add(new Person(name, "Waits", $"{name}@harbor.example.org", community.AgencyA));
            await db.SaveChangesAsync(ct);
            return fail ? throw new RuleViolationException("No.") : name;
        }, Cancel);

        var waiting = new[] { Add("ann", false), Add("ben", true), Add("cas", false), Add("ann", false), Add("dan", false) };
        gate.SetResult();
        await first;
        await Task.WhenAll(waiting.Select(async w => await Record.ExceptionAsync(() => w)));

        Assert.Equal(["ann", "ben", "cas", "ann", "dan"], order);
        Assert.IsType<RuleViolationException>(waiting[1].Exception!.InnerException);
        Assert.IsType<DbUpdateException>(waiting[3].Exception!.InnerException);
        await using var read = community.Database.Read(Reach.Everything);
        Assert.Equal(["ann", "cas", "dan"], await read.People.Where(p => p.LastName == "Waits").OrderBy(p => p.FirstName).Select(p => p.FirstName).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Command_WhenItsCallerHears_IsCommittedForEverybody()
    {
        await using var community = await TestCommunity.CreateAsync();
        for (var i = 0; i < 20; i++)
        {
            var code = await community.OpenRequestAsync();
            Assert.Contains(community.Dump(), row => row.StartsWith("Requests:", StringComparison.Ordinal) && row.Contains($"Code={code} ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Command_WhenCancelledBeforeItsTurn_IsNotRun()
    {
        await using var community = await TestCommunity.CreateAsync();
        var gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var first = community.Writer.RunAsync<bool>(async (_, _, _) =>
        {
            await gate.Task;
            return true;
        }, Cancel);
        var ran = false;
        var second = community.Writer.RunAsync((_, _, _) => Task.FromResult(ran = true), stop.Token);
        await stop.CancelAsync();
        gate.SetResult();
        await first;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(ran);
    }

    [Fact]
    public async Task Command_WhenRefused_AnnouncesNothing()
    {
        await using var community = await TestCommunity.CreateAsync();
        var key = ChangeKey.Agency(Guid.NewGuid());
        var told = new TaskCompletionSource();
        using var subscription = community.Changes.Subscribe([key], () =>
        {
            told.TrySetResult();
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<RuleViolationException>(() => community.Writer.RunAsync<bool>((_, keys, _) =>
        {
            keys.Add(key);
            throw new RuleViolationException("No.");
        }, Cancel));
        Assert.False(told.Task.IsCompleted);

        await community.Writer.RunAsync((_, keys, _) =>
        {
            keys.Add(key);
            return Task.FromResult(true);
        }, Cancel);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }
}
