using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HmisOnboarding.Domain.Audit;

/// <summary>
/// Bytes that mean one thing only: every part carries its length, every value its type, so no two different contents can give the same bytes.
/// </summary>
internal sealed class CanonicalBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public CanonicalBytes(string label) => Text(label);

    public CanonicalBytes Text(string text) => Part((byte)'s', Encoding.UTF8.GetBytes(text));

    public CanonicalBytes Number(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Part((byte)'i', bytes);
    }

    public CanonicalBytes Instant(DateTime utc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, utc.Ticks);
        return Part((byte)'t', bytes);
    }

    public CanonicalBytes Id(Guid? id)
    {
        if (id is not { } known)
            return Part((byte)'n', []);
        Span<byte> bytes = stackalloc byte[16];
        known.TryWriteBytes(bytes, bigEndian: true, out _);
        return Part((byte)'g', bytes);
    }

    public CanonicalBytes Raw(ReadOnlySpan<byte> bytes) => Part((byte)'x', bytes);

    /// <exception cref="NotSupportedException">No canonical form is agreed for this type.</exception>
    public CanonicalBytes Value(object value) => value switch
    {
        string text => Text(text),
        Guid id => Id(id),
        DateTime instant => Instant(instant),
        DateOnly date => Part((byte)'d', DayBytes(date)),
        bool yes => Number(yes ? 1 : 0),
        byte[] bytes => Raw(bytes),
        sbyte or byte or short or ushort or int or uint or long => Number(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
        double real => Number(BitConverter.DoubleToInt64Bits(real)),
        _ => throw new NotSupportedException($"A {value.GetType().Name} has no canonical bytes yet."),
    };

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public byte[] Hash() => SHA256.HashData(_bytes.WrittenSpan);

    private static byte[] DayBytes(DateOnly date)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, date.DayNumber);
        return bytes;
    }

    private CanonicalBytes Part(byte type, ReadOnlySpan<byte> bytes)
    {
        var part = _bytes.GetSpan(5 + bytes.Length);
        part[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(part[1..], bytes.Length);
        bytes.CopyTo(part[5..]);
        _bytes.Advance(5 + bytes.Length);
        return this;
    }
}
