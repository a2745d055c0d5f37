using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Domain.Requests;

public sealed partial class OnboardingRequest
{
    private const int PauseNoteLimit = 300;

    private readonly List<ServiceMark> _marks = [];

    /// <summary>The 24-48 hour clock.</summary>
    public ClockRecord Clock { get; private set; } = ClockRecord.NotStarted;

    /// <summary>Instant of the target mark while the clock runs, UTC; kept so that lists can sort by it.</summary>
    public DateTime? TargetUtc { get; private set; }

    /// <summary>Instant of the limit mark while the clock runs, UTC; kept so that lists can sort and page by it.</summary>
    public DateTime? LimitUtc { get; private set; }

    /// <summary>The next instant at which somebody has to be told, UTC; null while the clock stands and when all have been told.</summary>
    public DateTime? NextMarkUtc { get; private set; }

    /// <summary>When the limit was first missed, UTC; it stays whatever happens afterwards. Null when it never was.</summary>
    public DateTime? LimitMissedUtc { get; private set; }

    /// <summary>When the target was first missed, UTC; it stays whatever happens afterwards. Null when it never was.</summary>
    public DateTime? TargetMissedUtc { get; private set; }

    /// <summary>The marks that the clock has passed.</summary>
    public IReadOnlyList<ServiceMark> Marks => _marks;

    /// <summary>The system administrator who makes the account; null while nobody has claimed the packet.</summary>
    public Guid? ClaimedById { get; private set; }

    /// <summary>Their name.</summary>
    public string? ClaimedByName { get; private set; }

    /// <summary>Since when, UTC.</summary>
    public DateTime? ClaimedUtc { get; private set; }

    /// <summary>A system administrator takes a waiting packet, so that no two make the same account. Claiming one's own again changes nothing.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, it does not wait in the queue, it is about the claimer, or another one has it: the sentence says who and since when.</exception>
    public void Claim(ActContext act)
    {
        act = act with { Seat = SeatKind.SystemAdministrator };
        RequireInQueue(act);
        Require(act.Actor.PersonId != SubjectId, "This account is yours. Another system administrator has to make it.");
        if (ClaimedById == act.Actor.PersonId)
            return;
        Require(ClaimedById is null, $"{ClaimedByName} has this packet since {ClaimedSince(act)}. Talk to them before you take it over.");
        (ClaimedById, ClaimedByName, ClaimedUtc) = (act.Actor.PersonId, Who(act), act.NowUtc);
        Record(act, "Claim", State, $"{Who(act)} claimed the packet.", null);
    }

    /// <summary>Gives a claimed packet back to the team. Any system administrator can do it, for days on which the claimer is away.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, it does not wait in the queue, or nobody has claimed it.</exception>
    public void Release(ActContext act)
    {
        act = act with { Seat = SeatKind.SystemAdministrator };
        RequireInQueue(act);
        Require(ClaimedById is not null, "Nobody has claimed this packet.");
        var whose = ClaimedById == act.Actor.PersonId ? "" : $" of {ClaimedByName}";
        Unclaim();
        Record(act, "Release", State, $"{Who(act)} released the claim{whose}.", null);
    }

    /// <summary>
    /// A system administrator goes on with a packet that another one claimed, after being asked. <paramref name="from"/> is whom they were told
    /// has it: where that is not so any more nothing changes. The history keeps both names, and the other one is told.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody else asks, it does not wait in the queue, it is about the asker, or <paramref name="from"/> does not have it.</exception>
    public void TakeOver(ActContext act, Guid from)
    {
        act = act with { Seat = SeatKind.SystemAdministrator };
        RequireInQueue(act);
        Require(act.Actor.PersonId != SubjectId, "This account is yours. Another system administrator has to make it.");
        if (ClaimedById == act.Actor.PersonId)
            return;
        Require(ClaimedById is not null, "Nobody has this packet any more. Claim it.");
        Require(ClaimedById == from, $"{ClaimedByName} has this packet now, since {ClaimedSince(act)}. Look again before you take it.");
        var earlier = ClaimedByName;
        (ClaimedById, ClaimedByName, ClaimedUtc, RemindedUtc, RemindedByName) = (act.Actor.PersonId, Who(act), act.NowUtc, null, null);
        Record(act, "TakeOver", State, $"{Who(act)} took the packet over from {earlier}.", null);
        _notices.Add(new Notice(NoticeKind.TakenOver, Audience.FormerClaimer, $"{Code} was taken over", $"{Who(act)} took the packet of {SubjectName} over from you.") { PersonId = from });
    }

    /// <summary>The claimer has no rights any more: the packet goes to who has the seat now, or back to the team.</summary>
    internal void ClaimFollowsSeat(ActContext act, Person? heir)
    {
        var former = ClaimedByName;
        Unclaim();
        if (heir is not null)
            (ClaimedById, ClaimedByName, ClaimedUtc) = (heir.Id, heir.FullName, act.NowUtc);
        Record(act, "ClaimFollowsSeat", State, heir is null ? $"The claim of {former} ended with the seat. The packet is with the team again."
            : $"The claim of {former} ended with the seat. {heir.FullName} has the packet now.", null);
    }

