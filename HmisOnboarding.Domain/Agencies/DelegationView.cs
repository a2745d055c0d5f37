using HmisOnboarding.Domain.Reports;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>What the holder of a seat wishes: who, for which seat, on which days.</summary>
/// <param name="Kind">The seat.</param>
/// <param name="AgencyId">Its agency; null for a system administrator.</param>
/// <param name="PersonId">Somebody who is known already; null to name somebody by <see cref="Email"/>.</param>
/// <param name="FirstDay">First day, local.</param>
/// <param name="LastDay">Last day, local and included.</param>
public sealed record DelegationWish(SeatKind Kind, Guid? AgencyId, Guid? PersonId, DateOnly FirstDay, DateOnly LastDay)
{
    /// <summary>First name of somebody who is not on the list.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Last name of somebody who is not on the list.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Work e-mail of somebody who is not on the list.</summary>
    public string Email { get; init; } = "";
}

/// <summary>How a delegation stands.</summary>
public enum StandInStanding
{
    /// <summary>The delegate can act now.</summary>
    Now,

    /// <summary>Its first day is to come.</summary>
    Planned,

    /// <summary>It is over, ended, or the holder has no seat any more.</summary>
    Past,
}

/// <summary>A delegation as it is shown.</summary>
/// <param name="Id">Random key.</param>
/// <param name="Kind">The seat.</param>
/// <param name="AgencyId">Its agency; null for a system administrator.</param>
/// <param name="AgencyName">The agency's name.</param>
/// <param name="HolderId">Who is away.</param>
/// <param name="HolderName">Their name.</param>
/// <param name="DelegateId">Who acts meanwhile.</param>
/// <param name="DelegateName">Their name.</param>
/// <param name="FromUtc">Start, UTC, inclusive.</param>
/// <param name="UntilUtc">End, UTC, exclusive, as it came or is agreed.</param>
/// <param name="Zone">The zone in which its days are meant.</param>
/// <param name="Standing">Now, planned or past.</param>
public sealed record StandIn(
    Guid Id, SeatKind Kind, Guid? AgencyId, string? AgencyName, Guid HolderId, string HolderName, Guid DelegateId, string DelegateName, DateTime FromUtc, DateTime UntilUtc, TimeZoneInfo Zone,
    StandInStanding Standing)
{
    /// <summary>Who ended it before its time; null when nobody did.</summary>
    public string? EndedByName { get; init; }

    /// <summary>Why it ended early, where that was not a person's choice.</summary>
    public string? EndNote { get; init; }

    /// <summary>The viewer can end it.</summary>
    public bool MayEnd { get; init; }

    /// <summary>The delegate has chosen a password already.</summary>
    public bool CanSignIn { get; init; }

    /// <summary>The link with which the delegate chooses one, where the viewer may hand it over.</summary>
    public string? InvitationLink { get; init; }

    /// <summary>First local day.</summary>
    public DateOnly FirstDay => ReportPeriod.DayOf(FromUtc, Zone);

    /// <summary>Last local day.</summary>
    public DateOnly LastDay => DelegationWords.LastDay(UntilUtc, Zone);
}

/// <summary>Somebody who can be named.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Title">Their seat or job title; null when neither is known.</param>
/// <param name="CanSignIn">They can sign in already; else they get an invitation.</param>
/// <param name="SignsBefore">They sign the same papers as agency administrator, and none of these twice.</param>
public sealed record Candidate(Guid Id, string Name, string? Title, bool CanSignIn, bool SignsBefore);

/// <summary>A seat of one's own, with who stands in.</summary>
/// <param name="Kind">The seat.</param>
/// <param name="AgencyId">Its agency; null for a system administrator.</param>
/// <param name="AgencyName">The agency's name.</param>
/// <param name="Zone">The zone in which days are meant.</param>
/// <param name="Today">Today there.</param>
/// <param name="Coming">Now and planned.</param>
/// <param name="Past">What was, newest first.</param>
/// <param name="Candidates">Whom to choose from.</param>
public sealed record SeatAway(
    SeatKind Kind, Guid? AgencyId, string? AgencyName, TimeZoneInfo Zone, DateOnly Today, IReadOnlyList<StandIn> Coming, IReadOnlyList<StandIn> Past, IReadOnlyList<Candidate> Candidates);

/// <summary>Absence as one person sees it.</summary>
/// <param name="Seats">Own seats.</param>
/// <param name="ActingFor">For whom the person stands in, now or later.</param>
/// <param name="ReadUtc">When it was read, UTC.</param>
public sealed record AwayView(IReadOnlyList<SeatAway> Seats, IReadOnlyList<StandIn> ActingFor, DateTime ReadUtc);

/// <summary>Somebody who held a seat before.</summary>
/// <param name="SeatId">Random key.</param>
/// <param name="FullName">Who.</param>
/// <param name="Kind">Which seat.</param>
/// <param name="FromUtc">Start, UTC.</param>
/// <param name="UntilUtc">End, UTC.</param>
public sealed record FormerHolder(Guid SeatId, string FullName, SeatKind Kind, DateTime FromUtc, DateTime UntilUtc);
