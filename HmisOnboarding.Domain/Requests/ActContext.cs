using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Requests;

/// <summary>The rules that are pinned to one request: the versions that were in force when it was opened.</summary>
/// <param name="Catalogue">Role types, courses and requirements.</param>
/// <param name="Agreement">The text that is signed.</param>
/// <param name="AgreementHash">SHA-256 of that text, lower-case hex.</param>
/// <param name="AgreementVersion">Its version number, as printed.</param>
/// <param name="Settings">Limits and targets of the community.</param>
/// <param name="Zone">The agency's time zone: dates are judged in it.</param>
public sealed record RequestRules(
    Catalogue Catalogue, AgreementText Agreement, string AgreementHash, int AgreementVersion, CommunitySettings Settings, TimeZoneInfo Zone)
{
    /// <summary>How the clock of the request is counted: the version it started under, or the one in force while it has not started.</summary>
    public ServiceTerms Service { get; init; } = ServiceTerms.Default;
}

/// <summary>Everything an act on a request is judged by: who, when, by which rules, and what the store says of its files.</summary>
public sealed record ActContext(Actor Actor, DateTime NowUtc, RequestRules Rules)
{
    /// <summary>The seat in which the act is done, where the person may sit in several; null takes the first that the person has at the agency.</summary>
    public SeatKind? Seat { get; init; }

    /// <summary>Today in the agency's zone; certificates are valid until the end of a local day.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(NowUtc, Rules.Zone));

    /// <summary>The submitter says that documents reach the help desk another way.</summary>
    public bool DocumentsToFollow { get; init; }

    /// <summary>Documents whose file is gone or altered, found before the act; empty when nothing was checked or all are whole.</summary>
    public IReadOnlySet<Guid> DamagedDocuments { get; init; } = new HashSet<Guid>();

    /// <summary>Documents of the request whose virus check is not done: nobody opens or accepts them.</summary>
    public IReadOnlySet<Guid> Quarantine { get; init; } = new HashSet<Guid>();

    /// <summary>The scan of the signed paper whose file was hashed again for this act and is whole; null when there is none.</summary>
    public CheckedScan? IntactScan { get; init; }

    /// <summary>The signature that is given, where the act signs; null while only asking whether the act is possible.</summary>
    public SignatureMark? Mark { get; init; }

    /// <summary>Why nothing can be sealed now, in sentences; a signature that could not be sealed is not taken.</summary>
    public IReadOnlyList<string> SealProblems { get; init; } = [];

    /// <summary>E-mail of the actor's account, kept with a signature.</summary>
    public string? ActorEmail { get; init; }

    /// <summary>When the actor first opened this agreement text, UTC; null when that was not seen.</summary>
    public DateTime? FirstViewedUtc { get; init; }

    /// <summary>The newest published agreement text; its hash decides whether words changed.</summary>
    public NewestText? NewestText { get; init; }

    /// <summary>The service hours in force now.</summary>
    public ServiceTerms NewestService { get; init; } = ServiceTerms.Default;

    /// <summary>The day of a signature in ink, where the act confirms one; null while only asking.</summary>
    public DateOnly? PaperSignedOn { get; init; }

    /// <summary>The reason that is given, where the act asks for one; null while only asking whether the act is possible.</summary>
    public string? Statement { get; init; }

    /// <summary>The things that are named in a return; null while only asking.</summary>
    public IReadOnlyList<ReturnItem>? Items { get; init; }

    /// <summary>The HMIS user name that is recorded; null while only asking.</summary>
    public string? AccountName { get; init; }

    /// <summary>Domain of the agency's work e-mail.</summary>
    public string AgencyEmailDomain { get; init; } = "";

    /// <summary>Whether the agency's participation agreement is in force today.</summary>
    public bool AgencyParticipates { get; init; } = true;

    /// <summary>Code of another open request for the same person and agency; null when there is none.</summary>
    public string? OtherOpenRequest { get; init; }
}

/// <summary>A scan whose file was found unaltered.</summary>
/// <param name="DocumentId">Its document.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hex.</param>
public sealed record CheckedScan(Guid DocumentId, string Sha256);

/// <summary>The newest published text of the User Agreement.</summary>
/// <param name="VersionNumber">Its number.</param>
/// <param name="Hash">SHA-256 of its words, lower-case hex.</param>
public sealed record NewestText(int VersionNumber, string Hash);
