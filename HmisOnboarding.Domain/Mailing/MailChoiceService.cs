using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>What each person chose about e-mail; everybody for themselves.</summary>
public sealed class MailChoiceService(HmisDatabase database, SingleWriter writer, TimeProvider clock)
{
    /// <summary>The caller's choices; the usual ones while they chose nothing, in the zone that is given.</summary>
    /// <exception cref="RuleViolationException">The caller's access has ended.</exception>
    public async Task<MailChoices> OfAsync(Caller caller, string usualZoneId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (_, db.Reach) = await db.LoadActorAsync(caller, Now(), cancellationToken);
        return await db.MailChoices.Where(c => c.PersonId == caller.PersonId).Select(c => c.Choices).SingleOrDefaultAsync(cancellationToken) ?? MailChoices.Usual(usualZoneId);
    }

    /// <summary>Keeps the caller's choices. What waits for a daily e-mail still comes with it.</summary>
    /// <exception cref="RuleViolationException">They do not fit together, or the caller's access has ended.</exception>
    public Task KeepAsync(Caller caller, MailChoices choices, CancellationToken cancellationToken = default) => writer.RunAsync(async (db, keys, ct) =>
    {
        (_, db.Reach) = await db.LoadActorAsync(caller, Now(), ct);
        if (choices.Problems() is { Count: > 0 } problems)
            throw new RuleViolationException(problems);
        if (await db.MailChoices.SingleOrDefaultAsync(c => c.PersonId == caller.PersonId, ct) is { } row)
            row.Replace(choices);
        else
            db.MailChoices.Add(new MailChoiceRow(caller.PersonId, choices));
        keys.Add(ChangeKey.Person(caller.PersonId));
        return await db.SaveChangesAsync(ct);
    }, cancellationToken);

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
