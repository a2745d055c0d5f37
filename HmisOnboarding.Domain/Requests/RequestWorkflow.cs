using Stateless;

namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// The one table of moves: which verb leads from where to where, who may use it and under which conditions. Built for one loaded request
/// and used by one operation, because a machine is not for concurrent use. Screens, refusals and the diagram all read from here.
/// </summary>
internal sealed partial class RequestWorkflow
{
    // stands between two conditions where the library takes only one
    private const string Also = "; ";

    private static readonly Dictionary<string, Guard> ByRule = typeof(Guard).GetFields()
        .Where(f => f.FieldType == typeof(Guard)).Select(f => (Guard)f.GetValue(null)!).ToDictionary(g => g.Rule);

    private readonly OnboardingRequest _request;
    private readonly StateMachine<Place, RequestTrigger> _machine;
    private readonly Dictionary<RequestTrigger, StateMachine<Place, RequestTrigger>.TriggerWithParameters<ActContext>> _triggers;

    internal RequestWorkflow(OnboardingRequest request)
    {
        _request = request;
        _machine = new(() => (Place)request.State, place => request.MoveTo((RequestState)place));
        _triggers = Enum.GetValues<RequestTrigger>().ToDictionary(t => t, _machine.SetTriggerParameters<ActContext>);

        _machine.Configure(Place.Open)
            .PermitIf(On(RequestTrigger.Withdraw), Place.Withdrawn, All(Guard.IsAdministrator, Guard.ReasonGiven))
            .PermitIf(On(RequestTrigger.Lapse), Place.Lapsed, All(Guard.IsSystemClock, Guard.NotSubmitted, Guard.QuietForLong))
            .PermitDynamicIf(On(RequestTrigger.TakeNewText), AfterNewText,
                Reaching(Place.UserSignature, "the words changed and the agreement was begun", Place.Training, "the training is not finished"),
                All(Guard.IsAdministratorOrSystemAdministrator, Guard.IsNotSubject, Guard.BeforeSubmission, Guard.NewerTextPublished));

        _machine.Configure(Place.Training).SubstateOf(Place.Open)
            .PermitDynamicIf(On(RequestTrigger.FinishTraining), _ => AfterTraining(),
                Reaching(Place.UserSignature, "the agreement is not signed yet", Place.AdministratorReview, "the user's signature still holds"),
                All(Guard.IsSubject, Guard.LearningCenterAccountRecorded, Guard.EveryCourseHasEvidence));

        _machine.Configure(Place.Agreement).SubstateOf(Place.Open);

        _machine.Configure(Place.UserSignature).SubstateOf(Place.Agreement)
            .PermitIf(On(RequestTrigger.SignAsUser), Place.AdministratorReview,
                All(Guard.IsSubject, Guard.TextIsPinned, Guard.ElectronicChosen, Guard.ConsentGiven, Guard.ClausesInitialled, Guard.NameMatches, Guard.InkIsSignature, Guard.IdentityConfirmed, Guard.SealReady))
            .PermitIf(On(RequestTrigger.ConfirmPaper), Place.AdministratorReview,
                All(Guard.IsAdministrator, Guard.IsNotSubject, Guard.TextIsPinned, Guard.PaperChosen, Guard.ScanAttached, Guard.PaperDayGiven, Guard.IdentityConfirmed, Guard.SealReady));

        _machine.Configure(Place.AdministratorReview).SubstateOf(Place.Agreement)
            .PermitIf(On(RequestTrigger.SignAsAdministrator), Place.DirectorSignature,
                All(Guard.IsAdministrator, Guard.IsNotSubject, Guard.TextIsPinned, Guard.UserSignatureHolds, Guard.ChecklistReviewed, Guard.ConsentGiven, Guard.NameMatches, Guard.InkIsSignature, Guard.IdentityConfirmed, Guard.SealReady))
            .PermitDynamicIf(On(RequestTrigger.ReturnToUser), ReturnTarget,
                Reaching(Place.Training, "more than the agreement is wrong", Place.UserSignature, "only the agreement is wrong"),
                All(Guard.IsAdministrator, Guard.IsNotSubject, Guard.ItemsNamed));

        _machine.Configure(Place.DirectorSignature).SubstateOf(Place.Open)
            .PermitIf(On(RequestTrigger.SignAsDirector), Place.Submission,
                All(Guard.IsDirector, Guard.IsDistinctSigner, Guard.IsDelegateOfAnotherPaper, Guard.TextIsPinned, Guard.EarlierSignaturesHold, Guard.ConsentGiven, Guard.NameMatches, Guard.InkIsSignature, Guard.IdentityConfirmed, Guard.SealReady))
            .PermitIf(On(RequestTrigger.DeclineAsDirector), Place.AdministratorReview,
                All(Guard.IsDirector, Guard.IsNotSubject, Guard.ReasonGiven));

        _machine.Configure(Place.Submission).SubstateOf(Place.Open)
            .PermitDynamicIf(On(RequestTrigger.Submit), AfterSubmission,
                Reaching(Place.AccountQueue, "the packet is complete", Place.AwaitingDocuments, "documents are to follow"),
                All(Guard.IsAdministrator, Guard.IsNotSubject, Guard.AgencyParticipates, Guard.FormComplete, Guard.ChecklistReviewed, Guard.FilesPresent, Guard.ThreeSignaturesHold));

        _machine.Configure(Place.AwaitingDocuments).SubstateOf(Place.Open)
            .PermitIf(On(RequestTrigger.DocumentsReceived), Place.AccountQueue,
                All(Guard.IsAdministratorOrSystemAdministrator, Guard.IsNotSubject, Guard.ChecklistReviewed, Guard.FilesArrived, Guard.ThreeSignaturesHold))
            .PermitIf(On(RequestTrigger.Deny), Place.Denied, All(Guard.IsSystemAdministrator, Guard.IsNotSubject, Guard.ReasonGiven));

        _machine.Configure(Place.AccountQueue).SubstateOf(Place.Open)
            .PermitIf(On(RequestTrigger.RecordAccount), Place.AccountCreated,
                All(Guard.IsSystemAdministrator, Guard.IsNotSubject, Guard.IsDelegateOfAnotherPacket, Guard.ChecklistReviewed, Guard.FilesArrived, Guard.ThreeSignaturesHold, Guard.AccountNamed))
            .PermitIf(On(RequestTrigger.ReturnToAgency), Place.Submission,
                All(Guard.IsSystemAdministrator, Guard.IsNotSubject, Guard.ItemsNamed))
            .PermitIf(On(RequestTrigger.Deny), Place.Denied, All(Guard.IsSystemAdministrator, Guard.IsNotSubject, Guard.ReasonGiven));

        _machine.Configure(Place.AccountCreated)
            .InternalTransitionIf(On(RequestTrigger.ConfirmFirstLogin), c => Holds(Guard.IsSubject, c) && Holds(Guard.FirstLoginOpen, c), (_, _) => { },
                Guard.IsSubject.Rule + Also + Guard.FirstLoginOpen.Rule);

        _machine.Configure(Place.Closed)
            .PermitDynamicIf(On(RequestTrigger.Reopen), _ => AfterReopening(),
                Reaching(Place.Training, "the training has to be shown again", Place.UserSignature, "the agreement is not signed",
                    Place.AdministratorReview, "the user's signature still holds"),
                All(Guard.MayReopen, Guard.AgencyParticipates, Guard.NoOtherOpenRequest, Guard.ReasonGiven));
        _machine.Configure(Place.Withdrawn).SubstateOf(Place.Closed);
        _machine.Configure(Place.Lapsed).SubstateOf(Place.Closed);
        _machine.Configure(Place.Denied).SubstateOf(Place.Closed);
    }

