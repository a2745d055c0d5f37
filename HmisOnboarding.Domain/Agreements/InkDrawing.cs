using System.Globalization;
using System.Text;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// A signature drawn by hand: strokes of whole numbers in a box of 3000 by 1000 units, origin at the top left.
/// It never changes, has one text form, and gives the same curve on a screen and on paper.
/// </summary>
public sealed class InkDrawing : IEquatable<InkDrawing>
{
    /// <summary>Width of the box in units.</summary>
    public const int BoxWidth = 3000;

    /// <summary>Height of the box in units.</summary>
    public const int BoxHeight = 1000;

    /// <summary>Width of the pen on a screen that shows the whole box, in units.</summary>
    public const int PenWidth = 22;

    /// <summary>Most strokes of one drawing; a long name in separate letters has fewer than 100.</summary>
    public const int MaxStrokes = 200;

    /// <summary>Most points that are taken from a device; a minute of drawing at 240 points a second has 14,400.</summary>
    public const int MaxPointsTaken = 20_000;

    /// <summary>Most points that are kept.</summary>
    public const int MaxPoints = 4_000;

    /// <summary>Most characters of the text form.</summary>
    public const int MaxTextLength = 24_000;

    /// <summary>A point may leave the line by this many units: 0.2 points on paper, less than the pen is wide by six times.</summary>
    private const double InvisibleTolerance = 2;

    /// <summary>Corners are rounded over at most this length, so that a sharp letter stays sharp.</summary>
    private const double CornerLength = 40;

    /// <summary>Coordinates beyond this are no slip of a hand, and would not be exact.</summary>
    private const double FarOutside = 1_000_000;

    /// <summary>Shortest ink: a sixth of the box's width. The initials J.R., written small, have about twice that.</summary>
    private const double MinLength = 500;

    /// <summary>The longer side of the ink; less is a dot or a scribble on one spot, and 15 points wide on paper.</summary>
    private const int MinExtent = 250;

    /// <summary>One stroke must turn by this in all. A line turns by 0 degrees, a tick by up to 140, the letter C by 180.</summary>
    private const double MinTurn = 150 * Math.PI / 180;

    /// <summary>A stroke shorter than this is a dot on an i and makes no second stroke of a line.</summary>
    private const double MinSecondStroke = 100;

    /// <summary>Shaking of a hand within this many units is no turn.</summary>
    private const double HandTolerance = 30;

    /// <summary>Longest ink: twenty times across the box. An ornate signature has about a third.</summary>
    private const double MaxLength = 60_000;

    /// <summary>Side of the cells by which a filled area is found: hardly more than the pen's width.</summary>
    private const int FillCell = 25;

    /// <summary>Only an area with both sides this long is asked whether it is filled; a flat signature is no area.</summary>
    private const int MinFilledSide = 250;

    /// <summary>Share of cells that ink touches in a filled area. Dense handwriting touches about half.</summary>
    private const double MaxFilledShare = 0.85;

    /// <summary>Points simplified in one go, so that no drawing takes long: the cost grows with the square.</summary>
    private const int StretchLength = 500;

    private readonly (int X, int Y)[][] _strokes;
    private readonly string _text;

    private InkDrawing((int X, int Y)[][] strokes)
    {
        _strokes = strokes;
        _text = Write(strokes);
        var points = strokes.SelectMany(stroke => stroke);
        Bounds = strokes.Length == 0
            ? default
            : new(points.Min(p => p.X), points.Min(p => p.Y), points.Max(p => p.X), points.Max(p => p.Y));
    }

    /// <summary>How a curve goes on from where it is; the numbers are units of the box.</summary>
    internal enum StepKind
    {
        /// <summary>Starts a stroke at the end point.</summary>
        Move,

        /// <summary>Goes straight to the end point.</summary>
        Line,

        /// <summary>Goes to the end point by two control points.</summary>
        Curve,
    }

    /// <summary>Whether nothing is drawn.</summary>
    public bool IsEmpty => _strokes.Length == 0;

