using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace HmisOnboarding.Tests.Support;

/// <summary>Where the ink of a page lies: lines of text and filled bars, in points from the lower left corner.</summary>
internal sealed record PageInk(int Number, double Width, double Height, IReadOnlyList<InkBox> Lines, IReadOnlyList<InkBox> Bars)
{
    public static IReadOnlyList<PageInk> Of(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return [.. document.GetPages().Select(Of)];
    }

    /// <summary>Pairs of lines, or of a line and a bar, that lie on each other.</summary>
    public IEnumerable<string> Collisions(Func<InkBox, InkBox, bool> allowed)
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            foreach (var other in Lines.Skip(i + 1).Concat(Bars))
            {
                if (Lines[i].Touches(other) && !allowed(Lines[i], other))
                    yield return $"page {Number}: '{Lines[i].Text}' on '{other.Text}'";
            }
        }
    }

    private static PageInk Of(Page page)
    {
        var lines = page.Letters
            .Where(letter => !string.IsNullOrWhiteSpace(letter.Value))
            .GroupBy(letter => Math.Round(letter.StartBaseLine.Y, 1))
            .SelectMany(Stretches);
        var bars = page.Paths
            .Where(path => path.IsFilled && path.GetBoundingRectangle() is not null)
            .Select(path => path.GetBoundingRectangle()!.Value)
            .Select(box => new InkBox("bar", box.Left, box.Right, box.Bottom, box.Top));
        return new PageInk(page.Number, page.Width, page.Height, [.. lines], [.. bars]);
    }

    /// <summary>Letters on one baseline, cut where a gap shows that another column begins.</summary>
    private static IEnumerable<InkBox> Stretches(IEnumerable<Letter> baseline)
    {
        var stretch = new List<Letter>();
        foreach (var letter in baseline.OrderBy(letter => letter.StartBaseLine.X))
        {
            if (stretch.Count > 0 && letter.StartBaseLine.X > stretch[^1].EndBaseLine.X + letter.PointSize)
            {
                yield return Box(stretch);
                stretch = [];
            }

            stretch.Add(letter);
        }

        yield return Box(stretch);
    }

    // The height of real letters, not of the font's box: from the descender of a g to the top of a capital.
    private static InkBox Box(List<Letter> letters) => new(
        string.Concat(letters.Select(letter => letter.Value)),
        letters.Min(letter => letter.StartBaseLine.X),
        letters.Max(letter => letter.EndBaseLine.X),
        letters[0].StartBaseLine.Y - 0.24 * letters.Max(letter => letter.PointSize),
        letters[0].StartBaseLine.Y + 0.73 * letters.Max(letter => letter.PointSize));
}

/// <summary>A rectangle of ink and what it says.</summary>
internal sealed record InkBox(string Text, double Left, double Right, double Bottom, double Top)
{
    public bool Touches(InkBox other) =>
        Left < other.Right && other.Left < Right && Bottom < other.Top && other.Bottom < Top;
}
