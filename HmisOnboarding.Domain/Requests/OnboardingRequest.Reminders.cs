using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Domain.Requests;

public sealed partial class OnboardingRequest
{
    /// <summary>What a notice of a reminder is known by, after its request.</summary>
    internal const string ReminderKey = "remind:";

    /// <summary>When whoever has the request was last reminded, UTC; null when nobody ever was at this step.</summary>
    public DateTime? RemindedUtc { get; private set; }

    /// <summary>When the new user was asked by the system whether the first login worked, UTC; null while that was not needed.</summary>
    public DateTime? LoginAskedUtc { get; private set; }

    /// <summary>
    /// Reminds whoever has the request. A request is reminded of once within the hours that the community sets, whoever asks, so that nobody
    /// is flooded; a move to another step starts anew. It overtakes nobody: the request itself stays as it is.
    /// </summary>
    /// <returns>The notice, whose recipients are looked up by whoever writes it.</returns>
    /// <exception cref="RuleViolationException">
    /// The asker is no administrator of it, it is with them or with nobody, or the last reminder is too new: the sentence says since when.
    /// </exception>
    public Notice Remind(ActContext act)
    {
        Require(act.Actor.IsSystemAdministrator || act.Actor.IsAdministratorOf(AgencyId), "Only an administrator reminds somebody.");
        Require(!Stages.IsClosed(State), Stages.NotNow(State));
        Require(State != RequestState.AccountCreated || FirstLoginUtc is null, $"{SubjectName} has logged in. There is nothing to remind of.");
        Require(State != RequestState.AccountQueue || ClaimedById is not null, "Nobody has claimed this packet. Claim it instead.");
        Require(!IsWith(act.Actor), "It is with you. A reminder goes to somebody else.");
        if (RemindedUtc is { } last && last.AddHours(act.Rules.Settings.ReminderPauseHours) > act.NowUtc)
        {
            throw new RuleViolationException(
                $"A reminder went out on {ServiceWords.Moment(last, act.Rules.Zone, act.NowUtc)}. The next one can go out {act.Rules.Settings.ReminderPauseHours} h later.");
        }

        var (to, whom) = State switch
        {
            RequestState.AccountQueue => (Audience.Claimer, ClaimedByName ?? ""),
            _ when Holder == RequestHolder.NewUser => (Audience.NewUser, SubjectName),
            _ when Holder == RequestHolder.ExecutiveDirector => (Audience.ExecutiveDirectors, "the executive director"),
            _ => (Audience.AgencyAdministrators, "the agency administrators"),
        };
        var notice = new Notice(NoticeKind.Reminded, to, $"Reminder: {SubjectName}, {Stages.Name(State).ToLowerInvariant()}", $"{Who(act)} reminds you. Next: {Stages.Next(State)}.") { Key = $"{ReminderKey}{act.NowUtc.Ticks}" };
        _notices.Add(notice);
        RemindedUtc = act.NowUtc;
        // no move: whoever has the page open is not refused for it, and a quiet request stays quiet
        Note(act, nameof(Remind), $"{Who(act)} sent a reminder to {whom}.");
        return notice;
    }

    /// <summary>
    /// Asks the new user whether the first login worked, and tells the agency, when the account has existed for so many days without that word.
    /// The clock of the system calls it; a request is asked about once. Returns whether it was the time.
    /// </summary>
    public bool AskForLogin(ActContext act, int afterDays)
    {
        if (State != RequestState.AccountCreated || FirstLoginUtc is not null || LoginAskedUtc is not null || AccountUtc is not { } made || made.AddDays(afterDays) > act.NowUtc)
            return false;
        LoginAskedUtc = act.NowUtc;
        _notices.Add(new Notice(NoticeKind.LoginAsked, Audience.NewUser, "Did your first login work?",
            $"Your HMIS account {HmisUserName} exists since {ServiceWords.Moment(made, act.Rules.Zone, act.NowUtc)}. Log in once, then press “I logged in” here. If it does not work, write to {act.Rules.Settings.HelpDeskName}.")
        {
            Key = "login-asked",
        });
        _notices.Add(new Notice(NoticeKind.LoginOpen, Audience.AgencyAdministrators, $"{SubjectName} has not confirmed the first login",
            $"The account {HmisUserName} exists since {ServiceWords.Moment(made, act.Rules.Zone, act.NowUtc)}. We asked {SubjectName} again. Please help if the login does not work.")
        {
            Key = "login-asked-agency",
        });
        Note(act, nameof(AskForLogin), $"{SubjectName} was asked whether the first login worked.");
        return true;
    }

    private bool IsWith(Actor actor) => State switch
    {
        RequestState.AccountQueue => ClaimedById == actor.PersonId,
        _ => Holder switch
        {
            RequestHolder.NewUser => actor.PersonId == SubjectId,
            RequestHolder.AgencyAdministrator => actor.IsAdministratorOf(AgencyId),
            RequestHolder.ExecutiveDirector => actor.IsDirectorOf(AgencyId),
            _ => false,
        },
    };
}
