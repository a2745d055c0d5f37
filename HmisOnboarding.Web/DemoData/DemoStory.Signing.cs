using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Web.DemoData;

internal sealed partial class DemoStory
{
    private string UserName => ProvisioningRules.SuggestUserName(_person.FirstName, _person.LastName);

    /// <summary>From the opening to the end of the training.</summary>
    public DemoStory Trained(string previousAgency = "") => Open(previousAgency).Join().TakeCourses().Finish();

    /// <summary>The new user hands the training over.</summary>
    public DemoStory Finish() => Then(0.1, 0.4, () => _services.Requests.FinishTrainingAsync(User, Code));

    /// <summary>The new user reads the agreement, agrees to sign electronically and puts initials under clauses, at most so many.</summary>
    public DemoStory Initial(int most = int.MaxValue)
    {
        var clauses = AgreementText.Default.AllClauses.Where(c => c.AsksInitials).Select(c => c.Number).Take(most).ToList();
        var initials = string.Concat($"{_person.FirstName} {_person.LastName}".Split(' ', '-').Where(w => w.Length > 0).Select(w => w[0])).ToUpperInvariant();
        return Then(0.2, 4, () => _services.Requests.NoteOpenedAsync(User, Code)).Then(0.1, 0.3, () => _services.Requests.GiveConsentAsync(User, Code))
            .Then(0.2, 0.5, () => Task.WhenAll(clauses.Select(c => _services.Requests.InitialClauseAsync(User, Code, c, initials[..Math.Min(4, initials.Length)]))));
    }

    /// <summary>The new user signs.</summary>
    public DemoStory Sign() => Initial().Then(0.02, 0.1, () => _services.Requests.SignAsUserAsync(User, Code, Typed(User, _person.FullName)));

    /// <summary>The administrator reviews the checklist and signs.</summary>
    public DemoStory Review() => Accept().CountersignAgain();

    /// <summary>The administrator signs, without looking at certificates again.</summary>
    public DemoStory CountersignAgain() => Then(0.1, 0.5, async () =>
    {
        await _services.Requests.NoteOpenedAsync(Administrator, Code);
        await _services.Requests.GiveConsentAsync(Administrator, Code);
        await _services.Requests.SignAsAdministratorAsync(Administrator, Code, Typed(Administrator, _administratorStaff.FullName));
    });

    /// <summary>The administrator gives named items back to the new user.</summary>
    public DemoStory ReturnToUser(string note, params ReturnItem[] items) => Then(1, 6, () => _services.Requests.ReturnToUserAsync(Administrator, Code, items, note));

    /// <summary>The director signs.</summary>
    public DemoStory Authorise() => Then(3, 16, async () =>
    {
        await _services.Requests.NoteOpenedAsync(Director, Code);
        await _services.Requests.GiveConsentAsync(Director, Code);
        await _services.Requests.SignAsDirectorAsync(Director, Code, Typed(Director, _agency.ExecutiveDirector.FullName));
    });

    /// <summary>The director declines for a reason of the catalogue.</summary>
    public DemoStory Decline(string reason) => Then(2, 8, () => _services.Requests.DeclineAsDirectorAsync(Director, Code, Reason(Catalogue.Default.DeclineReasons, reason)));

    private SignatureMark Typed(Caller by, string name) =>
        SignatureMark.Typed(name, new IdentityProof(by.PersonId, ProofMethod.Password, _services.Clock.GetUtcNow().UtcDateTime));

    /// <summary>From the opening to three signatures.</summary>
    public DemoStory SignedByAll(string previousAgency = "") => Trained(previousAgency).Sign().Review().Authorise();

    /// <summary>The administrator fills the User Request Form, wholly or as far as the work was known.</summary>
    public DemoStory Fill(bool complete = true) => Then(0.5, 4, async () =>
    {
        var form = (await ViewAsync(Administrator)).Form with { EmploymentKind = _person.EmploymentKind, WorkPhone = "616-555-0142", PrimaryProject = _person.PrimaryProject };
        await _services.Requests.FillFormAsync(Administrator, Code, !complete ? form : form with
        {
            Tasks = _person.Tasks,
            NeedsReportLicence = _conditions.Contains("reports"),
            Reason = $"{_person.FirstName} works as {_person.JobTitle} in {_person.PrimaryProject} and keeps its records.",
            AttestsEmployment = true,
            AttestsBackgroundCheck = true,
            AttestsNeed = true,
        });
    });

    /// <summary>The administrator sends the packet with the message that the app drafts.</summary>
    public DemoStory Submit(bool documentsToFollow = false) => Then(0.1, 1, async () =>
    {
        var message = (await ViewAsync(Administrator)).HelpDeskMessage;
        await _services.Requests.SubmitAsync(Administrator, Code, message, documentsToFollow);
    });

    /// <summary>From the opening to the help desk.</summary>
    public DemoStory Submitted(string previousAgency = "") => SignedByAll(previousAgency).Fill().Submit();

    /// <summary>The documents that were to follow are there.</summary>
    public DemoStory DocumentsArrive() => Then(0.1, 1, () => _services.Requests.DocumentsReceivedAsync(Administrator, Code));

    /// <summary>The help desk gives the packet back.</summary>
    public DemoStory ReturnToAgency(string note, params ReturnItem[] items) =>
        ThenAfterExactly(TimeSpan.FromHours(3.4), () => _services.Requests.ReturnToAgencyAsync(SystemAdministrator, Code, items, note));

    /// <summary>A system administrator claims the packet so many hours after the step before.</summary>
    public DemoStory Claim(double hoursLater, int by) =>
        ThenAfterExactly(TimeSpan.FromHours(hoursLater), () => _services.Requests.ClaimAsync(_desk.CallerOf(_desk.Community.SystemAdministrators[by].Email), Code));

    /// <summary>The help desk reminds whoever has the request so many hours after the step before.</summary>
    public DemoStory Remind(double hoursLater) => ThenAfterExactly(TimeSpan.FromHours(hoursLater), () => _services.Requests.RemindAsync(SystemAdministrator, Code));

    /// <summary>The help desk makes the account; most are made within the same or the next working day.</summary>
    public DemoStory MakeAccount() => Then(2, 8, async () =>
    {
        var role = Catalogue.Default.RoleType(_role);
        await _services.Requests.RecordAccountAsync(SystemAdministrator, Code, UserName, role.VendorRole);
    });

    /// <summary>The new user logs in and says so.</summary>
    public DemoStory LogIn() => Then(1, 12, () => _services.Requests.ConfirmFirstLoginAsync(User, Code));

    /// <summary>The help desk refuses the account.</summary>
    public DemoStory Deny(string reason) => Then(2, 6, () => _services.Requests.DenyAsync(SystemAdministrator, Code, reason));

    /// <summary>The administrator takes the request back.</summary>
    public DemoStory Withdraw(string reason) => Then(2, 12, () => _services.Requests.WithdrawAsync(Administrator, Code, reason));

    /// <summary>Nothing happens for two months, and the clock closes the request.</summary>
    public DemoStory Lapse() => ThenAfterDays(60.3, async () => await _services.Requests.LapseQuietRequestsAsync(50));

    /// <summary>The agency opens the closed request again; after a refusal the help desk does.</summary>
    public DemoStory Reopen(string reason, bool byHelpDesk = false) =>
        Then(10, 20, () => _services.Requests.ReopenAsync(byHelpDesk ? SystemAdministrator : Administrator, Code, reason));
}
