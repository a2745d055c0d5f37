using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>One request beside the queue: what the help desk got, what the HMIS asks for, and what can be done.</summary>
public sealed partial class PacketPane
{
    private RequestView? _view;
    private string? _news;

    [Inject]
    public required RequestQueries Requests { get; init; }

    [Inject]
    public required OpenPacket Open { get; init; }

    [Parameter, EditorRequired]
    public required string Code { get; set; }

    /// <summary>Address of the queue without a packet.</summary>
    [Parameter, EditorRequired]
    public required string Back { get; set; }

    /// <summary>The packet to take after this one; null when none waits.</summary>
    [Parameter]
    public RequestRow? Next { get; set; }

    /// <summary>Address of a packet beside the queue as it is filtered now.</summary>
    [Parameter, EditorRequired]
    public required Func<string, string> NextAddress { get; set; }

    /// <summary>Who else has it open now, in words; null when nobody has.</summary>
    [Parameter]
    public string? Looking { get; set; }

    /// <summary>Told when the verifier found something that the list does not show yet.</summary>
    [Parameter]
    public EventCallback OnVerified { get; set; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => _view is { } view && view.Code == Code ? KeysOf(view) : [ChangeKey.Directory];

    protected override object? View => Code;

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var code = Code;
        var view = await Requests.RequestAsync(await CallerAsync(), code, cancellationToken);
        // read, then listen: the base reads once more, because a change may have come in between
        Watch(KeysOf(view));
        Open.Show(view.Code, Person);
        var isSame = _view?.Code == view.Code;
        if (!isSame)
            _news = null;
        else if (_view!.Version != view.Version && view.Timeline is [var last, ..])
            _news = last.ActorName == view.Viewer.FullName ? null : last.Text;
        _view = view;
    }

    protected override void Dispose(bool disposing)
    {
        Open.Close();
        base.Dispose(disposing);
    }

    private static ChangeKey[] KeysOf(RequestView view) => [ChangeKey.Request(view.Id), ChangeKey.Directory];
}
