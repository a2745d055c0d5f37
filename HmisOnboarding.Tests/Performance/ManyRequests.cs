using System.Globalization;
using HmisOnboarding.Tests.Support;
using Microsoft.Data.Sqlite;

namespace HmisOnboarding.Tests.Performance;

/// <summary>
/// Fills a community with requests at once, in the database itself: each is a copy of one that was walked by the services, with a number, names, an agency
/// and times of its own. Indexes are made after the rows, which is several times as quick.
/// </summary>
internal static class ManyRequests
{
    // of each ten at the help desk: seven with a running clock, two returned or waiting for documents, one with the agency
    private const string OpenState = "CASE WHEN n.i % 10 < 7 THEN 6 WHEN n.i % 10 = 7 THEN 5 WHEN n.i % 10 = 8 THEN 0 ELSE 4 END";
    private const string ClosedState = "CASE WHEN n.i % 20 < 18 THEN 7 WHEN n.i % 20 = 18 THEN 8 ELSE 9 END";

    public static async Task AddAsync(TestCommunity community, string openCode, string closedCode, int open, int closed, int agencies)
    {
        await using var connection = community.OpenConnection();
        Run(connection, "PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA temp_store=MEMORY");
        var indexes = Column(connection, "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'Requests' AND sql IS NOT NULL");
        var texts = Column(connection, "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'Requests' AND sql IS NOT NULL");
        await using (var transaction = connection.BeginTransaction())
        {
            foreach (var index in indexes)
                Run(connection, $"DROP INDEX \"{index}\"");
            Copy(connection, "Agencies", $"t.Id = (SELECT AgencyId FROM Requests WHERE Code = '{openCode}')", agencies, new() { ["Id"] = Id("n.i", 'a'), ["Name"] = "printf('Shelter %04d', n.i)" });
            var now = community.Now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            string Shifted(string minutes) => $"strftime('%Y-%m-%d %H:%M:%S', '{now}', ({minutes}) || ' minutes')";
            Dictionary<string, string> Row(int from) => new()
            {
                ["Id"] = Id($"{from} + n.i", 'b'),
                ["Number"] = $"{from} + n.i",
                ["Code"] = $"'HM-' || ({from} + n.i)",
                ["VerifyCode"] = $"printf('%020d', {from} + n.i)",
                ["SubjectId"] = Id($"{from} + n.i", 'c'),
                ["SubjectName"] = $"printf('%s %s', substr('AnnaBert CaraDina EmilFran GritHans', 1 + (n.i * 7 % 8) * 4, 4), printf('Person%06X', n.i * 2654435761 % 16777216))",
                // a few agencies have much more than the others
                ["AgencyId"] = Id($"1 + ((n.i * 40503) % {agencies}) * ((n.i * 31) % {agencies}) / {agencies}", 'a'),
            };
            var waiting = Row(2_000_000);
            waiting["State"] = OpenState;
            waiting["LimitUtc"] = $"CASE WHEN n.i % 10 < 7 THEN {Shifted("(n.i * 37) % 2880 - 300")} END";
            waiting["StateSinceUtc"] = Shifted("-((n.i * 53) % 14400)");
            waiting["LastMoveUtc"] = waiting["StateSinceUtc"];
            waiting["ClaimedById"] = $"CASE WHEN n.i % 200 = 0 THEN (SELECT PersonId FROM Seats WHERE PersonId = '{Text(community.Sal.PersonId)}' LIMIT 1) WHEN n.i % 20 = 1 THEN '{Text(community.Sue.PersonId)}' END";
            waiting["ClaimedByName"] = "CASE WHEN n.i % 200 = 0 THEN 'Sal Stone' WHEN n.i % 20 = 1 THEN 'Sue Swan' END";
            waiting["ClaimedUtc"] = $"CASE WHEN n.i % 200 = 0 OR n.i % 20 = 1 THEN '{now}' END";
            Copy(connection, "Requests", $"t.Code = '{openCode}'", open, waiting);
            var finished = Row(10_000);
            finished["State"] = ClosedState;
            finished["AccountUtc"] = $"CASE WHEN n.i % 20 < 18 THEN {Shifted("-((n.i * 7919) % 2102400) - 1")} END";
            finished["StateSinceUtc"] = Shifted("-((n.i * 7919) % 2102400) - 1");
            finished["LastMoveUtc"] = finished["StateSinceUtc"];
            finished["LimitUtc"] = "NULL";
            finished["SubmittedUtc"] = "t.SubmittedUtc";
            Copy(connection, "Requests", $"t.Code = '{closedCode}'", closed, finished);
            foreach (var text in texts)
                Run(connection, text);
            Run(connection, "DELETE FROM StageCounts; INSERT INTO StageCounts (AgencyId, State, Count) SELECT AgencyId, State, COUNT(*) FROM Requests GROUP BY AgencyId, State");
            await transaction.CommitAsync();
        }

        Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static string Text(Guid id) => id.ToString("D").ToUpperInvariant();

    private static string Id(string number, char kind) => $"printf('%08X-0000-4000-8000-00000000000{char.ToUpperInvariant(kind)}', {number})";

    private static void Copy(SqliteConnection connection, string table, string which, int times, Dictionary<string, string> different)
    {
        var columns = Column(connection, $"SELECT name FROM pragma_table_info('{table}')");
        Run(connection, $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
            + $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) "
            + $"SELECT {string.Join(", ", columns.Select(c => different.GetValueOrDefault(c, $"t.\"{c}\"")))} FROM \"{table}\" t, n WHERE {which}");
    }

    private static List<string> Column(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
            values.Add(reader.GetString(0));
        return values;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandTimeout = 600;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
