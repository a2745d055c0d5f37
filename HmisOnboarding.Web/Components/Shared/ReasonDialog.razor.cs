using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HmisOnboarding.Web.Components.Shared;

/// <summary>Asks for what is wrong and why, and shows beforehand what the other person will read.</summary>
public sealed partial class ReasonDialog
{
    public const int TextLimit = 1000;

    private readonly string _id = $"reason-{Guid.NewGuid():N}";
    private readonly HashSet<string> _ticked = [];
    private string _ready = "";
    private string _text = "";
    private bool _isAsked;
    private bool _isAnswered;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required ReasonQuestion Question { get; set; }

    private string? Problem =>
        Question.Items.Count > 0 && _ticked.Count == 0 ? "Tick at least one thing that needs a change."
        : Reason.Length == 0 ? "Choose a reason, or write one."
        : null;

    private string Reason => string.Join("\n", new[] { _ready, _text.Trim() }.Where(t => t.Length > 0));

    private ReasonAnswer Given => new([.. Question.Items.Select(i => i.Key).Where(_ticked.Contains)], Reason);

    private string Marked => string.Join(", ", Question.Items.Where(i => _ticked.Contains(i.Key)).Select(i => i.Label));

    private string Preview => Question.Words?.Invoke(Given) ?? string.Join("\n", Question.Items.Where(i => _ticked.Contains(i.Key)).Select(i => $"• {i.Label}").Append(Reason));

    /// <summary>Opens the dialog; null when the person kept everything as it is.</summary>
    public static async Task<ReasonAnswer?> AskAsync(IDialogService dialogs, ReasonQuestion question)
    {
        var dialog = await dialogs.ShowAsync<ReasonDialog>(null, new DialogParameters<ReasonDialog> { { d => d.Question, question } });
        return await dialog.GetReturnValueAsync<ReasonAnswer>();
    }

    protected override void OnInitialized()
    {
        if (Question.Earlier is not { } earlier)
            return;
        _ticked.UnionWith(earlier.ItemKeys);
        _ready = Question.ReadyReasons.FirstOrDefault(r => earlier.Text == r || earlier.Text.StartsWith($"{r}\n", StringComparison.Ordinal)) ?? "";
        _text = earlier.Text[_ready.Length..].Trim();
    }

    private void Tick(string key, bool isOn)
    {
        if (isOn)
            _ticked.Add(key);
        else
            _ticked.Remove(key);
    }

    private void Leave() => Dialog.Cancel();

    private void Answer()
    {
        _isAsked = true;
        // the length is checked here too: the browser's limit is only a courtesy
        if (_isAnswered || Problem is not null || _text.Length > TextLimit)
            return;
        _isAnswered = true;
        Dialog.Close(DialogResult.Ok(Given));
    }
}
