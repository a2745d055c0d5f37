using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>Certificates that reach the help desk another way: each gets its file here, then the clock starts.</summary>
public sealed partial class DocumentsToCome
{
    private readonly Dictionary<Guid, string> _refused = [];
    private Guid? _busy;
    private string? _said;

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Inject]
    public required HmisDomainOptions Options { get; init; }

    [Parameter, EditorRequired]
    public required RequestView View { get; set; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    private DocumentLimits Limits => Options.UploadLimits;

    private IReadOnlyList<ChecklistItem> Missing => [.. View.Checklist.Where(i => i.PaperOnly && i.EvidenceId is not null)];

    private string Expected => View.StepExpected.ByUtc is not { } by ? "They come by mail or by hand. The clock starts when all are here."
        : by < View.ReadUtc ? $"They were expected by {Day(by)}. Ask {View.AgencyName} for them."
        : $"Expected by {Day(by)}. The clock starts when all are here.";

    private string Day(DateTime utc) => TimeText.Moment(utc, ReaderZone ?? View.Zone, View.ReadUtc);

    private async Task AttachAsync(Guid evidenceId, string course, InputFileChangeEventArgs e)
    {
        if (_busy is not null)
            return;
        _busy = evidenceId;
        _refused.Remove(evidenceId);
        try
        {
            if (e.File.Size > Limits.MaxBytes)
                throw DocumentRules.TooLarge(e.File.Size, Limits);
            await using var content = e.File.OpenReadStream(Limits.MaxBytes);
            await Requests.AttachFileAsync(await Actor.CallerAsync(), View.Code, evidenceId, content, e.File.Name);
            _said = $"The file of {course} is in the packet.";
        }
        catch (DocumentRefusedException refused)
        {
            _refused[evidenceId] = refused.Message;
        }
        catch (RuleViolationException refused)
        {
            _refused[evidenceId] = string.Join(" ", refused.Reasons);
        }
        catch (SessionChangedException changed)
        {
            _refused[evidenceId] = changed.Message;
        }
        catch (IOException)
        {
            _refused[evidenceId] = "The file did not arrive completely. Choose it again.";
        }
        finally
        {
            _busy = null;
        }
    }

    private async Task ReceivedAsync() => await Requests.DocumentsReceivedAsync(await Actor.CallerAsync(), View.Code, View.Version);
}
