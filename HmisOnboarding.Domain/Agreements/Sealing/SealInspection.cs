using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// Reads the seals of a file that anybody may have sent. Follows none of the file's own tables: only bytes that a seal
/// covers are believed. Any bytes get an answer, in time and memory bound by their length.
/// </summary>
public static class SealInspection
{
    // a person signs an agreement a few times; a file with more is not of our making, and each costs a pass over it
    private const int MaxSeals = 32;
    private const int MaxDictionary = 512 * 1024;
    private const int MaxMarks = 8;
    private const int MaxMarksCounted = 1024;
    private const int MarkLength = 32;
    private const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    private static readonly SearchValues<byte> UpperHex = SearchValues.Create("0123456789ABCDEF"u8);
    private static readonly SearchValues<byte> LowerHex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>
    /// Finds the seals and holds them against the bytes. <paramref name="known"/> are the certificates of
    /// <see cref="SealKey.Known"/>. Never throws. A seal of ours is intact only when not one byte of it, padding included,
    /// differs from what was written; the only doubt left is inside the certificates that an authority put into its time
    /// stamp, so hold the SHA-256 of the file against the record as well. Of seals that are not ours only the first is
    /// judged; the others count as not intact.
    /// </summary>
    public static SealReport Inspect(ReadOnlyMemory<byte> file, IReadOnlyList<X509Certificate2> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var marks = Marks(file.Span);
        var places = Places(file.Span, out var all);
        var seals = new List<SealFound>(places.Count);
        var nested = all;
        long end = 0;
        var mayCopy = true;
        foreach (var place in places.OrderBy(p => p.RevisionLength).ThenBy(p => p.HoleAt))
        {
            var inside = place.HoleAt >= end;
            nested &= inside;
            seals.Add(Judge(file, place, known, inside, ref mayCopy));
            end = place.RevisionLength;
        }

        return new SealReport(seals, nested && end == file.Length && seals is [.., { IsIntact: true }], marks);
    }

    private static List<Place> Places(ReadOnlySpan<byte> file, out bool all)
    {
        var places = new List<Place>();
        // damaged or hostile bytes may open many dictionaries and close none: reading them all must stay cheap
        var effort = 4L * file.Length + MaxDictionary;
        var from = 0;
        for (var at = file.IndexOf("/ByteRange"u8); at >= 0; at = Next(file, from))
        {
            var header = file[from..at].LastIndexOf(" obj"u8);
            var start = header < 0 ? -1 : PdfSyntax.SkipSpace(file, from + header + " obj"u8.Length);
            from = at + "/ByteRange"u8.Length;
            if (start < 0 || start >= at)
                continue;
            var window = file.Slice(start, Math.Min(MaxDictionary, file.Length - start));
            var entries = PdfSyntax.Entries(window, 0, out var end);
            effort -= entries is null ? window.Length : end;
            if (effort < 0 || places.Count == MaxSeals)
            {
                all = false;
                return places;
            }

            if (entries is null)
                continue;
            from = Math.Max(from, start + end);
            if (PlaceOf(file.Length, start, window[..end], entries) is { } place)
                places.Add(place);
        }

        all = true;
        return places;
    }

    private static int Next(ReadOnlySpan<byte> file, int from)
    {
        var at = file[from..].IndexOf("/ByteRange"u8);
        return at < 0 ? -1 : from + at;
    }

    private static Place? PlaceOf(int fileLength, int start, ReadOnlySpan<byte> dictionary, List<PdfSyntax.Entry> entries)
    {
        if (PdfSyntax.Only(dictionary, entries, "/ByteRange"u8) is not { } range
            || PdfSyntax.Only(dictionary, entries, "/Contents"u8) is not { } hole
            || ReadRange(range.Value(dictionary)) is not [var first, var before, var after, var rest])
        {
            return null;
        }

        var end = after + rest;
        var sound = first == 0 && before == start + hole.ValueAt && after == before + hole.ValueLength && end <= fileLength
            && end >= start + dictionary.Length;
        var field = PdfSyntax.Only(dictionary, entries, "/HMIS_Field"u8);
        var time = PdfSyntax.Only(dictionary, entries, "/M"u8);
        return new Place(
            sound, start + hole.ValueAt, hole.ValueLength, Math.Clamp(end, 0, long.MaxValue),
            field is { } name ? PdfSyntax.ReadTextString(name.Value(dictionary)) ?? "" : "",
            time is { } moment ? PdfSyntax.ReadDate(moment.Value(dictionary)) : null,
            PdfSyntax.Only(dictionary, entries, "/SubFilter"u8) is { } kind
                && kind.Value(dictionary).SequenceEqual("/ETSI.CAdES.detached"u8));
    }

