using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>A mail that a sender has claimed.</summary>
internal sealed record ClaimedMail(Guid Id, string MessageId, string To, MailLetter Letter);

/// <summary>
/// Which mails are due, who has them, and what became of them. A claim has an end, so that a stop in the middle loses nothing: what was
/// claimed and not told is sent again, under the same Message-ID.
/// </summary>
internal sealed class MailDesk(HmisDatabase database, SingleWriter writer, CommunityLibrary library, HmisDomainOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TooOld = TimeSpan.FromDays(7);

    // small corrections of a clock are no jump
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(2);

    private readonly MailTexts _texts = options.Mail.TextsPath is { } path ? MailTexts.Parse(File.ReadAllText(path)) : MailTexts.Default;

    /// <summary>Claims at most so many mails that are due; empty when none is. What needs no sending any more is settled on the way.</summary>
    public async Task<IReadOnlyList<ClaimedMail>> ClaimAsync(Guid sender, int most, CancellationToken cancellationToken)
    {
        while (await IsAnyDueAsync(sender, cancellationToken))
        {
            var claimed = await writer.RunAsync((db, keys, ct) => ClaimAsync(db, keys, sender, most, ct), cancellationToken);
            if (claimed.Count > 0)
                return claimed;
        }

        return [];
    }

    /// <summary>The mail server has it.</summary>
    public Task NoteSentAsync(ClaimedMail claimed, Guid sender, bool inMailbox) => SettleAsync([claimed], sender, (mail, _, now) => mail.NoteSent(inMailbox, now));

    /// <summary>Not sent; again after the wait that follows from the tries so far, or never where it was tried for too long.</summary>
    public Task NoteFailedAsync(IReadOnlyList<ClaimedMail> claimed, Guid sender, string words, TimeSpan longest) => SettleAsync(claimed, sender, (mail, _, now) =>
    {
        if (mail.Attempts >= 4 && now - mail.QueuedUtc >= TimeSpan.FromHours(options.Mail.GiveUpHours))
            mail.GiveUp($"{words} Given up after {mail.Attempts + 1} tries.", false, now);
        else
            mail.NoteFailed(words, now + MailBackOff.After(mail.Attempts + 1, longest, mail.Reference), now);
    });

    /// <summary>The address does not exist: everything to this person waits until somebody corrects it.</summary>
    public Task NoteAddressRefusedAsync(ClaimedMail claimed, Guid sender, string words) => SettleAsync([claimed], sender, (mail, person, now) =>
    {
        mail.GiveUp(words, person is not null, now);
        if (person is null)
            return;
        // corrected while the old one was tried: then it goes to the new one at once
        if (person.Email == claimed.To)
            person.NoteAddressRefused(words, now);
        else
            mail.QueueAgain(now);
    });

    /// <summary>The mail server will never take it.</summary>
    public Task GiveUpAsync(ClaimedMail claimed, Guid sender, string words) => SettleAsync([claimed], sender, (mail, _, now) => mail.GiveUp(words, false, now));

    /// <summary>Nobody tried these.</summary>
    public Task ReleaseAsync(IReadOnlyList<ClaimedMail> claimed, Guid sender) => claimed.Count == 0 ? Task.CompletedTask : SettleAsync(claimed, sender, (mail, _, now) => mail.Release(now));

    private async Task<bool> IsAnyDueAsync(Guid sender, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.Everything);
        return await Due(db, sender, Now()).AnyAsync(cancellationToken);
    }

    // what was last touched in the future is due whatever it says: the clock was put back, and the plan is worth nothing
    private static IQueryable<Mail> Due(HmisDbContext db, Guid sender, DateTime now)
    {
        var future = now + ClockSlack;
        return db.Mails.Where(m =>
            ((m.State == MailState.Queued || m.State == MailState.Failed) && (m.DueUtc <= now || m.TouchedUtc > future))
            || (m.State == MailState.Sending && (m.ClaimedBy == sender || m.LeaseUntilUtc == null || m.LeaseUntilUtc <= now || m.TouchedUtc > future)));
    }

    private async Task<IReadOnlyList<ClaimedMail>> ClaimAsync(HmisDbContext db, ICollection<ChangeKey> keys, Guid sender, int most, CancellationToken cancellationToken)
    {
        db.Reach = Reach.Everything;
        var now = Now();
        db.ActAs(null, now);
        var mails = await Due(db, sender, now).OrderBy(m => m.DueUtc).ThenBy(m => m.Id).Take(most).ToListAsync(cancellationToken);
        var ids = mails.Select(m => m.Id).ToList();
        var recipients = mails.Select(m => m.RecipientId).ToList();
        var people = await db.People.Where(p => recipients.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var choices = await db.MailChoices.Where(c => recipients.Contains(c.PersonId)).ToDictionaryAsync(c => c.PersonId, c => c.Choices, cancellationToken);
        var notices = (await db.Notifications.Where(n => n.MailId != null && ids.Contains(n.MailId.Value)).OrderBy(n => n.CreatedUtc).ThenBy(n => n.Key).ToListAsync(cancellationToken)).ToLookup(n => n.MailId!.Value);
        var over = await OverAsync(db, [.. notices.SelectMany(n => n)], cancellationToken);
        var settings = await library.SettingsAsync(db, (await CommunityLibrary.NewestAsync(db, now, cancellationToken)).Settings, cancellationToken);
        var site = new Uri(options.PublicAddress!);

        var claimed = new List<ClaimedMail>();
        foreach (var mail in mails)
        {
            var person = people.GetValueOrDefault(mail.RecipientId);
            if (IsSettled(mail, person, [.. notices[mail.Id].Where(n => !over.Contains(n.Id))], choices.GetValueOrDefault(mail.RecipientId), now))
            {
                Announce(keys, mail, notices[mail.Id]);
                continue;
            }

            mail.Claim(sender, MailDomain(), now, Lease);
            var matters = notices[mail.Id].Where(n => !over.Contains(n.Id)).Select(n => new MailMatter(n.Kind, n.Reference, n.Step, n.SubjectId == n.RecipientId, n.Link)).ToList();
            // who only follows a request is no person here: the address stands in the notice, and the name is nobody's business
            var (to, first) = person is null ? (notices[mail.Id].First().RecipientEmail, "") : (person.Email, person.FirstName);
            claimed.Add(new(mail.Id, mail.MessageId!, to, mail.Purpose == MailPurpose.Digest
                ? MailLetter.OfDay(matters, first, _texts, settings, site)
                : MailLetter.About(matters[0], first, _texts, settings, site)));
        }

        await db.SaveChangesAsync(cancellationToken);
        return claimed;
    }

    // a reminder that waited for the morning, or for a broken server, reaches nobody who is done meanwhile
    private static async Task<HashSet<Guid>> OverAsync(HmisDbContext db, List<Notification> notices, CancellationToken cancellationToken)
    {
        var reminders = notices.Where(n => n.Kind is NoticeKind.Reminded or NoticeKind.Delayed && n.RequestId is not null).ToList();
        if (reminders.Count == 0)
            return [];
        var ids = reminders.Select(n => n.RequestId!.Value).Distinct().ToList();
        var places = await db.Requests.AsNoTracking().Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.State, r.StateSinceUtc, r.FirstLoginUtc }).ToDictionaryAsync(r => r.Id, cancellationToken);
        return [.. reminders.Where(n => !places.TryGetValue(n.RequestId!.Value, out var place) || place.State != n.Step || place.StateSinceUtc > n.CreatedUtc || place.FirstLoginUtc is not null).Select(n => n.Id)];
    }

    private static bool IsSettled(Mail mail, Person? person, IReadOnlyList<Notification> notices, MailChoices? choices, DateTime now)
    {
        if (mail.Purpose == MailPurpose.Tracker)
        {
            if (notices.Count > 0 && notices[0].Link is not null)
                return false;
            mail.NotNeeded("The tracker was opened or ended.", now);
        }
        else if (person is not { IsActive: true })
            mail.NotNeeded("The person has no access any more.", now);
        else if (notices.Count == 0)
            mail.NotNeeded("There is nothing to tell any more.", now);
        else if (mail.Purpose == MailPurpose.Invitation && notices[0].Link is null)
            mail.NotNeeded("The invitation was used or replaced.", now);
        else if (person.AddressRefusal is { } refusal)
            mail.GiveUp(refusal, true, now);
        else if (mail.Attempts == 0 && now - mail.DueUtc > TooOld)
            mail.GiveUp("It waited for more than a week, because e-mail was off.", false, now);
        else if (mail.Purpose != MailPurpose.Invitation && choices is not null && MailSchedule.AfterQuietHours(choices, now) is var until && until > now)
            Hold(mail, until, now);
        else
            return false;
        return true;
    }

    private static void Hold(Mail mail, DateTime until, DateTime now)
    {
        if (mail.State == MailState.Sending)
            mail.Release(now);
        mail.HoldUntil(until, now);
    }

    // also while the program stops: what was sent must be known as sent
    private Task<int> SettleAsync(IReadOnlyList<ClaimedMail> claimed, Guid sender, Action<Mail, Person?, DateTime> settle) => writer.RunAsync(async (db, keys, ct) =>
    {
        db.Reach = Reach.Everything;
        var now = Now();
        db.ActAs(null, now);
        foreach (var one in claimed)
        {
            // another sender has it by now, because this one took longer than its lease
            if (await db.Mails.SingleOrDefaultAsync(m => m.Id == one.Id && m.State == MailState.Sending && m.ClaimedBy == sender, ct) is not { } mail)
                continue;
            var person = await db.People.SingleOrDefaultAsync(p => p.Id == mail.RecipientId, ct);
            settle(mail, person, now);
            Announce(keys, mail, await db.Notifications.Where(n => n.MailId == mail.Id).ToListAsync(ct));
            if (mail.IsAddressRefused && person?.AgencyId is { } agencyId)
                keys.Add(ChangeKey.Agency(agencyId));
        }

        return await db.SaveChangesAsync(ct);
    }, CancellationToken.None);

    private static void Announce(ICollection<ChangeKey> keys, Mail mail, IEnumerable<Notification> notices)
    {
        keys.Add(ChangeKey.Mail);
        foreach (var requestId in notices.Select(n => n.RequestId).Append(mail.RequestId).OfType<Guid>().Distinct())
            keys.Add(ChangeKey.Request(requestId));
    }

    private string MailDomain() => EmailAddress.Domain(options.Mail.Sender);

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
