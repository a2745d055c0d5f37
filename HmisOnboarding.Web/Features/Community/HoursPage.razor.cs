using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HmisOnboarding.Web.Features.Community;

/// <summary>How the time for an account is counted: typed, tried on an example, then published with a reason. Only what was typed is kept here.</summary>
public sealed partial class HoursPage
{
    private static readonly IReadOnlyList<string> KnownZones =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private readonly HoursDraft _draft = new();
    private ServiceHoursEdition? _edition;
    private ReasonAnswer? _reason;
    private ReasonAnswer? _withdrawal;
    private DateTime? _complete;
    private DateTime? _from;
    private string? _overtaken;
    private string? _said;
    private bool _isPublishing;

    [Inject]
    public required ServiceHoursService Hours { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory, ChangeKey.Queue];

    private ServicePolicy InForce => _edition!.Policy;

    private ServicePolicy Draft => _draft.Policy(InForce);

    private bool IsChanged => Draft.ToJson() != InForce.ToJson();

    private string ZoneId => ReaderZone?.Id ?? Draft.TimeZoneId;

    // the zone in force is offered even where this machine lists it under another name
    private IEnumerable<string> Zones => KnownZones.Contains(Draft.TimeZoneId) ? KnownZones : KnownZones.Prepend(Draft.TimeZoneId);

    private int NextNumber => _edition!.History.Max(v => v.Number) + 1;

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Time.GetUtcNow().UtcDateTime, Zone(Draft.TimeZoneId)));

    private IReadOnlyList<string> WhyNot =>
        _draft.Problems(InForce) is { Count: > 0 } typed ? typed
        : Draft.Problems() is { Count: > 0 } wrong ? wrong
        : !IsChanged ? ["Change something first."]
        : _from is { } local && Zone(ZoneId).IsInvalidTime(local) ? ["The clocks skip that time. Choose another one."]
        : [];

    private string Example
    {
        get
        {
            if (_draft.Problems(InForce).Count > 0 || Draft.Problems().Count > 0)
                return "Put right what is marked above, then the example is here.";
            if (_complete is not { } local)
                return "Enter a day and a time.";
            var zone = Zone(Draft.TimeZoneId);
            return zone.IsInvalidTime(local) ? "The clocks skip that time. Choose another one."
                : ServiceWords.Example(Draft, TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone));
        }
    }

    private string Consequence => _edition switch
    {
        { Running: 0 } => "No clock is running. New clocks start under the new version.",
        { Running: 1 } => "1 clock is running and keeps its version. You can set it to the new one on its request.",
        _ => $"{_edition!.Running} clocks are running and keep their versions. You can set each to the new one on its request.",
    };

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var edition = await Hours.EditionAsync(await CallerAsync(), cancellationToken: cancellationToken);
        if (_edition is not null && edition.Number != _edition.Number && !_isPublishing && IsChanged)
            _overtaken = $"{edition.History.First(v => v.Number == edition.Number).Author} published version {edition.Number} meanwhile. What you typed is still here.";
        _edition = edition;
        _complete ??= NextFriday();
    }

    private void Forget()
    {
        _draft.Clear();
        (_overtaken, _from) = (null, null);
    }

    private async Task PublishAsync()
    {
        var answer = await ReasonDialog.AskAsync(Dialogs, new($"Publish version {NextNumber}", "Publish", "Other system administrators", [], [], Consequence, _reason));
        if (answer is null)
            return;
        _reason = answer;
        _isPublishing = true;
        try
        {
            DateTime? from = _from is { } local ? TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), Zone(ZoneId)) : null;
            var number = await Hours.PublishAsync(await CallerAsync(), Draft, _edition!.Number, from, answer.Text);
            _said = $"Version {number} is published.";
            _reason = null;
            Forget();
            await ReloadAsync();
        }
        finally
        {
            _isPublishing = false;
        }
    }

    private async Task WithdrawAsync(int number)
    {
        var answer = await ReasonDialog.AskAsync(Dialogs, new($"Withdraw version {number}", "Withdraw", "Other system administrators", [], [], "It never takes effect. It stays in the list.", _withdrawal));
        if (answer is null)
            return;
        _withdrawal = answer;
        await Hours.WithdrawAsync(await CallerAsync(), number, answer.Text);
        (_withdrawal, _said) = (null, $"Version {number} is withdrawn.");
    }

    private DateTime NextFriday()
    {
        var today = Today;
        return today.AddDays(((int)DayOfWeek.Friday - (int)today.DayOfWeek + 7) % 7).ToDateTime(new TimeOnly(16, 0));
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
