using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmisOnboarding.Tests.Audit;

/// <summary>
/// What somebody with the file, a SQLite shell and patience can do. The hashes are computed here a second time, from their description,
/// so that both ways of computing them have to agree.
/// </summary>
internal static class Tampering
{
    public static void Sql(TestCommunity community, string sql)
    {
        using var connection = community.OpenConnection();
        using var command = connection.CreateCommand();
        // a shell does not look after references between tables, so they are no protection
        command.CommandText = "PRAGMA foreign_keys = OFF; " + sql;
        command.ExecuteNonQuery();
    }

    public static T Ask<T>(TestCommunity community, string sql)
    {
        using var connection = community.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var answer = command.ExecuteScalar();
        return typeof(T) == typeof(long) ? (T)(object)Convert.ToInt64(answer, CultureInfo.InvariantCulture) : (T)answer!;
    }

    public static string Refusal(TestCommunity community, string sql)
    {
        var refusal = Assert.Throws<SqliteException>(() => Sql(community, sql));
        Assert.Equal(19, refusal.SqliteErrorCode);
        return refusal.Message;
    }

    public static void DropLocks(TestCommunity community)
    {
        using var connection = community.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat('DROP TRIGGER \"' || name || '\"', ';') FROM sqlite_master WHERE type = 'trigger'";
        command.CommandText = (string)command.ExecuteScalar()!;
        command.ExecuteNonQuery();
    }

    /// <summary>Changes something with the locks off, and starts the application again, which puts them back.</summary>
    public static async Task PastTheLocksAsync(TestCommunity community, string sql)
    {
        DropLocks(community);
        Sql(community, sql);
        await community.Database.MigrateAsync(TestContext.Current.CancellationToken);
    }

    public static Task<RecordsReport> CheckAsync(TestCommunity community) => community.Get<RecordsCheck>().CheckAsync(community.Sal, null, TestContext.Current.CancellationToken);

    public static async Task AssertWholeAsync(TestCommunity community)
    {
        var report = await CheckAsync(community);
        Assert.Empty(report.Faults);
        Assert.True(report.IsWhole);
        Assert.Equal(Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries"), report.Counts.Entries);
        Assert.Equal(report.Counts.Entries, report.Head.Seq);
    }

    /// <summary>Makes the chain fit again from an entry on, as the entries stand now.</summary>
    public static void ChainAnew(TestCommunity community, long from)
    {
        using var connection = community.OpenConnection();
        var last = Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries");
        for (var seq = from; seq <= last; seq++)
        {
            var before = seq == 1 ? new byte[32] : Read(connection, seq - 1).Hash;
            var entry = Read(connection, seq);
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE AuditEntries SET PrevHash = $prev, Hash = $hash WHERE Seq = $seq";
            command.Parameters.AddWithValue("$prev", before);
            command.Parameters.AddWithValue("$hash", HashOf(entry, before));
            command.Parameters.AddWithValue("$seq", seq);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Number of the first entry whose hash is not what its description says; 0 when all are.</summary>
    public static long FirstDifference(TestCommunity community)
    {
        using var connection = community.OpenConnection();
        var last = Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries");
        var before = new byte[32];
        for (var seq = 1L; seq <= last; seq++)
        {
            var entry = Read(connection, seq);
            if (!HashOf(entry, before).SequenceEqual(entry.Hash))
                return seq;
            before = entry.Hash;
        }

        return 0;
    }

    /// <summary>The content hash of an event as it stands now.</summary>
    public static byte[] ContentOfEvent(TestCommunity community, long id)
    {
        using var connection = community.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ActorId, ActorName, AgencyId, AtUtc, \"From\", Id, IpAddress, Kind, OnBehalfOf, Reason, RequestId, SubjectId, Text, \"To\", UserAgent, Version FROM RequestEvents WHERE Id = " + id.ToString(CultureInfo.InvariantCulture);
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        var bytes = Part('s', "event/1"u8);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (reader.IsDBNull(i))
                continue;
            var name = reader.GetName(i);
            bytes.AddRange(Part('s', Encoding.UTF8.GetBytes(name)));
            bytes.AddRange(name switch
            {
                "AtUtc" => Part('t', Big(reader.GetDateTime(i).Ticks)),
                "From" or "To" or "Id" => Part('i', Big(reader.GetInt64(i))),
                _ when name.EndsWith("Id", StringComparison.Ordinal) || name == "Version" => Part('g', reader.GetGuid(i).ToByteArray(bigEndian: true)),
                _ => Part('s', Encoding.UTF8.GetBytes(reader.GetString(i))),
            });
        }

        return SHA256.HashData([.. bytes]);
    }

    private static byte[] HashOf(Entry entry, byte[] before) => SHA256.HashData(
    [
        .. Part('s', "audit entry/1"u8), .. Part('i', Big(entry.Seq)), .. Part('t', Big(entry.AtUtc.Ticks)), .. Part('i', Big(entry.WentBack)),
        .. Part('s', Encoding.UTF8.GetBytes(entry.Kind)), .. Part('s', Encoding.UTF8.GetBytes(entry.Act)), .. Part('s', Encoding.UTF8.GetBytes(entry.Form)),
        .. Part('s', Encoding.UTF8.GetBytes(entry.Key)), .. Id(entry.RequestId), .. Id(entry.ActorId), .. Part('x', entry.Content), .. Part('x', before),
    ]);

    private static List<byte> Id(Guid? id) => id is { } known ? Part('g', known.ToByteArray(bigEndian: true)) : Part('n', []);

    private static List<byte> Part(char type, ReadOnlySpan<byte> bytes)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        return [(byte)type, .. length, .. bytes];
    }

    private static byte[] Big(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }

    private static Entry Read(SqliteConnection connection, long seq)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT AtUtc, ClockWentBack, Kind, Act, Form, SubjectKey, RequestId, ActorId, ContentHash, Hash FROM AuditEntries WHERE Seq = $seq";
        command.Parameters.AddWithValue("$seq", seq);
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return new(seq, reader.GetDateTime(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
            reader.IsDBNull(6) ? null : reader.GetGuid(6), reader.IsDBNull(7) ? null : reader.GetGuid(7), (byte[])reader.GetValue(8), (byte[])reader.GetValue(9));
    }

    private sealed record Entry(long Seq, DateTime AtUtc, long WentBack, string Kind, string Act, string Form, string Key, Guid? RequestId, Guid? ActorId, byte[] Content, byte[] Hash);
}
