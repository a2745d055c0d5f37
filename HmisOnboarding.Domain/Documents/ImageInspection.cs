using System.Runtime.InteropServices;
using SkiaSharp;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Draws an uploaded picture anew: only pixels survive, so camera data, places, comments and anything hung on the end are gone.
/// </summary>
public static class ImageInspection
{
    private const int JpegQuality = 88;

    // 300 dots to the inch on the long side of a sheet
    private const int MostPaperPixels = 3_300;
    private const int PaperQuality = 92;

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
        if (format == DocumentFormat.Jpeg && HasTooManyScans(path))
            throw DocumentRules.DamagedPicture();

        using var picture = Decode(codec);
        using var upright = Upright(picture, codec.EncodedOrigin);
        using var pixels = (upright ?? picture).PeekPixels();
        var data = format == DocumentFormat.Jpeg
            ? pixels.Encode(new SKJpegEncoderOptions(JpegQuality))
            : pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6));
        return (data ?? throw DocumentRules.DamagedPicture()).AsStream(streamDisposesData: true);
    }

    /// <summary>
    /// A stored picture as a JPEG for a page of a PDF. One that is a plain JPEG already is taken as it is; any other is laid on white and made as small as paper shows.
    /// </summary>
    /// <exception cref="DocumentRefusedException">More pixels than allowed, or it cannot be decoded to its end.</exception>
    internal static PaperPicture ForPaper(ReadOnlyMemory<byte> picture, DocumentFormat format, DocumentLimits limits)
    {
        using var data = SKData.CreateCopy(picture.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat != ExpectedFormat(format) || codec.Info.Width <= 0 || codec.Info.Height <= 0)
            throw DocumentRules.DamagedPicture();
        if ((long)codec.Info.Width * codec.Info.Height > limits.MaxPixels)
            throw DocumentRules.PictureTooLarge(codec.Info.Width, codec.Info.Height, limits);
        var afterMark = false;
        var scans = format == DocumentFormat.Jpeg ? CountScans(picture.Span, ref afterMark) : 0;
        if (scans > MaxJpegScans)
            throw DocumentRules.DamagedPicture();
        if (scans == 1 && codec.EncodedOrigin is SKEncodedOrigin.TopLeft && JpegColours(picture.Span) is { } colours and (1 or 3))
        {
            // an eighth of its size tells as well whether it goes on to its end, for a sixty-fourth of the memory
            var small = codec.GetScaledDimensions(0.125f);
            using var trial = new SKBitmap(new SKImageInfo(small.Width, small.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            if (codec.GetPixels(trial.Info, trial.GetPixels()) != SKCodecResult.Success)
                throw DocumentRules.DamagedPicture();
            return new(picture, codec.Info.Width, codec.Info.Height, colours == 1);
        }

        using var decoded = Decode(codec);
        using var upright = Upright(decoded, codec.EncodedOrigin);
        var whole = upright ?? decoded;
        var scale = Math.Min(1, (float)MostPaperPixels / Math.Max(whole.Width, whole.Height));
        var info = new SKImageInfo(Math.Max(1, (int)(whole.Width * scale)), Math.Max(1, (int)(whole.Height * scale)), SKColorType.Rgba8888, SKAlphaType.Opaque, whole.ColorSpace);
        using var surface = SKSurface.Create(info) ?? throw new InsufficientMemoryException("No memory for the picture.");
        surface.Canvas.Clear(SKColors.White);
        using (var image = SKImage.FromPixels(whole.PeekPixels()))
            surface.Canvas.DrawImage(image, SKRect.Create(info.Width, info.Height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var pixels = surface.PeekPixels();
        using var jpeg = pixels.Encode(new SKJpegEncoderOptions(PaperQuality)) ?? throw DocumentRules.DamagedPicture();
        return new(jpeg.ToArray(), info.Width, info.Height, false);
    }

    // from the head of its frame; null where it comes in several passes, or the precision is another than eight bits or the frame is of a rare kind
    private static int? JpegColours(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; at + 9 < jpeg.Length && jpeg[at] == 0xFF;)
        {
            var mark = jpeg[at + 1];
            if (mark is 0xC0 or 0xC1)
                return jpeg[at + 4] == 8 ? jpeg[at + 9] : null;
            if (mark is 0xFF)
                at++;
            else if (mark is 0xDA or 0xD9 or (> 0xC1 and < 0xD0 and not 0xC4 and not 0xC8 and not 0xCC))
                return null;
            else
                at += 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]);
        }

        return null;
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

    private static bool HasTooManyScans(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> buffer = stackalloc byte[8192];
        var scans = 0;
        var afterMark = false;
        for (int read; (read = file.Read(buffer)) > 0;)
            scans += CountScans(buffer[..read], ref afterMark);
        return scans > MaxJpegScans;
    }

    // inside packed picture data FF is always followed by 00 or a restart mark, so FF DA is a scan
    private static int CountScans(ReadOnlySpan<byte> bytes, ref bool afterMark)
    {
        var scans = 0;
        foreach (var value in bytes)
        {
            if (afterMark && value == 0xDA)
                scans++;
            afterMark = value == 0xFF;
        }

        return scans;
    }
}

/// <summary>A picture as a page of a PDF takes it.</summary>
/// <param name="Jpeg">Its bytes.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="IsGrey">One colour instead of three.</param>
internal sealed record PaperPicture(ReadOnlyMemory<byte> Jpeg, int Width, int Height, bool IsGrey);
