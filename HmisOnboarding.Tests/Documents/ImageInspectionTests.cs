using System.Diagnostics;
using System.Text;
using HmisOnboarding.Domain.Documents;
using SkiaSharp;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

public sealed class ImageInspectionTests : IDisposable
{
    private static readonly DocumentLimits Limits = new();

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Png_WhenItsHeaderClaimsAGiant_IsRefusedWithoutDecoding()
    {
        var before = Process.GetCurrentProcess().PeakWorkingSet64;
        var refusal = Refused(DocumentRefusal.PictureTooLarge, SamplePicture.HeaderOnly(30_000, 30_000), DocumentFormat.Png);

        Assert.Equal("This picture is 30000 by 30000 pixels. The limit is 40 million pixels: save a smaller copy or take a screenshot, then upload it.", refusal.Message);
        Assert.InRange(Process.GetCurrentProcess().PeakWorkingSet64 - before, 0, 900L * 1024 * 1024);
    }

    [Fact]
    public void Png_WhenItsWidthTimesHeightOverflows_IsRefused() =>
        Assert.Throws<DocumentRefusedException>(() => Redraw(SamplePicture.HeaderOnly(0x7FFFFFFF, 0x7FFFFFFF), DocumentFormat.Png).Dispose());

    [Fact]
    public void Png_WhenOnePixelRowTooMany_IsRefused() =>
        Refused(DocumentRefusal.PictureTooLarge, SamplePicture.Draw(SKEncodedImageFormat.Png, 10, 11), DocumentFormat.Png, new DocumentLimits(MaxPixels: 100));

    [Fact]
    public void Png_WhenAtThePixelLimit_IsAccepted()
    {
        using var redrawn = Redraw(SamplePicture.Draw(SKEncodedImageFormat.Png, 10, 10), DocumentFormat.Png, new DocumentLimits(MaxPixels: 100));
        Assert.True(redrawn.Length > 0);
    }

    [Fact]
    public void Png_WhenAScriptHangsOnItsEnd_LosesIt()
    {
        var picture = SamplePicture.Draw(SKEncodedImageFormat.Png);
        var redrawn = Bytes([.. picture, .. "<script>alert(1)</script>"u8], DocumentFormat.Png);

        Assert.DoesNotContain("<script>", Encoding.Latin1.GetString(redrawn), StringComparison.Ordinal);
        using var same = SKBitmap.Decode(redrawn);
        Assert.Equal((64, 32), (same.Width, same.Height));
        Assert.Equal(SKColors.Red, same.GetPixel(2, 2));
        Assert.Equal(SKColors.Blue, same.GetPixel(60, 30));
    }

    [Fact]
    public void Png_WhenTransparent_StaysTransparent()
    {
        using var bitmap = new SKBitmap(4, 4, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(new SKColor(10, 20, 30, 40));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);

        using var same = SKBitmap.Decode(Bytes(data.ToArray(), DocumentFormat.Png));
        Assert.Equal(40, same.GetPixel(1, 1).Alpha);
    }

