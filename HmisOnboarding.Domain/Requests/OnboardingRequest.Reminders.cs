using HmisOnboarding.Domain.Agencies;
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

    /// <summary>Who sent that reminder; null when it came by the plan.</summary>
    public string? RemindedByName { get; private set; }

    /// <summary>How far the plan of the present step got; null where nothing of it happened yet.</summary>
    public FollowedUp? Followed { get; private set; }

    /// <summary>The next instant at which the plan of the present step has something, UTC; null when there is nothing more.</summary>
    public DateTime? NextFollowUpUtc { get; private set; }

    /// <summary>
    /// When the next reminder can go out, UTC: the pause of the community after the last one, whoever sent it. For the new user also after the
    /// hand-off, which was told by a notice of its own. Null when it can go out now.
    /// </summary>
    public DateTime? RemindableFromUtc(ActContext act)
    {
        var pause = TimeSpan.FromHours(act.Rules.Settings.ReminderPauseHours);
        DateTime? from = RemindedUtc + pause;
        if (act.Actor.PersonId == SubjectId && (from is null || from < StateSinceUtc + pause))
            from = StateSinceUtc + pause;
        // the promise of the help desk runs first
        if (State == RequestState.AccountQueue && !act.Actor.IsSystemAdministrator && TargetUtc is { } target && (from is null || from < target))
            from = target;
        // a clock that was put back leaves dates ahead that hold nobody up
        return from > act.NowUtc && !(RemindedUtc > act.NowUtc) ? from : null;
    }

    /// <summary>Why this person cannot send a reminder now, in a sentence with the way out; null when they can.</summary>
    public string? WhyNotRemind(ActContext act)
    {
        if (!(act.Actor.IsSystemAdministrator || act.Actor.IsAdministratorOf(AgencyId) || act.Actor.PersonId == SubjectId))
            return "Only an administrator or the new user reminds somebody.";
        if (Stages.IsClosed(State))
            return Stages.NotNow(State);
        if (State == RequestState.AccountCreated && FirstLoginUtc is not null)
            return $"{SubjectName} has logged in. There is nothing to remind of.";
        if (State == RequestState.AccountQueue && ClaimedById is null && act.Actor.IsSystemAdministrator)
            return "Nobody has claimed this packet. Claim it instead.";
        if (IsWith(act.Actor))
            return "It is with you. A reminder goes to somebody else.";
        if (RemindableFromUtc(act) is not { } from)
            return null;
        string Say(DateTime utc) => ServiceWords.Moment(utc, act.Rules.Zone, act.NowUtc);
        return from == TargetUtc && State == RequestState.AccountQueue ? $"The help desk has time until {Say(from)}. A reminder can go out after that."
            : RemindedUtc is { } last ? $"A reminder went out on {Say(last)}. The next one can go out on {Say(from)}."
            : $"It came there on {Say(StateSinceUtc)}. A reminder can go out on {Say(from)}.";
    }

    /// <summary>
    /// Reminds whoever has the request. A request is reminded of once within the hours that the community sets, whoever asks, so that nobody
    /// is flooded; a move to another step starts anew. It overtakes nobody: the request itself stays as it is.
    /// </summary>
    /// <returns>The notice, whose recipients are looked up by whoever writes it.</returns>
    /// <exception cref="RuleViolationException">
    /// The asker has no part in it, it is with them or with nobody, or the last reminder is too new: the sentence says since when.
    /// </exception>
    public Notice Remind(ActContext act)
    {
        if (WhyNotRemind(act) is { } reason)
            throw new RuleViolationException(reason);
        (RemindedUtc, RemindedByName) = (act.NowUtc, Who(act));
        var notice = AddReminder($"{act.NowUtc.Ticks}", $"{Who(act)} reminds you. Next: {Stages.Next(State)}.");
        // no move: whoever has the page open is not refused for it, and a quiet request stays quiet
        Note(act, nameof(Remind), $"{Who(act)} sent a reminder to {HolderInWords}.");
        return notice;
    }

    /// <summary>The moments of the plan that are still to come, or due and not followed up, in order.</summary>
    public IReadOnlyList<PlannedFollowUp> OpenFollowUps(RequestRules rules)
    {
        var done = (Followed ?? FollowedUp.None).Done;
        return [.. FollowUpPlan.Of(State, StateSinceUtc, rules.Settings, rules.Service).Where(p => !done.Contains(p.Key))];
    }

    /// <summary>Whom a reminder would reach.</summary>
    internal Audience Remindable => State == RequestState.AccountQueue ? Audience.Claimer : Holder switch
    {
        RequestHolder.NewUser => Audience.NewUser,
        RequestHolder.ExecutiveDirector => Audience.ExecutiveDirectors,
        _ => Audience.AgencyAdministrators,
    };

    /// <summary>
    /// The plan reminds whoever has it. All reminders that are due become one: after a long stop nobody gets them in a row. Where a person
    /// reminded within the pause, the plan says nothing more.
    /// </summary>
    /// <param name="act">The clock of the system.</param>
    /// <param name="due">The reminders that are due.</param>
    /// <param name="isHeard">There is somebody to remind.</param>
    internal void RemindByPlan(ActContext act, IReadOnlyList<PlannedFollowUp> due, bool isHeard)
    {
        Require(act.Actor.IsSystem && due.Count > 0, "The plan reminds by itself.");
        MarkFollowed(due);
        var pause = TimeSpan.FromHours(act.Rules.Settings.ReminderPauseHours);
        if (!isHeard || (RemindedByName is not null && RemindedUtc <= act.NowUtc && RemindedUtc + pause > act.NowUtc))
            return;
        var by = Expectations.Step(State, StateSinceUtc, LimitUtc, act.Rules.Settings, act.Rules.Service).ByUtc;
        var expected = by is null ? "" : by < act.NowUtc ? $" It was expected by {ServiceWords.Moment(by.Value, act.Rules.Zone, act.NowUtc)}." : $" It is expected by {ServiceWords.Moment(by.Value, act.Rules.Zone, act.NowUtc)}.";
        (RemindedUtc, RemindedByName) = (act.NowUtc, null);
        AddReminder($"plan:{StateSinceUtc.Ticks}:{due[^1].Key}", $"Next: {Stages.Next(State)}.{expected}");
        Note(act, "PlanReminder", $"A reminder went to {HolderInWords}.{expected}");
    }

    /// <summary>
    /// A rung of the ladder: these people are told that the step is late. With nobody to tell, the rung is passed and the next one waits for
    /// its own time; where that was the last one and nobody was told at all, the history says so.
    /// </summary>
    internal void TellOfDelay(ActContext act, PlannedFollowUp rung, IReadOnlyList<Person> people)
    {
        Require(act.Actor.IsSystem && !rung.IsReminder, "The ladder is climbed by the clock alone.");
        MarkFollowed([rung]);
        var before = Followed ?? FollowedUp.None;
        if (people.Count == 0)
        {
            if (before.Told.Count == 0 && !OpenFollowUps(act.Rules).Any(p => !p.IsReminder))
                Note(act, "NobodyFurther", "The step is late, and there is nobody further to tell.");
            return;
        }

        var waited = act.NowUtc - StateSinceUtc;
        var length = waited.TotalDays >= 1 ? $"{(int)waited.TotalDays} day{((int)waited.TotalDays == 1 ? "" : "s")}" : ServiceWords.Length(waited);
        var told = new ToldOfDelay(act.NowUtc, [.. people.Select(p => p.Id)], $"{Names(people)}, {FollowUpPlan.Office(rung.Kind, people.Count > 1)}",
            $"waits {length} for {FollowUpPlan.AwaitedAt(State)}");
        Followed = before with { Told = [.. before.Told, told] };
        foreach (var person in people)
        {
            _notices.Add(new Notice(NoticeKind.Delayed, Audience.OnePerson, $"{Code} is late: {SubjectName}",
                $"The request {told.Why}, since {ServiceWords.Moment(StateSinceUtc, act.Rules.Zone, act.NowUtc)}. Please talk to whoever has it.")
            {
                Key = $"delayed:{StateSinceUtc.Ticks}:{rung.Key}",
                PersonId = person.Id,
            });
        }

        Note(act, "TellOfDelay", $"Told {told.Who}: {told.Why}.");
    }

    /// <summary>Looks up when the plan has something next. After <paramref name="notBeforeUtc"/>, where somebody had too many reminders today.</summary>
    internal void PlanFollowUps(RequestRules rules, DateTime? notBeforeUtc = null)
    {
        DateTime? next = OpenFollowUps(rules) is [var first, ..] ? first.DueUtc : null;
        NextFollowUpUtc = next is not null && notBeforeUtc > next ? notBeforeUtc : next;
    }

    private static string Names(IReadOnlyList<Person> people) => people.Count < 3 ? string.Join(" and ", people.Select(p => p.FullName))
        : $"{string.Join(", ", people.SkipLast(1).Select(p => p.FullName))} and {people[^1].FullName}";

    private void MarkFollowed(IEnumerable<PlannedFollowUp> moments)
    {
        var before = Followed ?? FollowedUp.None;
        Followed = before with { Done = [.. before.Done.Union(moments.Select(m => m.Key))] };
    }

    private Notice AddReminder(string key, string body)
    {
        var notice = new Notice(NoticeKind.Reminded, Remindable, $"Reminder: {SubjectName}, {Stages.Name(State).ToLowerInvariant()}", body) { Key = ReminderKey + key };
        _notices.Add(notice);
        return notice;
    }

    private string HolderInWords => Remindable switch
    {
        Audience.Claimer => ClaimedByName ?? "the system administrators",
        Audience.NewUser => SubjectName,
        Audience.ExecutiveDirectors => "the executive director",
        _ => "the agency administrators",
    };

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

    /// <summary>Whether it is the actor's turn.</summary>
    internal bool IsWith(Actor actor) => State switch
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
