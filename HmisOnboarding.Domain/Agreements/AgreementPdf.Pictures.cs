using SkiaSharp;

namespace HmisOnboarding.Domain.Agreements;

public sealed partial class AgreementPdf
{
    /// <summary>Something drawn in lines and areas, never in dots: it stays sharp at every size.</summary>
    private abstract record Picture
    {
        /// <summary>Draws from (x, y), the top left corner, in the colour of the paint.</summary>
        public abstract void Draw(SKCanvas canvas, SKPaint paint, float x, float y);
    }

    /// <summary>A drawn signature, cut to its ink, with a pen of the same width at every scale.</summary>
    private sealed record InkPicture(InkDrawing Ink, float Scale) : Picture
    {
        public const float PenPoints = 1.3f;

        public float Width => Ink.Bounds.Width * Scale + PenPoints;

        public float Height => Ink.Bounds.Height * Scale + PenPoints;

        /// <summary>As large as the place allows, but a small drawing is not blown up.</summary>
        public static InkPicture Fitted(InkDrawing ink, float width, float height)
        {
            const float LargestScale = 0.09f;
            var across = (width - PenPoints) / Math.Max(1, ink.Bounds.Width);
            var down = (height - PenPoints) / Math.Max(1, ink.Bounds.Height);
            return new InkPicture(ink, Math.Min(LargestScale, Math.Min(across, down)));
        }

        public override void Draw(SKCanvas canvas, SKPaint paint, float x, float y)
        {
            // In the units of the box: whole numbers make a small file.
            using var builder = new SKPathBuilder();
            foreach (var step in Ink.Steps())
            {
                switch (step.Kind)
                {
                    case InkDrawing.StepKind.Move:
                        builder.MoveTo(step.X, step.Y);
                        break;
                    case InkDrawing.StepKind.Line:
                        builder.LineTo(step.X, step.Y);
                        break;
                    default:
                        builder.CubicTo(step.X1, step.Y1, step.X2, step.Y2, step.X, step.Y);
                        break;
                }
            }

            using var path = builder.Detach();
            using var pen = new SKPaint
            {
                IsAntialias = true,
                Color = paint.Color,
                Style = SKPaintStyle.Stroke,
                StrokeCap = SKStrokeCap.Round,
                StrokeJoin = SKStrokeJoin.Round,
                StrokeWidth = PenPoints / Scale,
            };
            canvas.Save();
            canvas.Translate(x + PenPoints / 2 - Ink.Bounds.Left * Scale, y + PenPoints / 2 - Ink.Bounds.Top * Scale);
            canvas.Scale(Scale);
            canvas.DrawPath(path, pen);
            canvas.Restore();
        }
    }

    /// <summary>A square code with its quiet zone, on the white of the page.</summary>
    private sealed record CodePicture(QrCode Code, float Side) : Picture
    {
        public override void Draw(SKCanvas canvas, SKPaint paint, float x, float y)
        {
            // One path: parts painted one by one would show seams.
            using var builder = new SKPathBuilder();
            foreach (var (column, row, length) in Code.DarkRuns())
                builder.AddRect(SKRect.Create(column + QrCode.QuietZone, row + QrCode.QuietZone, length, 1));
            using var path = builder.Detach();
            canvas.Save();
            canvas.Translate(x, y);
            canvas.Scale(Side / (Code.Size + 2 * QrCode.QuietZone));
            canvas.DrawPath(path, paint);
            canvas.Restore();
        }
    }
}
