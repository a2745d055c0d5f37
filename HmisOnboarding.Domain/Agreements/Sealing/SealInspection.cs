using System.Buffers;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// Reads the seals of any file strictly: in exactly the form in which <see cref="PdfSeal"/> writes them, and nothing that is merely like it.
/// Never throws, whatever the bytes; looks at each byte a bounded number of times.
/// </summary>
public static class SealInspection
{
    // our files carry three; more places that claim to be seals are a trick or another product
    private const int MostSeals = 8;
    private const int MostMarks = 20;
    private const int TailLength = 4096;
    private const int MarkLength = 32;

    private static readonly SearchValues<byte> UpperHex = SearchValues.Create("0123456789ABCDEF"u8);
    private static readonly SearchValues<byte> LowerHex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>What the file says about itself.</summary>
    public static SealReport Inspect(ReadOnlyMemory<byte> file, IReadOnlyList<X509Certificate2> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var marks = Marks(file.Span);
        var places = Places(file.Span);
        if (places.Count > MostSeals)
            return new([], false, marks);
        var seals = places.Select(p => Read(file, p, known)).ToList();
        var whole = places.Count > 0 && seals[^1].IsIntact && places[^1].End == file.Length;
        for (var i = 1; i < places.Count; i++)
            whole &= places[i - 1].End <= places[i].Hole;
        return new(seals, whole, marks);
    }

    /// <summary>Where a seal stands: its hole from "&lt;" to behind "&gt;", and the end of what it covers.</summary>
    private readonly record struct Place(int Hole, int AfterHole, int End);

    private static List<Place> Places(ReadOnlySpan<byte> file)
    {
        var places = new List<Place>();
        for (var at = 0; places.Count <= MostSeals;)
        {
            var found = file[at..].IndexOf("/ByteRange ["u8);
            if (found < 0)
                break;
            at += found + "/ByteRange ["u8.Length;
            if (PlaceAt(file, at) is { } place)
                places.Add(place);
        }

        places.Sort((a, b) => a.End.CompareTo(b.End));
        return places;
    }

    private static Place? PlaceAt(ReadOnlySpan<byte> file, int at)
    {
        Span<long> range = stackalloc long[4];
        for (var i = 0; i < range.Length; i++)
        {
            at = PdfSyntax.SkipSpace(file, at);
            if (!PdfSyntax.TryNumber(file, ref at, out range[i]))
                return null;
        }

        at = PdfSyntax.SkipSpace(file, at);
        if (!file[at..].StartsWith("]\n/Contents <"u8))
            return null;
        var hole = at + "]\n/Contents "u8.Length;
        var (after, end) = (range[2], range[2] + range[3]);
        return range[0] == 0 && range[1] == hole && after > hole + 1 && end <= file.Length && end >= after && file[(int)after - 1] == '>'
            ? new Place(hole, (int)after, (int)end)
            : null;
    }

    private static SealFound Read(ReadOnlyMemory<byte> file, Place place, IReadOnlyList<X509Certificate2> known)
    {
        var span = file.Span;
        var tail = span[place.AfterHole..Math.Min(place.End, place.AfterHole + TailLength)];
        var name = ValueAfter(tail, "/HMIS_Field "u8) is { } field ? PdfSyntax.ReadTextString(field) : null;
        var signedUtc = ValueAfter(tail, "/M "u8) is { } date ? PdfSyntax.ReadDate(date) : null;
        var found = new SealFound(name ?? "", false, false, null, signedUtc, null, place.End);
        if (Bytes(span[(place.Hole + 1)..(place.AfterHole - 1)]) is not { } der)
            return found;
        try
        {
            var cms = new SignedCms(new ContentInfo((byte[])[.. span[..place.Hole], .. span[place.AfterHole..place.End]]), detached: true);
            cms.Decode(der);
            if (cms.SignerInfos.Count != 1 || cms.Certificates.Count != 1 || cms.SignerInfos[0].Certificate is not { } certificate)
                return found;
            var thumbprint = SealKey.ThumbprintOf(certificate);
            found = found with { Thumbprint = thumbprint, IsOurs = known.Any(c => SealKey.ThumbprintOf(c) == thumbprint) };
            cms.CheckSignature(verifySignatureOnly: true);
            var signer = cms.SignerInfos[0];
            var inTime = signedUtc is { } at && at >= certificate.NotBefore.ToUniversalTime().AddSeconds(-1) && at <= certificate.NotAfter.ToUniversalTime();
            var stampFits = Stamp(signer, out var stampedUtc);
            return found with { IsIntact = inTime && stampFits && name is not null && SealCms.Names(signer, certificate), TimeStampedUtc = stampedUtc };
        }
        catch (CryptographicException)
        {
            return found;
        }
    }

    /// <summary>The signature in the hole: hex digits as we write them, one value, then nothing but zeros. Null for anything else.</summary>
    private static byte[]? Bytes(ReadOnlySpan<byte> hex)
    {
        if (hex.Length % 2 != 0 || hex.ContainsAnyExcept(UpperHex))
            return null;
        var bytes = Convert.FromHexString(Encoding.ASCII.GetString(hex));
        return AsnDecoder.TryReadEncodedValue(bytes, AsnEncodingRules.BER, out _, out _, out _, out var used) && !bytes.AsSpan(used).ContainsAnyExcept((byte)0) ? bytes[..used] : null;
    }

    private static bool Stamp(SignerInfo signer, out DateTime? stampedUtc)
    {
        stampedUtc = null;
        if (signer.UnsignedAttributes.Count == 0)
            return true;
        if (signer.UnsignedAttributes is not [{ Values: [var value] } attribute] || attribute.Oid.Value != SealCms.TimeStampToken
            || !Rfc3161TimestampToken.TryDecode(value.RawData, out var token, out var used) || used != value.RawData.Length || !token.VerifySignatureForSignerInfo(signer, out _))
        {
            return false;
        }

        stampedUtc = token.TokenInfo.Timestamp.UtcDateTime;
        return true;
    }

    private static byte[]? ValueAfter(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> key)
    {
        var at = bytes.IndexOf(key);
        if (at < 0)
            return null;
        at += key.Length;
        var end = PdfSyntax.EndOfValue(bytes, at);
        return end < 0 ? null : bytes[at..end].ToArray();
    }

    private static List<string> Marks(ReadOnlySpan<byte> file)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; ;)
        {
            var found = file[at..].IndexOf("HMIS_Mark ("u8);
            if (found < 0)
                break;
            at += found + "HMIS_Mark ("u8.Length;
            if (at + MarkLength >= file.Length || file[at + MarkLength] != ')')
                continue;
            var mark = file.Slice(at, MarkLength);
            if (mark.ContainsAnyExcept(LowerHex))
                continue;
            var text = Encoding.ASCII.GetString(mark);
            if (counts.TryGetValue(text, out var seen))
                counts[text] = seen + 1;
            else if (counts.Count < MostMarks)
                counts.Add(text, 1);
        }

        return [.. counts.OrderByDescending(c => c.Value).Select(c => c.Key)];
    }
}
