using System.Runtime.InteropServices;
using SkiaSharp;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Draws an uploaded picture anew: only pixels survive, so camera data, places, comments and anything hung on the end are gone.
/// </summary>
public static class ImageInspection
{
    private const int JpegQuality = 88;

    // a photo has one scan and a progressive one about ten; thousands of them are a known way to keep a decoder busy for hours
    private const int MaxJpegScans = 40;

    /// <summary>
    /// Decodes the picture at <paramref name="path"/>, turned upright as its camera said, and returns it encoded again in the same format.
    /// The caller disposes the stream; it holds native memory.
    /// </summary>
    /// <exception cref="DocumentRefusedException">More pixels than allowed (told from the header, before decoding), or damaged.</exception>
    public static Stream Redraw(string path, DocumentFormat format, DocumentLimits limits)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(limits);

        using var codec = SKCodec.Create(path);
        if (codec is null || codec.EncodedFormat != ExpectedFormat(format) || codec.Info.Width <= 0 || codec.Info.Height <= 0)
            throw DocumentRules.DamagedPicture();
        if ((long)codec.Info.Width * codec.Info.Height > limits.MaxPixels)
            throw DocumentRules.PictureTooLarge(codec.Info.Width, codec.Info.Height, limits);
        if (format == DocumentFormat.Jpeg && CountScans(path) > MaxJpegScans)
            throw DocumentRules.DamagedPicture();

        using var picture = Decode(codec);
        using var upright = Upright(picture, codec.EncodedOrigin);
        using var pixels = (upright ?? picture).PeekPixels();
        var data = format == DocumentFormat.Jpeg
            ? pixels.Encode(new SKJpegEncoderOptions(JpegQuality))
            : pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6));
        return (data ?? throw DocumentRules.DamagedPicture()).AsStream(streamDisposesData: true);
    }

    private static SKEncodedImageFormat ExpectedFormat(DocumentFormat format) => format switch
    {
        DocumentFormat.Jpeg => SKEncodedImageFormat.Jpeg,
        DocumentFormat.Png => SKEncodedImageFormat.Png,
        _ => throw new ArgumentOutOfRangeException(nameof(format), "Only pictures can be drawn anew."),
    };

    private static SKBitmap Decode(SKCodec codec)
    {
        var opaque = codec.Info.AlphaType == SKAlphaType.Opaque || codec.EncodedFormat == SKEncodedImageFormat.Jpeg;
        using var colours = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul, colours);
        var picture = new SKBitmap();
        try
        {
            if (!picture.TryAllocPixels(info, info.RowBytes))
                throw new InsufficientMemoryException("No memory for the picture.");
            // an incomplete picture decodes to grey below the cut: half a certificate is no certificate
            if (codec.GetPixels(info, picture.GetPixels()) != SKCodecResult.Success)
                throw DocumentRules.DamagedPicture();
            return picture;
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }

    private static SKBitmap? Upright(SKBitmap picture, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft)
            return null;

        int width = picture.Width, height = picture.Height;
        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var info = turned ? picture.Info.WithSize(height, width) : picture.Info;
        var upright = new SKBitmap(info, info.RowBytes);
        var from = MemoryMarshal.Cast<byte, uint>(picture.GetPixelSpan());
        var to = MemoryMarshal.Cast<byte, uint>(upright.GetPixelSpan());
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (height - 1 - y, x),
                    SKEncodedOrigin.RightBottom => (height - 1 - y, width - 1 - x),
                    SKEncodedOrigin.LeftBottom => (y, width - 1 - x),
                    _ => (x, y),
                };
                to[row * info.Width + column] = from[y * width + x];
            }
        }
        return upright;
    }

    // inside packed picture data FF is always followed by 00 or a restart mark, so FF DA is a scan
    private static int CountScans(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> buffer = stackalloc byte[8192];
        var scans = 0;
        var afterMark = false;
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            foreach (var value in buffer[..read])
            {
                if (afterMark && value == 0xDA)
                    scans++;
                afterMark = value == 0xFF;
            }
        }
        return scans;
    }
}
