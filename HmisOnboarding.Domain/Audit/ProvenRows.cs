using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Import;

namespace HmisOnboarding.Domain.Audit;

/// <summary>
/// What the log proves: one line for each kind. A line alone chains the rows, takes over the older ones at the next start, locks the table
/// when the row is final, and brings rows and files into the check. What lies under a form never changes: other fields are another line
/// with the next number, below the old one, which stays for the entries that name it.
/// </summary>
internal static class ProvenRows
{
    public static IReadOnlyList<ProvenRow> All { get; } =
    [
        new ProvenRow<RequestEvent, long>(AuditKind.Event, "event/1", e => e.Id, e => e.RequestId).Final(),
        new ProvenRow<Signature, Guid>(AuditKind.Signature, "signature/1", s => s.Id, s => s.RequestId).Final(nameof(Signature.VoidedAtUtc), nameof(Signature.VoidReason)),
        new ProvenRow<Signature, Guid>(AuditKind.SignatureSetAside, "signature set aside/1", s => s.Id, s => s.RequestId).Final()
            .Fields(s => s.VoidedAtUtc != null || s.VoidReason != null, nameof(Signature.VoidedAtUtc), nameof(Signature.VoidReason)),
        new ProvenRow<ClauseInitial, Guid>(AuditKind.Initials, "initials/1", i => i.Id, i => i.RequestId).Final().Removable(),
        new ProvenRow<SigningConsent, Guid>(AuditKind.Consent, "consent/1", c => c.Id, c => c.RequestId).Final(nameof(SigningConsent.WithdrawnAtUtc)),
        new ProvenRow<SigningConsent, Guid>(AuditKind.ConsentWithdrawn, "consent withdrawn/1", c => c.Id, c => c.RequestId).Final()
            .Fields(c => c.WithdrawnAtUtc != null, nameof(SigningConsent.WithdrawnAtUtc)),
        new ProvenRow<AgreementOpening, Guid>(AuditKind.Opening, "opening/1", o => o.Id, o => o.RequestId).Final(),
        new ProvenRow<SealedRevision, Guid>(AuditKind.SealedFile, "sealed file/1", r => r.Id, r => r.RequestId).Final(),
        new ProvenRow<OnboardingRequest, Guid>(AuditKind.AgreementForce, "agreement force/1", r => r.Id, r => r.Id)
            .Fields(null, nameof(OnboardingRequest.VerifyCode), nameof(OnboardingRequest.RevokedUtc), nameof(OnboardingRequest.RevokedNote)),
        new ProvenRow<SealCertificate, Guid>(AuditKind.SealCertificate, "seal certificate/1", c => c.Id, null).Final(),
        new ProvenRow<StoredDocument, Guid>(AuditKind.Document, "document/1", d => d.Id, d => d.RequestId).Final().Keeping(d => new(d.StoredName, d.Sha256)),
        new ProvenRow<DocumentScan, Guid>(AuditKind.DocumentScan, "document scan/1", s => s.Id, s => s.RequestId).Final()
            .Fields(s => s.Verdict != ScanVerdict.Waiting, nameof(DocumentScan.Verdict), nameof(DocumentScan.Finding), nameof(DocumentScan.DecidedUtc)),
        new ProvenRow<TrainingExemption, Guid>(AuditKind.Exemption, "exemption/1", e => e.Id, e => e.RequestId)
            .Final(nameof(TrainingExemption.EndedUtc), nameof(TrainingExemption.EndedByName), nameof(TrainingExemption.EndReason)),
        new ProvenRow<TrainingExemption, Guid>(AuditKind.ExemptionEnd, "exemption end/1", e => e.Id, e => e.RequestId).Final()
            .Fields(e => e.EndedUtc != null, nameof(TrainingExemption.EndedUtc), nameof(TrainingExemption.EndedByName), nameof(TrainingExemption.EndReason)),
        new ProvenRow<TrainingCompletion, Guid>(AuditKind.Completion, "completion/1", c => c.Id, null).Final(),
        new ProvenRow<AgencyChange, Guid>(AuditKind.AgencyChange, "agency change/1", c => c.Id, null).Final(),
        new ProvenRow<Person, Guid>(AuditKind.PersonAccess, "person access/1", p => p.Id, null).Fields(null, nameof(Person.AgencyId), nameof(Person.IsActive)),
        new ProvenRow<Seat, Guid>(AuditKind.Seat, "seat/1", s => s.Id, null).Final(nameof(Seat.UntilUtc)),
        new ProvenRow<Seat, Guid>(AuditKind.SeatEnd, "seat end/1", s => s.Id, null).Final().Fields(s => s.UntilUtc != null, nameof(Seat.UntilUtc)),
        new ProvenRow<Delegation, Guid>(AuditKind.Delegation, "delegation/1", d => d.Id, null).Final(nameof(Delegation.EndedUtc), nameof(Delegation.EndedByName), nameof(Delegation.EndNote)),
        new ProvenRow<Delegation, Guid>(AuditKind.DelegationEnd, "delegation end/1", d => d.Id, null).Final()
            .Fields(d => d.EndedUtc != null, nameof(Delegation.EndedUtc), nameof(Delegation.EndedByName), nameof(Delegation.EndNote)),
        new ProvenRow<CommunityVersion, Guid>(AuditKind.CommunityVersion, "community version/1", v => v.Id, null)
            .Final(nameof(CommunityVersion.WithdrawnAtUtc), nameof(CommunityVersion.WithdrawnBy), nameof(CommunityVersion.WithdrawReason)),
        new ProvenRow<CommunityVersion, Guid>(AuditKind.CommunityVersionWithdrawn, "community version withdrawn/1", v => v.Id, null).Final()
            .Fields(v => v.WithdrawnAtUtc != null, nameof(CommunityVersion.WithdrawnAtUtc), nameof(CommunityVersion.WithdrawnBy), nameof(CommunityVersion.WithdrawReason)),
        new ProvenRow<RequestMessage, long>(AuditKind.Message, "message/1", m => m.Id, m => m.RequestId).Final(),
    ];

    /// <summary>The lines by which new entries are written: the last one of each kind.</summary>
    public static IReadOnlyList<ProvenRow> Current { get; } = [.. All.GroupBy(r => r.Kind).Select(g => g.Last())];

    private static readonly ILookup<Type, ProvenRow> CurrentByType = Current.ToLookup(r => r.Type);

    private static readonly Dictionary<string, ProvenRow> ByForm = All.ToDictionary(r => r.Form, StringComparer.Ordinal);

    public static IEnumerable<ProvenRow> Of(Type type) => CurrentByType[type];

    public static ProvenRow? Under(string form) => ByForm.GetValueOrDefault(form);
}
