using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Away;

/// <summary>Absence of one person: who stands in for each of their seats, and for whom they stand in.</summary>
public sealed partial class AwayPage
{
    private AwayView? _view;

    [Inject]
    public required DelegationService Delegations { get; init; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Person(Person.Id), ChangeKey.Directory];

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _view = await Delegations.AwayAsync(await CallerAsync(), cancellationToken);
}
