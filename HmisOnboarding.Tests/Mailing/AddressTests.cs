using System.Text.Json;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Mailing;

/// <summary>An address that a mail server does not know becomes a task, and the mail arrives when it is corrected.</summary>
public sealed class AddressTests : PostTest
{
    private AddressBook Addresses => Community.Get<AddressBook>();

    [Fact]
    public async Task Address_WhenTheServerDoesNotKnowIt_IsATaskUntilItIsCorrectedAndThenTheMailsArrive()
    {
        var code = await Community.OpenRequestAsync();
        var subject = await Community.SubjectOfAsync(code);
        var wrong = (await PersonAsync(subject)).Email;
        Post.OnRecipient = to => to == wrong ? "550 5.1.1 no such user" : null;
        await Carrier.CarryAsync(Cancel);

        var task = Assert.Single(await Addresses.TasksAsync(Community.Alma, Cancel));
        Assert.Equal((subject.PersonId, wrong, 1, (string?)null), (task.PersonId, task.Email, task.Waiting, task.WhyNot));
        var lines = (await Community.Get<MailQueries>().OnRequestAsync(Community.Alma, code, Cancel)).Lines;
        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.Equal((MailState.GivenUp, true, null), (l.State, l.IsAddressRefused, l.SentUtc)));
        // nobody asks the server about it again
        var asked = Post.Said.Count(l => l.StartsWith("RCPT", StringComparison.Ordinal));
        await TellAsync(subject, "later");
        await PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        Assert.Equal(asked, Post.Said.Count(l => l.StartsWith("RCPT", StringComparison.Ordinal)));
        var oldSecret = await Community.InvitationSecretAsync(subject.PersonId);

        await Addresses.CorrectAsync(Community.Alma, subject.PersonId, "Nina.Right@harbor.example.org", Cancel);
        await Carrier.CarryAsync(Cancel);

