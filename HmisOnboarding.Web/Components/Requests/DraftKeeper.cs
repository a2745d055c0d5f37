using HmisOnboarding.Domain.Drafts;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// Keeps on the server what one person types into one form: the first change after a rest, then at most one write in <see cref="Pause"/>, and the last
/// change always. Words that another device saved meanwhile are never written over: they are in <see cref="Other"/> until the person has chosen.
/// </summary>
/// <param name="drafts">Where drafts are kept.</param>
/// <param name="actor">Whose draft it is.</param>
/// <param name="clock">Measures the pause.</param>
/// <param name="purpose">What the draft is for.</param>
/// <param name="onCircuit">Runs work on the circuit's dispatcher and draws afterwards.</param>
public sealed class DraftKeeper(DraftService drafts, CurrentActor actor, TimeProvider clock, string purpose, Func<Func<Task>, Task> onCircuit) : IAsyncDisposable
{
    /// <summary>Shortest time between two writes.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private string _content = "";
    private string _words = "";
    private string _known = "";
    private Guid? _version;
    private ITimer? _timer;
    private bool _isSaving;
    private bool _isHeld;
    private bool _isGone;

    /// <summary>The words that the server has, for the browser's tab, which keeps no copy of them.</summary>
    public string Saved { get; private set; } = "";

    /// <summary>When they were saved, UTC; null while nothing is.</summary>
    public DateTime? SavedUtc { get; private set; }

    /// <summary>What another device saved since this screen read; null when there is nothing to choose.</summary>
    public DraftView? Other { get; private set; }

    private bool IsDirty => _content != _known;

    /// <summary>The draft as it was left, or null. The form shows it, and says so with <see cref="Show"/>.</summary>
    public async Task<DraftView?> LoadAsync() => await drafts.FindAsync(await actor.CallerAsync(), purpose);

    /// <summary>This draft is on the screen now.</summary>
    /// <param name="draft">What was saved.</param>
    /// <param name="words">What of it the browser's tab would keep.</param>
    public void Show(DraftView draft, string words = "")
    {
        (_content, _words, _known, _version, Saved, SavedUtc, Other) = (draft.Content, words, draft.Content, draft.Version, words, draft.SavedUtc, null);
        Stop();
    }

    /// <summary>This stands on the screen now; it is written soon.</summary>
    public void Keep(string content, string words = "")
    {
        (_content, _words) = (content, words);
        if (_isGone || _isHeld || !IsDirty || _timer is not null || _isSaving || Other is not null)
            return;
        _timer = clock.CreateTimer(_ => _ = onCircuit(WriteAsync), null, Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It is being sent: nothing is written meanwhile, or a draft would outlive what was sent.</summary>
    public void Hold()
    {
        _isHeld = true;
        Stop();
    }

    /// <summary>It was not sent after all.</summary>
    public void Release()
    {
        _isHeld = false;
        Keep(_content, _words);
    }

    /// <summary>The person wants what is on this screen.</summary>
    public Task KeepMineAsync()
    {
        _version = Other?.Version ?? _version;
        Other = null;
        return WriteAsync();
    }

    /// <summary>It was sent, and its draft went with the sending; or the person throws it away.</summary>
    public void Forget()
    {
        Stop();
        _isHeld = false;
        (_content, _words, _known, _version, Saved, SavedUtc, Other) = ("", "", "", null, "", null, null);
    }

    /// <summary>Throws the draft away on the server too.</summary>
    public async Task DiscardAsync()
    {
        Forget();
        await drafts.DiscardAsync(await actor.CallerAsync(), purpose);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGone)
            return;
        Stop();
        // who goes on to another page takes nothing unsaved along
        if (IsDirty && Other is null)
            await WriteAsync();
        _isGone = true;
    }

    private async Task WriteAsync()
    {
        Stop();
        if (_isGone || _isHeld || _isSaving || !IsDirty)
            return;
        _isSaving = true;
        var (content, words, version) = (_content, _words, _version);
        try
        {
            var saved = await drafts.SaveAsync(await actor.CallerAsync(), purpose, content, version);
            // sent or thrown away meanwhile
            if (_version != version)
                return;
            Other = saved.Other;
            if (Other is null)
                (_known, _version, Saved, SavedUtc) = (content, saved.Version, words, clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception refused) when (refused is RuleViolationException or SessionChangedException or ObjectDisposedException or OperationCanceledException)
        {
            // a draft is a help: sending the form says what is wrong
            _known = content;
        }
        finally
        {
            _isSaving = false;
        }

        Keep(_content, _words);
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
