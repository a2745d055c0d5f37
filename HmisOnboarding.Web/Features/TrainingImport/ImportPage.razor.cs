using System.Globalization;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training.Import;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace HmisOnboarding.Web.Features.TrainingImport;

/// <summary>
/// Brings a list of completions in: choose the file, say what its columns and dates mean, look at the report, add. What was said stays through
/// every refusal; the file lies on the server until the page closes.
/// </summary>
public sealed partial class ImportPage
{
    private ImportScope? _scope;
    private CompletionFile? _file;
    private ImportDraft _draft = new(',', 1, CompletionColumns.Suggest([]), null);
    private CompletionReport? _report;
    private CompletionResult? _result;
    private CompletionProgress? _progress;
    private CancellationTokenSource? _adding;
    private ElementReference _reportHead;
    private string? _fileProblem;
    private string? _said;
    private Guid? _download;
    private int _rowCount;
    private int _inputs;
    private bool _isReceiving;
    private bool _toReport;
    private bool _toInput;
    private InputFile? _input;

    [Inject]
    public required CompletionImportService Imports { get; init; }

    [Inject]
    public required ImportDownloads Downloads { get; init; }

    [Inject]
    public required HmisDomainOptions Options { get; init; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    private bool IsBusy => _isReceiving || _adding is not null;

    private string Context => _scope!.AllAgencies
        ? "What people finished at the Learning Center, for all agencies."
        : $"What people finished at the Learning Center, for the people of {string.Join(" and ", _scope.AgencyNames).TrimEnd('.')}.";

    private IReadOnlyList<string> WhyNotLook => [.. _draft.Columns.Problems(), .. _draft.Dates is null ? ["Say how the dates are written."] : Array.Empty<string>()];

    private string AddLabel => _report!.Count(RowOutcome.New) is var n && n == 1 ? "Add 1 completion" : $"Add {Number(n)} completions";

    // also without a file: for anybody but an administrator there is nothing at this address
    protected override async Task LoadAsync(CancellationToken cancellationToken) => _scope = await Imports.ScopeAsync(await CallerAsync(), cancellationToken);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_toInput && _input?.Element is { } input)
        {
            _toInput = false;
            await input.FocusAsync();
        }

