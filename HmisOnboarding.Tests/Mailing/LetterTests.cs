using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using MimeKit;
using Xunit;

namespace HmisOnboarding.Tests.Mailing;

/// <summary>What stands in a mail, and what can never get into one.</summary>
public sealed partial class LetterTests
{
    private static readonly Uri Site = new("https://onboarding.example.org/");
    private static readonly MailOptions Options = new() { Host = "mail.example.org", From = "onboarding@hmis.example.org", ReplyTo = "helpdesk@hmis.example.org" };

    public static TheoryData<NoticeKind> Kinds => [.. Enum.GetValues<NoticeKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Letter_WhateverItTellsOf_HasTwoPartsThatSayTheSameAndOneLink(NoticeKind kind)
    {
        var message = Sent(Letter(new MailMatter(kind, "HM-1001", RequestState.DirectorSignature, false, "/requests/HM-1001")));

        var parts = Assert.IsType<MultipartAlternative>(message.Body);
        Assert.Equal(["text/plain", "text/html"], parts.Select(p => p.ContentType.MimeType));
        var (text, html) = (message.TextBody!, message.HtmlBody!);
        Assert.Contains("Hello Dora,", text, StringComparison.Ordinal);
        Assert.Contains("Who has it: the executive director.", text, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(html, "<a "));
        Assert.Contains("href=\"https://onboarding.example.org/requests/HM-1001\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<img|<script|<link|url\\(|src=|@import|<form|javascript:", html);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.DoesNotContain('{', message.Subject + text);
        Assert.DoesNotContain(message.BodyParts, p => p.IsAttachment);
        // every sentence of the plain part stands in the other one too
        var shown = System.Net.WebUtility.HtmlDecode(Tags().Replace(html, " "));
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l != "--"), line => Assert.Contains(line.TrimEnd(':'), shown, StringComparison.Ordinal));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length < 998));
    }

    [Theory]
    [InlineData("Nina\r\nBcc: all@example.org")]
    [InlineData("Nina\nSubject: another")]
    [InlineData("Nina\u2028Bcc: all@example.org")]
    [InlineData("\u202EaniN\u2066x\u2069\u200F")]
    [InlineData("Nina\0\u0007\u001b[31m")]
    public void Letter_WhenANameOrACodeBringsLineEndsOrMarks_HasNeitherAHeaderNorATurnMore(string hostile)
    {
        var plain = Headers(Sent(Letter(new MailMatter(NoticeKind.DirectorToSign, "HM-1001", RequestState.DirectorSignature, false, "/requests/HM-1001"))));
        var letter = MailLetter.About(new MailMatter(NoticeKind.DirectorToSign, hostile, RequestState.DirectorSignature, false, "/requests/" + hostile), hostile, MailTexts.Default,
            new CommunitySettings { CommunityName = hostile, HelpDeskName = hostile }, Site);
        var message = Sent(letter, Options with { FromName = hostile });

        Assert.Equal(plain, Headers(message));
        Assert.Equal("dora@harbor.example.org", Assert.Single(message.To.Mailboxes).Address);
        Assert.Empty(message.Bcc);
        var all = message.Subject + letter.ToText() + letter.ToHtml() + message.From;
        Assert.DoesNotContain(all, c => c is '\u202E' or '\u2066' or '\u2069' or '\u200F' or '\u2028' or '\0' or '\u0007' or '\u001b');
        Assert.Single(letter.Greeting.Split('\n', '\r'));
    }

    [Fact]
    public void Letter_WhenANameIsVeryLongOrMarkup_IsShortenedAndShownAsText()
    {
        var letter = MailLetter.About(new MailMatter(NoticeKind.Opened, "HM-1001", RequestState.Training, true, "/requests/HM-1001"),
            "<b>" + new string('x', 5000), MailTexts.Default, new CommunitySettings(), Site);

        Assert.True(letter.Greeting.Length <= 120);
        Assert.DoesNotContain("<b>", letter.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", letter.ToHtml(), StringComparison.Ordinal);
        Assert.True(MailTexts.OneLine(string.Concat(Enumerable.Repeat("😀", 300)), 121).Length <= 121);
        Assert.Equal(MailTexts.OneLine(string.Concat(Enumerable.Repeat("😀", 300)), 120), MailTexts.OneLine(string.Concat(Enumerable.Repeat("😀", 300)), 120).Normalize(NormalizationForm.FormC));
    }

    [Theory]
    [InlineData("//evil.example.org/x")]
    [InlineData("/\\evil.example.org")]
    [InlineData("https://evil.example.org/")]
    [InlineData("javascript:alert(1)")]
    [InlineData(null)]
    public void Link_WhenItIsNoPathOfTheProduct_LeadsToItsStart(string? link) =>
        Assert.Equal("https://onboarding.example.org/", Letter(new MailMatter(NoticeKind.Other, "HM-1001", null, false, link)).Address);

    [Fact]
    public void Letter_WhenTheReaderHasIt_SaysSoInsteadOfNamingAnOffice()
    {
        var own = Letter(new MailMatter(NoticeKind.Opened, "HM-1001", RequestState.Training, true, "/requests/HM-1001"));
        var other = Letter(new MailMatter(NoticeKind.PacketSent, "HM-1001", RequestState.AccountQueue, true, "/requests/HM-1001"));

        Assert.Contains("What is next for you: take the courses and upload each certificate.", own.Paragraphs);
        Assert.DoesNotContain(own.Paragraphs, p => p.StartsWith("Who has it", StringComparison.Ordinal));
        Assert.Contains("Who has it: the system administrator.", other.Paragraphs);
    }

    [Fact]
    public void Digest_WhenTheDayHadThreeNotices_ListsThemWithOneLink()
    {
        MailMatter Of(NoticeKind kind, string code) => new(kind, code, RequestState.DirectorSignature, false, $"/requests/{code}");
        var letter = MailLetter.OfDay([Of(NoticeKind.DirectorToSign, "HM-1001"), Of(NoticeKind.Withdrawn, "HM-1002"), Of(NoticeKind.Lapsed, "HM-1003")], "Dora", MailTexts.Default, new CommunitySettings(), Site);

        Assert.Equal("HMIS Onboarding: 3 notices", letter.Subject);
        Assert.Equal(["HM-1001 waits for your signature", "HM-1002 was withdrawn", "HM-1003 lapsed"], letter.Items);
        Assert.Equal("https://onboarding.example.org/notices", letter.Address);
        Assert.Single(Regex.Matches(letter.ToHtml(), "<a "));
    }

    [Fact]
    public void Texts_AsShipped_AreCompleteAndSpeakPlainly()
    {
        Assert.Equal(Enum.GetValues<NoticeKind>().Order(), MailTexts.Default.Kinds.Select(k => k.Kind).Order());
        PlainWords.AssertPlain(JsonNode.Parse(Shipped())!);
    }

    [Theory]
    [InlineData("\"kind\": \"lapsed\"", "\"kind\": \"other\"", "Lapsed")]
    [InlineData("{first}", "{lastName}", "{lastName}")]
    [InlineData("Hello {first},", "", "empty")]
    [InlineData("\"greeting\"", "\"greetings\"", "line")]
    public void Texts_WhenAFileIsWrong_AreRefusedWithThePlace(string old, string changed, string named)
    {
        var refusal = Assert.Throws<FormatException>(() => MailTexts.Parse(Shipped().Replace(old, changed, StringComparison.Ordinal)));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WhenTheyCannotWork_SayWhichAndHow()
    {
        Assert.Empty(new MailOptions().Problems(null));
        Assert.False(new MailOptions { Host = " ", User = "" }.IsOn);
        Assert.Null(new MailOptions { User = "" }.User);
        Assert.Empty(Options.Problems("https://onboarding.example.org"));
        Assert.Contains("Site:Address", Assert.Single(Options.Problems(null)), StringComparison.Ordinal);
        Assert.Contains("Mail:From", Assert.Single((Options with { From = "nobody" }).Problems("https://o.example.org")), StringComparison.Ordinal);
        Assert.Contains("in the clear", Assert.Single((Options with { Tls = MailTls.None, User = "u", Password = "p" }).Problems("https://o.example.org")), StringComparison.Ordinal);
        Assert.Empty((Options with { Host = "localhost", Tls = MailTls.None, User = "u", Password = "p" }).Problems("https://o.example.org"));
    }

    [Fact]
    public void BackOff_WhenATryFailsAgain_DoublesUpToTheLimitAndIsTheSameEveryTime()
    {
        var waits = Enumerable.Range(1, 12).Select(n => MailBackOff.After(n, MailBackOff.LongestForMail, "reference").TotalMinutes).ToList();

        Assert.All(waits.Select((w, i) => (Wait: w, Base: Math.Min(Math.Pow(2, i), 360))), w => Assert.InRange(w.Wait, w.Base * 0.8, w.Base * 1.2));
        Assert.Equal(waits[3], MailBackOff.After(4, MailBackOff.LongestForMail, "reference").TotalMinutes);
        Assert.NotEqual(waits[3], MailBackOff.After(4, MailBackOff.LongestForMail, "another").TotalMinutes);
        Assert.True(MailBackOff.After(int.MaxValue, MailBackOff.LongestForServer, "reference") <= TimeSpan.FromMinutes(18));
    }

    private static string Shipped() => File.ReadAllText(SourceTree.PathOf("HmisOnboarding.Domain/Mailing/Defaults/mail-texts.json"));

    private static MailLetter Letter(MailMatter matter) => MailLetter.About(matter, "Dora", MailTexts.Default, new CommunitySettings(), Site);

    // as it looks on the other side of the wire
    private static MimeMessage Sent(MailLetter letter, MailOptions? options = null)
    {
        using var wire = new MemoryStream();
        MimeLetter.Write(letter, "abc@hmis.example.org", "dora@harbor.example.org", options ?? Options, new DateTime(2026, 3, 3, 14, 0, 0, DateTimeKind.Utc)).WriteTo(wire, TestContext.Current.CancellationToken);
        wire.Position = 0;
        return MimeMessage.Load(wire, TestContext.Current.CancellationToken);
    }

    private static List<string> Headers(MimeMessage message) => [.. message.Headers.Select(h => h.Field)];

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();
}
