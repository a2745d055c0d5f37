using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>One e-mail about a request, as the agency administrator sees it.</summary>
/// <param name="Id">The mail.</param>
/// <param name="Name">To whom.</param>
/// <param name="What">The notice that it carries, in its own words.</param>
/// <param name="State">How far it got.</param>
/// <param name="QueuedUtc">Since when it waits, UTC.</param>
/// <param name="DueUtc">Not before, UTC.</param>
/// <param name="SentUtc">When the mail server took it, UTC; null while it did not.</param>
/// <param name="Problem">Why it is not sent; null while nothing went wrong.</param>
/// <param name="IsAddressRefused">Somebody has to correct the address.</param>
public sealed record MailLine(Guid Id, string Name, string What, MailState State, DateTime QueuedUtc, DateTime DueUtc, DateTime? SentUtc, string? Problem, bool IsAddressRefused);

/// <summary>The e-mails about a request.</summary>
/// <param name="IsOn">Whether e-mail goes anywhere at all.</param>
/// <param name="Lines">Newest first.</param>
public sealed record RequestMails(bool IsOn, IReadOnlyList<MailLine> Lines);

/// <summary>How e-mail stands, for whoever runs the system.</summary>
/// <param name="IsOn">E-mail goes somewhere.</param>
/// <param name="Server">The mail server, host and port; null where mails go into a folder or nowhere.</param>
/// <param name="Waiting">Mails that are not sent yet and will be tried.</param>
/// <param name="OldestUtc">Since when the oldest of them waits, UTC; null while none does.</param>
/// <param name="LastProblem">What went wrong last with one of them; null where nothing did.</param>
/// <param name="GivenUp">Mails that are not tried any more, but for those that wait for an address.</param>
/// <param name="AwaitingAddress">Mails that wait for a corrected address.</param>
/// <param name="LastSentUtc">When the mail server last took one, UTC; null while it never did.</param>
public sealed record MailStatus(bool IsOn, string? Server, int Waiting, DateTime? OldestUtc, string? LastProblem, int GivenUp, int AwaitingAddress, DateTime? LastSentUtc);

/// <summary>What became of e-mails, for those whom it concerns.</summary>
public sealed class MailQueries(HmisDatabase database, SingleWriter writer, HmisDomainOptions options, TimeProvider clock)
{
    private const int MostLines = 100;

    /// <summary>The e-mails about a request, for the agency's administrators and directors and for system administrators.</summary>
    /// <exception cref="NotFoundException">There is no such request within reach, or it is not the caller's business.</exception>
    public async Task<RequestMails> OnRequestAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, Now(), cancellationToken);
        var request = await db.Requests.Where(r => r.Code == code).Select(r => new { r.Id, r.AgencyId }).SingleOrDefaultAsync(cancellationToken) ?? throw new NotFoundException();
        if (!actor.IsSystemAdministrator && !actor.IsAdministratorOf(request.AgencyId) && !actor.IsDirectorOf(request.AgencyId))
            throw new NotFoundException();
        var notices = await db.Notifications.Where(n => n.RequestId == request.Id && n.MailId != null)
            .OrderByDescending(n => n.CreatedUtc).ThenBy(n => n.Key).Take(MostLines)
            .Select(n => new { MailId = n.MailId!.Value, n.RecipientId, n.RecipientEmail, n.Subject }).ToListAsync(cancellationToken);
        var ids = notices.Select(n => n.MailId).ToList();
        var to = notices.Select(n => n.RecipientId).ToList();
        // past the filter, by the keys of notices that are within reach: a daily e-mail can carry another agency's too, and belongs to none then
        var mails = await db.Mails.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancellationToken);
        var names = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(p => to.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.FirstName + " " + p.LastName, cancellationToken);
        return new(options.Mail.IsOn, [.. notices.DistinctBy(n => n.MailId).Select(n => LineOf(mails[n.MailId], names.GetValueOrDefault(n.RecipientId, n.RecipientEmail), n.Subject))]);
    }

    /// <summary>How e-mail stands.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<MailStatus> StatusAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        db.Reach = await SystemReachAsync(db, caller, cancellationToken);
        var waiting = db.Mails.Where(m => m.State == MailState.Queued || m.State == MailState.Sending || m.State == MailState.Failed);
        return new(
            options.Mail.IsOn,
            options.Mail.HasServer ? $"{options.Mail.Host}:{options.Mail.Port}" : null,
            await waiting.CountAsync(cancellationToken),
            await waiting.MinAsync(m => (DateTime?)m.QueuedUtc, cancellationToken),
            await waiting.Where(m => m.LastError != null).OrderByDescending(m => m.TouchedUtc).Select(m => m.LastError).FirstOrDefaultAsync(cancellationToken),
            await db.Mails.CountAsync(m => m.State == MailState.GivenUp && !m.IsAddressRefused, cancellationToken),
            await db.Mails.CountAsync(m => m.State == MailState.GivenUp && m.IsAddressRefused, cancellationToken),
            await db.Mails.Where(m => m.State == MailState.Sent).MaxAsync(m => m.SentUtc, cancellationToken));
    }

    /// <summary>Queues every given-up mail again, but for those that wait for an address, and says how many.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public Task<int> TryAgainAsync(Caller caller, CancellationToken cancellationToken = default) => writer.RunAsync(async (db, keys, ct) =>
    {
        db.Reach = await SystemReachAsync(db, caller, ct);
        var mails = await db.Mails.Where(m => m.State == MailState.GivenUp && !m.IsAddressRefused).ToListAsync(ct);
        foreach (var mail in mails)
        {
            mail.QueueAgain(Now());
            if (mail.RequestId is { } requestId)
                keys.Add(ChangeKey.Request(requestId));
        }

        await db.SaveChangesAsync(ct);
        keys.Add(ChangeKey.Mail);
        return mails.Count;
    }, cancellationToken);

    private static MailLine LineOf(Mail mail, string name, string what) =>
        new(mail.Id, name, what, mail.State, mail.QueuedUtc, mail.DueUtc, mail.SentUtc, mail.LastError, mail.IsAddressRefused);

    private async Task<Reach> SystemReachAsync(HmisDbContext db, Caller caller, CancellationToken cancellationToken)
    {
        var (actor, reach) = await db.LoadActorAsync(caller, Now(), cancellationToken);
        return actor.IsSystemAdministrator ? reach : throw new NotFoundException();
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
