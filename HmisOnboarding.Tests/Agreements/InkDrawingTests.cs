using System.Globalization;
using HmisOnboarding.Domain.Agreements;
using Xunit;

namespace HmisOnboarding.Tests.Agreements;

public sealed class InkDrawingTests
{
    [Fact]
    public void FromStrokes_WhenNameIsWritten_KeepsItsShapeInFewPoints()
    {
        (double X, double Y)[] hand = [.. Enumerable.Range(0, 2000).Select(i => (200 + i * 1.2, 500 + 300 * Math.Sin(i / 60.0)))];
        var ink = InkDrawing.FromStrokes([hand]);
        Assert.InRange(ink.PointCount, 20, 400);
        var kept = Points(ink.ToText());
        // Every point of the hand lies within two units, and rounding, of the line that is kept.
        Assert.All(hand, point => Assert.InRange(
            kept.Zip(kept.Skip(1)).Min(line => Distance(point, line.First, line.Second)), 0, 2.8));
    }

    [Fact]
    public void ToText_WhenReadBack_IsTheSameDrawing()
    {
        var ink = SignedSample.Cursive(2, 1000);
        Assert.Matches("^[-0-9 ;]+$", ink.ToText());
        Assert.True(InkDrawing.TryParse(ink.ToText(), out var read));
        Assert.Equal(ink, read);
        Assert.Equal(ink.ToSvgPath(), read.ToSvgPath());
        Assert.Equal((ink.StrokeCount, ink.PointCount), (read.StrokeCount, read.PointCount));
        Assert.NotEqual(ink, SignedSample.Cursive(3, 1000));
    }

    [Fact]
    public void ToSvgPath_OfKnownStrokes_RoundsTheCornerAndDrawsTheDot()
    {
        var ink = InkDrawing.Parse("100 100 300 0 0 300;2000 500");
        Assert.Equal(
            "M100 100L360 100C387 100 400 113 400 140L400 400M2000 500L2001 500",
            ink.ToSvgPath());
    }

    [Theory]
    [InlineData("M0 0L10 10")]
    [InlineData("1")]
    [InlineData("1 2 3")]
    [InlineData(";")]
    [InlineData("1 2;")]
    [InlineData(" 1 2")]
    [InlineData("1 2 ")]
    [InlineData("1  2")]
    [InlineData("01 2")]
    [InlineData("+1 2")]
    [InlineData("1.5 2")]
    [InlineData("1 2 0 0")]
    [InlineData("1 2 -0 4")]
    [InlineData("1 2 -5 4")]
    [InlineData("-1 2")]
    [InlineData("3001 2")]
    [InlineData("2 1001")]
    [InlineData("99999999999999999999 1")]
    [InlineData("1 --2")]
    [InlineData("1 2\n")]
    [InlineData("\u0661 2")]
    [InlineData("1 2<script>")]
    public void Parse_WhenTextWasNotWrittenHere_Refuses(string text)
    {
        Assert.False(InkDrawing.TryParse(text, out _));
        Assert.Throws<FormatException>(() => InkDrawing.Parse(text));
    }

    [Fact]
    public void Parse_WhenTextIsBeyondTheLimits_Refuses()
    {
        Assert.False(InkDrawing.TryParse(null, out _));
        Assert.False(InkDrawing.TryParse(new string('1', InkDrawing.MaxTextLength + 1), out _));
        Assert.False(InkDrawing.TryParse(string.Join(';', Enumerable.Repeat("1 1", 201)), out _));
        Assert.True(InkDrawing.TryParse(string.Join(';', Enumerable.Repeat("1 1", 200)), out _));
        Assert.False(InkDrawing.TryParse("1 1" + string.Concat(Enumerable.Repeat(" 0 1 0-1", 2000)), out _));
        Assert.True(InkDrawing.TryParse("1 1" + string.Concat(Enumerable.Repeat(" 0 1 0-1", 1999)), out _));
    }

    [Fact]
    public void Parse_OfAnyDamagedText_NeverFailsOtherwise()
    {
        var random = new Random(11);
        var good = SignedSample.Cursive(1, 300).ToText();
        const string Signs = "0123456789 -;x,.+\0\u00A0e";
        for (var i = 0; i < 3000; i++)
        {
            var damaged = good.ToCharArray();
            for (var n = 0; n <= i % 4; n++)
                damaged[random.Next(damaged.Length)] = Signs[random.Next(Signs.Length)];
            var text = new string(damaged)[..random.Next(damaged.Length)];
            if (InkDrawing.TryParse(text, out var ink))
                Assert.Equal(text, ink.ToText());
        }
    }

    [Fact]
    public void FromStrokes_WhenPenLeavesTheBox_CutsThereAndStartsAnew()
    {
        var ink = InkDrawing.FromStrokes([[(2000, 500), (4000, 500), (4000, 800), (2000, 800)], [(-50, -50)], [(-500, 500), (500, -500)]]);
        Assert.Equal("2000 500 1000 0;3000 800-1000 0;0 0", ink.ToText());
    }