    [Fact]
    public void Jpeg_WhenItHoldsCameraData_LosesIt()
    {
        var photo = SamplePicture.WithExif(SamplePicture.Draw(SKEncodedImageFormat.Jpeg), 1, "40.7128N-74.0060W");
        Assert.Contains("40.7128N", Encoding.Latin1.GetString(photo), StringComparison.Ordinal);

        var redrawn = Encoding.Latin1.GetString(Bytes(photo, DocumentFormat.Jpeg));
        Assert.DoesNotContain("40.7128N", redrawn, StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", redrawn, StringComparison.Ordinal);
    }

    // where the red left half of the drawing ends up, by the EXIF table of orientations
    [Theory]
    [InlineData(1, false, "left")]
    [InlineData(2, false, "right")]
    [InlineData(3, false, "right")]
    [InlineData(4, false, "left")]
    [InlineData(5, true, "top")]
    [InlineData(6, true, "top")]
    [InlineData(7, true, "bottom")]
    [InlineData(8, true, "bottom")]
    public void Jpeg_WhenTheCameraWasTurned_StandsUpright(ushort orientation, bool turned, string red)
    {
        var photo = SamplePicture.WithExif(SamplePicture.Draw(SKEncodedImageFormat.Jpeg), orientation, "x");

        using var upright = SKBitmap.Decode(Bytes(photo, DocumentFormat.Jpeg));
        Assert.Equal(turned ? (32, 64) : (64, 32), (upright.Width, upright.Height));
        var (x, y) = red switch
        {
            "left" => (4, 16),
            "right" => (60, 16),
            "top" => (16, 4),
            _ => (16, 60),
        };
        Assert.InRange(upright.GetPixel(x, y).Red, 200, 255);
        Assert.InRange(upright.GetPixel(x, y).Blue, 0, 60);
    }

    // the same for a drawing whose top half is red: left and right halves alone cannot tell a turn from a mirror
    [Theory]
    [InlineData(1, 16, 4)]
    [InlineData(2, 16, 4)]
    [InlineData(3, 16, 28)]
    [InlineData(4, 16, 28)]
    [InlineData(5, 4, 16)]
    [InlineData(6, 28, 16)]
    [InlineData(7, 28, 16)]
    [InlineData(8, 4, 16)]
    public void Jpeg_WhenTheCameraWasTurned_KeepsItsTop(ushort orientation, int redX, int redY)
    {
        using var bitmap = new SKBitmap(32, 32, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(SKColors.Red);
        using (var canvas = new SKCanvas(bitmap))
        using (var blue = new SKPaint { Color = SKColors.Blue })
            canvas.DrawRect(0, 16, 32, 16, blue);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);

        using var upright = SKBitmap.Decode(Bytes(SamplePicture.WithExif(data.ToArray(), orientation, "x"), DocumentFormat.Jpeg));
        Assert.InRange(upright.GetPixel(redX, redY).Red, 200, 255);
        Assert.InRange(upright.GetPixel(31 - redX, 31 - redY).Red, 0, 60);
    }

    [Fact]
    public void Jpeg_WhenCutShort_IsRefused()
    {
        var photo = SamplePicture.Draw(SKEncodedImageFormat.Jpeg, 400, 400);
        Refused(DocumentRefusal.DamagedPicture, photo[..(photo.Length / 2)], DocumentFormat.Jpeg);
    }

    [Fact]
    public void Jpeg_WhenItsMarkersAreBroken_IsRefused() =>
        Refused(DocumentRefusal.DamagedPicture, [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0x00, 0x01, 0xFF, 0xDA, 0x00, 0x02, 0xFF, 0xD9], DocumentFormat.Jpeg);

    [Fact]
    public void Jpeg_WhenMadeOfEndlessScans_IsRefused()
    {
        var photo = SamplePicture.Draw(SKEncodedImageFormat.Jpeg);
        byte[] scans = [.. Enumerable.Repeat((byte[])[0xFF, 0xDA, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3F, 0x00], 50).SelectMany(scan => scan)];
        Refused(DocumentRefusal.DamagedPicture, [.. photo.AsSpan(0, photo.Length - 2), .. scans, 0xFF, 0xD9], DocumentFormat.Jpeg);
    }

    [Fact]
    public void Png_WhenItsPixelsAreMissing_IsRefused() => Refused(DocumentRefusal.DamagedPicture, SamplePicture.HeaderOnly(500, 500), DocumentFormat.Png);

    [Fact]
    public void Picture_WhenTheOtherKindIsExpected_IsRefused() =>
        Refused(DocumentRefusal.DamagedPicture, SamplePicture.Draw(SKEncodedImageFormat.Png), DocumentFormat.Jpeg);

    private Stream Redraw(byte[] picture, DocumentFormat format, DocumentLimits? limits = null)
    {
        File.WriteAllBytes(_path, picture);
        return ImageInspection.Redraw(_path, format, limits ?? Limits);
    }

    private byte[] Bytes(byte[] picture, DocumentFormat format)
    {
        using var redrawn = Redraw(picture, format);
        using var copy = new MemoryStream();
        redrawn.CopyTo(copy);
        return copy.ToArray();
    }

    private DocumentRefusedException Refused(DocumentRefusal reason, byte[] picture, DocumentFormat format, DocumentLimits? limits = null)
    {
        var refusal = Assert.Throws<DocumentRefusedException>(() => Redraw(picture, format, limits).Dispose());
        Assert.Equal(reason, refusal.Reason);
        PlainSentences.AssertPlain(refusal.Message);
        return refusal;
    }
}
