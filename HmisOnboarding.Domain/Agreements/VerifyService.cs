using System.Buffers;
using System.Security.Cryptography;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// Answers anybody who holds a paper or a file: is it genuine, is it complete, is it in force. It needs no sign-in, so it gives away
/// nothing that is not on the paper, and nothing at all about what it does not know.
/// </summary>
public sealed class VerifyService(HmisDatabase database, CommunityLibrary library, SealKey key)
{
    /// <summary>Largest file that is looked at, bytes; a sealed agreement is far smaller.</summary>
    public const int LargestFile = 10 * 1024 * 1024;

    // anybody may send files without signing in: what all of them together can take is two buffers and two passes at a time
    private static readonly SemaphoreSlim Desks = new(2, 2);
    private static readonly ArrayPool<byte> Rooms = ArrayPool<byte>.Create(LargestFile + 1, 2);

    /// <summary>What is known under the code on a paper; hyphens, spaces and case do not matter.</summary>
    public async Task<VerifyAnswer> ByCodeAsync(string? typed, CancellationToken cancellationToken = default)
    {
        if (VerifyCode.Read(typed) is not { } code)
            return VerifyAnswer.Unknown;
        await using var db = database.Read(Reach.Everything);
        if (await RequestAsync(db.Requests.Where(r => r.VerifyCode == code), cancellationToken) is not { } request)
            return VerifyAnswer.Unknown;
        var revisions = await RevisionsAsync(db, request.Id, cancellationToken);
        var holding = Holding(request);
        // a code is printed from the first signature on: before it there is nothing that could be verified
        if (request.Signatures.Count == 0)
            return VerifyAnswer.Unknown;
        var facts = await FactsAsync(db, request, AgreementSealer.Current(revisions, [.. holding.Select(s => s.Id)]), cancellationToken);
        return new(await InForceAsync(db, request, holding.Count, cancellationToken), facts);
    }

    /// <summary>
    /// What is known of a file. Reads at most <see cref="LargestFile"/> bytes; a longer one is unknown. Two are looked at at a time and the
    /// others wait, so give it a stream that is here already.
    /// </summary>
    public async Task<VerifyAnswer> ByFileAsync(Stream content, CancellationToken cancellationToken = default)
    {
        await Desks.WaitAsync(cancellationToken);
        var room = Rooms.Rent(LargestFile + 1);
        var length = 0;
        try
        {
            length = await content.ReadAtLeastAsync(room.AsMemory(0, LargestFile + 1), LargestFile + 1, throwOnEndOfStream: false, cancellationToken);
            return length > LargestFile ? VerifyAnswer.Unknown : await JudgeAsync(room.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            // nothing of somebody's file stays for the next one
            room.AsSpan(0, length).Clear();
            Rooms.Return(room);
            Desks.Release();
        }
    }

    private async Task<VerifyAnswer> JudgeAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(file.Span));
        await using var db = database.Read(Reach.Everything);
        var known = await db.SealedRevisions.SingleOrDefaultAsync(r => r.Sha256 == hash, cancellationToken);
        if (known is null)
            return await NotAsSealedAsync(db, file, cancellationToken);

