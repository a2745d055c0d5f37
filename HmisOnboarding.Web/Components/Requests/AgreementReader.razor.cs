using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>The agreement as page text, with initials where the clauses ask for them.</summary>
public sealed partial class AgreementReader
{
    private readonly string _id = $"agreement-{Guid.NewGuid():N}";
    private readonly Dictionary<string, InitialBox?> _boxes = [];
    private string? _letters;
    private string? _given;

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Parameter, EditorRequired]
    public required RequestView View { get; set; }

    /// <summary>Whether the reader is the one whose initials are asked for, and it is their turn.</summary>
    [Parameter]
    public bool CanInitial { get; set; }

    /// <summary>The act; a refusal it throws is shown beside the clause.</summary>
    [Parameter]
    public EventCallback<InitialGiven> OnInitial { get; set; }

    private AgreementText Text => View.Agreement.Text;

    private int Left => View.Agreement.OpenInitials.Count;

    private string Letters => _letters ?? InitialsOf(View.Viewer.FullName);

    // the base address of the page would otherwise lead a bare fragment to the start page
    private string Address => new Uri(Navigation.Uri).AbsolutePath;

    private static string InitialsOf(string name)
    {
        var letters = name.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Select(n => n.EnumerateRunes().First()).Where(System.Text.Rune.IsLetter).Select(r => System.Text.Rune.ToUpperInvariant(r).ToString());
        return string.Concat(letters.Take(3));
    }

    // evidence of the signature: from when on the signer had the text before their eyes, and not only on a page further down
    private async Task NoteSeenAsync()
    {
        try
        {
            await Requests.NoteOpenedAsync(await Actor.CallerAsync(), View.Code);
        }
        catch (SessionChangedException)
        {
            // the layout says so
        }
    }

    private async Task GiveAsync(string clauseNumber, string letters)
    {
        await OnInitial.InvokeAsync(new InitialGiven(clauseNumber, letters));
        _letters = letters;
        _given = clauseNumber;
        // the fresh view may be on its way still: the clause just done is no longer open for the person
        await FocusAsync(OpenAfter(clauseNumber));
    }

    private Task GoToNextAsync() => Left == 0 ? Task.CompletedTask : FocusAsync(View.Agreement.OpenInitials[0]);

    private string? OpenAfter(string clauseNumber)
    {
        var order = Text.AllClauses.Select(c => c.Number).ToList();
        var open = View.Agreement.OpenInitials.Where(n => n != clauseNumber).ToList();
        return open.FirstOrDefault(n => order.IndexOf(n) > order.IndexOf(clauseNumber)) ?? open.FirstOrDefault();
    }

    private async Task FocusAsync(string? clauseNumber)
    {
        if (clauseNumber is not null && _boxes.GetValueOrDefault(clauseNumber) is { } box)
            await box.FocusAsync();
    }
}