    private static List<long>? ReadRange(ReadOnlySpan<byte> value)
    {
        if (value.Length is < 9 or > 128 || value[0] != '[' || value[^1] != ']')
            return null;
        var numbers = new List<long>(4);
        var inner = value[..^1];
        for (var at = PdfSyntax.SkipSpace(inner, 1); at < inner.Length; at = PdfSyntax.SkipSpace(inner, at))
        {
            if (numbers.Count == 4 || !PdfSyntax.TryNumber(inner, ref at, out var number))
                return null;
            numbers.Add(number);
        }

        return numbers;
    }

    private static SealFound Judge(ReadOnlyMemory<byte> file, Place place, IReadOnlyList<X509Certificate2> known, bool inside, ref bool mayCopy)
    {
        var altered = new SealFound(place.FieldName, false, false, null, place.SignedUtc, null, place.RevisionLength);
        if (ReadHole(file.Span.Slice(place.HoleAt, place.HoleLength)) is not { } container)
            return altered;
        try
        {
            var ours = OurParts(container, known, out var certificate);
            if (ours is null || certificate is null)
                return JudgeForeign(file, place, container, known, altered, inside, ref mayCopy);
            var found = altered with { IsOurs = true, Thumbprint = SealKeyFolder.Thumbprint(certificate) };
            return inside && place.IsSound ? JudgeOurs(file.Span, place, container, ours, certificate, found) : found;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // hostile bytes make the readers of signatures throw almost anything; all of it means one thing
            return altered;
        }
    }

    private static SealFound JudgeOurs(
        ReadOnlySpan<byte> file, Place place, byte[] container, SealSignature.Parts parts, X509Certificate2 certificate, SealFound found)
    {
        var attributes = SealSignature.Attributes(certificate, Digest(file, place));
        var written = SealSignature.Write(certificate, attributes, parts.Signature, parts.TimeStampToken);
        var stamped = parts.TimeStampToken is { } token ? TimeStamps.TimeOf(token, parts.Signature) : null;
        var intact = place.IsPades
            && written.AsSpan().SequenceEqual(container)
            && SealSignature.Verify(certificate, attributes, parts.Signature)
            && place.SignedUtc >= certificate.NotBefore.ToUniversalTime()
            && place.SignedUtc <= certificate.NotAfter.ToUniversalTime()
            && (parts.TimeStampToken is null || stamped is not null);
        return found with { IsIntact = intact, TimeStampedUtc = stamped };
    }

    private static SealSignature.Parts? OurParts(
        byte[] container, IReadOnlyList<X509Certificate2> known, out X509Certificate2? certificate)
    {
        certificate = null;
        try
        {
            var parts = SealSignature.Read(container);
            var hash = SHA256.HashData(parts.Certificate);
            certificate = known.FirstOrDefault(c => SHA256.HashData(c.RawDataMemory.Span).AsSpan().SequenceEqual(hash));
            return parts;
        }
        catch (System.Formats.Asn1.AsnContentException)
        {
            return null;
        }
    }

