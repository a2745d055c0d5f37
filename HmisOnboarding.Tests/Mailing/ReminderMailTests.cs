using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Mailing;

/// <summary>A reminder as an e-mail: it leaves, not in quiet hours, and not to somebody who is done when it could leave.</summary>
public sealed class ReminderMailTests : PostTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reminder_WhenItWaitsForTheMorning_LeavesOnlyIfItIsStillTheirTurn(bool isDone)
    {
        // the hand-off is at 14:00 UTC, 09:00 in Detroit; the reminder two days later falls into the quiet hours
        await Community.Get<MailChoiceService>().KeepAsync(Community.Dora, MailChoices.Usual("America/Detroit") with { QuietFrom = new TimeOnly(8, 0), QuietUntil = new TimeOnly(12, 0) }, Cancel);
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        Community.Clock.Advance(TimeSpan.FromDays(2));
        await Carrier.CarryAsync(Cancel);
        await Community.Requests.FollowUpAsync(50, Cancel);
        await Carrier.CarryAsync(Cancel);
        Assert.DoesNotContain(Post.Kept, m => m.Parsed.Subject?.StartsWith("Reminder", StringComparison.Ordinal) == true);
        if (isDone)
            await Community.AdvanceToAsync(RequestState.Submission, code);

        await PassAsync(TimeSpan.FromHours(6), TimeSpan.FromMinutes(30));

        var mails = Post.Kept.Where(m => m.Parsed.Subject == $"Reminder: {code} waits for you").ToList();
        await using var db = Community.Database.Read(Reach.Everything);
        var row = await db.Mails.SingleAsync(m => db.Notifications.Any(n => n.MailId == m.Id && n.Kind == NoticeKind.Reminded), Cancel);
        Assert.Equal((isDone ? 0 : 1, isDone ? MailState.NotNeeded : MailState.Sent), (mails.Count, row.State));
    }
}
