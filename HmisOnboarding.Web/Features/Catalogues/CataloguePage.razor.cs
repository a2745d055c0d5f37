using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HmisOnboarding.Web.Features.Catalogues;

/// <summary>
/// Role types, courses, who needs which, and choice lists. The draft is kept until it is published or taken back;
/// when somebody else publishes first, what they changed is taken into it item by item and told.
/// </summary>
public sealed partial class CataloguePage
{
    private static readonly (string Key, string Name, IReadOnlyList<CataloguePart> Lists)[] Parts =
    [
        ("roles", "Role types", [CataloguePart.RoleTypes]),
        ("courses", "Courses", [CataloguePart.Courses]),
        ("matrix", "Who needs which course", [CataloguePart.Requirements]),
        ("lists", "Choice lists", [CataloguePart.Conditions, CataloguePart.HmisTasks, CataloguePart.EmploymentKinds, CataloguePart.ReturnReasons, CataloguePart.CertificateRejectionReasons, CataloguePart.DeclineReasons]),
    ];

    private const int MostReasons = 8;

    private CatalogueEdition? _edition;
    private DraftState? _state;
    private (PublishedVersion By, IReadOnlyList<CatalogueChange> Changes, IReadOnlyList<string> Conflicts)? _overtaken;
    private IReadOnlyList<CatalogueChange>? _compared;
    private ReasonAnswer? _reason;
    private string? _said;
    private int _next;
    private bool _isPublishing;

    [Inject]
    public required CatalogueService Catalogues { get; init; }

    [Inject]
    public required CatalogueDrafts Drafts { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [SupplyParameterFromQuery(Name = "part")]
    public string? Part { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    private string Shown => Parts.Any(p => p.Key == Part) ? Part! : Parts[0].Key;

    // each stands at its item too
    private IReadOnlyList<string> WhyNot => _state!.Changes.Count == 0 ? ["Change something first."]
        : _state.Findings.Count <= MostReasons ? [.. _state.Findings.Select(f => f.Sentence)]
        : [.. _state.Findings.Take(MostReasons).Select(f => f.Sentence), $"And {_state.Findings.Count - MostReasons} more."];

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var edition = await Catalogues.CatalogueAsync(await CallerAsync(), cancellationToken: cancellationToken);
        if (Drafts.Catalogue is { } draft && draft.Number != edition.Number && !_isPublishing)
        {
            var (merged, conflicts) = CatalogueMerge.Of(draft.Start, draft.Now, edition.Catalogue);
            if (edition.History.FirstOrDefault(v => v.Number == edition.Number) is { } by)
                _overtaken = (by, CatalogueDifference.Between(draft.Start, edition.Catalogue), conflicts);
            Drafts.Catalogue = new(edition.Number, edition.Catalogue, merged);
        }

        _edition = edition;
        _next = edition.History.Max(v => v.Number) + 1;
        Show();
    }

    private void Show() => _state = new(_edition!.Catalogue, Drafts.Catalogue?.Now ?? _edition.Catalogue);

    private void Change(Catalogue now)
    {
        Drafts.Catalogue = Drafts.Catalogue is { } draft ? draft with { Now = now } : new(_edition!.Number, _edition.Catalogue, now);
        _said = null;
        Show();
    }

    private void Forget()
    {
        Drafts.Catalogue = null;
        _overtaken = null;
        Show();
    }

    private async Task CompareAsync((int From, int To) numbers) =>
        _compared = await Catalogues.CompareCataloguesAsync(await CallerAsync(), numbers.From, numbers.To, Gone);

    private async Task PublishAsync()
    {
        var answer = await ReasonDialog.AskAsync(Dialogs, new($"Publish version {_next}", "Publish", "Other system administrators", [], [],
            "Requests opened from now on use it. Open requests keep the version they began with.", _reason));
        if (answer is null || Drafts.Catalogue is not { } draft)
            return;
        _reason = answer;
        _isPublishing = true;
        try
        {
            var number = await Catalogues.PublishCatalogueAsync(await CallerAsync(), draft.Now, draft.Number, answer.Text);
            (_said, _reason) = ($"Version {number} is published.", null);
            Drafts.Catalogue = null;
            _overtaken = null;
        }
        finally
        {
            _isPublishing = false;
            await ReloadAsync();
        }
    }
}
