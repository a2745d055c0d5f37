using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HmisOnboarding.Web.Features.Catalogues;

/// <summary>
/// The User Agreement: written beside its preview, published at once or from an instant on. Sentences are not merged by a machine:
/// when another text came into force meanwhile, the person reads it and says that the draft takes its place.
/// </summary>
public sealed partial class AgreementTextPage
{
    private AgreementEdition? _edition;
    private IReadOnlyList<ChangedPart> _changes = [];
    private IReadOnlyList<ChangedPart> _theirChanges = [];
    private IReadOnlyList<ChangedPart> _waitingChanges = [];
    private IReadOnlyList<ChangedPart>? _compared;
    private IReadOnlyList<string> _problems = [];
    private ReasonAnswer? _reason;
    private ReasonAnswer? _withdrawReason;
    private string? _said;
    private bool _showsChanges;

    [Inject]
    public required CatalogueService Catalogues { get; init; }

    [Inject]
    public required CatalogueDrafts Drafts { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    private AgreementText Now => Drafts.Agreement?.Now ?? _edition!.Text;

    private bool IsOvertaken => Drafts.Agreement is { } draft && draft.Number != _edition!.Number;

    private IReadOnlyList<string> WhyNot =>
        _changes.Count == 0 ? ["Change something first."]
        : IsOvertaken ? [$"Read what version {_edition!.Number} changed, then say that your draft takes its place."]
        : _edition!.Waiting is { } waiting ? [$"Version {waiting.Number} waits for its time. Withdraw it first."]
        : _problems;

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _edition = await Catalogues.AgreementAsync(await CallerAsync(), cancellationToken: cancellationToken);
        _waitingChanges = _edition.WaitingText is { } waiting ? TextDifference.Between(_edition.Text, waiting) : [];
        Show();
    }

    private void Show()
    {
        _changes = TextDifference.Between(_edition!.Text, Now);
        _problems = Now.Problems();
        _theirChanges = IsOvertaken ? TextDifference.Between(Drafts.Agreement!.Start, _edition.Text) : [];
    }

    private void Change(AgreementText now)
    {
        Drafts.Agreement = Drafts.Agreement is { } draft ? draft with { Now = now } : new(_edition!.Number, _edition.Text, now);
        _said = null;
        Show();
    }

    private void GoOn()
    {
        Drafts.Agreement = Drafts.Agreement! with { Number = _edition!.Number, Start = _edition.Text };
        Show();
    }

    private void Forget()
    {
        Drafts.Agreement = null;
        Show();
    }

    private async Task CompareAsync((int From, int To) numbers) =>
        _compared = await Catalogues.CompareAgreementsAsync(await CallerAsync(), numbers.From, numbers.To, Gone);

    private async Task PublishAsync(DateTime? effectiveUtc)
    {
        var answer = await ReasonDialog.AskAsync(Dialogs, new("Publish the agreement text", "Publish", "Other system administrators", [], [],
            "New requests use it from the chosen time. Open requests keep their text.", _reason));
        if (answer is null || Drafts.Agreement is not { } draft)
            return;
        _reason = answer;
        try
        {
            var number = await Catalogues.PublishAgreementAsync(await CallerAsync(), draft.Now, draft.Number, effectiveUtc, answer.Text);
            (_said, _reason) = ($"Version {number} is published.", null);
            Drafts.Agreement = null;
        }
        finally
        {
            await ReloadAsync();
        }
    }

    private async Task WithdrawAsync(int number)
    {
        var answer = await ReasonDialog.AskAsync(Dialogs, new($"Withdraw version {number}", "Withdraw", "Other system administrators", [], [],
            "It stays in the list of versions and never takes effect.", _withdrawReason));
        if (answer is null)
            return;
        _withdrawReason = answer;
        await Catalogues.WithdrawAgreementAsync(await CallerAsync(), number, answer.Text);
        (_said, _withdrawReason) = ($"Version {number} is withdrawn.", null);
        await ReloadAsync();
    }
}
