using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.MyProgress;

/// <summary>One course of the User Training Checklist: what it is, what its certificate says, and the upload.</summary>
public sealed partial class ChecklistItemCard
{
    private IReadOnlyList<TrainingEvidence> _earlier = [];
    private TrainingEvidence? _renewal;
    private bool _isOpen;

    [Parameter, EditorRequired]
    public required ChecklistItem Item { get; set; }

    [Parameter, EditorRequired]
    public required RequestView View { get; set; }

    /// <summary>Told after an upload, with a sentence for the reader.</summary>
    [Parameter]
    public EventCallback<string> OnUploaded { get; set; }

    private Course Course => Item.Course;

    private string OpenWords => Item.Status switch
    {
        ChecklistStatus.ToDo => "Upload certificate",
        ChecklistStatus.Rejected => "Upload another one",
        ChecklistStatus.Uploaded => "Replace it",
        _ => "Upload a renewed one",
    };

    protected override void OnParametersSet()
    {
        var others = View.AllEvidence.Where(e => e.CourseCode == Course.Code && e.Id != Item.EvidenceId).ToList();
        _renewal = Item.Status == ChecklistStatus.Accepted ? others.FirstOrDefault(e => e.Decision == EvidenceDecision.Waiting && e.AddedUtc >= Item.AddedUtc) : null;
        _earlier = [.. others.Where(e => e != _renewal)];
    }

    private IEnumerable<string> CourseFacts
    {
        get
        {
            yield return $"About {ProgressWords.Duration(Course.Minutes)}";
            if (Course.PassPercent is { } pass)
                yield return $"{pass} percent to pass";
            yield return Course.ValidMonths is { } months ? $"Counts for {months} months" : "Never expires";
            var before = Course.Prerequisites.Select(code => View.Catalogue.Course(code).Title).ToList();
            if (before.Count > 0)
                yield return $"After {string.Join(" and ", before)}";
        }
    }

    private IEnumerable<string> CertificateFacts
    {
        get
        {
            if (Item.CompletedOn is { } taken)
                yield return $"Taken {ProgressWords.Day(taken, View)}";
            if (Item.Status is ChecklistStatus.Accepted or ChecklistStatus.Uploaded)
                yield return Item.ExpiresOn is { } last ? $"Expires {ProgressWords.Day(last, View)}" : "Never expires";
            if (Item.ScorePercent is { } score)
                yield return $"Score {score} percent";
            if (Item.CertificateNumber is { } number)
                yield return $"Number {number}";
        }
    }

    private static string DecisionOf(TrainingEvidence evidence) => evidence.Decision switch
    {
        EvidenceDecision.Accepted => "accepted",
        EvidenceDecision.Rejected => $"rejected. {evidence.RejectionReason}",
        _ => "replaced before anybody looked at it",
    };

    private void Open() => _isOpen = true;

    private void Close() => _isOpen = false;

    private Task UploadedAsync()
    {
        _isOpen = false;
        return OnUploaded.InvokeAsync($"The certificate for {Course.Title} is uploaded.");
    }
}
