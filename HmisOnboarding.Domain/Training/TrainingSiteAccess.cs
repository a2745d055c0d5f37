using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Training;

/// <summary>Where the wish for the HMIS Training Site is.</summary>
public enum TrainingSiteStage
{
    /// <summary>Asked by the new user, with the agency administrator.</summary>
    Asked,

    /// <summary>Forwarded, with the system administrators.</summary>
    Forwarded,

    /// <summary>Access was given.</summary>
    Granted,

    /// <summary>Not given, with a reason.</summary>
    Declined,
}

/// <summary>
/// The wish of a new user for the HMIS Training Site: asked by the user, forwarded by the agency administrator, granted by a system
/// administrator. It runs beside the request and needs no training first.
/// </summary>
public sealed class TrainingSiteAccess
{
    private TrainingSiteAccess()
    {
    }

    internal TrainingSiteAccess(OnboardingRequest request, Actor by, DateTime nowUtc)
    {
        Id = Guid.NewGuid();
        RequestId = request.Id;
        AgencyId = request.AgencyId;
        SubjectId = request.SubjectId;
        Stage = TrainingSiteStage.Asked;
        AskedUtc = nowUtc;
        StageSinceUtc = nowUtc;
        AskedByName = by.FullName;
        Version = Guid.NewGuid();
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request it belongs to.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>The agency it belongs to.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Who wants to practise.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Where it is.</summary>
    public TrainingSiteStage Stage { get; private set; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTime AskedUtc { get; private set; }

    /// <summary>Who asked.</summary>
    public string AskedByName { get; private set; } = "";

    /// <summary>When it was forwarded, UTC.</summary>
    public DateTime? ForwardedUtc { get; private set; }

    /// <summary>Who forwarded it.</summary>
    public string? ForwardedByName { get; private set; }

    /// <summary>By when it should be answered, UTC; set when it is forwarded and kept, whatever the settings say later. Null before.</summary>
    public DateTime? TargetUtc { get; private set; }

    /// <summary>When it was granted or declined, UTC.</summary>
    public DateTime? DecidedUtc { get; private set; }

    /// <summary>Who granted or declined it.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>The user name at the Training Site; never a password.</summary>
    public string? SiteUserName { get; private set; }

    /// <summary>Why it was declined.</summary>
    public string? DeclineReason { get; private set; }

    /// <summary>Since when it is where it is, UTC.</summary>
    public DateTime StageSinceUtc { get; private set; }

    /// <summary>Changes with every act.</summary>
    public Guid Version { get; private set; }

    /// <summary>Why this person cannot forward it, in sentences; empty when they can.</summary>
    public IReadOnlyList<string> WhyNotForward(Actor by) =>
        Stage != TrainingSiteStage.Asked ? ["This wish has been forwarded already."]
        : !by.IsAdministratorOf(AgencyId) ? ["An agency administrator forwards wishes for the Training Site."]
        : [];

    /// <summary>Why this person cannot grant or decline it, in sentences; empty when they can.</summary>
    public IReadOnlyList<string> WhyNotDecide(Actor by) =>
        Stage == TrainingSiteStage.Asked ? ["This wish is still with the agency administrator."]
        : Stage != TrainingSiteStage.Forwarded ? ["This wish has been answered already."]
        : !by.IsSystemAdministrator ? ["A system administrator gives access to the Training Site."]
        : [];

    /// <summary>Sends the wish on to the system administrators, who should answer within <paramref name="target"/>.</summary>
    /// <exception cref="RuleViolationException">It is not this person's turn.</exception>
    public void Forward(Actor by, DateTime nowUtc, TimeSpan target)
    {
        Refuse(WhyNotForward(by));
        ForwardedUtc = nowUtc;
        ForwardedByName = by.FullName;
        TargetUtc = nowUtc + target;
        Move(TrainingSiteStage.Forwarded, nowUtc);
    }

    /// <summary>Records the access that was given at the Training Site.</summary>
    /// <exception cref="RuleViolationException">It is not this person's turn, or the user name is missing.</exception>
    public void Grant(Actor by, string siteUserName, DateTime nowUtc)
    {
        Refuse(WhyNotDecide(by));
        if (string.IsNullOrWhiteSpace(siteUserName) || siteUserName.Trim().Length > 60)
            throw new RuleViolationException("Enter the user name at the Training Site, at most 60 characters. Never enter a password.");
        SiteUserName = siteUserName.Trim();
        Decide(by, TrainingSiteStage.Granted, nowUtc);
    }

    /// <summary>Says no, with a reason that the new user reads.</summary>
    /// <exception cref="RuleViolationException">It is not this person's turn, or the reason is missing.</exception>
    public void Decline(Actor by, string reason, DateTime nowUtc)
    {
        Refuse(WhyNotDecide(by));
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > OnboardingRequest.ReasonLimit)
            throw new RuleViolationException($"Say why, so that the new user knows what to do, in at most {OnboardingRequest.ReasonLimit} characters.");
        DeclineReason = reason.Trim();
        Decide(by, TrainingSiteStage.Declined, nowUtc);
    }

    private void Decide(Actor by, TrainingSiteStage stage, DateTime nowUtc)
    {
        DecidedUtc = nowUtc;
        DecidedByName = by.FullName;
        Move(stage, nowUtc);
    }

    private void Move(TrainingSiteStage stage, DateTime nowUtc)
    {
        Stage = stage;
        StageSinceUtc = nowUtc;
        Version = Guid.NewGuid();
    }

    private static void Refuse(IReadOnlyList<string> reasons)
    {
        if (reasons.Count > 0)
            throw new RuleViolationException(reasons);
    }
}
