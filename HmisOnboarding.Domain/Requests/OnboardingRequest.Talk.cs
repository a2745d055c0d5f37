using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Watchers;

namespace HmisOnboarding.Domain.Requests;

public sealed partial class OnboardingRequest
{
    private readonly List<RequestMessage> _messages = [];

    /// <summary>Messages; when loaded for an act it holds only what the act adds.</summary>
    public IReadOnlyList<RequestMessage> Messages => _messages;

    /// <summary>When the agency was warned that the request will lapse, UTC; null while it was not.</summary>
    public DateTime? LapseWarnedUtc { get; private set; }

    /// <summary>
    /// Adds a message and tells <paramref name="told"/>. Words that look like a social security number or a birth date go out only with
    /// <paramref name="sendAnyway"/>, and the message keeps the warning. It is no move: whoever signs meanwhile is not held up by it.
    /// </summary>
    /// <exception cref="RuleViolationException">Nothing or too much is written, the new user writes to staff, or a warning was not answered.</exception>
    public void WriteMessage(ActContext act, string text, MessageAudience to, bool sendAnyway, IEnumerable<Guid> told)
    {
        var words = RequestMessage.Clean(text);
        var place = PlaceOf(act.Actor);
        Require(place is not null, "Only people who have to do with this request can write here.");
        Require(to == MessageAudience.Everybody || act.Actor.PersonId != SubjectId, "Only staff can write to staff only.");
        Require(words.Length > 0, "Write a message first.");
        Require(words.Length <= RequestMessage.TextLimit, $"A message can have {RequestMessage.TextLimit} characters. Yours has {words.Length}: shorten it or send it in two.");
        var warning = SensitiveText.Warning(words);
        Require(warning is null || sendAnyway, $"{warning} If it is none, press Send anyway.");

        _messages.Add(new RequestMessage(this, act.NowUtc, act.Actor, place!, to, words, warning, isSubmission: false));
        // who writes has not forgotten it
        if (Stages.IsOpen(State))
            LastMoveUtc = act.NowUtc;
        // the words stay on the page that checks who reads them: a notice also goes out by mail
        var key = $"message:{Guid.NewGuid():N}";
        foreach (var person in told)
        {
            TellOnce(NoticeKind.MessageWritten, key, Audience.OnePerson, $"New message on {Code}",
                $"{Who(act)} wrote a message{(to == MessageAudience.Staff ? " to staff" : "")}. Open the request to read it and to answer.", person);
        }
    }

    /// <summary>When the request lapses by itself if nothing happens, UTC; null where it does not, or while it is too early to say so.</summary>
    public DateTime? LapsesUtc(CommunitySettings settings, DateTime nowUtc) =>
        State < RequestState.AwaitingDocuments && LastMoveUtc.AddDays(settings.QuietDaysBeforeWarning()) <= nowUtc ? LastMoveUtc.AddDays(settings.LapseAfterDays) : null;

    /// <summary>Tells the agency and the new user, once for each quiet time, that the request will lapse; done by the clock alone.</summary>
    public void WarnOfLapse(ActContext act)
    {
        var day = LapsesUtc(act.Rules.Settings, act.NowUtc);
        Require(act.Actor.IsSystem && day is not null, "The clock warns of this by itself.");
        LapseWarnedUtc = act.NowUtc;
        var on = Training.EvidenceRules.Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(day!.Value, act.Rules.Zone)));
        var key = $"lapse:{LastMoveUtc.Ticks}";
        TellOnce(NoticeKind.LapseAhead, $"{key}:agency", Audience.AgencyAdministrators, $"{Code} closes by itself soon",
            $"Nothing has happened for {SubjectName} for a long time. The request closes on {on}. Keep it open with one click, or withdraw it.");
        if (Holder == RequestHolder.NewUser)
        {
            TellOnce(NoticeKind.LapseAhead, $"{key}:user", Audience.NewUser, "Your request closes by itself soon",
                $"Nothing has happened for a long time. The request closes on {on}. Next: {Stages.Next(State)}.");
        }
    }

    /// <summary>The agency still wants it: the quiet time begins anew.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, or the request does not lapse at this step.</exception>
    public void KeepOpen(ActContext act)
    {
        Require(act.Actor.IsAdministratorOf(AgencyId), "Only an agency administrator of this agency can keep it open.");
        Require(State < RequestState.AwaitingDocuments, Stages.NotNow(State));
        LastMoveUtc = act.NowUtc;
        Note(act, nameof(KeepOpen), $"{Who(act)} keeps the request open.");
    }

    internal void NoteWatcher(ActContext act, WatcherStep step, string email)
    {
        var text = step switch
        {
            WatcherStep.Asked => $"{Who(act)} asked that {email} may follow this request.",
            WatcherStep.Added => $"{Who(act)} lets {email} follow this request.",
            WatcherStep.Opened => $"The tracker for {email} was opened for the first time.",
            WatcherStep.Ended => $"{Who(act)} ended the tracker for {email}.",
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
        };
        Note(act, $"Watcher{step}", text);
        if (step == WatcherStep.Asked)
            Tell(NoticeKind.WatcherAsked, Audience.AgencyAdministrators, $"{Code}: may somebody follow it?", $"{Who(act)} wants somebody to follow this request. Open it and agree, or say no.");
    }

    private void AddSubmissionMessage(ActContext act) =>
        _messages.Add(new RequestMessage(this, act.NowUtc, act.Actor, PlaceOf(act.Actor) ?? "", MessageAudience.Everybody, HelpDeskMessage, SensitiveText.Warning(HelpDeskMessage), isSubmission: true));

    /// <summary>What the actor is to this request, in words; null for a stranger.</summary>
    private string? PlaceOf(Actor actor)
    {
        if (actor.PersonId == SubjectId)
            return "New user";
        var seat = actor.SeatAt(SeatKind.AgencyAdministrator, AgencyId) ?? actor.SeatAt(SeatKind.ExecutiveDirector, AgencyId) ?? actor.Seats.FirstOrDefault(s => s.Kind == SeatKind.SystemAdministrator);
        return seat is null ? null : seat.ForName is { } holder ? $"{seat.Kind.Title()} for {holder}" : seat.Kind.Title();
    }

    private void TellOnce(NoticeKind kind, string key, Audience to, string subject, string body, Guid? person = null) =>
        _notices.Add(new Notice(kind, to, subject, body) { Key = key, PersonId = person });
}