    /// <summary>Why this person cannot set the clock to the service hours in force now; empty when they can.</summary>
    public IReadOnlyList<string> WhyNotReplan(ActContext act)
    {
        var reasons = new List<string>();
        if (!act.Actor.IsSystemAdministrator)
            reasons.Add("Only a system administrator sets a clock to other service hours.");
        if (Clock.FirstStartUtc is null)
            reasons.Add("The clock has not started. It starts under the service hours that are in force then.");
        else if (Clock.EndedUtc is not null)
            reasons.Add("The clock has ended. What was counted stays.");
        else if (!Stages.IsOpen(State))
            reasons.Add(Stages.NotNow(State));
        else if (act.NewestService.Version == Clock.PolicyVersion)
            reasons.Add($"The clock is counted by version {Clock.PolicyVersion} already, which is in force.");
        return reasons;
    }

    /// <summary>
    /// Counts the clock anew, from its start, by the service hours in force now. A mark that was missed before stays missed in the history.
    /// </summary>
    /// <exception cref="RuleViolationException">One of <see cref="WhyNotReplan"/>, or there is no reason.</exception>
    public void ReplanClock(ActContext act, string reason)
    {
        act = act with { Seat = SeatKind.SystemAdministrator };
        Require(!string.IsNullOrWhiteSpace(reason) && reason.Length <= ReasonLimit, "Say in a sentence why the clock is planned again.");
        var why = WhyNotReplan(act);
        if (why.Count > 0)
            throw new RuleViolationException(why);
        NoteMarks(act, tell: false, State);
        var (before, from) = (LimitUtc, Clock.PolicyVersion);
        Clock = ServiceClock.Replan(Clock, act.NewestService.Version, Who(act), reason.Trim(), act.NowUtc);
        var now = act with { Rules = act.Rules with { Service = act.NewestService } };
        SetMarks(now);
        // what lies behind under the new plan was told under the old one, or is no news any more
        NoteMarks(now, tell: false, State);
        var moved = (before, LimitUtc) is ({ } old, { } limit)
            ? $" The limit moves from {ServiceWords.Moment(old, act.Rules.Zone, act.NowUtc)} to {ServiceWords.Moment(limit, act.Rules.Zone, act.NowUtc)}." : "";
        Record(act, "ReplanClock", State, $"{Who(act)} set the clock from version {from} of the service hours to version {Clock.PolicyVersion}.{moved}", reason.Trim());
    }

    /// <summary>
    /// Writes down every mark that the clock has passed and that is not written down yet, and tells whom it concerns. The clock of the system
    /// calls it; returns how many there were. A warning whose mark has passed meanwhile is written down and not told.
    /// </summary>
    public int NoteMarks(ActContext act) => NoteMarks(act, tell: true, State);

    private int NoteMarks(ActContext act, bool tell, RequestState place)
    {
        if (Clock.RunningSinceUtc is null)
            return 0;
        var (service, noted) = (act.Rules.Service, 0);
        foreach (var (kind, amount) in ServiceMark.Of(service.Policy))
        {
            if (IsNoted(kind) || ServiceClock.MissedUtc(Clock, service.Calendar, amount, act.NowUtc) is not { } at)
                continue;
            var wasMissed = kind == MarkKind.Target ? TargetMissedUtc is not null : kind == MarkKind.Limit && LimitMissedUtc is not null;
            _marks.Add(new ServiceMark(Id, AgencyId, SubjectId, Clock.PlanNumber, kind, service.Version, at, act.NowUtc));
            noted++;
            if (kind is MarkKind.Target or MarkKind.Limit && !wasMissed)
                NoteMissed(act, kind, at, place);
            if (tell && !(kind == MarkKind.TargetAhead && Missed(MarkKind.Target, act)) && !(kind == MarkKind.LimitAhead && Missed(MarkKind.Limit, act)) && !wasMissed)
                TellOfMark(act, kind, at);
        }

        NextMarkUtc = NextMark(act);
        return noted;
    }

    // the mark is the system's event and changes nothing that a person decides on: whoever has the page open is not refused for it
    private void NoteMissed(ActContext act, MarkKind kind, DateTime at, RequestState place)
    {
        var policy = act.Rules.Service.Policy;
        var (name, hours) = kind == MarkKind.Target ? ("target", policy.TargetHours) : ("limit", policy.LimitHours);
        if (kind == MarkKind.Target)
            TargetMissedUtc = at;
        else
            LimitMissedUtc = at;
        _events.Add(new RequestEvent(Id, AgencyId, SubjectId, act.NowUtc, Actor.System, null, kind == MarkKind.Target ? "TargetPassed" : "LimitPassed", place, place,
            $"The {name} of {hours} h passed on {ServiceWords.Moment(at, act.Rules.Zone, act.NowUtc)}.", null, Version));
    }

