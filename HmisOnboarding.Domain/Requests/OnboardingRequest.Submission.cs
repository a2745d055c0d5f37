using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Submission;

namespace HmisOnboarding.Domain.Requests;

public sealed partial class OnboardingRequest
{
    /// <summary>Longest message to the help desk.</summary>
    public const int MessageLimit = 4000;

    /// <summary>Saves the User Request Form as far as it is filled; the administrator can do it at any step before submission and after a return.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, a field is too long, or the request is past that step.</exception>
    public void FillForm(ActContext act, UserRequestForm form)
    {
        Require(act.Actor.IsAdministratorOf(AgencyId), "Only an agency administrator of this agency can fill in the User Request Form.");
        Require(State <= RequestState.Submission, Stages.NotNow(State));
        Require(((string[])[form.FirstName, form.LastName, form.WorkEmail, form.EmailException, form.WorkPhone, form.JobTitle, form.SupervisorName, form.SupervisorEmail, form.PrimaryProject, form.PreviousAgency, form.Replaces, form.EmploymentKind, .. form.Projects, .. form.Tasks])
            .All(t => t.Length <= 254) && form.Reason.Length <= UserRequestForm.TextLimit, "One of the answers is too long. Shorten it; the rest is kept.");
        if (Form == form)
            return;
        Form = form;
        // a draft that saves itself is no history and overtakes nobody; what was submitted is
        LastMoveUtc = act.NowUtc;
    }

    /// <summary>
    /// Sends the packet to the help desk. With <paramref name="documentsToFollow"/> files of accepted certificates may be missing:
    /// the clock starts when they have arrived.
    /// </summary>
    public void Submit(ActContext act, string message, bool documentsToFollow)
    {
        Require(!string.IsNullOrWhiteSpace(message) && message.Length <= MessageLimit, $"Write the message to the help desk, at most {MessageLimit} characters.");
        var follow = documentsToFollow && MissingFiles(act).Any();
        Move(RequestTrigger.Submit, act with { DocumentsToFollow = follow },
            follow ? $"{Who(act)} submitted the packet; documents follow." : $"{Who(act)} submitted the packet.", null);
        HelpDeskMessage = message.Trim();
        SubmittedUtc = act.NowUtc;
        Settle();
        Tell(Audience.SystemAdministrators, follow ? $"New packet {Code}, documents follow" : $"New packet {Code}", HelpDeskMessage);
        Tell(Audience.NewUser, "Your packet is with the help desk", follow
            ? $"Your agency administrator submitted the packet. Some documents follow; the {act.Rules.Service.Policy.Promise} begin when they are there."
            : $"Your agency administrator submitted the packet. Your account is made within {act.Rules.Service.Policy.Promise}.");
    }

    /// <summary>The documents that were to follow are all there; the 24-48 hour clock starts.</summary>
    public void DocumentsReceived(ActContext act)
    {
        Move(RequestTrigger.DocumentsReceived, act, $"{Who(act)} confirmed that all documents have arrived.", null);
        Tell(Audience.SystemAdministrators, $"Packet {Code} is complete", $"All documents of {SubjectName} have arrived. Next: {Stages.Next(State)}.");
        Tell(Audience.AgencyAdministrators, $"Packet {Code} is complete", $"All documents of {SubjectName} have arrived. It is with the system administrators.");
    }

    /// <summary>
    /// A system administrator gives named items back to the agency; the clock stands until the packet comes again. Named certificates
    /// count as rejected; signatures stay, because the text has not changed. Whoever has not claimed it takes it over first.
    /// </summary>
    public void ReturnToAgency(ActContext act, IReadOnlyList<ReturnItem> items, string note)
    {
        act = act with { Seat = SeatKind.SystemAdministrator };
        RequireKnownItems(act, items);
        RequireNote(note);
        RequireNotWithAnother(act);
        Move(RequestTrigger.ReturnToAgency, act with { Items = items }, $"{Who(act)} returned the packet to the agency.", Written(items, note));
        RejectNamedCertificates(act, items);
        Await(items, note, Who(act));
        Tell(Audience.AgencyAdministrators, $"Returned by the help desk: {SubjectName}", ReturnWords(Who(act), items, note));
        Tell(Audience.NewUser, "The help desk asked for something", $"Your packet went back to your agency administrator. {Written(items, note)}");
    }

    /// <summary>What the agency administrators read of such a return, word for word; also for showing it beforehand.</summary>
    public static string ReturnWords(string by, IReadOnlyList<ReturnItem> items, string note) => $"{by} returned the packet. {Written(items, note)}";

    /// <summary>A system administrator records the account made in the HMIS: its user name and the role given, never a password.</summary>
    public void RecordAccount(ActContext act, string hmisUserName, string roleGiven)
    {
        act = act with { Seat = SeatKind.SystemAdministrator };
        Require(!string.IsNullOrWhiteSpace(roleGiven) && roleGiven.Length <= 120, "Say which role was given in the HMIS.");
        RequireNotWithAnother(act);
        Move(RequestTrigger.RecordAccount, act with { AccountName = hmisUserName }, $"{Who(act)} created the HMIS account{Overdue(act)}.", null);
        HmisUserName = hmisUserName.Trim();
        HmisRole = roleGiven.Trim();
        AccountUtc = act.NowUtc;
        AccountByName = Who(act);
        Settle();
        Tell(Audience.NewUser, "Your HMIS account is ready", $"Your user name is {HmisUserName}. The HMIS sends you the first password itself. Log in once, then tell us here that it worked.");
        Tell(Audience.AgencyAdministrators, $"The account of {SubjectName} is ready", $"{Who(act)} created it with the role {HmisRole}.");
    }

    // an account that was late says so for ever, whatever is read later
    private string Overdue(ActContext act) =>
        ServiceClock.MissedUtc(Clock, act.Rules.Service.Calendar, act.Rules.Service.Policy.Limit, act.NowUtc) is null ? ""
            : $", overdue by {ServiceWords.Length(ServiceClock.Counted(Clock, act.Rules.Service.Calendar, act.NowUtc) - act.Rules.Service.Policy.Limit)}";

    /// <summary>A system administrator refuses the account, with a reason that everybody on the request reads.</summary>
    public void Deny(ActContext act, string reason)
    {
        act = act with { Seat = SeatKind.SystemAdministrator };
        RequireNotWithAnother(act);
        Move(RequestTrigger.Deny, act with { Statement = reason }, $"{Who(act)} refused the account.", reason);
        Tell(Audience.AgencyAdministrators, $"The account of {SubjectName} was refused", $"{Who(act)} refused it: {reason}");
        Tell(Audience.NewUser, "Your account was refused", $"The help desk refused the account: {reason} Talk to your agency administrator.");
    }

    /// <summary>The new user says that the first login worked: the true end of the process.</summary>
    public void ConfirmFirstLogin(ActContext act)
    {
        Move(RequestTrigger.ConfirmFirstLogin, act, $"{Who(act)} logged in to the HMIS.", null);
        FirstLoginUtc = act.NowUtc;
        Tell(Audience.AgencyAdministrators, $"{SubjectName} is in", $"{SubjectName} logged in to the HMIS for the first time.");
    }
}
