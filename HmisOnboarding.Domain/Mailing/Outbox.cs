using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>
/// The one way to tell somebody something: the notice here and the row of its e-mail, in the transaction of the change they tell of. What is
/// undone with the change was never told.
/// </summary>
internal static class Outbox
{
    /// <summary>
    /// Tells one person one thing, once for its key. The e-mail follows what the person chose; an invitation goes out in any case. The caller saves.
    /// </summary>
    /// <param name="db">The context of the command.</param>
    /// <param name="keys">The screens to tell after the commit.</param>
    /// <param name="recipient">Whom; not somebody who did it themselves.</param>
    /// <param name="message">What.</param>
    /// <param name="nowUtc">The instant of the act.</param>
    /// <param name="cancellationToken">Stops the reads.</param>
    /// <returns>False when the person was told under this key before: then nothing changed.</returns>
    public static Task<bool> TellAsync(HmisDbContext db, ICollection<ChangeKey> keys, Person recipient, Message message, DateTime nowUtc, CancellationToken cancellationToken) =>
        TellAsync(db, keys, recipient.Id, recipient.Email, message, nowUtc, cancellationToken);

    /// <summary>Tells somebody who is no person here, once for the key, and only by e-mail. The caller saves.</summary>
    public static Task<bool> TellOutsiderAsync(HmisDbContext db, Guid recipientId, string email, Message message, DateTime nowUtc, CancellationToken cancellationToken) =>
        TellAsync(db, [], recipientId, email, message, nowUtc, cancellationToken);

    private static async Task<bool> TellAsync(
        HmisDbContext db, ICollection<ChangeKey> keys, Guid recipientId, string email, Message message, DateTime nowUtc, CancellationToken cancellationToken)
    {
        if (db.Notifications.Local.Any(n => n.Key == message.Key)
            || await db.Notifications.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AnyAsync(n => n.Key == message.Key, cancellationToken))
            return false;
        var notice = new Notification(message, recipientId, email, nowUtc);
        db.Notifications.Add(notice);
        keys.Add(ChangeKey.Person(recipientId));
        if (await MailForAsync(db, recipientId, message, nowUtc, cancellationToken) is { } mail)
            notice.CarryBy(mail.Id);
        return true;
    }

    private static async Task<Mail?> MailForAsync(HmisDbContext db, Guid recipientId, Message message, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var occasion = message.Occasion ?? message.Key;
        if (await FindAsync(db, occasion, cancellationToken) is { } same)
            return same;
        if (message.Kind == NoticeKind.Invitation)
            return Add(db, new Mail(occasion, MailPurpose.Invitation, recipientId, message.AgencyId, message.RequestId, nowUtc, nowUtc));
        if (message.Kind == NoticeKind.TrackerShared)
            return Add(db, new Mail(occasion, MailPurpose.Tracker, recipientId, message.AgencyId, message.RequestId, nowUtc, nowUtc));

        var choices = await db.MailChoices.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking()
            .Where(c => c.PersonId == recipientId).Select(c => c.Choices).SingleOrDefaultAsync(cancellationToken);
        return choices?.For(message.Kind.Topic()) switch
        {
            MailTiming.Never => null,
            MailTiming.Daily => await DigestAsync(db, recipientId, choices, message, nowUtc, cancellationToken),
            _ => Add(db, new Mail(occasion, MailPurpose.Notice, recipientId, message.AgencyId, message.RequestId, nowUtc, choices is null ? nowUtc : MailSchedule.AfterQuietHours(choices, nowUtc))),
        };
    }

    private static async Task<Mail> DigestAsync(HmisDbContext db, Guid recipientId, MailChoices choices, Message message, DateTime nowUtc, CancellationToken cancellationToken)
    {
        for (var after = nowUtc; ; after = after.AddDays(1))
        {
            var (due, day) = MailSchedule.NextDigest(choices, after);
            var key = $"digest:{recipientId:N}:{day:yyyy-MM-dd}";
            var digest = await FindAsync(db, key, cancellationToken);
            if (digest is null)
                return Add(db, new Mail(key, MailPurpose.Digest, recipientId, message.AgencyId, message.RequestId, nowUtc, due));
            // one that somebody tried to send has its contents; what comes now is for the next day
            if (digest is { State: MailState.Queued, Attempts: 0, MessageId: null })
            {
                digest.Take(message.AgencyId, message.RequestId);
                return digest;
            }
        }
    }

    private static async Task<Mail?> FindAsync(HmisDbContext db, string key, CancellationToken cancellationToken) =>
        db.Mails.Local.FirstOrDefault(m => m.Key == key)
        ?? await db.Mails.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsTracking().SingleOrDefaultAsync(m => m.Key == key, cancellationToken);

    private static Mail Add(HmisDbContext db, Mail mail)
    {
        db.Mails.Add(mail);
        return mail;
    }
}
