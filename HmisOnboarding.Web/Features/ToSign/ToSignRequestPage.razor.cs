using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Requests;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HmisOnboarding.Web.Features.ToSign;

/// <summary>One agreement for the executive director: what it is about, the text, the act, and afterwards who has it.</summary>
public sealed partial class ToSignRequestPage
{
    private RequestView? _view;
    private ToSignRow? _next;
    private int _waiting;
    private SignBox? _signBox;
    private AfterSigning? _after;
    private bool _focusAfter;
    private ReasonAnswer? _declined;

    [Parameter]
    public string Code { get; set; } = "";

    [Inject]
    public required RequestQueries Queries { get; init; }

    [Inject]
    public required BoardQueries Boards { get; init; }

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    protected override object? View => Code;

    protected override IReadOnlyCollection<ChangeKey> Keys => _view is { } view && view.Code == Code ? KeysOf(view) : [ChangeKey.Person(Person.Id)];

    private bool IsWaiting => _view is { State: RequestState.DirectorSignature };

    private string PdfAddress => $"/requests/{Code}/agreement.pdf";

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var caller = await CallerAsync();
        var view = await Queries.RequestAsync(caller, Code, cancellationToken);
        // the others have pages of their own for it
        if (!view.Viewer.IsDirector)
            throw new NotFoundException();
        Watch(KeysOf(view));
        var waiting = (await Boards.ToSignAsync(caller, cancellationToken)).Waiting;
        _next = waiting.FirstOrDefault(w => w.Row.Code != view.Code);
        _waiting = waiting.Count(w => w.Row.Code != view.Code);
        // the words were about another person
        if (_view?.Code != view.Code)
            _declined = null;
        _view = view;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // the button that was pressed is gone: the person goes on where the answer stands
        if (!_focusAfter || _after is null)
            return;
        _focusAfter = false;
        await _after.FocusAsync();
    }

    // the agency too: the link to the next one must stay true
    private ChangeKey[] KeysOf(RequestView view) => [ChangeKey.Person(Person.Id), ChangeKey.Request(view.Id), ChangeKey.Agency(view.AgencyId)];

    private async Task GoToSigningAsync()
    {
        if (_signBox is not null)
            await _signBox.FocusAsync();
    }

    private async Task ConsentAsync()
    {
        await Requests.GiveConsentAsync(await CallerAsync(), Code, _view!.Agreement.Hash);
        await ReloadAsync();
    }

    private Task SignAsync(SignatureMark mark) => ActAsync(async () => await Requests.SignAsDirectorAsync(await CallerAsync(), Code, mark, _view!.Version));

    private async Task DeclineAsync()
    {
        var view = _view!;
        var question = new ReasonQuestion(
            $"Decline to sign for {view.SubjectName}", "Decline", $"{view.SubjectName} and the agency administrator", [],
            [.. view.Catalogue.DeclineReasons.Select(r => r.Sentence)],
            "The agency administrator's signature is set aside, and the request goes back to them.", _declined);
        if (await ReasonDialog.AskAsync(Dialogs, question) is not { } answer)
            return;
        _declined = answer;
        await ActAsync(async () => await Requests.DeclineAsDirectorAsync(await CallerAsync(), Code, answer.Text, view.Version));
        _declined = null;
    }

    private async Task ActAsync(Func<Task> act)
    {
        try
        {
            await act();
            _focusAfter = true;
        }
        finally
        {
            // also after a refusal: what stood in the way may be news
            await ReloadAsync();
        }
    }
}
