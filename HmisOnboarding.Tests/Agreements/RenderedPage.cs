using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace HmisOnboarding.Tests.Agreements;

/// <summary>A page as poppler paints it, in shades of grey.</summary>
internal sealed class RenderedPage
{
    private readonly byte[] _grey;
    private readonly int _width;
    private readonly double _dotsPerPoint;

    private RenderedPage(byte[] picture, int dotsPerInch)
    {
        // P5, width, height, greatest value: parted by white space, then one byte a dot.
        var header = System.Text.Encoding.ASCII.GetString(picture, 0, 40).Split((char[]?)null, 5);
        Assert.Equal("P5", header[0]);
        _width = int.Parse(header[1], CultureInfo.InvariantCulture);
        var height = int.Parse(header[2], CultureInfo.InvariantCulture);
        _grey = picture[^(_width * height)..];
        _dotsPerPoint = dotsPerInch / 72.0;
    }

    /// <summary>Paints one page of a PDF, counted from 1.</summary>
    public static async Task<RenderedPage> OfAsync(byte[] pdf, int page, int dotsPerInch)
    {
        var path = Path.Combine(Path.GetTempPath(), $"hmis-{Guid.NewGuid():N}.pdf");
        await File.WriteAllBytesAsync(path, pdf, TestContext.Current.CancellationToken);
        try
        {
            var number = page.ToString(CultureInfo.InvariantCulture);
            var start = new ProcessStartInfo("pdftoppm", ["-gray", "-r", dotsPerInch.ToString(CultureInfo.InvariantCulture), "-f", number, "-l", number, path])
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            using var picture = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(picture, TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            return new RenderedPage(picture.ToArray(), dotsPerInch);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Whether the page is dark at a place in points from the top left corner.</summary>
    public bool IsDark(double x, double y) => _grey[(int)(y * _dotsPerPoint) * _width + (int)(x * _dotsPerPoint)] < 128;

    /// <summary>Whether both are painted alike, dot by dot.</summary>
    public bool LooksLike(RenderedPage other) => _width == other._width && _grey.AsSpan().SequenceEqual(other._grey);

    /// <summary>Whether anything is painted at all.</summary>
    public bool IsBlank => _grey.All(dot => dot == 255);
}
