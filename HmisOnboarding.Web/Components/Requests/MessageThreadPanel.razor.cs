using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>The messages of a request with a place to write, live for all who have it open. What was on the screen counts as read.</summary>
public sealed partial class MessageThreadPanel
{
    private readonly string _id = $"thread-{Guid.NewGuid():N}";
    private MessageThread? _thread;
    private string? _shownCode;
    private string? _news;

    [Inject]
    public required MessageService Messages { get; init; }

    [Parameter, EditorRequired]
    public required string Code { get; set; }

    /// <summary>For live updates.</summary>
    [Parameter, EditorRequired]
    public Guid RequestId { get; set; }

    [Parameter, EditorRequired]
    public required string HelpDeskName { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Talk(RequestId), ChangeKey.Request(RequestId)];

    protected override object? View => Code;

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var code = Code;
        var thread = await Messages.ThreadAsync(await CallerAsync(), code, cancellationToken);
        var last = _shownCode == code && _thread is { Rows: [.., var shown] } ? shown.Id : (long?)null;
        _news = last is not null && thread.Rows is [.., { IsOwn: false } newest] && newest.Id > last ? $"New message from {newest.AuthorName}" : null;
        (_thread, _shownCode) = (thread, code);
    }

    private async Task NoteSeenAsync()
    {
        await Messages.MarkReadAsync(await CallerAsync(), Code);
        // the chip goes; what was new keeps its mark until the next message or visit
        if (_thread is { } thread)
            _thread = thread with { Unread = 0 };
    }
}
