using System.Buffers.Binary;
using System.Text;

namespace HmisOnboarding.Tests.Documents;

/// <summary>Pictures of kinds that the drawing library reads but does not write: made bit by bit, in flat colours.</summary>
internal static class DrawnFile
{
    /// <summary>A JPEG of 16 by 8: one flat colour a half, given as samples of its 1, 3 or 4 components.</summary>
    public static byte[] Jpeg(byte[] left, byte[] right, bool progressive = false)
    {
        var parts = left.Length;
        var file = new List<byte> { 0xFF, 0xD8 };
        if (parts == 4)
            Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);
        // every step is 8, so that the first coefficient is the sample itself
        Segment(0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]);
        Segment(progressive ? (byte)0xC2 : (byte)0xC0, [8, 0, 8, 0, 16, (byte)parts, .. Enumerable.Range(1, parts).SelectMany(id => new byte[] { (byte)id, 0x11, 0 })]);
        Segment(0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(size => (byte)size)]);
        Segment(0xC4, [0x10, 1, .. new byte[15], 0]);
        Segment(0xDA, [(byte)parts, .. Enumerable.Range(1, parts).SelectMany(id => new byte[] { (byte)id, 0 }), 0, progressive ? (byte)0 : (byte)63, 0]);

        var bits = new StringBuilder();
        var before = new int[parts];
        foreach (var half in new[] { left, right })
        {
            for (var i = 0; i < parts; i++)
            {
                var (value, step) = (half[i] - 128, half[i] - 128 - before[i]);
                before[i] = value;
                var size = step == 0 ? 0 : (int)Math.Log2(Math.Abs(step)) + 1;
                bits.Append(Convert.ToString(size, 2).PadLeft(4, '0'));
                if (size > 0)
                    bits.Append(Convert.ToString(step > 0 ? step : step + (1 << size) - 1, 2).PadLeft(size, '0'));
                if (!progressive)
                    bits.Append('0');
            }
        }

        while (bits.Length % 8 != 0)
            bits.Append('1');
        for (var at = 0; at < bits.Length; at += 8)
        {
            var value = Convert.ToByte(bits.ToString(at, 8), 2);
            file.Add(value);
            if (value == 0xFF)
                file.Add(0);
        }

        return [.. file, 0xFF, 0xD9];

        void Segment(byte kind, byte[] content) => file.AddRange([0xFF, kind, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);
    }

    /// <summary>The same JPEG with another size in its header.</summary>
    public static byte[] Claiming(byte[] jpeg, ushort width, ushort height)
    {
        byte[] claim = [.. jpeg];
        var at = claim.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0, 0, 17, 8]);
        BinaryPrimitives.WriteUInt16BigEndian(claim.AsSpan(at + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(claim.AsSpan(at + 7), width);
        return claim;
    }

    /// <summary>The JPEG with a segment of its own behind the start mark.</summary>
    public static byte[] WithSegment(byte[] jpeg, byte kind, byte[] content) =>
        [0xFF, 0xD8, 0xFF, kind, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content, .. jpeg.AsSpan(2)];

    /// <summary>A PNG of any kind of colour and depth, all samples full but the first row; extra chunks stand before its data.</summary>
    public static byte[] Png(int width, int height, byte depth, byte colour, bool interlaced = false, params (string Name, byte[] Content)[] more)
    {
        var samples = colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var rows = new List<byte>();
        foreach (var (w, h) in interlaced ? Passes(width, height) : [(width, height)])
        {
            for (var y = 0; y < h && w > 0; y++)
            {
                rows.Add(0);
                rows.AddRange(Enumerable.Repeat((byte)(y == 0 ? 0 : colour == 3 ? 0x11 : 0xFF), (w * samples * depth + 7) / 8));
            }
        }

        return File([("IHDR", [.. Big((uint)width), .. Big((uint)height), depth, colour, 0, 0, (byte)(interlaced ? 1 : 0)]), .. more, ("IDAT", SamplePdf.Deflate([.. rows])), ("IEND", [])]);
    }

    /// <summary>A PNG of these chunks.</summary>
    public static byte[] File((string Name, byte[] Content)[] chunks) =>
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. chunks.SelectMany(c => Chunk(c.Name, c.Content))];

    private static byte[] Chunk(string name, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. content];
        return [.. Big((uint)content.Length), .. body, .. Big(SamplePicture.Crc(body))];
    }

    private static IEnumerable<(int Width, int Height)> Passes(int width, int height) =>
        new[] { (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2) }
            .Select(p => ((width - p.Item1 + p.Item3 - 1) / p.Item3, (height - p.Item2 + p.Item4 - 1) / p.Item4));

    private static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