        Assert.Empty(await Addresses.TasksAsync(Community.Alma, Cancel));
        Assert.All(Post.Kept, m => Assert.Equal("nina.right@harbor.example.org", m.To));
        Assert.Equal(2, Post.Kept.Count);
        Assert.Null(await Community.People.FindInvitationAsync(oldSecret, Cancel));
        var link = InvitationLink.Prefix + await Community.InvitationSecretAsync(subject.PersonId);
        Assert.Single(Post.Kept, m => m.Parsed.TextBody!.Contains(link, StringComparison.Ordinal));
        Assert.Contains((await Community.ViewAsync(code)).Timeline, t => t.Text == $"Alma Ames corrected the e-mail address of {task.FullName}.");
        Assert.Equal(Post.Kept.Count, Post.Kept.Select(m => m.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Server_WhenItRefusesOneAddressOfMany_TakesTheOthersOverTheSameConnection()
    {
        Post.OnRecipient = to => to.StartsWith("dora", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null;
        await TellAsync(Community.Alma, "one");
        await TellAsync(Community.Dora, "two");
        await TellAsync(Community.Abel, "three");
        var before = Post.Connections;

        Assert.Equal(2, await Carrier.CarryAsync(Cancel));

        Assert.Equal(before + 1, Post.Connections);
        Assert.Equal(["abel@harbor.example.org", "alma@harbor.example.org"], Post.Kept.Select(m => m.To).Order());
    }

    [Theory]
    [InlineData("550 5.7.1 you may not send here")]
    [InlineData("452 4.2.2 mailbox full")]
    public async Task Refusal_WhenItSaysNothingAboutTheAddress_IsNoTask(string answer)
    {
        Post.OnRecipient = _ => answer;
        await TellAsync(Community.Dora, "key");
        await Carrier.CarryAsync(Cancel);

        Assert.Empty(await Addresses.TasksAsync(Community.Alma, Cancel));
        Assert.Empty(await Addresses.TasksAsync(Community.Sal, Cancel));
        Assert.Equal(answer[0] == '4' ? MailState.Failed : MailState.GivenUp, (await MailAsync("key")).State);
    }

    [Fact]
    public async Task Sender_WhenItIsRefused_IsTheServersFaultAndNoMailIsLost()
    {
        Post.OnSender = _ => "550 5.7.60 not your address";
        await TellAsync(Community.Dora, "key");
        await Carrier.CarryAsync(Cancel);
        Assert.Equal((MailState.Failed, "The mail server does not take e-mail from the address of the settings."), ((await MailAsync("key")).State, (await MailAsync("key")).LastError));

        Post.OnSender = _ => null;
        await PassAsync(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
        Assert.Single(Post.Kept);
    }

    [Fact]
    public async Task Address_OfSomebodyInASeat_IsCorrectedByThoseWhoCouldAppointThem()
    {
        Post.OnRecipient = to => to.StartsWith("abel", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null;
        await TellAsync(Community.Abel, "key");
        await Carrier.CarryAsync(Cancel);

        var seen = Assert.Single(await Addresses.TasksAsync(Community.Alma, Cancel));
        Assert.Contains("executive director", seen.WhyNot, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RuleViolationException>(() => Addresses.CorrectAsync(Community.Alma, Community.Abel.PersonId, "abel.arden@harbor.example.org", Cancel));
        Assert.Null(Assert.Single(await Addresses.TasksAsync(Community.Dora, Cancel)).WhyNot);
        await Addresses.CorrectAsync(Community.Dora, Community.Abel.PersonId, "a.arden@harbor.example.org", Cancel);
        await Carrier.CarryAsync(Cancel);
        Assert.Equal("a.arden@harbor.example.org", Assert.Single(Post.Kept).To);
    }

    [Theory]
    [InlineData("nonsense", "name@agency.org")]
    [InlineData("dora@harbor.example.org", "Somebody else")]
    [InlineData("nora@harbor.example.org", "the address that we have")]
    [InlineData("nora@gmail.com", "private mail service")]
    [InlineData("nora@harbor.example.org\r\nBcc: x@example.org", "name@agency.org")]
    public async Task Correction_WhenItIsNone_IsRefusedWithTheReason(string address, string named)
    {
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => Addresses.CorrectAsync(Community.Alma, Community.Nora.PersonId, address, Cancel));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherAgency_WhenItAsks_HasNeitherTasksNorMailsNorTheActs()
    {
        var code = await Community.OpenRequestAsync();
        var subject = await Community.SubjectOfAsync(code);
        Post.OnRecipient = _ => "550 5.1.1 no such user";
        await Carrier.CarryAsync(Cancel);
        var queries = Community.Get<MailQueries>();

        foreach (var stranger in new[] { Community.Boris, Community.Bella, Community.Cleo, Community.Nora, Community.Bruno })
        {
            Assert.Empty(await Addresses.TasksAsync(stranger, Cancel));
            var foreign = await Assert.ThrowsAsync<NotFoundException>(() => queries.OnRequestAsync(stranger, code, Cancel));
            var unknown = await Assert.ThrowsAsync<NotFoundException>(() => queries.OnRequestAsync(stranger, "HM-9999", Cancel));
            Assert.Equal(unknown.Message, foreign.Message);
            await Assert.ThrowsAsync<NotFoundException>(() => queries.StatusAsync(stranger, Cancel));
        }

        foreach (var stranger in new[] { Community.Boris, Community.Bella, Community.Cleo })
            await Assert.ThrowsAsync<NotFoundException>(() => Addresses.CorrectAsync(stranger, subject.PersonId, "else@bridge.example.org", Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.OnRequestAsync(subject, code, Cancel));
        await using var db = Community.Database.Read(new Reach(false, Community.Boris.PersonId, [Community.AgencyB], [Community.AgencyB]));
        Assert.Empty(await db.Mails.Where(m => m.AgencyId == Community.AgencyA).ToListAsync(Cancel));
        Assert.NotEmpty((await queries.OnRequestAsync(Community.Alma, code, Cancel)).Lines);
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(await queries.OnRequestAsync(Community.Alma, code, Cancel)), StringComparison.OrdinalIgnoreCase);
    }
}
