using System.Globalization;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Reports;

/// <summary>What a report shows, as it stands in the address: it can be mailed, reloaded, printed and gone back to.</summary>
/// <param name="Agency">Id of an agency, or null for the person's own, or for all where the person may see all.</param>
/// <param name="Span">How long the period is.</param>
/// <param name="Day">A day of the period; null for today.</param>
/// <param name="Step">The step that is compared between agencies.</param>
public sealed record ReportAddress(Guid? Agency, ReportSpan Span, DateOnly? Day, RequestState Step)
{
    private const string Page = "/reports";
    private const string DayForm = "yyyy-MM-dd";

    private static readonly (RequestState State, string Word)[] Steps =
    [
        (RequestState.AccountQueue, "account"), (RequestState.Training, "training"), (RequestState.UserSignature, "user"), (RequestState.AdministratorReview, "review"),
        (RequestState.DirectorSignature, "director"), (RequestState.Submission, "submission"), (RequestState.AwaitingDocuments, "documents"),
    ];

    private static readonly (ReportSpan Span, string Word)[] Spans = [(ReportSpan.Month, "month"), (ReportSpan.Week, "week"), (ReportSpan.Quarter, "quarter")];

    private static readonly (ReportFigureKind Kind, string Word)[] Kinds =
    [
        (ReportFigureKind.Measured, "all"), (ReportFigureKind.InTarget, "in-target"), (ReportFigureKind.Met, "in-time"), (ReportFigureKind.Late, "late"), (ReportFigureKind.Closed, "closed"),
        (ReportFigureKind.Arrived, "arrived"), (ReportFigureKind.Open, "open"), (ReportFigureKind.Way, "way"),
    ];

    private static readonly (ReportTable Table, string Word)[] Tables =
        [(ReportTable.Steps, "steps"), (ReportTable.Days, "days"), (ReportTable.Arrivals, "arrivals"), (ReportTable.Open, "open")];

    private const string Longest = "longest";

    public ReportFilter Filter => new(Agency, Span, Day);

    /// <summary>The screen for the wall.</summary>
    public string WallAddress => Write($"{Page}/wall", Agency is { } id ? [$"agency={id}"] : []);

    /// <summary>The same of another period.</summary>
    public ReportAddress At(ReportPeriod period) => this with { Span = period.Span, Day = period.FirstDay };

    /// <summary>Where the figures of a table come as a file.</summary>
    public string FileAddress(ReportTable table = ReportTable.Steps)
    {
        var parts = Parts(withStep: false);
        if (table != ReportTable.Steps)
            parts.Add($"table={Tables.First(t => t.Table == table).Word}");
        return Write($"{Page}/export.csv", parts);
    }

    public override string ToString() => Write(Page, Parts(withStep: true));

    /// <summary>The list behind a figure.</summary>
    public string ListAddress(ReportFigure figure, ReportCursor? from = null)
    {
        var parts = (this with { Step = figure.State }).Parts(withStep: true);
        parts.Add($"figure={Kinds.First(k => k.Kind == figure.Kind).Word}");
        if (figure.Day is { } day)
            parts.Add($"weekday={(int)day}");
        if (figure.Hour is { } hour)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"hour={hour}"));
        if (figure.Band is { } band)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"band={band}"));
        if (figure.LongestFirst)
            parts.Add($"order={Longest}");
        if (from is not null)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"after={from.Number}.{from.Turn}.{from.Minutes}"));
        return Write($"{Page}/list", parts);
    }

    /// <summary>Reads the words of an address. Something else than an id for the agency finds nothing, like the id of a foreign one.</summary>
    public static ReportAddress Read(string? agency, string? span, string? day, string? step) => new(
        string.IsNullOrEmpty(agency) ? null : Guid.TryParse(agency, out var id) ? id : Guid.Empty,
        Spans.FirstOrDefault(s => s.Word == span, Spans[0]).Span,
        DateOnly.TryParseExact(day, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : null,
        Steps.FirstOrDefault(s => s.Word == step, Steps[0]).State);

    /// <summary>Reads the figure whose list is asked for; an unknown one is the base of the step.</summary>
    public ReportFigure ReadFigure(string? kind, string? weekday, string? hour, string? band, string? order) => new(
        Kinds.FirstOrDefault(k => k.Word == kind, Kinds[0]).Kind, Step, Number(weekday, 6) is { } day ? (DayOfWeek)day : null, Number(hour, 23), Number(band, AgeBand.All.Count - 1), order == Longest);

    /// <summary>Reads where a list goes on.</summary>
    public static ReportCursor? ReadCursor(string? after) =>
        after?.Split('.') is [var number, var turn, var minutes] && Number(number, int.MaxValue) is { } n && Number(turn, int.MaxValue) is { } t && Number(minutes, int.MaxValue) is { } m ? new(n, t, m) : null;

    /// <summary>Reads which table is asked for as a file; an unknown one is that of the steps.</summary>
    public static ReportTable ReadTable(string? table) => Tables.FirstOrDefault(t => t.Word == table, Tables[0]).Table;

    private static int? Number(string? text, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private List<string> Parts(bool withStep)
    {
        var parts = new List<string>();
        if (Agency is { } id)
            parts.Add($"agency={id}");
        if (Span != ReportSpan.Month)
            parts.Add($"span={Spans.First(s => s.Span == Span).Word}");
        if (Day is { } day)
            parts.Add($"day={day.ToString(DayForm, CultureInfo.InvariantCulture)}");
        if (withStep && Step != RequestState.AccountQueue)
            parts.Add($"step={Steps.First(s => s.State == Step).Word}");
        return parts;
    }

    private static string Write(string address, List<string> parts) => parts.Count == 0 ? address : $"{address}?{string.Join('&', parts)}";
}
