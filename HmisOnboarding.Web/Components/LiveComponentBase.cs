using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components;

/// <summary>
/// A page or part of a page that shows the truth as it changes. It subscribes before it reads, so that no change falls between;
/// reads again when one of its keys changes; and never reads twice at a time.
/// </summary>
public abstract class LiveComponentBase : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private HashSet<ChangeKey> _watched = [];
    private IDisposable? _subscription;
    private object? _shownView;
    private bool _isReading;
    private bool _readAgain;
    private DateTime _openedUtc;

    [Inject]
    public required RequestChanges Changes { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>When a change of somebody else last redrew this component, UTC; null before the first. For <c>LiveMark</c>.</summary>
    public DateTime? UpdatedUtc { get; private set; }

    /// <summary>Whether the first read is done; before that there is nothing to show.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>Who looks at the page; there before <see cref="Keys"/> and <see cref="LoadAsync"/> are asked.</summary>
    protected PersonSummary Person { get; private set; } = null!;

    /// <summary>What to listen to. May use parameters and <see cref="Person"/>; asked again whenever parameters are set.</summary>
    protected virtual IReadOnlyCollection<ChangeKey> Keys => [];

    /// <summary>
    /// Which parameters decide what is read, for example <c>(Id, Tab)</c>. When it differs from the last one, the component reads again.
    /// </summary>
    protected virtual object? View => null;

    /// <summary>Cancelled when the component leaves the page.</summary>
    protected CancellationToken Gone => _gone.Token;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads what is shown. Runs on the circuit's dispatcher, never twice at a time.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>The identity for a command.</summary>
    protected Task<Caller> CallerAsync() => Actor.CallerAsync();

    /// <summary>
    /// Listens to these keys instead, for when they are known only after reading. If one of them is new and a read is running,
    /// it is run once more, because the change may have happened before the subscription.
    /// </summary>
    protected void Watch(IReadOnlyCollection<ChangeKey> keys)
    {
        if (_gone.IsCancellationRequested || _watched.SetEquals(keys))
            return;
        _readAgain |= _isReading && keys.Any(k => !_watched.Contains(k));
        // first the new one: for a moment twice is better than not at all
        var earlier = _subscription;
        _watched = [.. keys];
        _subscription = _watched.Count > 0 ? Changes.Subscribe(_watched, OnChangeAsync) : null;
        earlier?.Dispose();
    }

    /// <summary>
    /// Reads now; while a read is running it is run once more instead. Where a delegation ended while the page was open, the page stays as it
    /// is: the frame says that the days are over, what was typed can still be read and copied, and every act is refused.
    /// </summary>
    protected Task ReloadAsync() => ReadOrKeepAsync();

    protected override async Task OnInitializedAsync()
    {
        _openedUtc = Clock.GetUtcNow().UtcDateTime;
        Person = await Actor.PersonAsync(Gone);
    }

    protected override async Task OnParametersSetAsync()
    {
        // a parent may draw this component again while the first read is still running
        if (Person is null || (IsLoaded || _isReading) && Equals(_shownView, View) && !Keys.Any(k => !_watched.Contains(k)))
            return;
        _shownView = View;
        Watch(Keys);
        try
        {
            await ReadAsync();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // the person went on to another page
        }
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _gone.IsCancellationRequested)
            return;
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    // false when what is drawn was kept
    private async Task<bool> ReadOrKeepAsync()
    {
        try
        {
            await ReadAsync();
            return true;
        }
        catch (NotFoundException) when (IsLoaded)
        {
            if (!await HasStoodInAsync())
                throw;
            return false;
        }
    }

    private async Task ReadAsync()
    {
        if (_isReading)
        {
            _readAgain = true;
            return;
        }

        _isReading = true;
        try
        {
            do
            {
                _readAgain = false;
                await LoadAsync(Gone);
            }
            while (_readAgain && !_gone.IsCancellationRequested);
            IsLoaded = true;
        }
        finally
        {
            _isReading = false;
        }
    }

    // a delegation that ended while the page was open
    private async Task<bool> HasStoodInAsync()
    {
        try
        {
            return (await Actor.RefreshAsync(Gone)).StandIns.Any(s => s is { IsOver: true, IsGiven: false } && s.UntilUtc >= _openedUtc);
        }
        catch (SessionChangedException)
        {
            return false;
        }
    }

    private Task OnChangeAsync() => InvokeAsync(async () =>
    {
        if (_gone.IsCancellationRequested || Person is null)
            return;
        try
        {
            if (!await ReadOrKeepAsync())
                return;
            UpdatedUtc = Clock.GetUtcNow().UtcDateTime;
            StateHasChanged();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // the page closed meanwhile
        }
        catch (Exception e)
        {
            // the one who caused the change must not see this failure; the one who looks must
            await DispatchExceptionAsync(e);
        }
    });
}
