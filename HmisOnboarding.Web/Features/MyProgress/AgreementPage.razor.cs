using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Requests;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.MyProgress;

/// <summary>Reading and signing the User Agreement in four steps. Consent and initials are kept by the request, so a person goes on where they stopped.</summary>
public sealed partial class AgreementPage
{
    private static readonly (SigningStep Step, string Name, string Title, string Why)[] Order =
    [
        (SigningStep.Read, "Read", "read the agreement", "You promise what stands here, so take your time. It takes about 5 minutes."),
        (SigningStep.Agree, "Agree", "agree to sign electronically", "Needed so that a signature on screen counts like ink on paper."),
        (SigningStep.Initial, "Initial", "initial the marked clauses", "These rules protect clients most, so each one gets your initials."),
        (SigningStep.Sign, "Sign", "sign", "Your signature finishes your part. The agreement then goes to your agency administrator."),
    ];

    private RequestView? _view;
    private ElementReference _head;
    private SignedPanel? _signed;
    private PaperWay? _paper;
    private SigningStep? _drawn;
    private bool _hasRead;
    private bool _focusHead;
    private string? _news;

    private enum SigningStep
    {
        None,
        Read,
        Agree,
        Initial,
        Sign,
    }

    [Inject]
    public required RequestQueries Queries { get; init; }

    [Inject]
    public required RequestService Requests { get; init; }

    [Parameter, EditorRequired]
    public required string Code { get; set; }

    protected override object? View => Code;

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Person(Person.Id)];

    private RequestView Shown => _view ?? throw new NotFoundException();

    private bool IsOnPaper => Shown is { State: RequestState.UserSignature, Agreement.OnPaper: true };

    private bool IsSigned => Shown.Agreement.Holding(SignatureSlot.User) is not null;

    private SigningStep Step => Shown switch
    {
        { State: not RequestState.UserSignature } or { Agreement.OnPaper: true } => SigningStep.None,
        { Agreement.ViewerConsentUtc: null } => _hasRead ? SigningStep.Agree : SigningStep.Read,
        { Agreement.OpenInitials.Count: > 0 } => SigningStep.Initial,
        _ => SigningStep.Sign,
    };

    private IReadOnlyList<StageStep> Steps =>
        [.. Order.Select(o => new StageStep(o.Name, o.Step < Step ? StageStepStatus.Done : o.Step == Step ? StageStepStatus.Current : StageStepStatus.Upcoming))];

    private (SigningStep Step, string Name, string Title, string Why) Here => Order[(int)Step - 1];

    private string StepTitle => $"Step {(int)Step} of {Order.Length}: {Here.Title}";

    private string StepWhy => Here.Why;

    private string Context => Shown.State switch
    {
        _ when IsSigned => $"You have signed. Request {Shown.Code}.",
        RequestState.Training => "You can read it now. You sign it after the training.",
        RequestState.UserSignature when Shown.Agreement.OnPaper => "You chose to sign on paper.",
        RequestState.UserSignature => $"For {Shown.RoleType.Name} at {Shown.AgencyName}.",
        _ => $"Request {Shown.Code}.",
    };

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var view = await Queries.RequestAsync(await CallerAsync(), Code, cancellationToken);
        // somebody with a seat reads it on the request's own page
        if (!view.Viewer.IsSubject)
            throw new NotFoundException();
        var before = _view is null ? SigningStep.None : Step;
        _view = view;
        _focusHead |= before != SigningStep.None && Step != before;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_view is null)
            return;
        // the next step begins at its heading, also for those who do not see it
        var moves = _focusHead && _drawn != Step;
        if (moves)
            _focusHead = false;
        _drawn = Step;
        if (!moves)
            return;
        if (Step != SigningStep.None)
            await _head.FocusAsync();
        else if (_signed is not null)
            await _signed.FocusAsync();
        else if (_paper is not null)
            await _paper.FocusAsync();
    }

    private void HaveRead() => (_hasRead, _focusHead) = (true, true);

    private void ReadAgain() => (_hasRead, _focusHead) = (false, true);

    private async Task ConsentAsync()
    {
        await Requests.GiveConsentAsync(await CallerAsync(), Shown.Code, Shown.Agreement.Hash);
        _news = "You agreed to sign electronically.";
    }

    private async Task InitialAsync(InitialGiven given) =>
        await Requests.InitialClauseAsync(await CallerAsync(), Shown.Code, given.ClauseNumber, given.Initials, Shown.Agreement.Hash);

    private async Task ChoosePaperAsync()
    {
        await Requests.ChoosePaperAsync(await CallerAsync(), Shown.Code);
        _news = "You chose to sign on paper.";
    }

    private async Task ChooseScreenAsync()
    {
        _focusHead = true;
        await Requests.ChooseScreenAsync(await CallerAsync(), Shown.Code);
        _news = "You sign on screen.";
    }

    private async Task SignAsync(SignatureMark mark)
    {
        await Requests.SignAsUserAsync(await CallerAsync(), Shown.Code, mark, Shown.Version);
        _news = "You signed. It is with your agency administrator now.";
    }
}
