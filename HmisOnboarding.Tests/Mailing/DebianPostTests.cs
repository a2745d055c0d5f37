using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Xunit;

namespace HmisOnboarding.Tests.Mailing;

/// <summary>The mails of a request through a mail server that we did not write, read back from its mailbox.</summary>
public sealed class DebianPostTests(DebianPost post) : IClassFixture<DebianPost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mails_OfARequest_LieInTheMailboxOfTheServerOnceEach()
    {
        await using var community = await TestCommunity.CreateWithMailAsync(Options(post.Plain, MailTls.None));
        var code = await community.OpenAtAsync(RequestState.DirectorSignature);

        var sent = await community.Get<MailCarrier>().CarryAsync(Cancel);

        Assert.True(sent >= 4, $"Only {sent} mails.");
        var messages = post.Files.Select(f => MimeMessage.Load(f, Cancel)).ToList();
        await using var db = community.Database.Read(Reach.Everything);
        var ids = await db.Mails.Where(m => m.State == MailState.Sent).Select(m => m.MessageId!).ToListAsync(Cancel);
        Assert.Equal(sent, ids.Count);
        Assert.Equal(ids.Order(), messages.Select(m => m.MessageId!).Order());
        var director = Assert.Single(messages, m => m.To.ToString() == "dora@harbor.example.org");
        Assert.Equal($"{code} waits for your signature", director.Subject);
        Assert.Contains($"https://onboarding.example.org/requests/{code}", director.TextBody, StringComparison.Ordinal);
        Assert.Contains("<a class=\"act\"", director.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("helpdesk@hmis.example.org", director.ReplyTo.ToString());
    }

    [Fact]
    public async Task Mail_WhenNobodyVouchesForTheCertificateOfTheServer_IsNotHandedOver()
    {
        await using var community = await TestCommunity.CreateWithMailAsync(Options(post.Encrypted, MailTls.StartTls));
        await community.OpenRequestAsync();

        Assert.Equal(0, await community.Get<MailCarrier>().CarryAsync(Cancel));

        await using var db = community.Database.Read(Reach.Everything);
        var failed = await db.Mails.Where(m => m.State == MailState.Failed).ToListAsync(Cancel);
        Assert.NotEmpty(failed);
        Assert.All(failed, m => Assert.Contains("certificate is not trusted", m.LastError, StringComparison.Ordinal));
    }

    private static MailOptions Options(int port, MailTls tls) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Tls = tls,
        From = "onboarding@hmis.example.org",
        ReplyTo = "helpdesk@hmis.example.org",
        TimeoutSeconds = 30,
    };
}
