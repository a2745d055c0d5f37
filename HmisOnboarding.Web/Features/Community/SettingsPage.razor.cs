using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HmisOnboarding.Web.Features.Community;

/// <summary>
/// Names, links, targets and limits of the community. Only what was typed is kept here; the rest is read again whenever somebody
/// publishes, so two people who change different settings do not undo each other.
/// </summary>
public sealed partial class SettingsPage
{
    private readonly Dictionary<string, string> _typed = [];
    private IReadOnlyList<PublishedVersion> _history = [];
    private CommunityNow? _now;
    private PublishedVersion? _overtakenBy;
    private ReasonAnswer? _reason;
    private string? _said;
    private DateTime _exampleUtc;
    private bool _isPublishing;

    [Inject]
    public required CommunityService Community { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    private IReadOnlyList<SettingLine> Changed =>
        [.. SettingGroups.All.SelectMany(g => g.Lines).Where(l => _typed.TryGetValue(l.Key, out var typed) && typed.Trim() != l.Read(_now!.Settings))];

    private IReadOnlyList<string> WhyNot => Changed.Count == 0 ? ["Change a setting first."]
        : Changed.Where(l => l.Problem(Shown(l)) is not null).Select(l => $"{Named(l)}: {l.Problem(Shown(l))}").ToList() is { Count: > 0 } wrong ? wrong
        : Draft.Problems();

    private CommunitySettings Draft => Changed.Aggregate(_now!.Settings, (settings, line) => line.Write(settings, Shown(line)));

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        // read first: for anybody but a system administrator there is nothing at this address
        var history = await Community.SettingsHistoryAsync(await CallerAsync(), cancellationToken: cancellationToken);
        var now = await Community.NowAsync(cancellationToken);
        if (_now is not null && now.Versions.Settings != _now.Versions.Settings && !_isPublishing && _typed.Count > 0)
            _overtakenBy = history.FirstOrDefault(v => v.Number == now.Versions.Settings);
        (_history, _now) = (history, now);
        _exampleUtc = NextMorning(now.Service.Calendar.Zone);
    }

    // fields of the plan have the same names at each step
    private static string Named(SettingLine line) => ReminderLines.Steps.FirstOrDefault(s => s.Lines.Contains(line)) is { } step ? $"{step.Name}: {line.Label}" : line.Label;

    // an example that does not move while somebody reads: nine o'clock of the next Monday
    private DateTime NextMorning(TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Clock.GetUtcNow().UtcDateTime, zone));
        var monday = today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 7) % 7);
        return TimeZoneInfo.ConvertTimeToUtc(monday.ToDateTime(new TimeOnly(9, 0)), zone);
    }

    private string Shown(SettingLine line) => _typed.GetValueOrDefault(line.Key, line.Read(_now!.Settings));

    private void Type(SettingLine line, string value) => _typed[line.Key] = value;

    private void Forget()
    {
        _typed.Clear();
        _overtakenBy = null;
    }

    private async Task PublishAsync()
    {
        var answer = await ReasonDialog.AskAsync(Dialogs, new($"Publish version {_now!.Versions.Settings + 1}", "Publish", "Other system administrators", [], [],
            "Requests opened from now on use it. Open requests keep the version they began with.", _reason));
        if (answer is null)
            return;
        _reason = answer;
        _isPublishing = true;
        try
        {
            var number = await Community.PublishSettingsAsync(await CallerAsync(), Draft, answer.Text);
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
}
