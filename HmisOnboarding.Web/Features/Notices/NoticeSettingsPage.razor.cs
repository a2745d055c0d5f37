using System.Globalization;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Notices;

/// <summary>What a person gets by e-mail, and when. What they typed stays while they type: only keeping it writes.</summary>
public sealed partial class NoticeSettingsPage
{
    private static readonly NoticeTopic[] Topics = Enum.GetValues<NoticeTopic>();

    private MailChoices? _draft;
    private string? _said;

    [Inject]
    public required MailChoiceService Choices { get; init; }

    [Inject]
    public required HmisDomainOptions Options { get; init; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    protected override async Task LoadAsync(CancellationToken cancellationToken) =>
        _draft ??= await Choices.OfAsync(await CallerAsync(), ReaderZone is { HasIanaId: true } zone ? zone.Id : "America/New_York", cancellationToken);

    private static string Name(NoticeTopic topic) => topic switch
    {
        NoticeTopic.Turn => "Something waits for me",
        NoticeTopic.Progress => "Somebody else did a step",
        NoticeTopic.Ended => "A request ended or goes on",
        _ => "The time for an account",
    };

    private static string Help(NoticeTopic topic) => topic switch
    {
        NoticeTopic.Turn => "To review, sign, submit, upload or put right.",
        NoticeTopic.Progress => "Signed, sent, arrived, made.",
        NoticeTopic.Ended => "Withdrawn, lapsed, refused, revoked, opened again.",
        _ => "Soon over, or over.",
    };

    private static IEnumerable<string> Zones(string own) => TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)
        .Where(id => id.StartsWith("America/", StringComparison.Ordinal) || id.StartsWith("Pacific/", StringComparison.Ordinal)).Append(own).Distinct().Order(StringComparer.Ordinal);

    private static string Shown(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static TimeOnly? Read(ChangeEventArgs e) => TimeOnly.TryParse(e.Value as string, CultureInfo.InvariantCulture, out var time) ? time : null;

    private void Choose(NoticeTopic topic, ChangeEventArgs e)
    {
        if (_draft is not { } draft || !Enum.TryParse<MailTiming>(e.Value as string, out var timing))
            return;
        _draft = topic switch
        {
            NoticeTopic.Turn => draft with { Turn = timing },
            NoticeTopic.Progress => draft with { Progress = timing },
            NoticeTopic.Ended => draft with { Ended = timing },
            _ => draft with { Clock = timing },
        };
    }

    private void Quiet(bool on) => _draft = on
        ? _draft! with { QuietFrom = new TimeOnly(20, 0), QuietUntil = new TimeOnly(7, 0) }
        : _draft! with { QuietFrom = null, QuietUntil = null };

    private async Task KeepAsync()
    {
        _said = null;
        await Choices.KeepAsync(await CallerAsync(), _draft!);
        _said = "Your choices are kept.";
    }
}
