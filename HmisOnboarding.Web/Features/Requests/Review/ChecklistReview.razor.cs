using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HmisOnboarding.Web.Features.Requests.Review;

/// <summary>Certificate by certificate: look, accept or reject. After a decision the next one that waits is opened and takes the focus.</summary>
public sealed partial class ChecklistReview
{
    private readonly Dictionary<string, CertificateRow?> _rows = [];
    private string? _open;
    private string? _focus;
    private string? _said;
    private bool _wasOpened;

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Parameter, EditorRequired]
    public required RequestView View { get; set; }

    private bool CanReview => View.Viewer.IsAdministrator && !View.Viewer.IsSubject && Stages.IsOpen(View.State);

    private int Accepted => View.Checklist.Count(i => i.Status == ChecklistStatus.Accepted);

    private int Exempt => View.Checklist.Count(i => i.Status == ChecklistStatus.Exempt);

    private int Waiting => View.Checklist.Count(i => i.Status == ChecklistStatus.Uploaded);

    protected override void OnParametersSet()
    {
        if (_wasOpened)
            return;
        _wasOpened = true;
        _open = View.Checklist.FirstOrDefault(i => i.Status == ChecklistStatus.Uploaded)?.Course.Code;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is not { } code || _rows.GetValueOrDefault(code) is not { } row)
            return;
        _focus = null;
        await row.FocusAsync();
    }

    private void Toggle(ChecklistItem item) => _open = _open == item.Course.Code ? null : item.Course.Code;

    private async Task AcceptAsync(Guid evidence)
    {
        await Requests.AcceptCertificateAsync(await Actor.CallerAsync(), View.Code, evidence);
        GoOn(View.Checklist.First(i => i.EvidenceId == evidence), "accepted");
    }

    private async Task RejectAsync(ChecklistItem item)
    {
        var answer = await ReasonDialog.AskAsync(Dialogs, new(
            $"Reject: {item.Course.Title}", "Reject", View.SubjectName, [], [.. View.Catalogue.CertificateRejectionReasons.Select(r => r.Sentence)],
            "The new user is told at once and uploads another one."));
        if (answer is null)
        {
            // whoever looked at the reasons and left them goes on where they were
            _focus = item.Course.Code;
            return;
        }

        await Requests.RejectCertificateAsync(await Actor.CallerAsync(), View.Code, item.EvidenceId!.Value, answer.Text);
        GoOn(item, "rejected");
    }

    // the fresh view may be on its way still: the one just decided is done for the person
    private void GoOn(ChecklistItem decided, string how)
    {
        var order = View.Checklist.ToList();
        var waiting = order.Where(i => i.Status == ChecklistStatus.Uploaded && i.Course.Code != decided.Course.Code).ToList();
        var next = waiting.FirstOrDefault(i => order.IndexOf(i) > order.FindIndex(o => o.Course.Code == decided.Course.Code)) ?? waiting.FirstOrDefault();
        _said = $"{decided.Course.Title} {how}. {(next is null ? "Nothing is left to review." : $"Next: {next.Course.Title}.")}";
        _open = next?.Course.Code;
        _focus = next?.Course.Code ?? decided.Course.Code;
    }
}
