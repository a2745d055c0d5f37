using HmisOnboarding.Tests.Support;
using Microsoft.Data.Sqlite;

namespace HmisOnboarding.Tests.Reports;

/// <summary>Copies one request with its stays many times inside the database, each for the same person under another number.</summary>
internal static class ManyStays
{
    public static async Task AddAsync(TestCommunity community, string templateCode, int times)
    {
        await using var connection = community.OpenConnection();
        await using var transaction = connection.BeginTransaction();
        const string Id = "printf('%08X-0000-4000-8000-000000000009', n.i)";
        Copy(connection, "Requests", $"t.Code = '{templateCode}'", times, new()
        {
            ["Id"] = Id,
            ["Number"] = "100000 + n.i",
            ["Code"] = "'HM-' || (100000 + n.i)",
            ["VerifyCode"] = "printf('%020d', n.i)",
        });
        Copy(connection, "StageTimes", $"t.RequestId = (SELECT Id FROM Requests WHERE Code = '{templateCode}')", times, new() { ["RequestId"] = Id, ["Number"] = "100000 + n.i" });
        await transaction.CommitAsync();
    }

    private static void Copy(SqliteConnection connection, string table, string which, int times, Dictionary<string, string> different)
    {
        var columns = new List<string>();
        using (var names = connection.CreateCommand())
        {
            names.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
            using var reader = names.ExecuteReader();
            while (reader.Read())
                columns.Add(reader.GetString(0));
        }

        using var copy = connection.CreateCommand();
        copy.CommandText = $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
            + $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) "
            + $"SELECT {string.Join(", ", columns.Select(c => different.GetValueOrDefault(c, $"t.\"{c}\"")))} FROM \"{table}\" t, n WHERE {which}";
        copy.ExecuteNonQuery();
    }
}