    // somebody else's signature: judged by the rules of its kind, so that the answer can say "signed, but not by us". That takes a copy of
    // the file, so only the first one of a file is judged: more of them make it no more ours
    private static SealFound JudgeForeign(
        ReadOnlyMemory<byte> file, Place place, byte[] container, IReadOnlyList<X509Certificate2> known, SealFound altered, bool inside, ref bool mayCopy)
    {
        var reading = new SignedCms();
        reading.Decode(container);
        if (reading.SignerInfos is not [{ Certificate: { } certificate }])
            return altered;
        var found = altered with { Thumbprint = SealKeyFolder.Thumbprint(certificate) };
        // our certificate in a container that we do not write: whatever it is, it is not as we made it
        if (known.Any(c => c.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
            return found with { IsOurs = true };
        if (!inside || !place.IsSound || !mayCopy)
            return found;

        mayCopy = false;
        var content = new byte[place.RevisionLength - place.HoleLength];
        file.Span[..place.HoleAt].CopyTo(content);
        file.Span[(place.HoleAt + place.HoleLength)..(int)place.RevisionLength].CopyTo(content.AsSpan(place.HoleAt));
        var signed = new SignedCms(new ContentInfo(content), detached: true);
        signed.Decode(container);
        signed.CheckSignature(verifySignatureOnly: true);
        return found with { IsIntact = !place.IsPades || NamesCertificate(signed.SignerInfos[0], certificate) };
    }

    private static bool NamesCertificate(SignerInfo signer, X509Certificate2 certificate)
    {
        foreach (var attribute in signer.SignedAttributes)
        {
            if (attribute.Oid.Value is not (SigningCertificate or SigningCertificateV2) || attribute.Values.Count != 1)
                continue;
            // the hash stands in the attribute as it is; which algorithm made it follows from its length
            var value = attribute.Values[0].RawData.AsSpan();
            return value.IndexOf(SHA256.HashData(certificate.RawDataMemory.Span)) >= 0
                || value.IndexOf(SHA384.HashData(certificate.RawDataMemory.Span)) >= 0
                || value.IndexOf(SHA512.HashData(certificate.RawDataMemory.Span)) >= 0;
        }

        return false;
    }

    private static byte[] Digest(ReadOnlySpan<byte> file, Place place)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(file[..place.HoleAt]);
        hash.AppendData(file[(place.HoleAt + place.HoleLength)..(int)place.RevisionLength]);
        return hash.GetHashAndReset();
    }

    /// <summary>The container in a hole: upper-case hex digits, the container in DER, and nothing but zeros after it.</summary>
    private static byte[]? ReadHole(ReadOnlySpan<byte> hole)
    {
        if (hole.Length < 8 || hole.Length % 2 != 0 || hole[0] != '<' || hole[^1] != '>')
            return null;
        var digits = hole[1..^1];
        if (digits.ContainsAnyExcept(UpperHex))
            return null;
        var bytes = Convert.FromHexString(Encoding.ASCII.GetString(digits));
        var header = 2;
        var length = (int)bytes[1];
        if (length >= 0x80)
        {
            var size = length & 0x7F;
            if (size is < 1 or > 3 || bytes.Length < 2 + size)
                return null;
            length = 0;
            for (; header < 2 + size; header++)
                length = length << 8 | bytes[header];
        }

        return bytes[0] == 0x30 && length <= bytes.Length - header && !bytes.AsSpan(header + length).ContainsAnyExcept((byte)0)
            ? bytes[..(header + length)]
            : null;
    }

    private static List<string> Marks(ReadOnlySpan<byte> file)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var rest = file;
        for (var at = rest.IndexOf("HMIS_Mark ("u8); at >= 0; at = rest.IndexOf("HMIS_Mark ("u8))
        {
            rest = rest[(at + "HMIS_Mark ("u8.Length)..];
            if (rest.Length <= MarkLength || rest[MarkLength] != ')' || rest[..MarkLength].ContainsAnyExcept(LowerHex))
                continue;
            var mark = Encoding.ASCII.GetString(rest[..MarkLength]);
            if (counts.Count < MaxMarksCounted || counts.ContainsKey(mark))
                counts[mark] = counts.GetValueOrDefault(mark) + 1;
        }

        return [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MaxMarks).Select(c => c.Key)];
    }

    /// <summary>Where a seal stands and what it says of itself. Sound: its range fits its own hole and the file.</summary>
    private sealed record Place(
        bool IsSound, int HoleAt, int HoleLength, long RevisionLength, string FieldName, DateTime? SignedUtc, bool IsPades);
}
