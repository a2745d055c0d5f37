using System.Globalization;
using System.Text;
using QRCoder;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// A square code that a camera reads, after ISO/IEC 18004 with error correction level M: it is still read when 15 % of
/// it is lost. Equal texts give equal codes.
/// </summary>
public sealed class QrCode
{
    /// <summary>Light modules that must be left free on each side.</summary>
    public const int QuietZone = 4;

    /// <summary>Longest text, in characters: beyond it the modules are too small for print.</summary>
    public const int MaxLength = 200;

    private readonly bool[,] _dark;

    private QrCode(bool[,] dark) => _dark = dark;

    /// <summary>Modules on each side, without the quiet zone.</summary>
    public int Size => _dark.GetLength(0);

    /// <summary>The code for a text.</summary>
    /// <exception cref="ArgumentException">The text is empty or longer than <see cref="MaxLength"/>.</exception>
    public static QrCode Of(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (text.Length > MaxLength)
            throw new ArgumentException($"A code to print holds at most {MaxLength} characters.", nameof(text));
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        // The library's matrix has the quiet zone around it.
        var size = data.ModuleMatrix.Count - 2 * QuietZone;
        var dark = new bool[size, size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
                dark[y, x] = data.ModuleMatrix[y + QuietZone][x + QuietZone];
        }

        return new QrCode(dark);
    }

    /// <summary>Whether a module is dark; (0, 0) is the top left one.</summary>
    public bool IsDark(int x, int y) => _dark[y, x];

    /// <summary>
    /// The dark modules as the data of an SVG path, one unit a module, without the quiet zone. A picture of it needs the
    /// view box "-4 -4 n n" with n = <see cref="Size"/> + 8, on white.
    /// </summary>
    public string ToSvgPath()
    {
        var path = new StringBuilder();
        foreach (var (x, y, length) in DarkRuns())
            path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{length}v1h-{length}z");
        return path.ToString();
    }

    /// <summary>Dark modules side by side, row by row.</summary>
    internal IEnumerable<(int X, int Y, int Length)> DarkRuns()
    {
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var start = x;
                while (x < Size && IsDark(x, y))
                    x++;
                if (x > start)
                    yield return (start, y, x - start);
            }
        }
    }
}
