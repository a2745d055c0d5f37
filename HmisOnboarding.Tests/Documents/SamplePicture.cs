using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace HmisOnboarding.Tests.Documents;

/// <summary>Real pictures, and pictures that only claim to be.</summary>
internal static class SamplePicture
{
    /// <summary>Left half red, right half blue, so that turning it can be seen.</summary>
    public static byte[] Draw(SKEncodedImageFormat format, int width = 64, int height = 32)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        using (var blue = new SKPaint { Color = SKColors.Blue })
        {
            canvas.Clear(SKColors.Red);
            canvas.DrawRect(width / 2f, 0, width / 2f, height, blue);
        }
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>The JPEG with a camera's EXIF block: an orientation and a text that must not survive.</summary>
    public static byte[] WithExif(byte[] jpeg, ushort orientation, string secret)
    {
        var text = Encoding.ASCII.GetBytes(secret + "\0");
        var tiff = new List<byte>();
        tiff.AddRange("MM\0*"u8);
        tiff.AddRange(BigEndian(8));
        tiff.AddRange((byte[])[0, 2]);
        tiff.AddRange((byte[])[0x01, 0x0E, 0, 2, .. BigEndian((uint)text.Length), .. BigEndian(38)]);
        tiff.AddRange((byte[])[0x01, 0x12, 0, 3, .. BigEndian(1), (byte)(orientation >> 8), (byte)orientation, 0, 0]);
        tiff.AddRange(BigEndian(0));
        tiff.AddRange(text);
        byte[] payload = [.. "Exif\0\0"u8, .. tiff];
        var length = payload.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. payload, .. jpeg.AsSpan(2)];
    }

    /// <summary>A PNG whose header claims a size; the pixels are not there.</summary>
    public static byte[] HeaderOnly(uint width, uint height)
    {
        byte[] header = [.. "IHDR"u8, .. BigEndian(width), .. BigEndian(height), 8, 2, 0, 0, 0];
        byte[] data = [.. "IDAT"u8, .. SamplePdf.Deflate(new byte[4096])];
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
            .. BigEndian(13), .. header, .. BigEndian(Crc(header)),
            .. BigEndian((uint)data.Length - 4), .. data, .. BigEndian(Crc(data)),
            .. BigEndian(0), .. "IEND"u8, .. BigEndian(Crc("IEND"u8.ToArray())),
        ];
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }
        return ~crc;
    }
}
