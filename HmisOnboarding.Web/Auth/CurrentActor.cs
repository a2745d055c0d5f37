using System.Security.Claims;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using Microsoft.AspNetCore.Components.Authorization;

namespace HmisOnboarding.Web.Auth;

/// <summary>From where a page was opened. It travels from the first HTTP request to the circuit, protected, as evidence of a signature.</summary>
public sealed record CallerOrigin(string? IpAddress, string? UserAgent)
{
    private const int UserAgentLimit = 400;

    public static CallerOrigin Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new CallerOrigin(context.Connection.RemoteIpAddress?.ToString(), agent.Length > UserAgentLimit ? agent[..UserAgentLimit] : agent);
    }
}

/// <summary>
/// Who sits in front of this circuit. The person is remembered from the moment the page opened: a browser in which somebody else
/// signs in reconnects open pages under the new name, and then every act must be refused.
/// </summary>
public sealed class CurrentActor : IDisposable
{
    private readonly AuthenticationStateProvider _authentication;
    private readonly PeopleService _people;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private Guid? _openedAs;
    private CallerOrigin? _origin;
    private PersonSummary? _person;
    private IdentityProof? _proof;
    private bool _changed;

    public CurrentActor(AuthenticationStateProvider authentication, PeopleService people, IServiceScopeFactory scopes, TimeProvider clock)
    {
        _authentication = authentication;
        _people = people;
        _scopes = scopes;
        _clock = clock;
        _authentication.AuthenticationStateChanged += OnAuthenticationChanged;
    }

    /// <summary>Raised once, off the circuit's dispatcher, when the person in front is no longer the one the page was opened under.</summary>
    public event Action? SessionChanged;

    public bool HasSessionChanged => _changed;

    /// <summary>That the person of this page entered their password within the last minutes; null when it has to be entered (again).</summary>
    public IdentityProof? Proof => !_changed && _openedAs is { } id && _proof?.IsFresh(id, _clock.GetUtcNow().UtcDateTime) == true ? _proof : null;

    public static Guid? PersonIdOf(ClaimsPrincipal? principal) =>
        principal?.Identity?.IsAuthenticated == true && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Keeps the address and browser of the request that opened the page; the first ones count.</summary>
    public void OpenedFrom(CallerOrigin? origin) => _origin ??= origin;

    /// <summary>The identity for a command.</summary>
    /// <exception cref="SessionChangedException">The browser is signed in as another person now, or signed out.</exception>
    public async Task<Caller> CallerAsync() =>
        new(await SamePersonIdAsync(), _origin?.IpAddress, _origin?.UserAgent);

    /// <summary>
    /// Checks the password of the person of this page, so that a signature is surely theirs. Null when it is right, and then
    /// <see cref="Proof"/> holds for some minutes; else the sentence to show. The password is kept nowhere.
    /// </summary>
    /// <exception cref="SessionChangedException">The browser is signed in as another person now, or signed out.</exception>
    public async Task<string?> ConfirmAsync(string password)
    {
        var id = await SamePersonIdAsync();
        _proof = null;
        // a scope of its own: accounts are read and wrong tries counted as they are now, not as this long circuit first saw them
        await using (var scope = _scopes.CreateAsyncScope())
        {
            if (await scope.ServiceProvider.GetRequiredService<SignInDesk>().ConfirmAsync(id, password) is { } problem)
                return problem;
        }

        // the browser may have changed hands while the password was checked
        _proof = new IdentityProof(await SamePersonIdAsync(), ProofMethod.Password, _clock.GetUtcNow().UtcDateTime);
        return null;
    }

    /// <summary>The next signature asks for the password again.</summary>
    public void ForgetProof() => _proof = null;

    /// <summary>The browser says that somebody else signed in, or this person out, in another of its tabs: from now on this page does nothing.</summary>
    public void NoteOtherPerson() => MarkChanged();

    /// <summary>The person with their seats, read once for a circuit.</summary>
    /// <exception cref="SessionChangedException">The browser is signed in as another person now, signed out, or access has ended.</exception>
    public async Task<PersonSummary> PersonAsync(CancellationToken cancellationToken = default)
    {
        var id = await SamePersonIdAsync();
        return _person ??= await ReadAsync(id, cancellationToken);
    }

    /// <summary>Reads the person again, for when seats may have changed.</summary>
    public Task<PersonSummary> RefreshAsync(CancellationToken cancellationToken = default)
    {
        _person = null;
        return PersonAsync(cancellationToken);
    }

    public void Dispose() => _authentication.AuthenticationStateChanged -= OnAuthenticationChanged;

    private async Task<PersonSummary> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await _people.FindPersonAsync(id, cancellationToken) is { IsActive: true } person)
            return person;
        MarkChanged();
        throw new SessionChangedException();
    }

    private async Task<Guid> SamePersonIdAsync()
    {
        var id = PersonIdOf((await _authentication.GetAuthenticationStateAsync()).User);
        _openedAs ??= id;
        if (id is not null && id == _openedAs && !_changed)
            return id.Value;
        MarkChanged();
        throw new SessionChangedException();
    }

    private void OnAuthenticationChanged(Task<AuthenticationState> state) => _ = CompareAsync(state);

    private async Task CompareAsync(Task<AuthenticationState> state)
    {
        try
        {
            var id = PersonIdOf((await state).User);
            if (_openedAs is not null && id != _openedAs)
                MarkChanged();
        }
        catch (OperationCanceledException)
        {
            // the circuit is closing
        }
    }

    private void MarkChanged()
    {
        if (_changed)
            return;
        _changed = true;
        _proof = null;
        SessionChanged?.Invoke();
    }
}
