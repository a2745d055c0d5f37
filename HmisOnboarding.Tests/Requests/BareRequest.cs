using System.Text.Json;
using System.Text.Json.Serialization;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Tests.Requests;

/// <summary>
/// One request without a database, moved by its own verbs: for the rules alone. Everything that the rules ask for is there at every step
/// (consents, form, certificates), so that a test takes away exactly what it is about.
/// </summary>
internal sealed class BareRequest
{
    public const string Reason = "The supervisor asked for it.";
    public const string UserName = "nnova";

    /// <summary>A text with other words under the next number.</summary>
    public static readonly NewestText NewText = new(2, new string('7', 64));

    private static readonly string Hash = AgreementText.Default.Hash();
    private static readonly JsonSerializerOptions Everything = new() { WriteIndented = true, ReferenceHandler = ReferenceHandler.IgnoreCycles };

    private BareRequest()
    {
        Agency = new Agency("Harbor House", "Harbor", "harbor.example.org", "America/Detroit", ParticipationStatus.Active);
        OtherAgency = new Agency("Bridge Shelter", "Bridge", "bridge.example.org", "America/Chicago", ParticipationStatus.Active);
        Agency.AddProject("Emergency shelter", "Emergency Shelter");
        Rules = new(Catalogue.Default, AgreementText.Default, Hash, 1, new CommunitySettings(), Agency.Zone);
        Subject = new Person("Nina", "Nova", "nina@harbor.example.org", Agency.Id);
        User = new(Subject.Id, Subject.FullName, [], new Caller(Subject.Id, "192.0.2.7", "Browser"));
        Administrator = Seated("Alma Ames", new HeldSeat(SeatKind.AgencyAdministrator, Agency.Id));
        Director = Seated("Dora Dahl", new HeldSeat(SeatKind.ExecutiveDirector, Agency.Id));
        Delegate = Seated("Delia Dean", new HeldSeat(SeatKind.ExecutiveDirector, Agency.Id, "Dora Dahl"));
        SystemAdministrator = Seated("Sal Stone", new HeldSeat(SeatKind.SystemAdministrator, null));
        Stranger = Seated("Nora Nilsen");
        Request = null!;
    }

    public static IReadOnlyList<string> Roles { get; } = ["user", "admin", "director", "delegate", "sysadmin", "stranger", "clock"];

    public Agency Agency { get; }

    public Agency OtherAgency { get; }

    public Person Subject { get; }

    public Actor User { get; }

    public Actor Administrator { get; }

    public Actor Director { get; }

    public Actor Delegate { get; }

    public Actor SystemAdministrator { get; }

    public Actor Stranger { get; }

    public RequestRules Rules { get; set; }

    public OnboardingRequest Request { get; private set; }

    private bool TookNewText => Request?.Versions.Agreement == NewText.VersionNumber;

    public DateTime Now { get; set; } = new(2026, 3, 3, 14, 0, 0, DateTimeKind.Utc);

    public DateOnly Completed { get; set; } = new(2026, 2, 20);

    /// <summary>A request at its first step with nothing done.</summary>
    public static BareRequest New(string roleType = "read-only", IReadOnlyList<string>? conditions = null)
    {
        var bare = new BareRequest();
        bare.Request = OnboardingRequest.Open("HM-1001", bare.Agency, bare.Subject, roleType, conditions ?? [], BegunForm(), new RequestVersions(1, 1, 1), bare.Act(bare.Administrator));
        return bare;
    }

    /// <summary>A request at a step at which everything that the rules ask for is there.</summary>
    public static BareRequest At(RequestState state)
    {
        var bare = New();
        bare.Prepare(paperOnly: state == RequestState.AwaitingDocuments);
        bare.WalkTo(state);
        return bare;
    }

    /// <summary>What the rules judge an act of this person by, now.</summary>
    public ActContext Act(Actor actor) => new(actor, Now, TookNewText ? Rules with { AgreementHash = NewText.Hash, AgreementVersion = NewText.VersionNumber } : Rules)
    {
        AgencyEmailDomain = Agency.EmailDomain,
        NewestText = NewText,
    };

