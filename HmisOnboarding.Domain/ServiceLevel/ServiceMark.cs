namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>The instants of a clock that somebody is told of.</summary>
public enum MarkKind
{
    /// <summary>The target is near.</summary>
    TargetAhead,

    /// <summary>The target passed.</summary>
    Target,

    /// <summary>The limit is near.</summary>
    LimitAhead,

    /// <summary>The limit passed.</summary>
    Limit,
}

/// <summary>
/// A mark that the clock of a request has passed: one row for each kind and plan, whatever happens at the same time and however often the
/// server starts. It stays when the account is made late.
/// </summary>
public sealed class ServiceMark
{
    private ServiceMark()
    {
    }

    internal ServiceMark(Guid requestId, Guid agencyId, Guid subjectId, int plan, MarkKind kind, int policyVersion, DateTime atUtc, DateTime notedUtc)
    {
        Id = Guid.NewGuid();
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        Plan = plan;
        Kind = kind;
        PolicyVersion = policyVersion;
        AtUtc = atUtc;
        NotedUtc = notedUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>Its agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Its new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The plan of the clock, <see cref="ClockRecord.PlanNumber"/>, under which it passed.</summary>
    public int Plan { get; private set; }

    /// <summary>Which mark.</summary>
    public MarkKind Kind { get; private set; }

    /// <summary>The version of the policy that it was counted by.</summary>
    public int PolicyVersion { get; private set; }

    /// <summary>The instant of the mark, UTC.</summary>
    public DateTime AtUtc { get; private set; }

    /// <summary>When it was noticed, UTC: at most a minute later while the server runs.</summary>
    public DateTime NotedUtc { get; private set; }

    /// <summary>Counted seconds beyond the mark when the account was made; null before, and for warnings.</summary>
    public long? OverdueSeconds { get; private set; }

    /// <summary>The marks of a policy and how much has to be counted for each, in the order in which a clock passes them.</summary>
    public static IReadOnlyList<(MarkKind Kind, TimeSpan Amount)> Of(ServicePolicy policy)
    {
        var marks = new List<(MarkKind, TimeSpan)>();
        if (policy.WarnBeforeTargetMinutes > 0)
            marks.Add((MarkKind.TargetAhead, policy.Target - TimeSpan.FromMinutes(policy.WarnBeforeTargetMinutes)));
        marks.Add((MarkKind.Target, policy.Target));
        if (policy.WarnBeforeLimitMinutes > 0)
            marks.Add((MarkKind.LimitAhead, policy.Limit - TimeSpan.FromMinutes(policy.WarnBeforeLimitMinutes)));
        marks.Add((MarkKind.Limit, policy.Limit));
        return marks;
    }

    internal void End(TimeSpan overdueBy) => OverdueSeconds = (long)overdueBy.TotalSeconds;
}
