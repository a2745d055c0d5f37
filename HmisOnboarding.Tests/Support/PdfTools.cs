using System.Diagnostics;
using System.Globalization;
using System.Text;
using UglyToad.PdfPig;
using Xunit;

namespace HmisOnboarding.Tests.Support;

/// <summary>
/// A PDF in a file, judged by tools that did not draw it: poppler and qpdf. The file is gone after the test.
/// </summary>
internal sealed class PdfTools : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hmis-{Guid.NewGuid():N}.pdf");

    public PdfTools(byte[] pdf)
    {
        Bytes = pdf;
        File.WriteAllBytes(_path, pdf);
    }

    public byte[] Bytes { get; }

    public void Dispose() => File.Delete(_path);

    /// <summary>The text in the order of the content, of one page or of all.</summary>
    public Task<string> TextAsync(int? page = null) =>
        RunAsync("pdftotext", [.. PageArguments(page), "-raw", "-enc", "UTF-8", _path, "-"]);

    /// <summary>The text as a person reads it: words of every script in their own direction.</summary>
    public Task<string> ReadingTextAsync() => RunAsync("pdftotext", ["-enc", "UTF-8", _path, "-"]);

    /// <summary>The text between running head and foot, all pages, without any white space.</summary>
    public async Task<string> BodyTextAsync()
    {
        using var document = PdfDocument.Open(Bytes);
        var height = (int)document.GetPage(1).Height - 112;
        var text = await RunAsync(
            "pdftotext",
            ["-raw", "-enc", "UTF-8", "-x", "0", "-y", "56", "-W", "1000", "-H", height.ToString(CultureInfo.InvariantCulture), _path, "-"]);
        return Squeeze(text);
    }

    public Task<string> InfoAsync() => RunAsync("pdfinfo", ["-isodates", _path]);

    public Task<string> FontsAsync() => RunAsync("pdffonts", [_path]);

    /// <summary>What poppler says of every signature in the file; to be read, because it leaves with 0 even where a digest does not fit.</summary>
    public Task<string> SealsAsync() => RunAsync("pdfsig", [_path]);

    /// <summary>Fails the test when the structure of the file has a fault.</summary>
    public Task<string> CheckAsync() => RunAsync("qpdf", ["--check", _path]);

    /// <summary>The same document as qpdf writes it under these arguments.</summary>
    public async Task<byte[]> RewrittenAsync(params string[] arguments)
    {
        var written = _path + ".new";
        try
        {
            await RunAsync("qpdf", [.. arguments, _path, written]);
            return await File.ReadAllBytesAsync(written, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(written);
        }
    }

    /// <summary>What poppler says of every signature. It answers with success even when a digest does not match: read the words.</summary>
    public Task<string> SignaturesAsync() => RunAsync("pdfsig", ["-nocert", _path]);

    public static string Squeeze(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    /// <summary>Without the marks that the extraction itself puts around right-to-left words.</summary>
    public static string WithoutDirectionMarks(string text) =>
        string.Concat(text.Where(c => c is not (>= '\u202A' and <= '\u202E')));

    private static string[] PageArguments(int? page) => page is { } number
        ? ["-f", number.ToString(CultureInfo.InvariantCulture), "-l", number.ToString(CultureInfo.InvariantCulture)]
        : [];

    private static async Task<string> RunAsync(string tool, string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["TZ"] = "UTC" },
        };
        using var process = StartOrExplain(start);
        var cancelled = TestContext.Current.CancellationToken;
        var errors = process.StandardError.ReadToEndAsync(cancelled);
        var output = await process.StandardOutput.ReadToEndAsync(cancelled);
        await process.WaitForExitAsync(cancelled);
        Assert.True(process.ExitCode == 0, $"{tool} answered {process.ExitCode}: {output} {await errors}");
        return output;
    }

    private static Process StartOrExplain(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"These tests need {start.FileName}; it comes with the packages poppler-utils and qpdf.", missing);
        }
    }
}