    /// <summary>Somebody with these seats.</summary>
    public static Actor Seated(string name, params HeldSeat[] seats)
    {
        var id = Guid.NewGuid();
        return new(id, name, seats, new Caller(id));
    }

    /// <summary>The person of a column of the table, in this agency or in the other one.</summary>
    public Actor Role(string role, bool own) => role switch
    {
        "user" => own ? User : Seated("Olga Other"),
        "admin" => own ? Administrator : Seated("Boris Berg", new HeldSeat(SeatKind.AgencyAdministrator, OtherAgency.Id)),
        "director" => own ? Director : Seated("Bella Brandt", new HeldSeat(SeatKind.ExecutiveDirector, OtherAgency.Id)),
        "delegate" => own ? Delegate : Seated("Bruno Bosch", new HeldSeat(SeatKind.ExecutiveDirector, OtherAgency.Id, "Bella Brandt")),
        "sysadmin" => SystemAdministrator,
        "stranger" => Stranger,
        "clock" => Actor.System,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary>Does what the verb says, with data that fit.</summary>
    public void Do(RequestTrigger verb, Actor actor) => Do(verb, Act(actor));

    /// <summary>Does what the verb says, with data that fit.</summary>
    public void Do(RequestTrigger verb, ActContext act)
    {
        switch (verb)
        {
            case RequestTrigger.FinishTraining: Request.FinishTraining(act); break;
            case RequestTrigger.SignAsUser: Request.SignAsUser(act, Typed(act)); break;
            case RequestTrigger.SignAsAdministrator: Request.SignAsAdministrator(act, Typed(act)); break;
            case RequestTrigger.ConfirmPaper: Request.ConfirmPaper(act with { IntactScan = Request.PaperScanId is { } scan ? new(scan, new string('0', 64)) : null }, act.Today, Proof(act)); break;
            case RequestTrigger.TakeNewText: Request.TakeNewText(act); break;
            case RequestTrigger.ReturnToUser: Request.ReturnToUser(act, [new ReturnItem(ReturnItem.Agreement, "Sign it again.")], "Please."); break;
            case RequestTrigger.SignAsDirector: Request.SignAsDirector(act, Typed(act)); break;
            case RequestTrigger.DeclineAsDirector: Request.DeclineAsDirector(act, Reason); break;
            case RequestTrigger.Submit: Request.Submit(act, "Please add Nina Nova.", act.DocumentsToFollow); break;
            case RequestTrigger.DocumentsReceived: Request.DocumentsReceived(act); break;
            case RequestTrigger.RecordAccount: Request.RecordAccount(act, UserName, "Read Only"); break;
            case RequestTrigger.ReturnToAgency: Request.ReturnToAgency(act, [new ReturnItem(ReturnItem.Form, "The start date is over.")], ""); break;
            case RequestTrigger.Deny: Request.Deny(act, Reason); break;
            case RequestTrigger.ConfirmFirstLogin: Request.ConfirmFirstLogin(act); break;
            case RequestTrigger.Withdraw: Request.Withdraw(act, Reason); break;
            case RequestTrigger.Lapse: Request.Lapse(act); break;
            case RequestTrigger.Reopen: Request.Reopen(act, Reason); break;
            default: throw new ArgumentOutOfRangeException(nameof(verb), verb, null);
        }
    }

    /// <summary>That the actor has just entered the password.</summary>
    public static IdentityProof Proof(ActContext act) => new(act.Actor.PersonId, ProofMethod.Password, act.NowUtc);

    /// <summary>The typed signature of the actor, or of that name.</summary>
    public static SignatureMark Typed(ActContext act, string? name = null) => SignatureMark.Typed(name ?? act.Actor.FullName, Proof(act));

    /// <summary>The new user wants to sign on paper, and the scan is there.</summary>
    public void GoPaper()
    {
        Request.ChoosePaper(Act(User));
        Request.AttachPaperScan(Act(Administrator), NewDocument(DocumentKind.PaperAgreement));
    }

    /// <summary>A certificate as the new user uploads it.</summary>
    public TrainingEvidence Upload(string course, DateOnly? completedOn = null) =>
        Request.AddCertificate(Act(User), course, NewDocument(), completedOn ?? Completed, 92, "LC-1");

    /// <summary>The record of an uploaded file.</summary>
    public StoredDocument NewDocument(DocumentKind kind = DocumentKind.Certificate) => new(
        new StoredFile(Guid.NewGuid().ToString("N"), "certificate.pdf", "application/pdf", 1000, new string('a', 64)),
        Agency.Id, Subject.Id, Request.Id, kind, Subject.Id, Now);

    /// <summary>Learning Center account, certificates, consents and form; the last course on paper only where asked.</summary>
    public void Prepare(bool paperOnly = false)
    {
        Request.RecordLearningCenterAccount(Act(User), "nina@learning");
        var courses = Request.Checklist(Act(User));
        foreach (var row in courses)
        {
            if (paperOnly && row == courses[^1])
                Request.RecordPaperCertificate(Act(Administrator), row.Course.Code, Completed, 92, null);
            else
                Request.AcceptCertificate(Act(Administrator), Upload(row.Course.Code).Id);
        }

        ConsentAll();
        Request.FillForm(Act(Administrator), CompleteForm());
    }

    /// <summary>Everybody who may sign on screen agrees to it.</summary>
    public void ConsentAll()
    {
        foreach (var signer in new[] { User, Administrator, Director, Delegate }.Where(s => s != User || !Request.SignsOnPaper))
            Request.GiveConsent(Act(signer));
    }

    public void Initial()
    {
        foreach (var clause in Request.OpenInitials(Act(User)).ToList())
            Request.InitialClause(Act(User), clause, "NN");
    }

    /// <summary>On from wherever it is, by the verbs; at UserSignature the clauses are initialled on arrival.</summary>
    public void WalkTo(RequestState target)
    {
        while (Request.State != target)
        {
            var (verb, by) = Request.State switch
            {
                < RequestState.AccountCreated when target == RequestState.Withdrawn => (RequestTrigger.Withdraw, Administrator),
                < RequestState.AwaitingDocuments when target == RequestState.Lapsed => (RequestTrigger.Lapse, Actor.System),
                RequestState.Training => (RequestTrigger.FinishTraining, User),
                RequestState.UserSignature => (RequestTrigger.SignAsUser, User),
                RequestState.AdministratorReview => (RequestTrigger.SignAsAdministrator, Administrator),
                RequestState.DirectorSignature => (RequestTrigger.SignAsDirector, Director),
                RequestState.Submission => (RequestTrigger.Submit, Administrator),
                RequestState.AccountQueue when target == RequestState.Denied => (RequestTrigger.Deny, SystemAdministrator),
                RequestState.AccountQueue => (RequestTrigger.RecordAccount, SystemAdministrator),
                var state => throw new InvalidOperationException($"There is no walk from {state} to {target}."),
            };
            if (verb == RequestTrigger.Lapse)
                Now += TimeSpan.FromDays(Rules.Settings.LapseAfterDays);
            Do(verb, Act(by) with { DocumentsToFollow = target == RequestState.AwaitingDocuments });
            if (Request.State == RequestState.UserSignature)
                Initial();
        }

        if (target == RequestState.AwaitingDocuments && Request.Evidence.FirstOrDefault(e => e.DocumentId is null) is { } paper)
            Request.AttachFile(Act(Administrator), paper.Id, NewDocument());
    }

    public static UserRequestForm BegunForm() => new()
    {
        FirstName = "Nina",
        LastName = "Nova",
        WorkEmail = "nina@harbor.example.org",
        JobTitle = "Case aide",
        SupervisorName = "Sam Super",
        SupervisorEmail = "sam@harbor.example.org",
        Projects = ["Emergency shelter"],
        PrimaryProject = "Emergency shelter",
        EverHadAccount = false,
        StartsOn = new DateOnly(2026, 3, 16),
    };

    public static UserRequestForm CompleteForm() => Support.TestCommunity.CompleteForm(BegunForm());

    /// <summary>Everything the request holds, as text.</summary>
    public string Dump() => JsonSerializer.Serialize(Request, Everything);
}
