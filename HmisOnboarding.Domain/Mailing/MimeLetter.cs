using MimeKit;
using MimeKit.Text;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>A letter as an internet message: two parts that say the same, plain before layout, and no attachment.</summary>
internal static class MimeLetter
{
    public static MimeMessage Write(MailLetter letter, string messageId, string to, MailOptions options, DateTime nowUtc)
    {
        var message = new MimeMessage
        {
            MessageId = messageId,
            Date = new DateTimeOffset(nowUtc, TimeSpan.Zero),
            Subject = MailTexts.OneLine(letter.Subject, 200),
            Body = new MultipartAlternative(Part(TextFormat.Plain, letter.ToText()), Part(TextFormat.Html, letter.ToHtml())),
        };
        message.From.Add(new MailboxAddress(MailTexts.OneLine(options.FromName, 100), options.Sender));
        // the address alone: a name beside it would be one more place for somebody's words
        message.To.Add(new MailboxAddress(null, to));
        if (options.ReplyTo is { } reply)
            message.ReplyTo.Add(new MailboxAddress(null, reply));
        // holiday answers and ticket machines keep quiet
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    private static TextPart Part(TextFormat format, string text) => new(format) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };
}
