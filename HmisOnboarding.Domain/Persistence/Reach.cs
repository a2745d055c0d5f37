namespace HmisOnboarding.Domain.Persistence;

/// <summary>
/// How far one person can see. The filters of <see cref="HmisDbContext"/> read it for every query and its guard for every write;
/// a context that was given none sees nothing.
/// </summary>
/// <param name="All">Everything: a system administrator, or the system itself.</param>
/// <param name="PersonId">What is about this person.</param>
/// <param name="AgencyIds">What belongs to these agencies: seats held there.</param>
/// <param name="DirectoryAgencyIds">Agencies whose name and people may be named: own seats, own agency, own requests.</param>
public sealed record Reach(bool All, Guid PersonId, List<Guid> AgencyIds, List<Guid> DirectoryAgencyIds)
{
    /// <summary>Sees nothing.</summary>
    public static Reach None { get; } = new(false, Guid.Empty, [], []);

    /// <summary>Sees everything; only for the system's own work.</summary>
    public static Reach Everything { get; } = new(true, Guid.Empty, [], []);
}
