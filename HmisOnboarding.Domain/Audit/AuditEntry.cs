namespace HmisOnboarding.Domain.Audit;

/// <summary>What an entry of the log proves. The names are part of the hashes: add, never rename.</summary>
public enum AuditKind
{
    /// <summary>One event of a request.</summary>
    Event,

    /// <summary>A signature as it was given.</summary>
    Signature,

    /// <summary>That a signature was set aside, when and why.</summary>
    SignatureSetAside,

    /// <summary>Initials under a clause.</summary>
    Initials,

    /// <summary>A person's agreement to sign electronically.</summary>
    Consent,

    /// <summary>The row of a stored document, with the hash of its file.</summary>
    Document,

    /// <summary>Whether a person may act, and for which agency they work; no name and no address.</summary>
    PersonAccess,

    /// <summary>That a person was put in a seat.</summary>
    Seat,

    /// <summary>When a seat ended.</summary>
    SeatEnd,

    /// <summary>A delegation with its span.</summary>
    Delegation,

    /// <summary>A published version of the community's data.</summary>
    CommunityVersion,

    /// <summary>That a person took the agreement to sign electronically back, and when.</summary>
    ConsentWithdrawn,

    /// <summary>That a person had the agreement on the screen, and when first.</summary>
    Opening,

    /// <summary>A sealed file of an agreement: which signature, on which file before it, with which hash.</summary>
    SealedFile,

    /// <summary>That a version of the community's data was withdrawn before its time came, when, by whom and why.</summary>
    CommunityVersionWithdrawn,

    /// <summary>That a person was exempted from a course, by whom, why and until when.</summary>
    Exemption,

    /// <summary>That an exemption was ended, when and why.</summary>
    ExemptionEnd,

    /// <summary>What the virus check said of a document, and when.</summary>
    DocumentScan,

    /// <summary>That the Learning Center reported a course as completed: who, which, when, from which line of which file.</summary>
    Completion,

    /// <summary>That the data of an agency were changed, what, by whom and why.</summary>
    AgencyChange,

    /// <summary>The public certificate of a key that sealed something.</summary>
    SealCertificate,

    /// <summary>Under which code an agreement is verified, and whether it was revoked.</summary>
    AgreementForce,

    /// <summary>That a delegation was ended before its time, when, by whom and why.</summary>
    DelegationEnd,

    /// <summary>A message on a request as it was written.</summary>
    Message,
}

/// <summary>What happened to the proven row. The names are part of the hashes: add, never rename.</summary>
public enum AuditAct
{
    /// <summary>From here on every row of this kind is chained in the moment it is written.</summary>
    Began,

    /// <summary>The row was there before its kind was chained; it is proven from now on, not from when it happened.</summary>
    TakenOver,

    /// <summary>The row was written.</summary>
    Recorded,

    /// <summary>The row was changed in a way that matters afterwards.</summary>
    Changed,

    /// <summary>The row was removed by an act of the process.</summary>
    Removed,
}

/// <summary>The end of the log: what is printed on a certificate so that somebody outside holds it.</summary>
/// <param name="Seq">Number of the last entry; 0 while there is none.</param>
/// <param name="Hash">Its hash, 64 lower-case hex digits.</param>
/// <param name="AtUtc">Its time, UTC.</param>
public sealed record AuditHead(long Seq, string Hash, DateTime AtUtc);

/// <summary>
/// One link of the log. It holds ids and hashes only, no word about a person, so that it never has to change.
/// Its hash covers the hash of the entry before it: whoever changes one has to change all that follow.
/// </summary>
public sealed class AuditEntry
{
    internal const int HashLength = 32;

    private AuditEntry()
    {
    }

    private AuditEntry(AuditEntry? before, DateTime nowUtc, Guid? actorId, AuditKind kind, AuditAct act, string form, string subjectKey, Guid? requestId, byte[] contentHash)
    {
        Seq = (before?.Seq ?? 0) + 1;
        PrevHash = before?.Hash ?? new byte[HashLength];
        ClockWentBack = before is not null && nowUtc < before.AtUtc;
        AtUtc = ClockWentBack ? before!.AtUtc : nowUtc;
        Kind = kind;
        Act = act;
        Form = form;
        SubjectKey = subjectKey;
        RequestId = requestId;
        ActorId = actorId;
        ContentHash = contentHash;
        Hash = ComputeHash();
    }

    /// <summary>1, 2, 3 and so on, without a gap.</summary>
    public long Seq { get; private set; }

    /// <summary>When it was written, UTC; never before the entry that precedes it.</summary>
    public DateTime AtUtc { get; private set; }

    /// <summary>The machine's clock showed an earlier time than the entry before; the time here is that entry's.</summary>
    public bool ClockWentBack { get; private set; }

    /// <summary>What it proves.</summary>
    public AuditKind Kind { get; private set; }

    /// <summary>What happened to it.</summary>
    public AuditAct Act { get; private set; }

    /// <summary>How the content was turned into bytes, for example "event/1".</summary>
    public string Form { get; private set; } = "";

    /// <summary>The key of the proven row as the database writes it.</summary>
    public string SubjectKey { get; private set; } = "";

    /// <summary>The request it belongs to, where it belongs to one.</summary>
    public Guid? RequestId { get; private set; }

    /// <summary>Who acted; null for the system itself.</summary>
    public Guid? ActorId { get; private set; }

    /// <summary>SHA-256 of what the row said.</summary>
    public byte[] ContentHash { get; private set; } = [];

    /// <summary>Hash of the entry before; zeros for the first.</summary>
    public byte[] PrevHash { get; private set; } = [];

    /// <summary>SHA-256 of all of the above.</summary>
    public byte[] Hash { get; private set; } = [];

    internal static AuditEntry After(
        AuditEntry? before, DateTime nowUtc, Guid? actorId, AuditKind kind, AuditAct act, string form, string subjectKey, Guid? requestId, byte[] contentHash) =>
        new(before, nowUtc, actorId, kind, act, form, subjectKey, requestId, contentHash);

    internal byte[] ComputeHash() => new CanonicalBytes("audit entry/1")
        .Number(Seq).Instant(AtUtc).Number(ClockWentBack ? 1 : 0).Text(Kind.ToString()).Text(Act.ToString()).Text(Form).Text(SubjectKey)
        .Id(RequestId).Id(ActorId).Raw(ContentHash).Raw(PrevHash).Hash();

    internal AuditHead ToHead() => new(Seq, Convert.ToHexStringLower(Hash), AtUtc);
}
