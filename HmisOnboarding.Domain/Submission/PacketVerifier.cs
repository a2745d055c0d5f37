using System.Collections.Concurrent;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Submission;

/// <summary>One thing that was verified.</summary>
/// <param name="Name">What.</param>
/// <param name="Ok">It holds.</param>
/// <param name="Words">What was found, in sentences.</param>
public sealed record VerifiedLine(string Name, bool Ok, string Words);

/// <summary>What the verifier found of one packet.</summary>
/// <param name="Lines">Form, certificates, signatures, files, records; always all five.</param>
/// <param name="AtUtc">When it was looked at, UTC.</param>
public sealed record PacketVerdict(IReadOnlyList<VerifiedLine> Lines, DateTime AtUtc)
{
    /// <summary>Everything holds.</summary>
    public bool IsGreen => Lines.All(l => l.Ok);
}

/// <summary>
/// Looks whether a packet can be trusted before somebody takes it: the form, every certificate on this day, the three signatures, every stored
/// file against its hash, and the rows of the request against the log. What was found is kept in memory for the request's version and the day;
/// lists read only that.
/// </summary>
public sealed class PacketVerifier(HmisDatabase database, RequestQueries requests, DocumentStore documents, TimeProvider clock)
{
    private const int MostKept = 5000;

    private readonly ConcurrentDictionary<Guid, Found> _found = new();
    private int _looks;

    /// <summary>How often a packet was really looked at since the start.</summary>
    public int Looks => _looks;

    /// <summary>What is known of a version of a request today, without looking; null when nothing is.</summary>
    public PacketVerdict? Known(Guid requestId, Guid version, string timeZoneId) =>
        _found.TryGetValue(requestId, out var found) && found.Version == version && found.Day == Today(TimeZoneInfo.FindSystemTimeZoneById(timeZoneId)) ? found.Verdict : null;

    /// <summary>What was found of a packet; looked at now when it is not known for this version and day, or when <paramref name="again"/> asks for it.</summary>
    /// <exception cref="NotFoundException">There is no such request within reach, or the caller is no system administrator.</exception>
    public async Task<PacketVerdict> VerifyAsync(Caller caller, string code, bool again = false, CancellationToken cancellationToken = default)
    {
        var view = await requests.RequestAsync(caller, code, cancellationToken);
        if (!view.Viewer.IsSystemAdministrator)
            throw new NotFoundException();
        if (!again && Known(view.Id, view.Version, view.Zone.Id) is { } known)
            return known;
        Interlocked.Increment(ref _looks);
        var verdict = new PacketVerdict([FormLine(view), CertificateLine(view), SignatureLine(view), await FileLineAsync(view, cancellationToken), await RecordLineAsync(view, cancellationToken)], view.ReadUtc);
        // whatever is dropped is looked at again when somebody opens it
        if (_found.Count >= MostKept)
            _found.Clear();
        _found[view.Id] = new(view.Version, Today(view.Zone), verdict);
        return verdict;
    }

    private static VerifiedLine FormLine(RequestView view) => new("User Request Form", view.FormProblems.Count == 0,
        view.FormProblems.Count == 0 ? "Every answer is there." : Sentences(view.FormProblems));

    private static VerifiedLine CertificateLine(RequestView view)
    {
        var open = view.Checklist.Where(i => i.Status is not (ChecklistStatus.Accepted or ChecklistStatus.Exempt)).ToList();
        var total = view.Checklist.Count;
        return new("Certificates", open.Count == 0, open.Count > 0 ? $"{total - open.Count} of {total} hold today. {Sentences([.. open.Select(Reason)])}"
            : total == 0 ? "This role type asks for none." : $"{total} of {total} hold today.");
    }

    private static VerifiedLine SignatureLine(RequestView view)
    {
        var missing = Enum.GetValues<SignatureSlot>().Where(s => view.Agreement.Holding(s) is null).Select(s => s switch
        {
            SignatureSlot.User => $"{view.SubjectName} has not signed this text.",
            SignatureSlot.Administrator => "The agency administrator has not signed this text.",
            _ => "The executive director has not signed this text.",
        }).ToList();
        if (view.Agreement.RevokedNote is { } revoked)
            missing.Add(revoked);
        return new("Signatures", missing.Count == 0, missing.Count == 0 ? "All three hold for the same text." : Sentences(missing));
    }

    private static string Reason(ChecklistItem item) => item.Status switch
    {
        ChecklistStatus.Expired when item.ExpiresOn is { } day => $"{item.Course.Title} expired on {EvidenceRules.Day(day)}.",
        ChecklistStatus.Rejected => $"{item.Course.Title} was rejected.",
        ChecklistStatus.Uploaded => $"{item.Course.Title} is not reviewed yet.",
        _ => $"{item.Course.Title} has no certificate.",
    };

    private async Task<VerifiedLine> FileLineAsync(RequestView view, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.Everything);
        var id = view.Id;
        var verdicts = await db.DocumentScans.Where(s => s.RequestId == id).ToDictionaryAsync(s => s.Id, s => s.Verdict, cancellationToken);
        var files = await db.Documents.Where(d => d.RequestId == id).ToListAsync(cancellationToken);
        var faults = new List<string>();
        var intact = 0;
        var total = 0;
        // an infected file was destroyed on purpose, and nothing of the packet rests on it
        foreach (var file in files.Where(f => !(verdicts.TryGetValue(f.Id, out var said) && said == ScanVerdict.Infected)))
        {
            total++;
            if (!await IsIntactAsync(file, cancellationToken))
                faults.Add($"{file.DisplayName} is gone or was altered.");
            else if (verdicts.TryGetValue(file.Id, out var verdict) && verdict == ScanVerdict.Waiting)
                faults.Add($"{file.DisplayName} is being checked for viruses.");
            else
                intact++;
        }

        faults.AddRange(view.Checklist.Where(i => i.PaperOnly).Select(i => $"The file for {i.Course.Title} is still to follow."));
        return new("Files", faults.Count == 0, faults.Count == 0 ? $"{intact} of {total} are unaltered since they were stored." : $"{intact} of {total} are unaltered. {Sentences(faults)}");
    }

    private async Task<bool> IsIntactAsync(StoredDocument file, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.IsIntactAsync(file.StoredName, file.Sha256, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // a file that cannot be read is as good as gone
            return false;
        }
    }

    private async Task<VerifiedLine> RecordLineAsync(RequestView view, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.Everything);
        var (rows, faults) = await RequestRecords.CheckAsync(db, view.Id, cancellationToken);
        return new("Records", faults.Count == 0, faults.Count == 0 ? $"{rows} records say what they said when they were written." : $"{Sentences(faults)} Check all records before you go on.");
    }

    private DateOnly Today(TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, zone));

    // three sentences are read; a dozen are not
    private static string Sentences(IReadOnlyList<string> all) => all.Count <= 3 ? string.Join(" ", all) : $"{string.Join(" ", all.Take(2))} And {all.Count - 2} more.";

    private sealed record Found(Guid Version, DateOnly Day, PacketVerdict Verdict);
}
