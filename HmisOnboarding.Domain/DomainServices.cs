using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Compliance;
using HmisOnboarding.Domain.Training.Import;
using HmisOnboarding.Domain.Updates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HmisOnboarding.Domain;

/// <summary>The only place where the Domain registers what it offers.</summary>
public static class DomainServices
{
    /// <summary>
    /// Registers everything of the Domain. All of it is singleton: none of it holds a user; who acts comes with each call.
    /// </summary>
    public static IServiceCollection AddHmisDomain(this IServiceCollection services, HmisDomainOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new DocumentStoreOptions { RootPath = options.DocumentsPath, Limits = options.UploadLimits });

        // one file and one writer for the whole process; contexts live for one operation and are never injected
        services.AddSingleton<HmisDatabase>();
        services.AddSingleton<SingleWriter>();
        services.AddSingleton<CommunityLibrary>();

        // subscriptions of all open circuits meet here
        services.AddSingleton<RequestChanges>();

        // the log of what happened: its key, its checkpoints, its check
        services.AddSingleton(all =>
        {
            var seal = all.GetRequiredService<SealKey>();
            return new CheckpointKey(() => new CheckpointSigner(seal.ToSigner(out var sign), sign), (thumbprint, bytes, signature) => seal.Verify(thumbprint, bytes, signature), () => seal.Known);
        });
        services.AddSingleton<Checkpoints>();
        services.AddSingleton<RecordsCheck>();

        services.AddSingleton(options.Scanner);
        services.AddSingleton<VirusScanner>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<Quarantine>();
        services.AddSingleton<OrphanSweep>();
        services.AddSingleton<RefusedUploads>();
        services.AddSingleton<AgreementPdf>();
        services.AddSingleton(new SealOptions
        {
            FolderPath = options.SealFolder,
            PfxPath = options.SealPfxPath,
            PfxPassword = options.SealPfxPassword,
            TimeStampAuthority = options.TimeStampAuthority,
            TimeStampThumbprint = options.TimeStampThumbprint,
        });
        services.AddSingleton<SealRegister>();
        services.AddSingleton<SealKey>();
        services.AddSingleton<PdfSeal>();
        services.AddSingleton<AgreementSealer>();
        services.AddSingleton<VerifyService>();
        services.AddSingleton<PeopleService>();
        services.AddSingleton<AgencyService>();
        services.AddSingleton<DelegationService>();
        services.AddSingleton<CommunityService>();
        services.AddSingleton<CatalogueService>();
        services.AddSingleton<ServiceHoursService>();
        services.AddSingleton<RequestService>();
        services.AddSingleton<TrainingSiteService>();
        services.AddSingleton<CompletionImportService>();
        services.AddSingleton<RequestQueries>();
        services.AddSingleton<BoardQueries>();
        services.AddSingleton<ComplianceQueries>();
        services.AddSingleton<ReportQueries>();
        services.AddSingleton<NoticeQueries>();
        services.AddSingleton<SavedViewService>();
        services.AddSingleton<PacketService>();
        services.AddSingleton<PacketVerifier>();
        return services;
    }
}
