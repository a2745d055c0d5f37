using System.Collections.Concurrent;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// Turns signatures into sealed files. A signature is committed first; then its revision is drawn, sealed and kept, outside the transaction,
/// because drawing takes longer than anybody else should wait. What a crash leaves behind is sealed by the next call, in the order of signing.
/// </summary>
public sealed partial class AgreementSealer(
    HmisDatabase database, SingleWriter writer, RequestQueries requests, DocumentStore documents, AgreementPdf pdf, PdfSeal seal, SealKey key, SealOptions options,
    HmisDomainOptions product, RecordsCheck records, TimeProvider clock, ILogger<AgreementSealer> logger)
{
    // one request is sealed by one caller at a time; who comes second finds the work done
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> _turns = new();

    /// <summary>Seals what is signed and not sealed yet on one request. A failure is written to the log and leaves the work for the next call.</summary>
    public async Task SealAsync(string code, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = database.Read(Reach.Everything);
            var id = await db.Requests.Where(r => r.Code == code).Select(r => r.Id).SingleOrDefaultAsync(cancellationToken);
            if (id != Guid.Empty)
                await SealInTurnAsync(id, code, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotSealed(logger, e, code);
        }
    }

    /// <summary>Seals what earlier calls could not, at most for so many requests; returns for how many it was tried.</summary>
    public async Task<int> SealPendingAsync(int most, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.Everything);
        var codes = await (
            from signature in db.Set<Signature>()
            join request in db.Requests on signature.RequestId equals request.Id
            where signature.VoidedAtUtc == null && signature.TextHash == request.AgreementHash && !db.SealedRevisions.Any(r => r.SignatureId == signature.Id)
            orderby signature.AtUtc
            select request.Code).Distinct().Take(most).ToListAsync(cancellationToken);
        foreach (var code in codes)
            await SealAsync(code, cancellationToken);
        return codes.Count;
    }

    /// <summary>Makes a new key of the product's own in place of the present one, for one that expires or may be known to others. What was sealed stays verifiable.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    /// <exception cref="RuleViolationException">The key comes from a file of the community's own.</exception>
    public async Task ReplaceKeyAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (!actor.IsSystemAdministrator)
            throw new NotFoundException();
        if (options.PfxPath is not null)
            throw new RuleViolationException("The seal uses a key file of your own. Put a new file in its place and start the product again.");
        key.Replace();
        await KeepCertificatesAsync(cancellationToken);
        LogNewKey(logger, caller.PersonId, key.Thumbprint);
    }

    /// <summary>Writes the public certificates of the seal into the database, where they are not yet; nothing is made for it.</summary>
    public Task KeepCertificatesAsync(CancellationToken cancellationToken = default) => writer.RunAsync(async (db, _, ct) =>
    {
        db.Reach = Reach.Everything;
        await SealRegister.AddMissingAsync(db, key.Known, ct);
        return await db.SaveChangesAsync(ct);
    }, cancellationToken);

    /// <summary>The newest sealed file that says exactly what holds now, or null where nothing is signed or sealed yet.</summary>
    internal static SealedRevision? Current(IReadOnlyList<SealedRevision> revisions, IReadOnlyList<Guid> holding)
    {
        SealedRevision? current = null;
        foreach (var signature in holding)
        {
            var parent = current?.Id;
            current = revisions.FirstOrDefault(r => r.SignatureId == signature && r.ParentId == parent);
            if (current is null)
                return null;
        }

        return current;
    }

    private async Task SealInTurnAsync(Guid requestId, string code, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(requestId, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            while (await SealNextAsync(code, cancellationToken))
            {
                // the next signature, where more than one waits
            }
        }
        finally
        {
            turn.Release();
            _turns.TryRemove(new(requestId, turn));
        }
    }

    private async Task<bool> SealNextAsync(string code, CancellationToken cancellationToken)
    {
        var view = await requests.WholeAsync(code, cancellationToken);
        await using var db = database.Read(Reach.Everything);
        var revisions = await db.SealedRevisions.Where(r => r.RequestId == view.Id).ToListAsync(cancellationToken);
        SealedRevision? parent = null;
        var before = new List<SealedFile>();
        foreach (var signature in view.Agreement.InOrder)
        {
            var parentId = parent?.Id;
            if (revisions.FirstOrDefault(r => r.SignatureId == signature.Id && r.ParentId == parentId) is { } done)
            {
                parent = done;
                before.Add(new SealedFile(done.Number, done.Sha256, done.SealedUtc));
                continue;
            }

            await SealOneAsync(db, view, signature, parent, before, cancellationToken);
            return true;
        }

        return false;
    }

    private async Task SealOneAsync(HmisDbContext db, RequestView view, SignatureView signature, SealedRevision? parent, IReadOnlyList<SealedFile> before, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var head = await records.HeadAsync(cancellationToken);
        var paper = AgreementPaper.Of(view, signature) with
        {
            DrawnAtUtc = now,
            DocumentId = SealedRevision.MarkOf(view.Id),
            VerificationCode = view.Agreement.VerifyCode,
            VerificationAddress = product.VerifyAddress,
            SealedEarlier = before,
            SealThumbprint = key.Thumbprint,
            TimeStampAuthority = options.TimeStampAuthority?.ToString() ?? "none set",
            AuditSequence = head.Seq,
            AuditHash = head.Hash,
        };
        var earlier = parent is null ? (ReadOnlyMemory<byte>?)null : await BytesAsync(db, parent, cancellationToken);
        var words = new SealWords(SealedRevision.FieldOf(signature.Slot, (parent?.Number ?? 0) + 1), signature.SignedName, Reason(view.Agreement.Text, signature.Slot), now, SealedRevision.MarkOf(view.Id));
        var file = await seal.SealAsync(pdf.Draw(paper), earlier, words, cancellationToken);
        if (file.TimeStampProblem is { } problem)
            LogNoTimeStamp(logger, view.Code, problem);
        var kept = await documents.KeepAsync(file.Bytes, $"{view.Code} User Agreement.pdf", cancellationToken);
        try
        {
            await writer.RunAsync(async (write, keys, ct) =>
            {
                write.Reach = Reach.Everything;
                var row = await write.Set<Signature>().SingleAsync(s => s.Id == signature.Id, ct);
                var document = new StoredDocument(kept, view.AgencyId, view.SubjectId, view.Id, DocumentKind.SignedAgreement, row.SignerId, now);
                write.Documents.Add(document);
                await SealRegister.AddMissingAsync(write, key.Known, ct);
                write.SealedRevisions.Add(new SealedRevision(row, parent, document, now, file.Thumbprint, file.TimeStampedUtc));
                await write.SaveChangesAsync(ct);
                keys.Add(ChangeKey.Request(view.Id));
                return true;
            }, cancellationToken);
        }
        catch (Exception fault) when (SingleWriter.WasRefused(fault))
        {
            await documents.DeleteAsync(kept.StoredName, CancellationToken.None);
            throw;
        }
    }

    private async Task<ReadOnlyMemory<byte>> BytesAsync(HmisDbContext db, SealedRevision revision, CancellationToken cancellationToken)
    {
        var name = await db.Documents.Where(d => d.Id == revision.DocumentId).Select(d => d.StoredName).SingleAsync(cancellationToken);
        await using var content = await documents.OpenAsync(name, revision.Sha256, cancellationToken);
        var bytes = new byte[revision.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static string Reason(AgreementText text, SignatureSlot slot) => slot switch
    {
        SignatureSlot.User => text.UserMeaning,
        SignatureSlot.Administrator => text.AdministratorMeaning,
        _ => text.DirectorMeaning,
    };

    [LoggerMessage(LogLevel.Error, "The agreement of {Code} is signed but could not be sealed; it is tried again within the hour")]
    private static partial void LogNotSealed(ILogger logger, Exception problem, string code);

    [LoggerMessage(LogLevel.Warning, "{PersonId} made a new key for the seal: {Thumbprint}")]
    private static partial void LogNewKey(ILogger logger, Guid personId, string thumbprint);

    [LoggerMessage(LogLevel.Warning, "The agreement of {Code} was sealed without a time stamp: {Problem}")]
    private static partial void LogNoTimeStamp(ILogger logger, string code, string problem);
}
