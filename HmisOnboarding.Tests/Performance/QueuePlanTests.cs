using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Performance;

/// <summary>
/// How SQLite answers what the queue and the boards ask: by an index that leads to the rows, and in the order of the index. The plan follows from
/// statements and indexes alone, so it is the same at ten requests and at a million.
/// </summary>
public sealed partial class QueuePlanTests
{
    // in each of these lie open requests of one kind only, or those of one person, however many are closed
    private static readonly string[] Bounded = ["ReturnedPackets", "ClaimedPackets", "ClaimedPacketsBySince", "IX_Requests_SubjectId_AgencyId_Number"];

    // a row an agency, a seat, a version or a step: they do not grow with the requests
    private static readonly string[] Small = ["Agencies", "StageCounts", "Seats", "Delegations", "CommunityVersions"];

    [Fact]
    public async Task Read_OfQueueRailOrBoard_IsLedByAnIndexAndSortsNothingUnbounded()
    {
        using var log = new QueryLog();
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        await community.OpenAtAsync(RequestState.AccountCreated);
        await community.OpenAtAsync(RequestState.DirectorSignature);
        await using var connection = community.OpenConnection();

        var wrong = new List<string>();
        var plans = 0;
        foreach (var (name, read) in QueueReads.Of(community.AgencyA, "Nova", code))
        {
            foreach (var query in await log.OfAsync(community, read))
            {
                var plan = query.Plan(connection);
                plans++;
                if (WhatIsWrong(name, query.Sql, plan) is { } what)
                    wrong.Add($"{name}: {what}\n  {string.Join("\n  ", plan)}\n{query.Sql}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        Assert.True(plans > 150, $"Only {plans} plans were seen.");
    }

    [Fact]
    public async Task Plan_WhenNoIndexLeads_IsToldApart()
    {
        using var log = new QueryLog();
        await using var community = await TestCommunity.CreateAsync();
        await using var connection = community.OpenConnection();
        string? Judged(string sql) => WhatIsWrong("queue", sql, new LoggedQuery(sql, []).Plan(connection));

        Assert.Contains("SCAN", Judged("""SELECT * FROM "Requests" AS r WHERE r."SubjectName" = 'Nova'"""), StringComparison.Ordinal);
        Assert.Contains("SCAN", Judged("""SELECT * FROM "Requests" AS r ORDER BY r."Number" """), StringComparison.Ordinal);
        Assert.Contains("TEMP B-TREE", Judged("""SELECT * FROM "Requests" AS r WHERE r."State" = 7 ORDER BY r."SubjectName" """), StringComparison.Ordinal);
        Assert.Null(Judged("""SELECT * FROM "Requests" AS r WHERE r."State" = 6 ORDER BY r."LimitUtc", r."Number" """));
    }

    private static string? WhatIsWrong(string read, string sql, IReadOnlyList<string> plan)
    {
        var tables = Tables().Matches(sql).Select(m => (Alias: m.Groups[2].Value, Table: m.Groups[1].Value)).DistinctBy(t => t.Alias).ToDictionary(t => t.Alias, t => t.Table);
        var steps = plan.Select(l => Access().Match(l)).Where(m => m.Success)
            .Select(m => (IsScan: m.Groups[1].Value == "SCAN", Table: tables.GetValueOrDefault(m.Groups[2].Value, m.Groups[2].Value), Index: m.Groups[3].Value)).Where(s => s.Table != "json_each" && !Small.Contains(s.Table)).ToList();
        foreach (var step in steps.Where(s => s.IsScan && !Bounded.Contains(s.Index)))
        {
            // the table of all requests is read from its newest on, and stops after a page
            if (!(read is "table: all" or "table: by name" or "table: by code" && step.Index == "IX_Requests_Number"))
                return $"SCAN of {step.Table}";
        }

        // of equal instants only, which are few; or of an open step, of which a community has as many as it has work
        return plan.Any(l => l.Contains("TEMP B-TREE", StringComparison.Ordinal) && !l.Contains("LAST TERM", StringComparison.Ordinal)) && steps.Count > 0
            && !steps.TrueForAll(s => Bounded.Contains(s.Index)) && !OpenStep().IsMatch(sql)
            ? $"TEMP B-TREE over {steps[0].Table}" : null;
    }

    [GeneratedRegex("""(?:FROM|JOIN) "(\w+)" AS "?(\w+)""")]
    private static partial Regex Tables();

    [GeneratedRegex("""\."State" (= [0-6]|< [0-7])\b""")]
    private static partial Regex OpenStep();

    [GeneratedRegex(@"^(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")]
    private static partial Regex Access();
}