    private void TellOfMark(ActContext act, MarkKind kind, DateTime at)
    {
        var policy = act.Rules.Service.Policy;
        var (isTarget, isAhead) = (kind is MarkKind.Target or MarkKind.TargetAhead, kind is MarkKind.TargetAhead or MarkKind.LimitAhead);
        var mark = isTarget ? $"{policy.TargetHours} h target" : $"{policy.LimitHours} h limit";
        var due = ServiceWords.Moment((isTarget ? TargetUtc : LimitUtc) ?? at, act.Rules.Zone, act.NowUtc);
        var has = ClaimedByName is null ? "Nobody has claimed the packet yet." : $"{ClaimedByName} has claimed the packet.";
        var subject = !isAhead ? isTarget ? $"{Code}: the {mark} has passed" : $"{Code} is late: the {mark} has passed"
            : $"{Code}: {ServiceWords.Length(TimeSpan.FromMinutes(isTarget ? policy.WarnBeforeTargetMinutes : policy.WarnBeforeLimitMinutes))} left to the {mark}";
        var body = isAhead ? $"The HMIS account of {SubjectName} should exist by {due}. {has}" : $"The HMIS account of {SubjectName} was due on {due}. {has}";
        _notices.Add(new Notice(isAhead ? NoticeKind.MarkAhead : NoticeKind.MarkPassed, isAhead ? Audience.Claimer : Audience.SystemAdministrators, subject, body) { Key = $"mark:{Clock.PlanNumber}:{kind}" });
    }

    private bool Missed(MarkKind kind, ActContext act) =>
        ServiceClock.MissedUtc(Clock, act.Rules.Service.Calendar, kind == MarkKind.Target ? act.Rules.Service.Policy.Target : act.Rules.Service.Policy.Limit, act.NowUtc) is not null;

    private bool IsNoted(MarkKind kind) => _marks.Any(m => m.Kind == kind && m.Plan == Clock.PlanNumber);

    private DateTime? NextMark(ActContext act) => Clock.RunningSinceUtc is null ? null
        : ServiceMark.Of(act.Rules.Service.Policy).Where(m => !IsNoted(m.Kind)).Select(m => ServiceClock.MarkUtc(Clock, act.Rules.Service.Calendar, m.Amount)).Min();

    private void TurnClock(ActContext act, RequestState from, string? note)
    {
        // a mark that passed since the last look is missed, however quickly somebody acts now
        NoteMarks(act, tell: false, from);
        var kept = note is { Length: > PauseNoteLimit } ? note[..PauseNoteLimit] + "…" : note;
        Clock = State switch
        {
            RequestState.AccountQueue => ServiceClock.Start(Clock, act.Rules.Service.Version, act.NowUtc),
            RequestState.AccountCreated => ServiceClock.End(Clock, act.NowUtc),
            RequestState.AwaitingDocuments => ServiceClock.Pause(Clock, ClockStop.WaitingForDocuments, null, act.NowUtc),
            _ when Stages.IsClosed(State) => ServiceClock.Pause(Clock, ClockStop.Closed, kept, act.NowUtc),
            _ => ServiceClock.Pause(Clock, ClockStop.Returned, kept, act.NowUtc),
        };
        if (State == RequestState.AccountCreated && from != State)
            EndMarks(act);
        if (State != RequestState.AccountQueue)
            Unclaim();
        SetMarks(act);
    }

    private void SetMarks(ActContext act)
    {
        TargetUtc = ServiceClock.MarkUtc(Clock, act.Rules.Service.Calendar, act.Rules.Service.Policy.Target);
        LimitUtc = ServiceClock.MarkUtc(Clock, act.Rules.Service.Calendar, act.Rules.Service.Policy.Limit);
        NextMarkUtc = NextMark(act);
    }

    private void EndMarks(ActContext act)
    {
        var counted = ServiceClock.Counted(Clock, act.Rules.Service.Calendar, act.NowUtc);
        foreach (var mark in _marks.Where(m => m.Plan == Clock.PlanNumber))
        {
            if (mark.Kind == MarkKind.Target)
                mark.End(counted - act.Rules.Service.Policy.Target);
            else if (mark.Kind == MarkKind.Limit)
                mark.End(counted - act.Rules.Service.Policy.Limit);
        }
    }

    private void Unclaim() => (ClaimedById, ClaimedByName, ClaimedUtc, RemindedUtc, RemindedByName) = (null, null, null, null, null);

    // two people never make two accounts: whoever ends the work on a packet has it, or nobody does
    private void RequireNotWithAnother(ActContext act) => Require(ClaimedById is null || ClaimedById == act.Actor.PersonId || !act.Actor.IsSystemAdministrator
        || act.Actor.Seats.Any(s => s.Kind == SeatKind.SystemAdministrator && s.Under?.HolderId == ClaimedById),
        $"{ClaimedByName} has this packet since {ClaimedSince(act)}. Take it over first.");

    private string ClaimedSince(ActContext act) => ServiceWords.Moment(ClaimedUtc ?? act.NowUtc, act.Rules.Zone, act.NowUtc);

    private void RequireInQueue(ActContext act)
    {
        Require(act.Actor.IsSystemAdministrator, "Only a system administrator claims packets.");
        Require(State == RequestState.AccountQueue, Stages.NotNow(State));
    }
}