        if (!_toReport)
            return;
        _toReport = false;
        await _reportHead.FocusAsync();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        _adding?.Cancel();
        Downloads.Withdraw(_download);
        _file?.Dispose();
    }

    private async Task ChooseAsync(InputFileChangeEventArgs chosen)
    {
        if (chosen.FileCount == 0 || IsBusy)
            return;
        var name = DocumentRules.CleanName(chosen.File.Name);
        _fileProblem = null;
        if (chosen.File.Size > Options.ImportLimits.MostBytes)
        {
            _fileProblem = $"{name} has more than {Options.ImportLimits.MostBytes / (1024 * 1024)} MB. Export a shorter time, or split the file.";
            return;
        }

        _isReceiving = true;
        try
        {
            await using var content = chosen.File.OpenReadStream(Options.ImportLimits.MostBytes, Gone);
            Take(await Imports.ReceiveAsync(await CallerAsync(), content, chosen.File.Name, Gone));
        }
        catch (RuleViolationException refused)
        {
            _fileProblem = $"{name}: {string.Join(" ", refused.Reasons)}";
        }
        catch (Exception broken) when (broken is IOException or TimeoutException or JSException)
        {
            _fileProblem = "The file did not arrive whole. Choose it once more.";
        }
        finally
        {
            _isReceiving = false;
            // a fresh input, so that the same file can be chosen again after it was corrected; the focus goes with it
            _inputs++;
            _toInput = true;
        }
    }

    private void Take(CompletionFile file)
    {
        Forget();
        _file?.Dispose();
        _file = file;
        var names = file.Rows(file.Separator, file.HeaderRow).Last().Cells;
        // answers about courses hold for the next list of the same kind; the dates are asked for each file
        _draft = new(file.Separator, file.HeaderRow, CompletionColumns.Suggest(names), null) { Courses = _draft.Courses };
        _rowCount = file.Rows(file.Separator).Skip(file.HeaderRow).Count();
    }

    private void Forget()
    {
        Downloads.Withdraw(_download);
        (_report, _result, _said, _download) = (null, null, null, null);
    }

    private void DraftChanged(ImportDraft draft)
    {
        // a report under other columns or dates would mislead
        Forget();
        _draft = draft;
        _rowCount = _file!.Rows(draft.Separator).Skip(draft.HeaderRow).Count();
    }

    private async Task LookAsync()
    {
        await JudgeAsync();
        if (_report is { } report)
            (_result, _said, _toReport) = (null, $"{Number(report.Rows.Count)} rows were read.", true);
    }

    private async Task JudgeAsync()
    {
        if (_file is not { } file || _draft.Choices is not { } choices)
            return;
        var (caller, gone) = (await CallerAsync(), Gone);
        CompletionReport report;
        try
        {
            // thousands of rows are read and judged: the page stays awake meanwhile
            report = await Task.Run(() => Imports.DryRunAsync(caller, file, choices, gone), gone);
        }
        catch (IOException) when (gone.IsCancellationRequested)
        {
            // the page closed and took its file with it
            return;
        }

        Downloads.Withdraw(_download);
        _report = report;
        _download = Downloads.Offer(Person.Id, () => report.Problems(file, choices));
    }

    private Task AnswerCourseAsync((string Name, string? Code, bool IsDecided) answer)
    {
        var courses = new Dictionary<string, string?>(_draft.Courses, StringComparer.OrdinalIgnoreCase);
        if (answer.IsDecided)
            courses[answer.Name] = answer.Code;
        else
            courses.Remove(answer.Name);
        _draft = _draft with { Courses = courses };
        return JudgeAsync();
    }

    private Task AnswerPersonAsync((string Key, Guid? PersonId) answer)
    {
        var people = new Dictionary<string, Guid>(_draft.People, StringComparer.OrdinalIgnoreCase);
        if (answer.PersonId is { } id)
            people[answer.Key] = id;
        else
            people.Remove(answer.Key);
        _draft = _draft with { People = people };
        return JudgeAsync();
    }

    private async Task AddAsync()
    {
        if (_report is not { } report || IsBusy)
            return;
        var gone = Gone;
        _adding = CancellationTokenSource.CreateLinkedTokenSource(gone);
        try
        {
            var progress = new Progress<CompletionProgress>(Show);
            _result = await Imports.ApplyAsync(await CallerAsync(), report, progress, _adding.Token);
            _said = Said(_result);
        }
        finally
        {
            _adding.Dispose();
            (_adding, _progress) = (null, null);
        }

        if (!gone.IsCancellationRequested)
            await JudgeAsync();
    }

    private void Stop() => _adding?.Cancel();

    private void Show(CompletionProgress progress)
    {
        // the last report can arrive after the result
        if (_adding is null)
            return;
        _progress = progress;
        StateHasChanged();
    }

    private static string Said(CompletionResult result)
    {
        var parts = new List<string> { result.Added == 1 ? "1 completion was added." : $"{Number(result.Added)} completions were added." };
        if (result.IsStopped)
            parts.Insert(0, "Stopped. What was added stays.");
        if (result.AlreadyKnown > 0)
            parts.Add(result.AlreadyKnown == 1 ? "1 row was recorded already." : $"{Number(result.AlreadyKnown)} rows were recorded already.");
        if (result.Ticked > 0)
            parts.Add(result.Ticked == 1 ? "1 course on an open request now waits for review." : $"{Number(result.Ticked)} courses on open requests now wait for review.");
        if (result.Refused > 0)
            parts.Add($"{Number(result.Refused)} rows are about people who left meanwhile.");
        return string.Join(" ", parts);
    }

    private static string Number(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
