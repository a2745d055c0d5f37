using System.Globalization;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// Takes one certificate for one course: the file and what is printed on it. The new user uses it, and the agency administrator
/// who uploads for them. After a refusal everything that was typed and chosen is still there.
/// </summary>
public sealed partial class UploadForm : IDisposable
{
    private readonly string _id = $"upload-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _gone = new();
    private IBrowserFile? _file;
    private DateOnly? _completedOn;
    private string _score = "";
    private string _number = "";
    private string? _fileProblem;
    private string? _fileWarning;
    private string? _dateProblem;
    private string? _scoreProblem;
    private bool _isOver;
    private int? _sent;
    private string? _readWords;
    private DateOnly? _readDay;
    private string? _readScore;
    private string? _readNumber;

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Inject]
    public required HmisDomainOptions Options { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>The request's code.</summary>
    [Parameter, EditorRequired]
    public required string Code { get; set; }

    [Parameter, EditorRequired]
    public required Course Course { get; set; }

    /// <summary>Told after the certificate is stored and part of the request.</summary>
    [Parameter]
    public EventCallback OnUploaded { get; set; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    private long Megabytes => Options.UploadLimits.MaxBytes / (1024 * 1024);

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Clock.GetUtcNow(), ReaderZone ?? TimeZoneInfo.Utc).DateTime);

    private string LastDay => Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private static string Size(long bytes) => bytes < 1024 * 1024
        ? $"{Math.Max(1, bytes / 1024)} KB"
        : $"{(bytes / (1024d * 1024)).ToString("0.0", CultureInfo.InvariantCulture)} MB";

    private async Task ChooseAsync(InputFileChangeEventArgs chosen)
    {
        _isOver = false;
        if (chosen.FileCount == 0)
            return;
        var file = chosen.File;
        _file = file;
        _fileWarning = SensitiveText.Warning(file.Name);
        _fileProblem = FileProblem(file);
        TakeBack();
        if (_fileProblem is null && file.Size <= LargestRead && file.Name.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase))
            await ReadAsync(file);
    }

    /// <summary>A certificate is small; a larger file would travel twice for little.</summary>
    private const long LargestRead = 2 * 1024 * 1024;

    private async Task ReadAsync(IBrowserFile file)
    {
        _readWords = "Reading the certificate";
        StateHasChanged();
        CertificateReading? reading = null;
        try
        {
            await using var content = file.OpenReadStream(LargestRead, _gone.Token);
            reading = await Requests.ReadCertificateAsync(await Actor.CallerAsync(), Code, Course.Code, content, file.Name, _gone.Token);
        }
        catch (Exception broken) when (broken is IOException or TimeoutException or JSException or OperationCanceledException or NotFoundException)
        {
            // reading only helps: whatever is wrong, the upload itself says it
        }

        // another file was chosen meanwhile, or this one is on its way already
        if (_gone.IsCancellationRequested || file != _file || _sent is not null)
            return;
        _readWords = reading is null ? "Nothing could be read from this file. Enter what is printed on it." : FillIn(reading);
    }

    /// <summary>Fills in what is certain where nothing was typed, and says so.</summary>
    private string FillIn(CertificateReading reading)
    {
        var filled = new List<string>();
        if (_completedOn is null && reading.Day is { } day && day <= Today)
        {
            (_completedOn, _readDay) = (day, day);
            filled.Add("date");
        }

        if (Course.PassPercent is not null && _score.Length == 0 && reading.Score is { } score)
        {
            _score = _readScore = score.ToString(CultureInfo.InvariantCulture);
            filled.Add("score");
        }

        if (_number.Length == 0 && reading.Number is { } number)
        {
            _number = _readNumber = number;
            filled.Add("number");
        }

        var words = filled.Count > 0 ? $"Filled in from the certificate: {string.Join(", ", filled)}. Compare and change what is not right." : "Enter what is printed on the certificate.";
        foreach (var date in reading.Dates.Where(d => d.Days.Count > 1))
            words += $" It says {CertificateReading.Meaning(date)}.";
        if (!reading.NamesPerson && reading.OtherNames.Count > 0)
            words += $" It names {string.Join(" or ", reading.OtherNames)}.";
        if (!reading.NamesCourse && reading.OtherTitle is { } title)
            words += $" Its course title is {title}.";
        return words;
    }

    // what an earlier file filled in and nobody changed goes with that file
    private void TakeBack()
    {
        if (_completedOn == _readDay)
            _completedOn = null;
        if (_score == _readScore)
            _score = "";
        if (_number == _readNumber)
            _number = "";
        (_readWords, _readDay, _readScore, _readNumber) = (null, null, null, null);
    }

    private string? FileProblem(IBrowserFile? file)
    {
        if (file is null)
            return "Choose the certificate first: a photo or a PDF.";
        try
        {
            // the size that the browser names is good enough to save the person a long upload
            DocumentRules.RequireLength(file.Size, Options.UploadLimits);
            return null;
        }
        catch (DocumentRefusedException refused)
        {
            return refused.Message;
        }
    }

    /// <summary>The Domain's own sentences, each beside the field it is about.</summary>
    private bool Check(out int? score)
    {
        _fileProblem = FileProblem(_file);
        _dateProblem = _completedOn is { } day
            ? Joined(EvidenceRules.Problems(Course, day, null, Today))
            : "Enter the completion date that is printed on the certificate.";
        score = null;
        _scoreProblem = null;
        var typed = _score.Trim().TrimEnd('%').TrimEnd();
        if (Course.PassPercent is not null && typed.Length > 0)
        {
            if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
                score = percent;
            else
                _scoreProblem = "Enter the score as a whole number, for example 85. Leave it empty if none is shown.";
        }

        if (score is not null && _completedOn is { } completed)
            _scoreProblem = Joined(EvidenceRules.Problems(Course, completed, score, Today).Except(EvidenceRules.Problems(Course, completed, null, Today)));
        return _fileProblem is null && _dateProblem is null && _scoreProblem is null;
    }

    private static string? Joined(IEnumerable<string> sentences) => string.Join(" ", sentences) is { Length: > 0 } text ? text : null;

    private async Task UploadAsync()
    {
        if (!Check(out var score) || _file is not { } file || _completedOn is not { } completedOn)
            return;
        _sent = 0;
        // drawn now, because the handler goes on until the whole file is there
        StateHasChanged();
        try
        {
            await using var content = new CountedStream(file.OpenReadStream(Options.UploadLimits.MaxBytes, _gone.Token), read => Advance(read, file.Size));
            await Requests.UploadCertificateAsync(await Actor.CallerAsync(), Code, Course.Code, content, file.Name, completedOn, score, _number, _gone.Token);
        }
        catch (DocumentRefusedException refused)
        {
            _fileProblem = refused.Message;
            return;
        }
        catch (Exception broken) when (broken is IOException or TimeoutException or JSException)
        {
            _fileProblem = "The file did not arrive whole. Press the button once more, or choose the file again.";
            return;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            _sent = null;
        }

        Clear();
        await OnUploaded.InvokeAsync();
    }

    private void Advance(long read, long size)
    {
        var percent = (int)Math.Min(100, read * 100 / Math.Max(1, size));
        // one drawing for each tenth of the file is enough for the eye
        if (_sent is not { } shown || (percent - shown < 10 && percent < 100) || percent == shown)
            return;
        _sent = percent;
        _ = InvokeAsync(StateHasChanged);
    }

    private void Clear()
    {
        (_file, _completedOn, _score, _number) = (null, null, "", "");
        (_fileProblem, _fileWarning, _dateProblem, _scoreProblem) = (null, null, null, null);
        (_readWords, _readDay, _readScore, _readNumber) = (null, null, null, null);
    }
}