        var request = (await RequestAsync(db.Requests.Where(r => r.Id == known.RequestId), cancellationToken))!;
        var revisions = await RevisionsAsync(db, request.Id, cancellationToken);
        var holding = Holding(request);
        var current = AgreementSealer.Current(revisions, [.. holding.Select(s => s.Id)]);
        var facts = await FactsAsync(db, request, current, cancellationToken);
        // the hash is the proof; the seals must agree with it, or the key or the record was tampered with
        if (!SealInspection.Inspect(file, key.Known).IsGenuine)
            return new(Verdict.Altered, facts);
        return new(current?.Id == known.Id ? await InForceAsync(db, request, holding.Count, cancellationToken) : Verdict.Superseded, facts);
    }

    private async Task<VerifyAnswer> NotAsSealedAsync(HmisDbContext db, ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var report = SealInspection.Inspect(file, key.Known);
        var ids = report.DocumentMarks.Select(m => Guid.TryParseExact(m, "N", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Take(20).ToList();
        var revisions = await db.SealedRevisions.Where(r => ids.Contains(r.RequestId)).OrderByDescending(r => r.Number).ToListAsync(cancellationToken);
        if (revisions.Count == 0)
            return report.Seals.Any(s => s.IsOurs) ? new(Verdict.Altered) : VerifyAnswer.Unknown;
        var added = false;
        foreach (var revision in revisions.Where(r => r.Length < file.Length))
            added |= Convert.ToHexStringLower(SHA256.HashData(file.Span[..(int)revision.Length])) == revision.Sha256;
        // whose it was before it was altered stays unsaid: anybody can write somebody's mark into a file
        return new(Verdict.Altered, null, added);
    }

    private static async Task<Verdict> InForceAsync(HmisDbContext db, OnboardingRequest request, int signatures, CancellationToken cancellationToken)
    {
        // the history is proven and the step in the row is not: a closed request that was opened by hand stays closed here
        var last = await db.Events.Where(e => e.RequestId == request.Id).OrderByDescending(e => e.Id).Select(e => (RequestState?)e.To).FirstOrDefaultAsync(cancellationToken);
        return request.RevokedUtc is not null || Stages.IsClosed(request.State) || (last is { } state && Stages.IsClosed(state)) ? Verdict.Revoked
            : signatures == 0 ? Verdict.Superseded
            : signatures < Enum.GetValues<SignatureSlot>().Length ? Verdict.ValidNotComplete
            : Verdict.ValidComplete;
    }

    private static List<Signature> Holding(OnboardingRequest request) =>
        [.. Enum.GetValues<SignatureSlot>().Select(request.ValidSignature).TakeWhile(s => s is not null).OfType<Signature>()];

    private static Task<OnboardingRequest?> RequestAsync(IQueryable<OnboardingRequest> which, CancellationToken cancellationToken) =>
        which.AsTracking().Include(r => r.Signatures).SingleOrDefaultAsync(cancellationToken);

    private static Task<List<SealedRevision>> RevisionsAsync(HmisDbContext db, Guid requestId, CancellationToken cancellationToken) =>
        db.SealedRevisions.Where(r => r.RequestId == requestId).ToListAsync(cancellationToken);

    private async Task<VerifiedFacts> FactsAsync(HmisDbContext db, OnboardingRequest request, SealedRevision? current, CancellationToken cancellationToken)
    {
        var agency = await db.Agencies.SingleAsync(a => a.Id == request.AgencyId, cancellationToken);
        var agreement = await library.AgreementAsync(db, request.Versions.Agreement, cancellationToken);
        return new VerifiedFacts
        {
            RequestCode = request.Code,
            Title = agreement.Text.Title,
            TextVersion = request.Versions.Agreement,
            TextHash = request.AgreementHash,
            AgencyName = agency.Name,
            SubjectInitials = Initials(request.SubjectName),
            Signatures = [.. Holding(request).Select(s => new VerifiedSignature(s.SeatTitle, Initials(s.SignedName), s.AtUtc) { ForInitials = s.OnBehalfOf is { } holder ? Initials(holder) : null })],
            NewestSha256 = current?.Sha256,
            SealedUtc = current?.SealedUtc,
            SealThumbprint = current?.SealThumbprint,
            TimeStampedUtc = current?.TimeStampedUtc,
            EndedUtc = request.RevokedUtc ?? (Stages.IsClosed(request.State) ? request.StateSinceUtc : null),
            Zone = agency.Zone,
        };
    }

    private static string Initials(string name) =>
        string.Concat(name.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries).Select(n => n.EnumerateRunes().First()).Take(4).Select(r => $"{System.Text.Rune.ToUpperInvariant(r)}."));
}