    // the machine needs nodes above the stored ones; the shared values are tied to RequestState by number
    private enum Place
    {
        Training = RequestState.Training,
        UserSignature = RequestState.UserSignature,
        AdministratorReview = RequestState.AdministratorReview,
        DirectorSignature = RequestState.DirectorSignature,
        Submission = RequestState.Submission,
        AwaitingDocuments = RequestState.AwaitingDocuments,
        AccountQueue = RequestState.AccountQueue,
        AccountCreated = RequestState.AccountCreated,
        Withdrawn = RequestState.Withdrawn,
        Lapsed = RequestState.Lapsed,
        Denied = RequestState.Denied,
        Open = 100,
        Agreement = 101,
        Closed = 102,
    }

    internal bool Knows(RequestTrigger trigger) => _machine.GetInfo().States
        .Any(s => (Place)s.UnderlyingState == (Place)_request.State && Reaches(s, trigger));

    internal IReadOnlyList<string> WhyNot(RequestTrigger trigger, ActContext act)
    {
        if (_machine.CanFire(_triggers[trigger], act, out var unmet))
            return [];
        // null, against its declaration, where the step has no such move at all
        var sentences = (unmet ?? []).SelectMany(rule => rule.Split(Also)).Select(rule => ByRule[rule]).SelectMany(guard => guard.Unmet(_request, act)).Distinct().ToList();
        return sentences.Count > 0 ? sentences : [Stages.NotNow(_request.State)];
    }

    internal void Fire(RequestTrigger trigger, ActContext act)
    {
        var why = WhyNot(trigger, act);
        if (why.Count > 0)
            throw new RuleViolationException(why);
        _machine.Fire(_triggers[trigger], act);
    }

    private static bool Reaches(Stateless.Reflection.StateInfo state, RequestTrigger trigger) =>
        state.Transitions.Any(t => (RequestTrigger)t.Trigger.UnderlyingTrigger == trigger) || (state.Superstate is { } above && Reaches(above, trigger));

    private StateMachine<Place, RequestTrigger>.TriggerWithParameters<ActContext> On(RequestTrigger trigger) => _triggers[trigger];

    private bool Holds(Guard guard, ActContext act) => !guard.Unmet(_request, act).Any();

    private Tuple<Func<ActContext, bool>, string>[] All(params Guard[] guards) =>
        [.. guards.Select(g => Tuple.Create<Func<ActContext, bool>, string>(act => Holds(g, act), g.Rule))];

    private static Stateless.Reflection.DynamicStateInfos Reaching(params object[] placesAndReasons)
    {
        var infos = new Stateless.Reflection.DynamicStateInfos();
        for (var i = 0; i < placesAndReasons.Length; i += 2)
            infos.Add((Place)placesAndReasons[i], (string)placesAndReasons[i + 1]);
        return infos;
    }

    private Place AfterTraining() =>
        _request.ValidSignature(Agreements.SignatureSlot.User) is null ? Place.UserSignature : Place.AdministratorReview;

    // the same words under a new number undo nothing
    private Place AfterNewText(ActContext act) =>
        _request.State == RequestState.Training || act.NewestText is null || act.NewestText.Hash == _request.AgreementHash ? (Place)_request.State : Place.UserSignature;

    private static Place ReturnTarget(ActContext act) =>
        (act.Items ?? []).All(i => i.Subject == ReturnItem.Agreement) ? Place.UserSignature : Place.Training;

    private static Place AfterSubmission(ActContext act) => act.DocumentsToFollow ? Place.AwaitingDocuments : Place.AccountQueue;

    private Place AfterReopening() => !_request.TrainingWasFinished ? Place.Training : AfterTraining();
}