    /// <summary>Number of strokes.</summary>
    public int StrokeCount => _strokes.Length;

    /// <summary>Number of points in all strokes.</summary>
    public int PointCount => _strokes.Sum(stroke => stroke.Length);

    /// <summary>The rectangle of the points, without the pen's width.</summary>
    internal InkBounds Bounds { get; }

    /// <summary>
    /// Takes what a hand drew: what lies outside the box is cut off, points are rounded, and points that change nothing
    /// visible are left out.
    /// </summary>
    /// <exception cref="FormatException">Too many strokes or points, or a coordinate that is no position.</exception>
    public static InkDrawing FromStrokes(IReadOnlyList<IReadOnlyList<(double X, double Y)>> strokes)
    {
        ArgumentNullException.ThrowIfNull(strokes);
        if (strokes.Count > MaxStrokes)
            throw new FormatException($"A signature has at most {MaxStrokes} strokes.");
        if (strokes.Any(stroke => stroke is null) || strokes.Sum(stroke => (long)stroke.Count) > MaxPointsTaken)
            throw new FormatException($"A signature has at most {MaxPointsTaken} points.");
        if (strokes.Any(stroke => stroke.Any(point => !(Math.Abs(point.X) <= FarOutside && Math.Abs(point.Y) <= FarOutside))))
            throw new FormatException("A point of the signature has no position near the box.");

        var inside = strokes.SelectMany(InkBox.Cut).Select(Rounded).ToArray();
        if (inside.Length > MaxStrokes)
            throw new FormatException($"The signature leaves the box too often: it has more than {MaxStrokes} strokes.");
        var tolerance = InvisibleTolerance;
        var drawing = new InkDrawing([.. inside.Select(stroke => Simplified(stroke, tolerance))]);
        // A drawing without any calm line is made coarser until it fits: that is scribble, and no name is lost.
        while (drawing.PointCount > MaxPoints || drawing._text.Length > MaxTextLength)
        {
            tolerance *= 2;
            drawing = new InkDrawing([.. drawing._strokes.Select(stroke => Simplified(stroke, tolerance))]);
        }

        return drawing;
    }

    /// <summary>Reads the text form back; only what <see cref="ToText"/> writes is read.</summary>
    /// <exception cref="FormatException">The text is no drawing, or one beyond the limits.</exception>
    public static InkDrawing Parse(string text) =>
        Read(text) ?? throw new FormatException("This is not a signature that was drawn here.");

    /// <summary>Reads the text form back, and answers false where <see cref="Parse"/> would refuse.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out InkDrawing? drawing)
    {
        drawing = text is null ? null : Read(text);
        return drawing is not null;
    }

    /// <summary>
    /// The drawing for the database: strokes parted by ';', each a first point and then steps from point to point, as
    /// in "120 400 15-3 8 22;300 50". A minus sign parts numbers as a space does. At most 24,000 characters.
    /// </summary>
    public string ToText() => _text;

    /// <summary>Why this is no signature, in sentences for the person who drew it; empty when it can be one.</summary>
    public IReadOnlyList<string> Problems()
    {
        if (IsEmpty)
            return ["Nothing is drawn yet. Draw your signature in the box, or type your name."];
        var lengths = _strokes.Select(Length).ToList();
        if (lengths.Sum() < MinLength || Math.Max(Bounds.Width, Bounds.Height) < MinExtent)
            return ["The drawing is too small for a signature. Draw it across the box, or type your name."];
        if (lengths.Sum() > MaxLength || IsFilled())
            return ["There is too much ink to see a signature. Clear the box and sign again, or type your name."];
        var oneStroke = lengths.Count(length => length >= MinSecondStroke) < 2;
        if (oneStroke && _strokes.Max(Turn) < MinTurn)
            return ["One plain stroke is not a signature. Write your name as you sign on paper, or type it."];
        return [];
    }

