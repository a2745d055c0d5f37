using System.Diagnostics;
using System.Globalization;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Web.Auth;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Web.DemoData;

/// <summary>
/// Fills a new development copy with a made-up community, so that every screen has something to show. All of it goes through the services
/// that people use, under a clock that walks through the last hundred days; no row is written past a rule.
/// </summary>
public static class DemoSeeder
{
    private const int DaysOfHistory = 120;

    /// <summary>
    /// Seeds where nobody is known yet, and offers the made-up people on the sign-in page. The community is built in a file beside the database
    /// and moved into place when it is whole: a start that was broken off leaves no half of it.
    /// </summary>
    public static async Task RunAsync(IServiceProvider app, CancellationToken cancellationToken)
    {
        var data = app.GetRequiredService<DataFolder>();
        var options = app.GetRequiredService<HmisDomainOptions>();
        if (!File.Exists(data.Database) || await IsUnusedAsync(app.GetRequiredService<HmisDatabase>(), cancellationToken))
        {
            var watch = Stopwatch.StartNew();
            var built = data.Database + ".new";
            Remove(built);
            var (requests, people) = await BuildAsync(app, options, built, cancellationToken);
            Remove(data.Database);
            File.Move(built, data.Database);
            await SignInDatabase.MigrateAsync(app, cancellationToken);
            await DemoSignInList.CreateAsync(app, people);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  Demo community: {requests} requests in {watch.Elapsed.TotalSeconds:0.0} s."));
        }

        await SignInDatabase.MigrateAsync(app, cancellationToken);
        await DemoSignInList.OfferAsync(app);
    }

    private static async Task<bool> IsUnusedAsync(HmisDatabase database, CancellationToken cancellationToken)
    {
        await database.MigrateAsync(cancellationToken);
        await using var db = database.Read(Reach.Everything);
        return !await db.People.AnyAsync(cancellationToken) && !await db.Agencies.AnyAsync(cancellationToken);
    }

    private static async Task<(int Requests, IReadOnlyList<(Guid PersonId, string Email)> SignIns)> BuildAsync(
        IServiceProvider app, HmisDomainOptions options, string path, CancellationToken cancellationToken)
    {
        var now = app.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var community = DemoCommunity.Read();
        var clock = new DemoClock(new OfficeHours(TimeZoneInfo.FindSystemTimeZoneById(community.Agencies[0].TimeZone)).Latest(now.AddDays(-DaysOfHistory)));
        var services = new ServiceCollection()
            .AddSingleton(app.GetRequiredService<ILoggerFactory>()).AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton<TimeProvider>(clock)
            .AddHmisDomain(new HmisDomainOptions
            {
                DatabasePath = path,
                DocumentsPath = options.DocumentsPath,
                PublicAddress = options.PublicAddress,
                // made under the clock of the story, so that the seal is as old as the first signature
                SealFolder = options.SealFolder,
                SealPfxPath = options.SealPfxPath,
                SealPfxPassword = options.SealPfxPassword,
                UploadLimits = options.UploadLimits,
                FirstSettings = options.FirstSettings,
            });
        await using (var domain = services.BuildServiceProvider())
        {
            await domain.GetRequiredService<HmisDatabase>().MigrateAsync(cancellationToken);
            var desk = new DemoDesk(domain, community, now);
            await new DemoSettlement(desk, desk.Under(clock)).FoundAsync();
            var staff = desk.Callers.ToList();
            var stories = DemoStories.All(desk);
            // by then everybody in a seat had read what was new
            var read = desk.Under(new DemoClock(now.AddHours(-18)));
            var reading = new DemoStep(read.Clock.UtcNow, stories.Count, 1, () => Task.WhenAll(staff.Select(s => read.Notices.MarkReadAsync(s.Value))), Alone: true);
            // what housekeeping does by itself: who had not said so by then was asked after the first login
            var follow = desk.Under(new DemoClock(now.AddHours(-30)));
            var asking = new DemoStep(follow.Clock.UtcNow, stories.Count, 1, () => follow.Requests.AskForLoginsAsync(50), Alone: true);
            await DemoTimeline.WalkAsync(stories.SelectMany((story, i) => story.Plan(i)).Concat(FollowUps(desk, now, stories.Count)).Append(asking).Append(reading), cancellationToken);
            await ForgetOldMailsAsync(domain, now.AddHours(-24), cancellationToken);
            var (views, helpDesk) = (domain.GetRequiredService<SavedViewService>(), desk.CallerOf(community.SystemAdministrators[0].Email));
            await views.SaveAsync(helpDesk, SavedList.Queue, "Late now", "level=late", cancellationToken);
            await views.SaveAsync(helpDesk, SavedList.Queue, "Copper Street", $"agency={desk.AgencyId("copper")}", cancellationToken);

            var shown = DemoSignInList.Entries.Select(e => e.Email).ToHashSet();
            return (stories.Count, [.. desk.Callers.Where(c => shown.Contains(c.Key) || staff.Exists(s => s.Key == c.Key)).Select(c => (c.Value.PersonId, c.Key))]);
        }
    }

    // what the clock does by itself, once a day here: late steps got their reminders and rungs when they were due, not all at the first start
    private static IEnumerable<DemoStep> FollowUps(DemoDesk desk, DateTime now, int order)
    {
        for (var days = 14; days >= 0; days--)
        {
            var then = desk.Under(new DemoClock(now.AddDays(-days)));
            yield return new DemoStep(then.Clock.UtcNow, order, 0, () => then.Requests.FollowUpAsync(200), Alone: true);
        }
    }

    // nobody sent mails to made-up people: those of the last day fill the mailbox, the others would only be late
    private static Task<int> ForgetOldMailsAsync(IServiceProvider domain, DateTime before, CancellationToken cancellationToken) => domain.GetRequiredService<SingleWriter>().RunAsync(async (db, _, ct) =>
    {
        db.Reach = Reach.Everything;
        var old = await db.Mails.Where(m => m.QueuedUtc < before).ToListAsync(ct);
        var ids = old.Select(m => (Guid?)m.Id).ToHashSet();
        foreach (var notice in (await db.Notifications.Where(n => n.MailId != null).ToListAsync(ct)).Where(n => ids.Contains(n.MailId)))
            db.Entry(notice).Property(n => n.MailId).CurrentValue = null;
        db.Mails.RemoveRange(old);
        return await db.SaveChangesAsync(ct);
    }, cancellationToken);

    private static void Remove(string database)
    {
        // a pooled connection would keep the old file open
        SqliteConnection.ClearAllPools();
        foreach (var file in (string[])[database, database + "-wal", database + "-shm"])
            File.Delete(file);
    }
}
