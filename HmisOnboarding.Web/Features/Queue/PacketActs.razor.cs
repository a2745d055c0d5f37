using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>What a system administrator does with a packet. What was typed stays when an act is refused.</summary>
public sealed partial class PacketActs
{
    private readonly Dictionary<RequestTrigger, ReasonAnswer> _typed = [];
    private string _userName = "";
    private string _role = "";

    private string? _taken;

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required RequestQueries Queries { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Parameter, EditorRequired]
    public required RequestView View { get; set; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    // null while the packet is one's own or nobody's: then nothing is asked
    private string? TakeOver => Another is { } claim ? ClaimWords.TakeOver(claim, ReaderZone ?? View.Zone, View.ReadUtc) : null;

    private ClaimView? Another => View.Claim is { } claim && claim.PersonId != View.Viewer.PersonId ? claim : null;

    protected override void OnInitialized() => (_userName, _role) = (View.SuggestedUserName, View.RoleType.VendorRole);

    // nothing is asked without a cause; two causes are one question
    private string? RecordQuestion => _taken is null ? TakeOver : $"{_taken} Record it for {View.SubjectName} all the same? {TakeOver}".Trim();

    private async Task CheckNameAsync()
    {
        var name = _userName;
        var taken = await Queries.UserNameTakenAsync(await Actor.CallerAsync(), View.Code, name);
        // more was typed meanwhile, and that is asked for too
        if (name == _userName)
            _taken = taken;
    }

    private async Task RecordAsync()
    {
        var (view, asked, caller) = (View, Another, await Actor.CallerAsync());
        await TakeOverAsync(caller, asked);
        await Requests.RecordAccountAsync(caller, view.Code, _userName, _role, view.Version);
    }

    private Task ReturnAsync() => AskAsync(RequestTrigger.ReturnToAgency,
        new($"Return {View.SubjectName}'s packet", "Return it", View.AgencyName, PacketReturn.Pieces(View), [.. View.Catalogue.ReturnReasons.Select(r => r.Sentence)],
            "The clock stands until the packet comes again. Signatures and what was fine are kept.")
        {
            Words = answer =>
            {
                var (items, note) = PacketReturn.Of(View, answer);
                return OnboardingRequest.ReturnWords(View.Viewer.FullName, items, note);
            },
        },
        async (caller, answer) =>
        {
            var (items, note) = PacketReturn.Of(View, answer);
            await Requests.ReturnToAgencyAsync(caller, View.Code, items, note, View.Version);
        });

    private Task DenyAsync() => AskAsync(RequestTrigger.Deny,
        new($"Refuse the account of {View.SubjectName}", "Refuse the account", $"{View.SubjectName} and {View.AgencyName}", [], [],
            "The request closes. If something can be put right, return it to the agency instead."),
        (caller, answer) => Requests.DenyAsync(caller, View.Code, answer.Text, View.Version));

    private Task WaiveAsync() => AskAsync(null,
        new("Let one person sign in both seats", "Allow it", $"{View.AgencyName}, and everybody who reads the agreement", [], [],
            "The agency administrator may then also sign as executive director on this request."),
        (caller, answer) => Requests.WaiveDistinctSignersAsync(caller, View.Code, answer.Text));

    private Task ReopenAsync() => AskAsync(RequestTrigger.Reopen,
        new($"Open {View.Code} again", "Open it again", $"{View.SubjectName} and {View.AgencyName}", [], [],
            "Valid certificates are kept. The agency administrator and the director sign again."),
        (caller, answer) => Requests.ReopenAsync(caller, View.Code, answer.Text, View.Version));

    // only what the button asked: where a claim came while somebody was writing, the act is refused and says who has it
    private Task TakeOverAsync(Caller caller, ClaimView? asked) =>
        asked is null ? Task.CompletedTask : Requests.TakeOverAsync(caller, View.Code, asked.PersonId);

    private async Task AskAsync(RequestTrigger? act, ReasonQuestion question, Func<Caller, ReasonAnswer, Task> then)
    {
        var asked = Another;
        var key = act ?? RequestTrigger.SignAsDirector;
        var answer = await ReasonDialog.AskAsync(Dialogs, question with { Earlier = _typed.GetValueOrDefault(key) });
        if (answer is null)
            return;
        _typed[key] = answer;
        var caller = await Actor.CallerAsync();
        await TakeOverAsync(caller, asked);
        await then(caller, answer);
        _typed.Remove(key);
    }
}
