using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Mailing;

/// <summary>A community whose mails go to a mail server of the test.</summary>
public abstract class PostTest : IAsyncLifetime
{
    private protected LoopbackPost Post { get; } = new();

    private protected TestCommunity Community { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected MailCarrier Carrier => Community.Get<MailCarrier>();

    private protected virtual MailOptions Options => new() { Host = "127.0.0.1", Port = Post.Port, Tls = MailTls.None, From = "onboarding@hmis.example.org", TimeoutSeconds = 30 };

    public async ValueTask InitializeAsync()
    {
        Community = await TestCommunity.CreateWithMailAsync(Options);
        // what is left of the founding of the community
        await Carrier.CarryAsync(Cancel);
        Assert.Empty(Post.Kept);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Community.DisposeAsync();
        await Post.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Tells a person something, as any room of the Domain does it.</summary>
    private protected static Task<bool> TellAsync(TestCommunity community, Caller to, string key, NoticeKind kind = NoticeKind.DirectorToSign, string? reference = "HM-1001") =>
        community.Writer.RunAsync(async (db, keys, ct) =>
        {
            db.Reach = Reach.Everything;
            var person = await db.People.SingleAsync(p => p.Id == to.PersonId, ct);
            var told = await Outbox.TellAsync(db, keys, person, new Message(key, kind, "Subject", "Body") { AgencyId = community.AgencyA, Reference = reference, Link = "/requests/HM-1001", Step = RequestState.DirectorSignature }, community.Now, ct);
            await db.SaveChangesAsync(ct);
            return told;
        });

    private protected Task<bool> TellAsync(Caller to, string key, NoticeKind kind = NoticeKind.DirectorToSign) => TellAsync(Community, to, key, kind);

    private protected async Task<Mail> MailAsync(string key, TestCommunity? community = null)
    {
        await using var db = (community ?? Community).Database.Read(Reach.Everything);
        return await db.Mails.SingleAsync(m => m.Key == key, Cancel);
    }

    private protected async Task<Person> PersonAsync(Caller caller)
    {
        await using var db = Community.Database.Read(Reach.Everything);
        return await db.People.SingleAsync(p => p.Id == caller.PersonId, Cancel);
    }

    /// <summary>Lets the time pass in small steps, with a look at the mails at each, as the background does.</summary>
    private protected async Task PassAsync(TimeSpan time, TimeSpan step, TestCommunity? community = null)
    {
        var place = community ?? Community;
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            place.Clock.Advance(step);
            await place.Get<MailCarrier>().CarryAsync(Cancel);
        }
    }
}
