using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Submission;

/// <summary>A file for the browser: its bytes, the name to save it under, its type.</summary>
public sealed record FileForDownload(Stream Content, string Name, string ContentType);

/// <summary>
/// The papers of a request for reading and filing: a certificate as uploaded, the agreement drawn from what was signed,
/// the User Request Form, and all of it as one archive. Each is read under the caller's rights.
/// </summary>
public sealed class PacketService(HmisDatabase database, RequestQueries requests, DocumentStore documents, AgreementPdf pdf, AgreementSealer sealer, HmisDomainOptions options, TimeProvider clock)
{
    private const string Pdf = "application/pdf";

    /// <summary>One uploaded document.</summary>
    /// <exception cref="NotFoundException">There is no such document within reach.</exception>
    /// <exception cref="DocumentNotOpenException">Its virus check is not done, or found something.</exception>
    /// <exception cref="DocumentDamagedException">The file is gone or altered.</exception>
    public async Task<FileForDownload> DocumentAsync(Caller caller, Guid documentId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (_, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        var document = await db.Documents.SingleOrDefaultAsync(d => d.Id == documentId, cancellationToken) ?? throw new NotFoundException();
        var verdict = await db.DocumentScans.Where(s => s.Id == documentId).Select(s => (ScanVerdict?)s.Verdict).SingleOrDefaultAsync(cancellationToken);
        if (verdict is not (null or ScanVerdict.Clean))
            throw new DocumentNotOpenException(verdict == ScanVerdict.Infected);
        return new(await documents.OpenAsync(document.StoredName, document.Sha256, cancellationToken), document.DisplayName, document.ContentType);
    }

    /// <summary>
    /// The User Agreement as it stands: the sealed file of the last signature, or, before the first one, a drawing without a seal.
    /// Before all three have signed, every page says that it is not complete.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such request within reach.</exception>
    /// <exception cref="DocumentDamagedException">The sealed file is gone or altered.</exception>
    public async Task<FileForDownload> AgreementAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        var view = await requests.RequestAsync(caller, code, cancellationToken);
        return new(await AgreementFileAsync(view, cancellationToken), $"{view.Code} User Agreement {view.SubjectName}.pdf", Pdf);
    }

    /// <summary>The User Request Form as a sheet.</summary>
    /// <exception cref="NotFoundException">There is no such request within reach, or the caller is the new user or the director, whom the form does not concern.</exception>
    public async Task<FileForDownload> FormAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        var view = await StaffViewAsync(caller, code, cancellationToken);
        return new(new MemoryStream(DrawForm(view)), $"{view.Code} User Request Form {view.SubjectName}.pdf", Pdf);
    }

    /// <summary>
    /// The pieces of the packet in fixed order: form, agreement, then each accepted certificate by course. Nothing is opened until the archive is written, and everything before its first byte.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such request within reach, or the caller is neither administrator of the agency nor system administrator.</exception>
    public async Task<(string Name, IReadOnlyList<PacketEntry> Entries)> PacketAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        var view = await StaffViewAsync(caller, code, cancellationToken);
        return ($"{view.Code} {view.SubjectName}.zip", Entries(caller, view));
    }

    /// <summary>
    /// The whole packet as one PDF in the order of <see cref="PacketAsync"/>, behind a cover that lists every part with its page and hash.
    /// A file that cannot be bound in has a page in its place.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such request within reach, or the caller is neither administrator of the agency nor system administrator.</exception>
    /// <exception cref="DocumentNotOpenException">The virus check of a document is not done, or found something.</exception>
    /// <exception cref="DocumentDamagedException">A file is gone or altered.</exception>
    public async Task<FileForDownload> BoundPacketAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        var view = await StaffViewAsync(caller, code, cancellationToken);
        var cover = new PacketCover(view, clock.GetUtcNow().UtcDateTime, options.VerifyAddress);
        return new(await new PacketBinding(documents, pdf).BindAsync(cover, Entries(caller, view), cancellationToken), $"{view.Code} {view.SubjectName}.pdf", Pdf);
    }

    /// <summary>The characters of a name that the agreement could not print; empty when all can be.</summary>
    public static IReadOnlyList<string> Unprintable(string name) => AgreementPdf.Uncovered(name);

    private List<PacketEntry> Entries(Caller caller, RequestView view)
    {
        var entries = new List<PacketEntry>
        {
            new("User Request Form.pdf", _ => Task.FromResult<Stream>(new MemoryStream(DrawForm(view))), LastMove(view)) { IsOwn = true },
            new("User Agreement.pdf", ct => AgreementFileAsync(view, ct), LastMove(view)) { IsOwn = true },
        };
        foreach (var item in view.Checklist.Where(i => i.Status == ChecklistStatus.Accepted && i.DocumentId is not null))
        {
            var id = item.DocumentId!.Value;
            var name = $"{item.Course.Code} {item.Course.Title}{Path.GetExtension(item.DocumentName)}";
            entries.Add(new(name, async ct => (await DocumentAsync(caller, id, ct)).Content, item.AddedUtc ?? view.OpenedUtc));
        }

        return entries;
    }

    private async Task<RequestView> StaffViewAsync(Caller caller, string code, CancellationToken cancellationToken)
    {
        var view = await requests.RequestAsync(caller, code, cancellationToken);
        return view.Viewer.IsAdministrator || view.Viewer.IsSystemAdministrator ? view : throw new NotFoundException();
    }

    private async Task<Stream> AgreementFileAsync(RequestView view, CancellationToken cancellationToken)
    {
        var holding = view.Agreement.InOrder.Select(s => s.Id).ToList();
        if (holding.Count > 0)
        {
            var file = await SealedAsync(view.Id, holding, cancellationToken);
            if (file is null)
            {
                // signed a moment ago, or a seal failed: now is as good a time as the next hour
                await sealer.SealAsync(view.Code, cancellationToken);
                file = await SealedAsync(view.Id, holding, cancellationToken);
            }

            if (file is not null)
                return await documents.OpenAsync(file.StoredName, file.Sha256, cancellationToken);
        }

        var draft = AgreementPaper.Of(view) with { VerificationCode = view.Agreement.VerifyCode, VerificationAddress = options.VerifyAddress };
        // without a seal nobody could tell it from a copy that somebody made up
        return new MemoryStream(pdf.Draw(draft with { Complete = false }));
    }

    private async Task<StoredDocument?> SealedAsync(Guid requestId, IReadOnlyList<Guid> holding, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.Everything);
        var revisions = await db.SealedRevisions.Where(r => r.RequestId == requestId).ToListAsync(cancellationToken);
        return AgreementSealer.Current(revisions, holding) is { } current ? await db.Documents.SingleAsync(d => d.Id == current.DocumentId, cancellationToken) : null;
    }

    private byte[] DrawForm(RequestView view) => pdf.DrawSheet(FormPaper.Of(view));

    private static DateTime LastMove(RequestView view) => view.Timeline.Count > 0 ? view.Timeline[0].AtUtc : view.OpenedUtc;
}
