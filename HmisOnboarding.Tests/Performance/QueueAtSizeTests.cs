using System.Diagnostics;
using System.Globalization;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmisOnboarding.Tests.Performance;

/// <summary>
/// The queue over 10,000 open and 1,000,000 closed requests. It measures and asserts nothing: it runs only when asked for
/// (<c>HmisOnboarding.Tests -explicit only -class "*QueueAtSizeTests" -showLiveOutput</c>), and prints the plan and the times of every read.
/// </summary>
public sealed class QueueAtSizeTests(ITestOutputHelper output)
{
    private const int Runs = 200;

    [Fact(Explicit = true)]
    public async Task Queue_OverAMillionClosedRequests_IsMeasured()
    {
        using var log = new QueryLog();
        var (community, open) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        var closed = await community.OpenAtAsync(RequestState.AccountCreated);
        var watch = Stopwatch.StartNew();
        await ManyRequests.AddAsync(community, open, closed, 10_000, 1_000_000, 200);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Filled in {watch.Elapsed.TotalSeconds:0} s: {new FileInfo(Path.Combine(community.Folder, "hmis.db")).Length / 1_000_000} MB. Times in milliseconds: median, p95 of {Runs} runs."));

        await using var connection = community.OpenConnection();
        var agency = Guid.Parse("00000001-0000-4000-8000-00000000000A");
        foreach (var (name, read) in QueueReads.Of(agency, "PersonA1B", "HM-2004711"))
        {
            var queries = (await log.OfAsync(community, read)).Where(q => q.Sql.Contains("FROM \"Requests\"", StringComparison.Ordinal)).ToList();
            var (median, p95) = await MeasureAsync(() => read(community));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40} {median,8:0.00} {p95,8:0.00}"));
            foreach (var query in queries)
            {
                using var command = query.On(connection);
                await command.PrepareAsync(TestContext.Current.CancellationToken);
                var (alone, alone95) = await MeasureAsync(() => ReadAll(command));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {alone,8:0.00} {alone95,8:0.00}  {string.Join(" | ", query.Plan(connection))}"));
            }
        }
    }

    private static Task ReadAll(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
        }

        return Task.CompletedTask;
    }

    private static async Task<(double Median, double P95)> MeasureAsync(Func<Task> act)
    {
        var times = new List<double>();
        var whole = Stopwatch.StartNew();
        // a read of many milliseconds needs no two hundred runs to be told from a good one
        for (var i = 0; i < Runs && (i < 20 || whole.Elapsed < TimeSpan.FromSeconds(20)); i++)
        {
            var start = Stopwatch.GetTimestamp();
            await act();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return (times[times.Count / 2], times[times.Count * 95 / 100]);
    }
}
