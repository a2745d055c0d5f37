using System.Globalization;

namespace HmisOnboarding.Domain.Audit;

/// <summary>A signed statement that the log had this many entries and ended in this hash. One copy is in the database, one in a file outside.</summary>
public sealed class AuditCheckpoint
{
    private const string LineMark = "hmis-checkpoint-1";
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    private AuditCheckpoint()
    {
    }

    internal AuditCheckpoint(long seq, byte[] hash, DateTime atUtc, CheckpointKey key)
    {
        Seq = seq;
        Hash = hash;
        AtUtc = atUtc;
        var signer = key.Present();
        Thumbprint = signer.Thumbprint;
        Signature = signer.Sign(SignedBytes());
    }

    /// <summary>Number of the last entry at that time.</summary>
    public long Seq { get; private set; }

    /// <summary>That entry's hash.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>When it was signed, UTC.</summary>
    public DateTime AtUtc { get; private set; }

    /// <summary>The signature over number, hash, time and thumbprint.</summary>
    public byte[] Signature { get; private set; } = [];

    /// <summary>Which key signed.</summary>
    public string Thumbprint { get; private set; } = "";

    internal bool IsSignedBy(CheckpointKey key) => key.Verify(Thumbprint, SignedBytes(), Signature);

    internal bool SaysTheSameAs(AuditCheckpoint other) => Seq == other.Seq && Hash.AsSpan().SequenceEqual(other.Hash);

    internal string ToLine() => string.Join(' ', LineMark, Seq.ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(Hash),
        AtUtc.ToString(InstantFormat, CultureInfo.InvariantCulture), Thumbprint, Convert.ToBase64String(Signature));

    internal static AuditCheckpoint? FromLine(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length != 6 || parts[0] != LineMark || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            || !DateTime.TryParseExact(parts[3], InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var atUtc))
            return null;
        try
        {
            return new AuditCheckpoint { Seq = seq, Hash = Convert.FromHexString(parts[2]), AtUtc = atUtc, Thumbprint = parts[4], Signature = Convert.FromBase64String(parts[5]) };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private byte[] SignedBytes() => new CanonicalBytes("audit checkpoint/1").Number(Seq).Raw(Hash).Instant(AtUtc).Text(Thumbprint).ToArray();
}
