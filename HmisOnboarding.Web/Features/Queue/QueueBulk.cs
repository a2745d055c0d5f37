using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>What can be done to several packets at once.</summary>
public enum BulkAct
{
    Claim,
    Release,
    Remind,
}

/// <summary>What became of one packet: done, or why not.</summary>
public sealed record BulkLine(string Code, string PersonName, string? WhyNot = null);

/// <summary>What was done and what was not, packet by packet.</summary>
public sealed record BulkReport(BulkAct Act, IReadOnlyList<BulkLine> Lines)
{
    public IReadOnlyList<BulkLine> Done => [.. Lines.Where(l => l.WhyNot is null)];

    public IReadOnlyList<BulkLine> NotDone => [.. Lines.Where(l => l.WhyNot is not null)];

    /// <summary>"claimed", "released", "reminded".</summary>
    public string Verb => Act switch
    {
        BulkAct.Claim => "claimed",
        BulkAct.Release => "released",
        _ => "reminded",
    };
}

/// <summary>
/// One act on several packets: each goes through the same command as by its own button, with the same rules, and one that is refused keeps
/// none of the others.
/// </summary>
public static class QueueBulk
{
    public static async Task<BulkReport> RunAsync(BulkAct act, IReadOnlyList<RequestRow> rows, Caller caller, RequestService requests, CancellationToken cancellationToken = default)
    {
        var lines = new List<BulkLine>();
        foreach (var row in rows)
            lines.Add(new(row.Code, row.PersonName, await TryAsync(act, row, caller, requests, cancellationToken)));
        return new(act, lines);
    }

    private static async Task<string?> TryAsync(BulkAct act, RequestRow row, Caller caller, RequestService requests, CancellationToken cancellationToken)
    {
        try
        {
            switch (act)
            {
                case BulkAct.Claim when row.ClaimedById == caller.PersonId:
                    return "You have it already.";
                case BulkAct.Claim:
                    await requests.ClaimAsync(caller, row.Code, cancellationToken: cancellationToken);
                    return null;
                // one by one somebody is asked before; among many a colleague's packet would slip through
                case BulkAct.Release when row.ClaimedById is not null && row.ClaimedById != caller.PersonId:
                    return $"{row.ClaimedByName} has it. Take it over first.";
                case BulkAct.Release:
                    // with the version: what another one has meanwhile is not given back in their place
                    await requests.ReleaseAsync(caller, row.Code, row.Version, cancellationToken);
                    return null;
                default:
                    await requests.RemindAsync(caller, row.Code, cancellationToken);
                    return null;
            }
        }
        catch (RuleViolationException refused)
        {
            return string.Join(" ", refused.Reasons);
        }
        catch (ConcurrentChangeException overtaken)
        {
            return overtaken.Message;
        }
        catch (NotFoundException)
        {
            return "It is not here any more.";
        }
    }
}
