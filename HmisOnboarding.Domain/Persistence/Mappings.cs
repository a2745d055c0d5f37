using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Drafts;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Compliance;
using HmisOnboarding.Domain.Training.Import;
using HmisOnboarding.Domain.Watchers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HmisOnboarding.Domain.Persistence;

internal sealed class RequestMapping : IEntityTypeConfiguration<OnboardingRequest>
{
    public void Configure(EntityTypeBuilder<OnboardingRequest> builder)
    {
        builder.ToTable("Requests");
        builder.Property(r => r.Code).HasMaxLength(20);
        builder.HasIndex(r => r.Code).IsUnique();
        builder.HasIndex(r => r.Number).IsUnique();
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Property(r => r.LearningCenterEmail).HasMaxLength(Person.EmailLimit);
        builder.Property(r => r.Conditions).AsJson();
        builder.Property(r => r.Versions).AsJson();
        builder.Property(r => r.Form).AsJson();
        builder.Property(r => r.OpenItems).AsJson();
        builder.Property(r => r.Clock).AsJson();
        builder.Property(r => r.Followed).AsJson();
        builder.Ignore(r => r.Notices).Ignore(r => r.Holder).Ignore(r => r.Remindable);
        builder.HasMany(r => r.Evidence).WithOne().HasForeignKey(e => e.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(r => r.Exemptions).WithOne().HasForeignKey(e => e.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(r => r.Signatures).WithOne().HasForeignKey(s => s.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(r => r.Initials).WithOne().HasForeignKey(i => i.RequestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(r => r.Consents).WithOne().HasForeignKey(c => c.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(r => r.Marks).WithOne().HasForeignKey(m => m.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(r => r.Events).WithOne().HasForeignKey(e => e.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(r => r.Messages).WithOne().HasForeignKey(m => m.RequestId).OnDelete(DeleteBehavior.Restrict);

        // what the live screens read: an agency by step, the queue by its limit, and a person's own
        builder.HasIndex(r => new { r.AgencyId, r.State, r.StateSinceUtc, r.Id });
        builder.HasIndex(r => new { r.State, r.LimitUtc, r.Id });
        // what came back from the help desk and has not been submitted again
        builder.HasIndex(r => new { r.StateSinceUtc, r.Number }, "ReturnedPackets").HasFilter("\"SubmittedUtc\" IS NOT NULL AND \"State\" < 5");
        // few are claimed: what asks for them reads no others
        builder.HasIndex(r => new { r.ClaimedById, r.LimitUtc, r.Number }, "ClaimedPackets").HasFilter("\"ClaimedById\" IS NOT NULL");
        builder.HasIndex(r => new { r.StateSinceUtc, r.Number }, "ClaimedPacketsBySince").HasFilter("\"ClaimedById\" IS NOT NULL");
        // who was asked about the first login and has not answered, and who is still to be asked
        builder.HasIndex(r => new { r.LoginAskedUtc, r.Number }, "LoginsToConfirm").HasFilter("\"State\" = 7 AND \"FirstLoginUtc\" IS NULL AND \"LoginAskedUtc\" IS NOT NULL");
        builder.HasIndex(r => r.AccountUtc, "LoginsToAskFor").HasFilter("\"State\" = 7 AND \"FirstLoginUtc\" IS NULL AND \"LoginAskedUtc\" IS NULL");
        builder.HasIndex(r => r.HmisUserName).HasFilter("\"HmisUserName\" IS NOT NULL");
        builder.HasIndex(r => r.NextMarkUtc).HasFilter("\"NextMarkUtc\" IS NOT NULL");
        builder.HasIndex(r => r.NextFollowUpUtc).HasFilter("\"NextFollowUpUtc\" IS NOT NULL");
        builder.HasIndex(r => new { r.AgencyId, r.LastMoveUtc, r.Id });
        // the table of an agency, newest first: a small one is not looked for among all
        builder.HasIndex(r => new { r.AgencyId, r.Number });
        builder.HasIndex(r => new { r.AgencyId, r.State, r.Number });
        builder.HasIndex(r => new { r.State, r.Number });
        builder.HasIndex(r => new { r.State, r.AccountUtc, r.Id });
        // also: is there a newer request of this person here, asked for everybody in sight
        builder.HasIndex(r => new { r.SubjectId, r.AgencyId, r.Number });
        builder.Property(r => r.VerifyCode).HasMaxLength(VerifyCode.Length);
        builder.HasIndex(r => r.VerifyCode).IsUnique();

        // one open request for a person at an agency, whatever happens at the same time
        builder.HasIndex(r => new { r.AgencyId, r.SubjectId }, "OneOpenRequest").IsUnique().HasFilter("\"State\" < 7");
    }
}

internal sealed class EventMapping : IEntityTypeConfiguration<RequestEvent>
{
    public void Configure(EntityTypeBuilder<RequestEvent> builder)
    {
        builder.ToTable("RequestEvents");
        builder.HasIndex(e => new { e.RequestId, e.Id });
        // how many reminders one person sent today
        builder.HasIndex(e => new { e.ActorId, e.AtUtc }, "RemindersSent").HasFilter("\"Kind\" = 'Remind'");
        builder.Property(e => e.UserAgent).HasMaxLength(400);
    }
}

internal sealed class MessageMapping : IEntityTypeConfiguration<RequestMessage>
{
    public void Configure(EntityTypeBuilder<RequestMessage> builder)
    {
        builder.ToTable("RequestMessages");
        builder.HasIndex(m => new { m.RequestId, m.Id });
    }
}

internal sealed class MessageReadingMapping : IEntityTypeConfiguration<MessageReading>
{
    public void Configure(EntityTypeBuilder<MessageReading> builder)
    {
        builder.ToTable("MessageReadings");
        builder.HasKey(r => new { r.RequestId, r.PersonId });
        builder.HasOne<OnboardingRequest>().WithMany().HasForeignKey(r => r.RequestId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WatcherMapping : IEntityTypeConfiguration<Watcher>
{
    public void Configure(EntityTypeBuilder<Watcher> builder)
    {
        builder.ToTable("Watchers");
        builder.Ignore(w => w.IsOn);
        builder.Property(w => w.Email).HasMaxLength(Person.EmailLimit);
        builder.Property(w => w.TokenHash).HasMaxLength(64);
        builder.HasIndex(w => w.TokenHash).IsUnique();
        builder.HasIndex(w => w.RequestId);
        builder.HasOne<OnboardingRequest>().WithMany().HasForeignKey(w => w.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DraftMapping : IEntityTypeConfiguration<Draft>
{
    public void Configure(EntityTypeBuilder<Draft> builder)
    {
        builder.ToTable("Drafts");
        builder.Property(d => d.Purpose).HasMaxLength(DraftPurpose.Limit);
        builder.Property(d => d.Content).HasMaxLength(Draft.ContentLimit);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.HasIndex(d => new { d.PersonId, d.Purpose }).IsUnique();
        builder.HasIndex(d => d.SavedUtc);
    }
}

internal sealed class ServiceMarkMapping : IEntityTypeConfiguration<ServiceMark>
{
    public void Configure(EntityTypeBuilder<ServiceMark> builder)
    {
        builder.ToTable("ServiceMarks");

        // each mark once, however many sweeps and servers look at it
        builder.HasIndex(m => new { m.RequestId, m.Plan, m.Kind }).IsUnique();
    }
}

internal sealed class SignatureMapping : IEntityTypeConfiguration<Signature>
{
    public void Configure(EntityTypeBuilder<Signature> builder)
    {
        builder.ToTable("Signatures");
        // what one person signed lately
        builder.HasIndex(s => new { s.SignerId, s.Slot, s.AtUtc });
        builder.Property(s => s.Ink).HasMaxLength(InkDrawing.MaxTextLength);
        builder.Property(s => s.PaperScanSha256).HasMaxLength(64);

        // five clicks, two tabs, two people: one signature that counts in each place
        builder.HasIndex(s => new { s.RequestId, s.Slot }).IsUnique().HasFilter("\"VoidedAtUtc\" IS NULL");
    }
}

internal sealed class InitialMapping : IEntityTypeConfiguration<ClauseInitial>
{
    public void Configure(EntityTypeBuilder<ClauseInitial> builder)
    {
        builder.ToTable("ClauseInitials");
        builder.HasIndex(i => new { i.RequestId, i.TextHash, i.ClauseNumber }).IsUnique();
    }
}

internal sealed class ConsentMapping : IEntityTypeConfiguration<SigningConsent>
{
    public void Configure(EntityTypeBuilder<SigningConsent> builder)
    {
        builder.ToTable("SigningConsents");
        builder.HasIndex(c => new { c.RequestId, c.PersonId, c.TextHash }).IsUnique().HasFilter("\"WithdrawnAtUtc\" IS NULL");
    }
}

internal sealed class OpeningMapping : IEntityTypeConfiguration<AgreementOpening>
{
    public void Configure(EntityTypeBuilder<AgreementOpening> builder)
    {
        builder.ToTable("AgreementOpenings");
        builder.HasIndex(o => new { o.RequestId, o.PersonId, o.TextHash }).IsUnique();
        builder.HasOne<OnboardingRequest>().WithMany().HasForeignKey(o => o.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SealedRevisionMapping : IEntityTypeConfiguration<SealedRevision>
{
    public void Configure(EntityTypeBuilder<SealedRevision> builder)
    {
        builder.ToTable("SealedRevisions");
        builder.HasIndex(r => r.RequestId);
        builder.HasIndex(r => r.Sha256).IsUnique();

        // sealed twice by accident is refused, and the second file goes
        builder.HasIndex(r => r.SignatureId).IsUnique();
        builder.HasOne<OnboardingRequest>().WithMany().HasForeignKey(r => r.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StoredDocument>().WithMany().HasForeignKey(r => r.DocumentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Signature>().WithMany().HasForeignKey(r => r.SignatureId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SealCertificateMapping : IEntityTypeConfiguration<SealCertificate>
{
    public void Configure(EntityTypeBuilder<SealCertificate> builder)
    {
        builder.ToTable("SealCertificates");
        builder.Property(c => c.Thumbprint).HasMaxLength(64);
        builder.HasIndex(c => c.Thumbprint).IsUnique();
    }
}

internal sealed class EvidenceMapping : IEntityTypeConfiguration<TrainingEvidence>
{
    public void Configure(EntityTypeBuilder<TrainingEvidence> builder)
    {
        builder.ToTable("TrainingEvidence");
        builder.HasIndex(e => e.RequestId);
        builder.HasIndex(e => e.NumberKey);
        builder.Property(e => e.Check).AsJson();
    }
}

internal sealed class CompletionMapping : IEntityTypeConfiguration<TrainingCompletion>
{
    public void Configure(EntityTypeBuilder<TrainingCompletion> builder)
    {
        builder.ToTable("TrainingCompletions");
        // what makes two rows the same completion
        builder.HasIndex(c => new { c.SubjectId, c.CourseCode, c.CompletedOn }).IsUnique();
        builder.HasIndex(c => c.FileSha256);
    }
}

internal sealed class ExemptionMapping : IEntityTypeConfiguration<TrainingExemption>
{
    public void Configure(EntityTypeBuilder<TrainingExemption> builder)
    {
        builder.ToTable("TrainingExemptions");
        builder.HasIndex(e => e.RequestId);
    }
}

internal sealed class StandingMapping : IEntityTypeConfiguration<CourseStanding>
{
    public void Configure(EntityTypeBuilder<CourseStanding> builder)
    {
        builder.ToTable("CourseStandings");
        builder.HasKey(s => new { s.RequestId, s.CourseCode, s.FromDay });
        builder.Property(s => s.CourseCode).HasMaxLength(40);
        builder.HasIndex(s => new { s.AgencyId, s.CourseCode });
        builder.HasOne<OnboardingRequest>().WithMany().HasForeignKey(s => s.RequestId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class StageTimeMapping : IEntityTypeConfiguration<StageTime>
{
    public void Configure(EntityTypeBuilder<StageTime> builder)
    {
        builder.ToTable("StageTimes");
        builder.HasKey(s => new { s.RequestId, s.Turn });

        // what a report reads: the stays of its days, of all agencies or of one, and the arrivals
        builder.HasIndex(s => new { s.State, s.EndedUtc });
        builder.HasIndex(s => new { s.AgencyId, s.State, s.EndedUtc });
        builder.HasIndex(s => new { s.State, s.ArrivalSlot, s.AgencyId });
        builder.HasOne<OnboardingRequest>().WithMany().HasForeignKey(s => s.RequestId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DocumentMapping : IEntityTypeConfiguration<StoredDocument>
{
    public void Configure(EntityTypeBuilder<StoredDocument> builder)
    {
        builder.ToTable("Documents");
        builder.HasIndex(d => d.RequestId);
        builder.HasIndex(d => d.Sha256);
        builder.HasIndex(d => new { d.UploadedBy, d.UploadedAt });
        builder.HasOne<OnboardingRequest>().WithMany().HasForeignKey(d => d.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DocumentScanMapping : IEntityTypeConfiguration<DocumentScan>
{
    public void Configure(EntityTypeBuilder<DocumentScan> builder)
    {
        builder.ToTable("DocumentScans");
        builder.HasIndex(s => s.RequestId);
        builder.HasIndex(s => new { s.Verdict, s.NextTryUtc });
        builder.HasOne<StoredDocument>().WithOne().HasForeignKey<DocumentScan>(s => s.Id).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TrainingSiteMapping : IEntityTypeConfiguration<TrainingSiteAccess>
{
    public void Configure(EntityTypeBuilder<TrainingSiteAccess> builder)
    {
        builder.ToTable("TrainingSiteAccess");
        builder.Property(t => t.Version).IsConcurrencyToken();
        builder.HasIndex(t => t.RequestId).IsUnique();
        builder.HasIndex(t => new { t.Stage, t.StageSinceUtc, t.Id });
        builder.HasOne<OnboardingRequest>().WithMany().HasForeignKey(t => t.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AgencyMapping : IEntityTypeConfiguration<Agency>
{
    public void Configure(EntityTypeBuilder<Agency> builder)
    {
        builder.ToTable("Agencies");
        builder.Ignore(a => a.Zone);
        builder.HasIndex(a => a.Name).IsUnique();
        builder.HasMany(a => a.Projects).WithOne().HasForeignKey(p => p.AgencyId);
        // the list that is shown is ordered anew; what is kept is the field
        builder.Ignore(a => a.Contacts);
        builder.HasMany<AgencyContact>("_contacts").WithOne().HasForeignKey(c => c.AgencyId);
        builder.Property(a => a.AgreementReference).HasMaxLength(Agency.ReferenceLimit);
    }
}

internal sealed class AgencyContactMapping : IEntityTypeConfiguration<AgencyContact>
{
    public void Configure(EntityTypeBuilder<AgencyContact> builder)
    {
        builder.ToTable("AgencyContacts");
        builder.Ignore(c => c.Data);
    }
}

internal sealed class SavedViewMapping : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.ToTable("SavedViews");
        builder.Property(v => v.Name).HasMaxLength(SavedView.NameLimit);
        builder.Property(v => v.Filters).HasMaxLength(SavedView.FiltersLimit);
        builder.HasIndex(v => new { v.PersonId, v.List, v.Name }).IsUnique();
        builder.HasOne<Person>().WithMany().HasForeignKey(v => v.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AgencyChangeMapping : IEntityTypeConfiguration<AgencyChange>
{
    public void Configure(EntityTypeBuilder<AgencyChange> builder)
    {
        builder.ToTable("AgencyChanges");
        builder.HasIndex(c => new { c.AgencyId, c.AtUtc });
        builder.HasOne<Agency>().WithMany().HasForeignKey(c => c.AgencyId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PersonMapping : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("People");
        builder.Ignore(p => p.FullName);
        builder.Property(p => p.Email).HasMaxLength(Person.EmailLimit);
        builder.HasIndex(p => p.Email).IsUnique();
        builder.HasIndex(p => p.AgencyId);
    }
}

internal sealed class SeatMapping : IEntityTypeConfiguration<Seat>
{
    public void Configure(EntityTypeBuilder<Seat> builder)
    {
        builder.ToTable("Seats");
        builder.HasIndex(s => s.PersonId);
        builder.HasIndex(s => new { s.AgencyId, s.Kind });
        builder.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DelegationMapping : IEntityTypeConfiguration<Delegation>
{
    public void Configure(EntityTypeBuilder<Delegation> builder)
    {
        builder.ToTable("Delegations");
        builder.Ignore(d => d.OverUtc);
        builder.HasIndex(d => d.DelegateId);
        builder.HasIndex(d => d.AgencyId);
    }
}

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("Invitations");
        builder.HasIndex(i => i.TokenHash).IsUnique();
        builder.HasIndex(i => i.PersonId);
    }
}

internal sealed class NotificationMapping : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("Notifications");
        builder.HasIndex(n => n.Key).IsUnique();
        builder.HasIndex(n => new { n.RecipientId, n.CreatedUtc });
        builder.HasIndex(n => n.RequestId);
        builder.HasIndex(n => n.MailId);
        builder.Property(n => n.Reference).HasMaxLength(20);
    }
}

internal sealed class MailMapping : IEntityTypeConfiguration<Mail>
{
    public void Configure(EntityTypeBuilder<Mail> builder)
    {
        builder.ToTable("Mails");
        builder.Ignore(m => m.IsOpen);

        // one mail for a person, an event and an occasion, whatever happens at the same time
        builder.HasIndex(m => m.Key).IsUnique();
        // what a sender asks for every few seconds: only what is still to be sent
        builder.HasIndex(m => new { m.State, m.DueUtc });
        builder.HasIndex(m => new { m.RecipientId, m.State });
        builder.Property(m => m.Key).HasMaxLength(200);
        builder.Property(m => m.Reference).HasMaxLength(40);
        builder.Property(m => m.MessageId).HasMaxLength(300);
        builder.Property(m => m.LastError).HasMaxLength(Mail.ErrorLimit);
    }
}

internal sealed class MailChoiceMapping : IEntityTypeConfiguration<MailChoiceRow>
{
    public void Configure(EntityTypeBuilder<MailChoiceRow> builder)
    {
        builder.ToTable("MailChoices");
        builder.HasKey(c => c.PersonId);
        builder.Property(c => c.Choices).AsJson();
        builder.HasOne<Person>().WithOne().HasForeignKey<MailChoiceRow>(c => c.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CommunityVersionMapping : IEntityTypeConfiguration<CommunityVersion>
{
    public void Configure(EntityTypeBuilder<CommunityVersion> builder)
    {
        builder.ToTable("CommunityVersions");
        builder.Property(v => v.Content).HasMaxLength(2_000_000);
        builder.HasIndex(v => new { v.Kind, v.Number }).IsUnique();
    }
}

internal sealed class StageCountMapping : IEntityTypeConfiguration<StageCount>
{
    public void Configure(EntityTypeBuilder<StageCount> builder)
    {
        builder.ToTable("StageCounts");
        builder.HasKey(c => new { c.AgencyId, c.State });
    }
}

internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.HasKey(e => e.Seq);
        builder.Property(e => e.Seq).ValueGeneratedNever();
        // words, so that somebody with nothing but the file can read the log
        builder.Property(e => e.Kind).HasConversion(k => k.ToString(), t => Known<AuditKind>(t)).HasMaxLength(40);
        builder.Property(e => e.Act).HasConversion(a => a.ToString(), t => Known<AuditAct>(t)).HasMaxLength(20);
        builder.Property(e => e.Form).HasMaxLength(60);
        builder.Property(e => e.SubjectKey).HasMaxLength(60);
        // which entries prove this row
        builder.HasIndex(e => e.SubjectKey);
    }

    // a word that somebody else put there must be found by the check, not stop it
    private static T Known<T>(string word) where T : struct, Enum => Enum.TryParse<T>(word, out var value) && value.ToString() == word ? value : (T)(object)-1;
}

internal sealed class AuditCheckpointMapping : IEntityTypeConfiguration<AuditCheckpoint>
{
    public void Configure(EntityTypeBuilder<AuditCheckpoint> builder)
    {
        builder.ToTable("AuditCheckpoints");
        builder.HasKey(c => c.Seq);
        builder.Property(c => c.Seq).ValueGeneratedNever();
        builder.Property(c => c.Thumbprint).HasMaxLength(128);
    }
}
