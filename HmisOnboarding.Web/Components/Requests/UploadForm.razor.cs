using System.Globalization;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// Takes one certificate for one course: the file and what is printed on it. The new user uses it, and the agency administrator
/// who uploads for them. After a refusal everything that was typed and chosen is still there.
/// </summary>
public sealed partial class UploadForm
{
    private readonly string _id = $"upload-{Guid.NewGuid():N}";
    // a certificate is small; a larger file would travel twice for little
    private const long LargestRead = 2 * 1024 * 1024;

    private FilePick? _pick;
    private IBrowserFile? _beingRead;
    private DateOnly? _completedOn;
    private string _score = "";
    private string _number = "";
    private string? _dateProblem;
    private string? _scoreProblem;
    private string? _readWords;
    private DateOnly? _readDay;
    private string? _readScore;
    private string? _readNumber;

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

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

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Clock.GetUtcNow(), ReaderZone ?? TimeZoneInfo.Utc).DateTime);

    private string LastDay => Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task ReadAsync(IBrowserFile file)
    {
        TakeBack();
        _beingRead = null;
        if (!file.Name.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase))
            return;
        // what is typed while the answer is on its way would be lost on screen and kept on the server
        _beingRead = file;
        _readWords = "Reading the certificate";
        StateHasChanged();
        try
        {
            var reading = await _pick!.PeekAsync(file, LargestRead, async (content, name, cancellationToken) =>
                await Requests.ReadCertificateAsync(await Actor.CallerAsync(), Code, Course.Code, content, name, cancellationToken));
            if (_pick.IsStill(file))
                _readWords = reading is null ? "Nothing could be read from this file. Enter what is printed on it." : FillIn(reading);
        }
        finally
        {
            if (_beingRead == file)
                _beingRead = null;
        }
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

    /// <summary>The Domain's own sentences, each beside the field it is about.</summary>
    private bool Check(out int? score)
    {
        var isFile = _pick!.Check();
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
        return isFile && _dateProblem is null && _scoreProblem is null;
    }

    private static string? Joined(IEnumerable<string> sentences) => string.Join(" ", sentences) is { Length: > 0 } text ? text : null;

    private async Task UploadAsync()
    {
        if (!Check(out var score) || _completedOn is not { } completedOn)
            throw new ShownInPlaceException();
        var isStored = await _pick!.SendAsync(async (content, name, cancellationToken) =>
            await Requests.UploadCertificateAsync(await Actor.CallerAsync(), Code, Course.Code, content, name, completedOn, score, _number, cancellationToken));
        if (!isStored)
            throw new ShownInPlaceException();
        (_completedOn, _score, _number, _dateProblem, _scoreProblem) = (null, "", "", null, null);
        (_readWords, _readDay, _readScore, _readNumber) = (null, null, null, null);
        await OnUploaded.InvokeAsync();
    }
}
