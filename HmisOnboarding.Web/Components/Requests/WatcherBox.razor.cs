using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Domain.Watchers;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>Who outside may follow a request: named by the agency administrator, or asked for by the new user.</summary>
public sealed partial class WatcherBox
{
    private readonly string _id = $"watcher-{Guid.NewGuid():N}";
    private WatcherList? _list;
    private (string Email, string Address)? _link;
    private string _email = "";

    [Inject]
    public required WatcherService Watchers { get; init; }

    [Inject]
    public required HmisDomainOptions Options { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter, EditorRequired]
    public required string Code { get; set; }

    /// <summary>For live updates.</summary>
    [Parameter, EditorRequired]
    public Guid RequestId { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Request(RequestId)];

    protected override object? View => Code;

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _list = await Watchers.ListAsync(await CallerAsync(), Code, cancellationToken);

    private async Task AddAsync()
    {
        var email = _email.Trim().ToLowerInvariant();
        Show(email, await Watchers.AddAsync(await CallerAsync(), Code, email));
        _email = "";
    }

    private async Task AgreeAsync(WatcherRow row) => Show(row.Email, await Watchers.AgreeAsync(await CallerAsync(), Code, row.Id));

    private async Task EndAsync(WatcherRow row)
    {
        await Watchers.EndAsync(await CallerAsync(), Code, row.Id);
        if (_link?.Email == row.Email)
            _link = null;
    }

    private void Show(string email, string? link) =>
        _link = link is null ? null : (email, (Options.PublicAddress ?? Navigation.BaseUri).TrimEnd('/') + link);
}
