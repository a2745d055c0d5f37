using System.Globalization;
using HmisOnboarding.Domain.Training.Import;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.TrainingImport;

/// <summary>Separator, row of names, meaning of the columns, and the way of writing dates with examples out of the very file.</summary>
public sealed partial class ColumnStep
{
    private static readonly (CompletionField Field, string Label)[] Labels =
    [
        (CompletionField.Email, "E-mail"), (CompletionField.UserName, "User name"), (CompletionField.FirstName, "First name"), (CompletionField.LastName, "Last name"),
        (CompletionField.CourseCode, "Course code"), (CompletionField.CourseTitle, "Course title"), (CompletionField.CompletedOn, "Day of completion"), (CompletionField.Status, "Status"),
        (CompletionField.Score, "Score in percent"), (CompletionField.CertificateNumber, "Certificate number"), (CompletionField.PersonId, "Person's id here"),
    ];

    private IReadOnlyList<ListRow> _head = [];
    private IReadOnlyList<string> _names = [];
    private ListRow? _first;
    private IReadOnlyList<DateReading> _dates = [];
    private int _dateCount;
    private (CompletionFile?, char, int, int?) _read;

    [Parameter, EditorRequired]
    public required CompletionFile File { get; set; }

    [Parameter, EditorRequired]
    public required ImportDraft Draft { get; set; }

    [Parameter, EditorRequired]
    public bool IsBusy { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<ImportDraft> OnChanged { get; set; }

    protected override void OnParametersSet()
    {
        int? column = Draft.Columns.Index.TryGetValue(CompletionField.CompletedOn, out var at) ? at : null;
        if (_read == (File, Draft.Separator, Draft.HeaderRow, column))
            return;
        _read = (File, Draft.Separator, Draft.HeaderRow, column);
        _head = [.. File.Rows(Draft.Separator, CompletionFile.MostHeaderRows)];
        _names = Draft.HeaderRow <= _head.Count ? _head[Draft.HeaderRow - 1].Cells : [];
        _first = File.Rows(Draft.Separator, Draft.HeaderRow + 1).Skip(Draft.HeaderRow).FirstOrDefault();
        var dates = column is null ? [] : File.Rows(Draft.Separator).Skip(Draft.HeaderRow).Select(r => Draft.Columns.Cell(r, CompletionField.CompletedOn)).Where(d => d.Length > 0).ToList();
        (_dates, _dateCount) = (DateForm.Readings(dates), dates.Count);
    }

    private static string SeparatorCode(char separator) => ((int)separator).ToString(CultureInfo.InvariantCulture);

    private static string SeparatorName(char separator) => separator switch
    {
        ',' => "Comma ,",
        ';' => "Semicolon ;",
        '\t' => "Tab",
        _ => "Bar |",
    };

    private static string Short(string text, int most) => text.Length <= most ? text : text[..most] + "…";

    private string Chosen(CompletionField field) => Draft.Columns.Index.TryGetValue(field, out var i) ? i.ToString(CultureInfo.InvariantCulture) : "";

    private string Example(int column) => _first is { } row && column < row.Cells.Count ? Short(row.Cells[column].ReplaceLineEndings(" ").Trim(), 30) : "";

    private Task SetSeparator(ChangeEventArgs e)
    {
        var separator = (char)int.Parse((string)e.Value!, CultureInfo.InvariantCulture);
        var names = File.Rows(separator, 1).FirstOrDefault()?.Cells ?? [];
        return OnChanged.InvokeAsync(Draft with { Separator = separator, HeaderRow = 1, Columns = CompletionColumns.Suggest(names), Dates = null });
    }

    private Task SetHeaderRow(ChangeEventArgs e)
    {
        var row = int.Parse((string)e.Value!, CultureInfo.InvariantCulture);
        return OnChanged.InvokeAsync(Draft with { HeaderRow = row, Columns = CompletionColumns.Suggest(_head[row - 1].Cells), Dates = null });
    }

    private Task SetColumn(CompletionField field, ChangeEventArgs e)
    {
        int? column = int.TryParse((string?)e.Value, CultureInfo.InvariantCulture, out var at) ? at : null;
        return OnChanged.InvokeAsync(Draft with { Columns = Draft.Columns.With(field, column), Dates = field == CompletionField.CompletedOn ? null : Draft.Dates });
    }
}
