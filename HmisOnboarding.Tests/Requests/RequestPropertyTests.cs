using CsCheck;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>What holds whatever people do in whatever order.</summary>
public sealed class RequestPropertyTests
{
    // besides the moves: what people do between them, numbered behind the last move
    private const int Upload = 100;
    private const int Accept = 101;
    private const int Reject = 102;
    private const int Initial = 103;
    private const int Waive = 104;
    private const int Paper = 105;
    private const int Attach = 106;
    private const int Route = 107;
    private const int Scan = 108;
    private const int Consent = 109;
    private const int Wait = 110;

    private static readonly Gen<(int Act, int Role, bool Own, int Choice)[]> Commands = Gen.Select(
        Gen.Frequency(
            (10, Gen.Int[0, Enum.GetValues<RequestTrigger>().Length - 1]),
            (4, Gen.Int[Upload, Wait])),
        Gen.Int[0, BareRequest.Roles.Count - 1], Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false))), Gen.Int[0, 1000]).Array[5, 60];

    // ten blocks of fixed seeds: the same walks every time, and a red block is quickly run again
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void AnyCommands_WhenDoneInAnyOrder_KeepThePromisesOfTheProcess(int block)
    {
        var reached = new HashSet<RequestState>();
        for (var i = 0; i < 40; i++)
        {
            var bare = BareRequest.At((RequestState)(i % 11));
            foreach (var (number, role, own, choice) in Commands.Generate(new PCG((uint)block, (ulong)i), null, out _))
            {
                // nine in ten are tried by somebody who may, or the walk would stand still
                var verb = (RequestTrigger)number;
                var actor = number < Upload && choice % 10 > 0 ? RightPerson(bare, verb) : bare.Role(BareRequest.Roles[role], own);
                Step(bare, number, actor, choice);
                Check(bare);
                reached.Add(bare.Request.State);
            }
        }

        Assert.Equal(11, reached.Count);
    }

    private static void Step(BareRequest bare, int number, Actor actor, int choice)
    {
        var request = bare.Request;
        var before = bare.Dump();
        if (number >= Upload)
        {
            var refused = Record.Exception(() => Between(bare, number, actor, choice));
            Assert.True(refused is null or RuleViolationException, refused?.ToString());
            if (refused is not null)
                Assert.Equal(before, bare.Dump());
            return;
        }

        var verb = (RequestTrigger)number;
        var act = bare.Act(actor) with { DocumentsToFollow = choice % 3 == 0 };
        var (from, events, counted) = (request.State, request.Events.Count, request.Clock);
        // a page may not know yet what the person will say; the service asks with what was said
        var why = request.WhyNot(verb, verb == RequestTrigger.Submit && !request.Checklist(act).Any(r => r.Evidence is { DocumentId: null }) ? act with { DocumentsToFollow = false } : act);
        var refusal = Record.Exception(() => bare.Do(verb, act));

        Assert.True(refusal is null or RuleViolationException, refusal?.ToString());
        Assert.True(why.Count == 0 == refusal is null, $"{from}, {verb}: asked '{string.Join(" ", why)}', done '{refusal?.Message}'.");
        if (refusal is not null)
        {
            Assert.Equal(before, bare.Dump());
            return;
        }

        var written = Assert.Single(request.Events.Skip(events), e => e.Kind is not ("TargetPassed" or "LimitPassed"));
        Assert.Equal((verb.ToString(), from, request.State, actor.PersonId), (written.Kind, written.From, written.To, written.ActorId));
        if (from != RequestState.AccountQueue)
            Assert.Equal(ServiceClock.Counted(counted, ServiceTerms.Default.Calendar, bare.Now), ServiceClock.Counted(request.Clock, ServiceTerms.Default.Calendar, bare.Now));
    }

    private static void Between(BareRequest bare, int number, Actor actor, int choice)
    {
        var request = bare.Request;
        var courses = request.Checklist(bare.Act(actor));
        var course = courses[choice % courses.Count];
        var evidence = request.Evidence.Count == 0 ? Guid.NewGuid() : request.Evidence[choice % request.Evidence.Count].Id;
        switch (number)
        {
            case Upload: request.AddCertificate(bare.Act(bare.User), course.Course.Code, bare.NewDocument(), DateOnly.FromDateTime(bare.Now.AddDays(-choice % 400)), 90, null); break;
            case Accept: request.AcceptCertificate(bare.Act(choice % 4 == 0 ? actor : bare.Administrator), course.Evidence?.Id ?? evidence); break;
            case Reject: request.RejectCertificate(bare.Act(actor), evidence, "Another name."); break;
            case Initial: bare.Initial(); break;
            case Consent: request.GiveConsent(bare.Act(choice % 3 == 0 ? bare.User : choice % 3 == 1 ? bare.Administrator : bare.Director)); break;
            case Waive: request.WaiveDistinctSigners(bare.Act(actor), "One employee."); break;
            case Paper: request.RecordPaperCertificate(bare.Act(actor), course.Course.Code, DateOnly.FromDateTime(bare.Now.AddDays(-1)), 90, null); break;
            case Attach: request.AttachFile(bare.Act(actor), evidence, bare.NewDocument()); break;
            case Route when choice % 3 == 0: request.ChoosePaper(bare.Act(actor)); break;
            case Route: request.ChooseScreen(bare.Act(actor)); break;
            case Scan: request.AttachPaperScan(bare.Act(actor), bare.NewDocument(Domain.Documents.DocumentKind.PaperAgreement)); break;
            default: bare.Now += TimeSpan.FromHours(choice % 200); break;
        }
    }

    private static void Check(BareRequest bare)
    {
        var request = bare.Request;
        var user = request.ValidSignature(SignatureSlot.User);
        var administrator = request.ValidSignature(SignatureSlot.Administrator);
        var director = request.ValidSignature(SignatureSlot.Director);

        Assert.True(request.Signatures.Where(s => s.HoldsFor(request.AgreementHash)).GroupBy(s => s.Slot).All(g => g.Count() == 1));
        Assert.All(request.Signatures.Where(s => s.Slot != SignatureSlot.User), s => Assert.NotEqual(request.SubjectId, s.SignerId));
        if (administrator is not null)
            Assert.True(user is not null && user.AtUtc <= administrator.AtUtc, "The administrator's signature holds without the new user's before it.");
        if (director is not null)
            Assert.True(administrator is not null && administrator.AtUtc <= director.AtUtc, "The director's signature holds without the administrator's before it.");

        if (request.State is RequestState.Submission or RequestState.AwaitingDocuments or RequestState.AccountQueue or RequestState.AccountCreated)
            Assert.True(user is not null && administrator is not null && director is not null, $"{request.State} without three signatures.");
        if (request.State == RequestState.AccountQueue && request.Events[^1] is { To: RequestState.AccountQueue, From: not RequestState.AccountQueue })
            Assert.All(request.Checklist(bare.Act(bare.Administrator)), r => Assert.True(r is { Status: ChecklistStatus.Accepted, Evidence.DocumentId: not null }, r.ToString()));

        Assert.All(request.Signatures, s => Assert.Equal(s.Method == SignatureMethod.Paper, s.PaperConfirmedBy is not null && s.ConsentAtUtc is null));
        Assert.True(!request.SignsOnPaper || request.ConsentOf(request.SubjectId, request.AgreementHash) is null, "Paper was chosen and the consent to sign on screen still counts.");
        Assert.Equal(request.State == RequestState.AccountQueue, request.Clock.RunningSinceUtc is not null);
        Assert.Equal(request.State == RequestState.AccountQueue, request.LimitUtc is not null);
        Assert.True(request.Events.Zip(request.Events.Skip(1)).All(p => p.First.To == p.Second.From && p.First.AtUtc <= p.Second.AtUtc), "The history has a gap.");
        Assert.Equal(request.State, request.Events[^1].To);
    }

    private static Actor RightPerson(BareRequest bare, RequestTrigger verb) => verb switch
    {
        RequestTrigger.FinishTraining or RequestTrigger.SignAsUser or RequestTrigger.ConfirmFirstLogin => bare.User,
        RequestTrigger.SignAsDirector or RequestTrigger.DeclineAsDirector => bare.Director,
        RequestTrigger.RecordAccount or RequestTrigger.ReturnToAgency or RequestTrigger.Deny => bare.SystemAdministrator,
        RequestTrigger.Reopen when bare.Request.State == RequestState.Denied => bare.SystemAdministrator,
        RequestTrigger.Lapse => Actor.System,
        _ => bare.Administrator,
    };
}