    /// <summary>
    /// The curve as the data of an SVG path in the units of the box. Stroke it with round caps and joins, a width of
    /// <see cref="PenWidth"/> and no fill; the picture's view box is "0 0 3000 1000".
    /// </summary>
    public string ToSvgPath()
    {
        var path = new StringBuilder();
        foreach (var step in Steps())
        {
            var culture = CultureInfo.InvariantCulture;
            _ = step.Kind switch
            {
                StepKind.Move => path.Append(culture, $"M{step.X} {step.Y}"),
                StepKind.Line => path.Append(culture, $"L{step.X} {step.Y}"),
                _ => path.Append(culture, $"C{step.X1} {step.Y1} {step.X2} {step.Y2} {step.X} {step.Y}"),
            };
        }

        return path.ToString();
    }

    /// <inheritdoc />
    public bool Equals(InkDrawing? other) => other is not null && _text == other._text;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as InkDrawing);

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <summary>The smooth curve; the one that screens and paper share.</summary>
    internal IEnumerable<Step> Steps()
    {
        foreach (var stroke in _strokes)
        {
            var at = stroke[0];
            yield return new Step(StepKind.Move, at);
            // A dot has no length, and not every reader paints a line without one.
            if (stroke.Length == 1)
                yield return new Step(StepKind.Line, (at.X == BoxWidth ? at.X - 1 : at.X + 1, at.Y));
            for (var i = 1; i < stroke.Length - 1; i++)
            {
                var corner = stroke[i];
                var before = Towards(corner, stroke[i - 1]);
                var after = Towards(corner, stroke[i + 1]);
                if (before != at)
                    yield return new Step(StepKind.Line, before);
                yield return new Step(StepKind.Curve, after, Third(before, corner), Third(after, corner));
                at = after;
            }

            if (stroke.Length > 1)
                yield return new Step(StepKind.Line, stroke[^1]);
        }

        static (int X, int Y) Towards((int X, int Y) corner, (int X, int Y) neighbour)
        {
            var share = Math.Min(0.5, CornerLength / Distance(corner, neighbour));
            return Whole(corner.X + share * (neighbour.X - corner.X), corner.Y + share * (neighbour.Y - corner.Y));
        }

        static (int X, int Y) Third((int X, int Y) end, (int X, int Y) corner) =>
            Whole(end.X + 2 * (corner.X - end.X) / 3.0, end.Y + 2 * (corner.Y - end.Y) / 3.0);
    }

    private static (int X, int Y) Whole(double x, double y) =>
        ((int)Math.Round(x, MidpointRounding.AwayFromZero), (int)Math.Round(y, MidpointRounding.AwayFromZero));

    private static double Distance((int X, int Y) a, (int X, int Y) b) => Math.Sqrt(Squared(a.X - b.X) + Squared(a.Y - b.Y));

    private static double Squared(double value) => value * value;

    private static double Length((int X, int Y)[] stroke) => stroke.Zip(stroke.Skip(1), Distance).Sum();

    /// <summary>By how much a stroke turns in all, in radians.</summary>
    private static double Turn((int X, int Y)[] stroke)
    {
        var calm = Simplified(stroke, HandTolerance);
        var turn = 0.0;
        for (var i = 1; i < calm.Length - 1; i++)
        {
            var there = Math.Atan2(calm[i].Y - calm[i - 1].Y, calm[i].X - calm[i - 1].X);
            var onward = Math.Atan2(calm[i + 1].Y - calm[i].Y, calm[i + 1].X - calm[i].X);
            turn += Math.Abs(Math.IEEERemainder(onward - there, 2 * Math.PI));
        }

        return turn;
    }

    private bool IsFilled()
    {
        if (Bounds.Width < MinFilledSide || Bounds.Height < MinFilledSide)
            return false;
        var touched = new HashSet<(int, int)>();
        foreach (var stroke in _strokes)
        {
            for (var i = 1; i < stroke.Length; i++)
            {
                var (from, to) = (stroke[i - 1], stroke[i]);
                var steps = (int)(2 * Distance(from, to) / FillCell) + 1;
                for (var step = 0; step <= steps; step++)
                {
                    var share = (double)step / steps;
                    touched.Add(((int)(from.X + share * (to.X - from.X)) / FillCell, (int)(from.Y + share * (to.Y - from.Y)) / FillCell));
                }
            }
        }

        var across = Bounds.Right / FillCell - Bounds.Left / FillCell + 1;
        var down = Bounds.Bottom / FillCell - Bounds.Top / FillCell + 1;
        return touched.Count > MaxFilledShare * across * down;
    }

    private static (int X, int Y)[] Rounded(IReadOnlyList<(double X, double Y)> stroke)
    {
        var points = new List<(int X, int Y)>(stroke.Count);
        foreach (var (x, y) in stroke)
        {
            var point = Whole(x, y);
            if (points.Count == 0 || points[^1] != point)
                points.Add(point);
        }

        return [.. points];
    }

    /// <summary>
    /// Leaves out the points that lie within the tolerance of the line without them (the method of Ramer, Douglas and
    /// Peucker, in stretches).
    /// </summary>
    private static (int X, int Y)[] Simplified((int X, int Y)[] stroke, double tolerance)
    {
        if (stroke.Length < 3)
            return stroke;
        var keep = new bool[stroke.Length];
        keep[0] = keep[^1] = true;
        var open = new Stack<(int From, int To)>();
        for (var from = 0; from < stroke.Length - 1; from += StretchLength)
        {
            var to = Math.Min(from + StretchLength, stroke.Length - 1);
            keep[to] = true;
            open.Push((from, to));
        }

        while (open.TryPop(out var part))
        {
            var (farthest, distance) = (part.From, 0.0);
            for (var i = part.From + 1; i < part.To; i++)
            {
                var d = DistanceToLine(stroke[i], stroke[part.From], stroke[part.To]);
                if (d > distance)
                    (farthest, distance) = (i, d);
            }

            if (distance <= tolerance)
                continue;
            keep[farthest] = true;
            open.Push((part.From, farthest));
            open.Push((farthest, part.To));
        }

        // Without the points between them, two equal ones may meet: the end of a tiny loop.
        return Rounded([.. stroke.Where((_, i) => keep[i]).Select(p => ((double)p.X, (double)p.Y))]);
    }

    private static double DistanceToLine((int X, int Y) point, (int X, int Y) from, (int X, int Y) to)
    {
        var length = Squared(to.X - from.X) + Squared(to.Y - from.Y);
        if (length == 0)
            return Distance(point, from);
        var share = ((double)(point.X - from.X) * (to.X - from.X) + (double)(point.Y - from.Y) * (to.Y - from.Y)) / length;
        share = Math.Clamp(share, 0, 1);
        return Math.Sqrt(Squared(point.X - from.X - share * (to.X - from.X)) + Squared(point.Y - from.Y - share * (to.Y - from.Y)));
    }

    private static string Write((int X, int Y)[][] strokes)
    {
        var text = new StringBuilder();
        foreach (var stroke in strokes)
        {
            if (text.Length > 0)
                text.Append(';');
            var at = (X: 0, Y: 0);
            for (var i = 0; i < stroke.Length; i++)
            {
                Append(stroke[i].X - at.X, first: i == 0);
                Append(stroke[i].Y - at.Y, first: false);
                at = stroke[i];
            }
        }

        return text.ToString();

        void Append(int number, bool first)
        {
            if (!first && number >= 0)
                text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{number}");
        }
    }

    private static InkDrawing? Read(string text)
    {
        if (text.Length > MaxTextLength)
            return null;
        if (text.Length == 0)
            return new InkDrawing([]);
        var parts = text.Split(';', MaxStrokes + 1);
        if (parts.Length > MaxStrokes)
            return null;
        var strokes = new (int X, int Y)[parts.Length][];
        var left = MaxPoints;
        for (var i = 0; i < parts.Length; i++)
        {
            if (ReadStroke(parts[i], left) is not { } stroke)
                return null;
            strokes[i] = stroke;
            left -= stroke.Length;
        }

        // One drawing, one text: anything written otherwise was not written here.
        var drawing = new InkDrawing(strokes);
        return drawing._text == text ? drawing : null;
    }

    private static (int X, int Y)[]? ReadStroke(string text, int mostPoints)
    {
        var points = new List<(int X, int Y)>();
        var at = 0;
        while (at < text.Length && points.Count < mostPoints)
        {
            if (ReadNumber(text, ref at) is not { } x || ReadNumber(text, ref at) is not { } y)
                return null;
            var point = points.Count == 0 ? (X: x, Y: y) : (X: points[^1].X + x, Y: points[^1].Y + y);
            if (point.X is < 0 or > BoxWidth || point.Y is < 0 or > BoxHeight || (points.Count > 0 && point == points[^1]))
                return null;
            points.Add(point);
        }

        return points.Count > 0 && at == text.Length ? [.. points] : null;
    }

    private static int? ReadNumber(string text, ref int at)
    {
        if (at > 0 && at < text.Length && text[at] == ' ')
            at++;
        var negative = at < text.Length && text[at] == '-';
        if (negative)
            at++;
        var (value, digits) = (0, 0);
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            if (++digits > 4)
                return null;
            value = value * 10 + (text[at] - '0');
        }

        return digits == 0 ? null : negative ? -value : value;
    }

    /// <summary>One part of the curve.</summary>
    internal readonly record struct Step(StepKind Kind, int X, int Y, int X1, int Y1, int X2, int Y2)
    {
        public Step(StepKind kind, (int X, int Y) end, (int X, int Y) first = default, (int X, int Y) second = default)
            : this(kind, end.X, end.Y, first.X, first.Y, second.X, second.Y)
        {
        }
    }

    /// <summary>Cuts strokes at the edges of the box, after Liang and Barsky.</summary>
    private static class InkBox
    {
        /// <summary>The parts of a stroke that lie in the box; a stroke that leaves it and comes back becomes two.</summary>
        public static IEnumerable<IReadOnlyList<(double X, double Y)>> Cut(IReadOnlyList<(double X, double Y)> stroke)
        {
            if (stroke.Count == 1)
            {
                if (stroke[0].X is >= 0 and <= BoxWidth && stroke[0].Y is >= 0 and <= BoxHeight)
                    yield return stroke;
                yield break;
            }

            var part = new List<(double X, double Y)>();
            for (var i = 1; i < stroke.Count; i++)
            {
                var (from, to) = (stroke[i - 1], stroke[i]);
                if (Inside(from, to) is not var (enter, leave))
                    continue;
                if (part.Count > 0 && enter > 0)
                {
                    yield return part;
                    part = [];
                }

                if (part.Count == 0)
                    part.Add(At(from, to, enter));
                part.Add(At(from, to, leave));
                if (leave < 1)
                {
                    yield return part;
                    part = [];
                }
            }

            if (part.Count > 0)
                yield return part;
        }

        private static (double X, double Y) At((double X, double Y) from, (double X, double Y) to, double share) =>
            (Math.Clamp(from.X + share * (to.X - from.X), 0, BoxWidth), Math.Clamp(from.Y + share * (to.Y - from.Y), 0, BoxHeight));

        /// <summary>The shares of a segment at which it enters and leaves the box; null when it stays outside.</summary>
        private static (double Enter, double Leave)? Inside((double X, double Y) from, (double X, double Y) to)
        {
            var (enter, leave) = (0.0, 1.0);
            var (across, down) = (to.X - from.X, to.Y - from.Y);
            var meets = Edge(-across, from.X) && Edge(across, BoxWidth - from.X) && Edge(-down, from.Y) && Edge(down, BoxHeight - from.Y);
            return meets ? (enter, leave) : null;

            bool Edge(double outward, double room)
            {
                if (outward == 0)
                    return room >= 0;
                if (outward < 0)
                    enter = Math.Max(enter, room / outward);
                else
                    leave = Math.Min(leave, room / outward);
                return enter <= leave;
            }
        }
    }
}

/// <summary>The rectangle in which ink lies, in the units of the box.</summary>
internal readonly record struct InkBounds(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;
}
