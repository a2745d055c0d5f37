namespace HmisOnboarding.Domain.Agencies;

/// <summary>The offices of the process. A new user holds none: they are the subject of a request.</summary>
public enum SeatKind
{
    /// <summary>First HMIS contact of one agency: opens requests, reviews training, signs, submits.</summary>
    AgencyAdministrator,

    /// <summary>Authorises users on behalf of one agency: signs third.</summary>
    ExecutiveDirector,

    /// <summary>Runs the HMIS for every agency: creates accounts. Belongs to no agency.</summary>
    SystemAdministrator,
}

/// <summary>Words for seats, the same on every screen and in every document.</summary>
public static class SeatNames
{
    /// <summary>The seat as people say it.</summary>
    public static string Title(this SeatKind kind) => kind switch
    {
        SeatKind.AgencyAdministrator => "Agency Administrator",
        SeatKind.ExecutiveDirector => "Executive Director",
        SeatKind.SystemAdministrator => "System Administrator",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}

/// <summary>One person in one seat for a span of time. Ended seats stay, so that history can name who held them.</summary>
public sealed class Seat
{
    private Seat()
    {
    }

    /// <summary>
    /// Puts a person in a seat from an instant on.
    /// A system administrator's seat has no agency; the two others need one.
    /// </summary>
    /// <exception cref="ArgumentException">The agency is missing, or given for a system administrator.</exception>
    public Seat(Guid personId, SeatKind kind, Guid? agencyId, DateTime fromUtc)
    {
        if (kind == SeatKind.SystemAdministrator != agencyId is null)
            throw new ArgumentException("A system administrator's seat has no agency; every other seat has one.", nameof(agencyId));
        Id = Guid.NewGuid();
        PersonId = personId;
        Kind = kind;
        AgencyId = agencyId;
        FromUtc = fromUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>Who sits in it.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>Which office.</summary>
    public SeatKind Kind { get; private set; }

    /// <summary>The agency it belongs to; null for a system administrator.</summary>
    public Guid? AgencyId { get; private set; }

    /// <summary>Start, UTC, inclusive.</summary>
    public DateTime FromUtc { get; private set; }

    /// <summary>End, UTC, exclusive; null while it lasts.</summary>
    public DateTime? UntilUtc { get; private set; }

    /// <summary>Whether the person sits in it at that instant.</summary>
    public bool IsHeldAt(DateTime utc) => FromUtc <= utc && (UntilUtc is null || utc < UntilUtc);

    /// <summary>Ends the seat; ending an ended seat changes nothing.</summary>
    public void End(DateTime utc) => UntilUtc ??= utc;
}
