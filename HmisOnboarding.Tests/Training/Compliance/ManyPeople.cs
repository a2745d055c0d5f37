using HmisOnboarding.Tests.Support;
using Microsoft.Data.Sqlite;

namespace HmisOnboarding.Tests.Training.Compliance;

/// <summary>
/// Copies one request many times inside the database. Of four people one is as the template, one is in order, one has a course that ends in
/// five days and one in 40.
/// </summary>
internal static class ManyPeople
{
    public static async Task AddAsync(TestCommunity community, string templateCode, int people)
    {
        await using var connection = community.OpenConnection();
        await using var transaction = connection.BeginTransaction();
        var template = Guid.Parse((string)Scalar(connection, $"SELECT Id FROM Requests WHERE Code = '{templateCode}'")).ToString("D").ToUpperInvariant();
        var subject = (string)Scalar(connection, $"SELECT SubjectId FROM Requests WHERE Code = '{templateCode}'");
        var today = DateOnly.FromDateTime(community.Now);
        string Day(int ahead) => $"'{today.AddDays(ahead):yyyy-MM-dd}'";

        Copy(connection, "People", $"t.Id = '{subject}'", people, new()
        {
            ["Id"] = Key("1"),
            ["Email"] = "'many' || n.i || '@harbor.example.org'",
            ["LastName"] = "printf('Many %04d', n.i)",
        });
        Copy(connection, "Requests", $"t.Id = '{template}'", people, new()
        {
            ["Id"] = Key("2"),
            ["Number"] = "100000 + n.i",
            ["Code"] = "'HM-' || (100000 + n.i)",
            ["VerifyCode"] = "printf('%020d', n.i)",
            ["SubjectId"] = Key("1"),
            ["SubjectName"] = "printf('Ana Many %04d', n.i)",
        });
        Copy(connection, "CourseStandings", $"t.RequestId = '{template}'", people, new()
        {
            ["RequestId"] = Key("2"),
            ["SubjectId"] = Key("1"),
            ["Status"] = "CASE n.i % 4 WHEN 0 THEN t.Status ELSE 2 END",
            ["UntilDay"] = $"CASE n.i % 4 WHEN 2 THEN {Day(5)} WHEN 3 THEN {Day(40)} END",
            ["ExpiresOn"] = $"CASE n.i % 4 WHEN 2 THEN {Day(5)} WHEN 3 THEN {Day(40)} END",
            ["Lapses"] = "n.i % 4 > 1",
        });
        await transaction.CommitAsync();
    }

    private static string Key(string kind) => $"printf('%08X-0000-4000-8000-00000000000{kind}', n.i)";

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

    private static object Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }
}
