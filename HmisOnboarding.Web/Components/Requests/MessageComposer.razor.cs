using System.Text.Json;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Drafts;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// Where a message is written. What is typed is kept on the server and comes back after a reload, a refusal, or on another device. Words that look
/// like somebody's number or birth date are asked about; sending them all the same is an act of its own.
/// </summary>
public sealed partial class MessageComposer : IAsyncDisposable
{
    private const int NearTheEnd = 200;

    private readonly string _id = $"message-{Guid.NewGuid():N}";
    private DraftKeeper? _keeper;
    private ElementReference _field;
    private int _sent;
    private long? _sentAt;
    private bool _focusField;
    private string _text = "";
    private string? _found;
    private bool _toStaff;
    private bool _tellHelpDesk;
    private bool _isReady;
    private bool _isSending;

    [Inject]
    public required MessageService Messages { get; init; }

    [Inject]
    public required DraftService Drafts { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired]
    public required string Code { get; set; }

    [Parameter, EditorRequired]
    public Guid PersonId { get; set; }

    [Parameter, EditorRequired]
    public required string HelpDeskName { get; set; }

    /// <summary>Who hears of a message, and whether there is a choice.</summary>
    [Parameter, EditorRequired]
    public required MessageThread Thread { get; set; }

    private string? Warning => SensitiveText.Warning(_text);

    private int Left => RequestMessage.TextLimit - _text.Length;

    private string ToldWords
    {
        get
        {
            var names = _toStaff ? Thread.ToldStaff : Thread.ToldAll;
            return names.Count == 0 ? "Nobody else is told yet." : $"Told: {string.Join(", ", names)}.";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
            await _keeper.DisposeAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        _keeper = new DraftKeeper(Drafts, Actor, Clock, DraftPurpose.Message(Code), work => InvokeAsync(async () =>
        {
            await work();
            StateHasChanged();
        }));
        if (await _keeper.LoadAsync() is { } draft)
        {
            Show(draft);
            _found = $"Your words from {Found(draft)} are here.";
        }

        _isReady = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focusField || _isSending)
            return;
        _focusField = false;
        await _field.FocusAsync();
    }

    private string Found(DraftView draft) => TimeText.Near(draft.SavedUtc, ReaderZone ?? TimeZoneInfo.Utc, Clock.GetUtcNow().UtcDateTime);

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    private void Type(string? text)
    {
        _text = text ?? "";
        _found = null;
        Keep();
    }

    private void Address(bool toStaff)
    {
        _toStaff = toStaff;
        Keep();
    }

    // nothing typed needs no draft, whoever it would be for
    private void Keep() => _keeper!.Keep(_text.Length == 0 ? "" : JsonSerializer.Serialize(new Words(_text, _toStaff)), _text);

    private void Show(DraftView draft)
    {
        var words = WordsOf(draft);
        (_text, _toStaff) = (words.Text, words.ToStaff && Thread.MayWriteToStaff);
        _keeper!.Show(draft, _text);
    }

    private static Words WordsOf(DraftView draft)
    {
        try
        {
            return JsonSerializer.Deserialize<Words>(draft.Content) ?? new("", false);
        }
        catch (JsonException)
        {
            // written by another version of the product
            return new("", false);
        }
    }

    private void TakeOther() => Show(_keeper!.Other!);

    private Task KeepMineAsync() => _keeper!.KeepMineAsync();

    private async Task SendAsync(bool sendAnyway)
    {
        // a second press, or a key while the first is on its way or has just arrived
        if (_isSending || _text.Length == 0 && _sentAt is { } at && Clock.GetElapsedTime(at) < ActionButton.SamePress)
            return;
        _isSending = true;
        _keeper!.Hold();
        StateHasChanged();
        try
        {
            await Messages.SendAsync(await Actor.CallerAsync(), Code, _text, _toStaff ? MessageAudience.Staff : MessageAudience.Everybody, sendAnyway, _tellHelpDesk);
            _keeper.Forget();
            (_text, _found, _tellHelpDesk) = ("", null, false);
            // a new message has a new button, and the person writes on where they were
            (_sent, _sentAt, _focusField) = (_sent + 1, Clock.GetTimestamp(), true);
        }
        finally
        {
            _isSending = false;
            _keeper.Release();
        }
    }

    private sealed record Words(string Text, bool ToStaff);
}
