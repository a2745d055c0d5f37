using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Requests;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using MudBlazor;

namespace HmisOnboarding.Web.Features.Catalogues;

/// <summary>Takes everything that the community decides for itself out as one file, and in again: read, compared, then published.</summary>
public sealed partial class FilePage
{
    private byte[]? _content;
    private string _name = "";
    private FileReview? _review;
    private ReasonAnswer? _reason;
    private string? _problem;
    private string? _said;
    private bool _isOvertaken;
    private bool _isPublishing;

    [Inject]
    public required CatalogueService Catalogues { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        // also without a file: for anybody but a system administrator there is nothing at this address
        var review = await Catalogues.ReviewFileAsync(await CallerAsync(), _content ?? [], cancellationToken);
        if (_content is null || _isPublishing)
            return;
        _isOvertaken |= _review is not null && _review.Seen != review.Seen;
        _review = review;
    }

    private async Task ChooseAsync(InputFileChangeEventArgs chosen)
    {
        Forget();
        if (chosen.FileCount == 0)
            return;
        _name = DocumentRules.CleanName(chosen.File.Name);
        if (chosen.File.Size > CommunityFile.MostBytes)
        {
            _problem = $"{_name} has more than {CommunityFile.MostBytes / 1_000_000} MB. A whole catalogue has far less. Choose another file.";
            return;
        }

        try
        {
            await using var stream = new BrowserFileContent(chosen.File.OpenReadStream(CommunityFile.MostBytes, Gone));
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, Gone);
            _content = content.ToArray();
        }
        catch (Exception broken) when (broken is IOException or TimeoutException or JSException)
        {
            _problem = "The file did not arrive whole. Choose it once more.";
            return;
        }

        await ReloadAsync();
    }

    private void Forget() => (_content, _review, _problem, _said, _isOvertaken) = (null, null, null, null, false);

    private async Task PublishAsync()
    {
        var answer = await ReasonDialog.AskAsync(Dialogs, new("Publish what the file says", "Publish", "Other system administrators", [], [],
            "Each part that differs becomes a new version. Open requests and running clocks keep theirs.", _reason));
        if (answer is null || _review is not { File: { } file } review)
            return;
        _reason = answer;
        _isPublishing = true;
        try
        {
            var now = await Catalogues.PublishFileAsync(await CallerAsync(), file, review.Seen, answer.Text);
            Forget();
            (_reason, _said) = (null, Said(review.Seen, now));
        }
        finally
        {
            _isPublishing = false;
            await ReloadAsync();
        }
    }

    private static string Said(FileVersions before, FileVersions now)
    {
        var parts = new[]
        {
            ("catalogue", before.Rules.Catalogue, now.Rules.Catalogue), ("agreement text", before.Rules.Agreement, now.Rules.Agreement), ("settings", before.Rules.Settings, now.Rules.Settings),
            ("service hours", before.ServiceHours, now.ServiceHours),
        };
        return $"Published: {string.Join(", ", parts.Where(p => p.Item2 != p.Item3).Select(p => $"{p.Item1} version {p.Item3}"))}.";
    }
}