    [Fact]
    public void FromStrokes_WhenThereIsMoreThanAHandDraws_Refuses()
    {
        var stroke = Enumerable.Repeat((1.0, 1.0), 10_001).ToArray();
        Assert.Throws<FormatException>(() => InkDrawing.FromStrokes([stroke, stroke]));
        Assert.Throws<FormatException>(() => InkDrawing.FromStrokes([.. Enumerable.Repeat(stroke[..1], 201)]));
        foreach (var far in new[] { double.NaN, double.PositiveInfinity, -1e300 })
            Assert.Throws<FormatException>(() => InkDrawing.FromStrokes([[(1, far)]]));
        (double X, double Y)[] weaving = [.. Enumerable.Range(0, 600).Select(i => (i * 4.0, i % 2 == 0 ? 20.0 : -20))];
        Assert.Throws<FormatException>(() => InkDrawing.FromStrokes([weaving]));
    }

    [Fact]
    public void FromStrokes_WhenNothingIsCalm_StillFitsTheDatabase()
    {
        var random = new Random(7);
        (double X, double Y)[] noise = [.. Enumerable.Range(0, 20_000).Select(_ => (random.NextDouble() * 3000, random.NextDouble() * 1000))];
        var ink = InkDrawing.FromStrokes([noise]);
        Assert.InRange(ink.PointCount, 2, InkDrawing.MaxPoints);
        Assert.InRange(ink.ToText().Length, 3, InkDrawing.MaxTextLength);
        Assert.Equal(ink, InkDrawing.Parse(ink.ToText()));
    }

    [Theory]
    [InlineData("", "Nothing is drawn yet")]
    [InlineData("1500 500", "too small")]
    [InlineData("1500 500 20 20;1500 560 10 0", "too small")]
    [InlineData("200 500 400 0", "too small")]
    [InlineData("200 500 1800 40", "One plain stroke")]
    [InlineData("200 500 300 300 600-600", "One plain stroke")]
    [InlineData("200 500 900 20 900-10;1200 300", "One plain stroke")]
    public void Problems_WhenItIsNoSignature_NamesTheWayOut(string text, string expected)
    {
        var problem = Assert.Single(InkDrawing.Parse(text).Problems());
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains("type", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_WhenOneSpotIsScribbledOn_SaysItIsTooSmall()
    {
        var spot = InkDrawing.FromStrokes([[.. Enumerable.Range(0, 200).Select(i => (1500 + 60 * Math.Cos(i), 500 + 60 * Math.Sin(i * 1.3)))]]);
        Assert.Contains("too small", Assert.Single(spot.Problems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3000, 1000)]
    [InlineData(400, 400)]
    public void Problems_WhenAnAreaIsFilled_SaysSo(int width, int height)
    {
        var lines = Enumerable.Range(0, height / 20).SelectMany(i => new[] { (10.0, i * 20.0), (width - 10.0, i * 20.0 + 10) });
        var filled = InkDrawing.FromStrokes([[.. lines]]);
        Assert.Contains("too much ink", Assert.Single(filled.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_WhenItIsASignature_HasNone()
    {
        // An X, made by somebody who does not write; the letter C; short initials; a flat wave; a whole name.
        (double X, double Y)[] flat = [.. Enumerable.Range(0, 300).Select(i => (500 + i * 3.0, 500 + 40 * Math.Sin(i / 8.0)))];
        (double X, double Y)[] round = [.. Enumerable.Range(0, 100).Select(i => (1500 + 200 * Math.Cos(0.6 + i / 20.0), 500 - 200 * Math.Sin(0.6 + i / 20.0)))];
        InkDrawing[] signatures =
        [
            InkDrawing.Parse("1000 200 500 500;1500 200-500 500"),
            InkDrawing.Parse("900 300 0 300-60 60-80-60;1100 600 0-300 140 40 20 80-140 60 160 140"),
            InkDrawing.FromStrokes([flat]),
            InkDrawing.FromStrokes([round]),
            SignedSample.Cursive(1, 1000),
        ];
        Assert.All(signatures, ink => Assert.Empty(ink.Problems()));
    }

    private static List<(double X, double Y)> Points(string text)
    {
        var numbers = text.Replace("-", " -", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToList();
        var points = new List<(double X, double Y)> { (numbers[0], numbers[1]) };
        for (var i = 2; i < numbers.Count; i += 2)
            points.Add((points[^1].X + numbers[i], points[^1].Y + numbers[i + 1]));
        return points;
    }

    private static double Distance((double X, double Y) point, (double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var share = Math.Clamp(((point.X - from.X) * dx + (point.Y - from.Y) * dy) / (dx * dx + dy * dy), 0, 1);
        return Math.Sqrt(Math.Pow(point.X - from.X - share * dx, 2) + Math.Pow(point.Y - from.Y - share * dy, 2));
    }
}
