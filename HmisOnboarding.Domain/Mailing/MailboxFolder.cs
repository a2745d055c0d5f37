using MimeKit;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>A mail in the mailbox of a development copy.</summary>
/// <param name="Name">The name of its file, without folder.</param>
/// <param name="To">To whom.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="AtUtc">When it was written, UTC.</param>
public sealed record MailboxRow(string Name, string To, string Subject, DateTime AtUtc);

/// <summary>A mail as its reader would see it.</summary>
/// <param name="Row">Its line in the list.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Html">The part with layout; to be shown in a frame that runs nothing.</param>
/// <param name="Text">The plain part.</param>
/// <param name="Headers">Every header, as in the file.</param>
public sealed record MailboxMail(MailboxRow Row, string From, string Html, string Text, IReadOnlyList<string> Headers);

/// <summary>The folder that a development copy writes its mails into, one .eml file each, instead of sending them.</summary>
public sealed class MailboxFolder(HmisDomainOptions options)
{
    private const int MostListed = 200;

    /// <summary>Whether mails are written here.</summary>
    public bool IsUsed => options.Mail is { HasServer: false, FolderPath: not null };

    /// <summary>The newest mails first, at most 200.</summary>
    public async Task<IReadOnlyList<MailboxRow>> ListAsync(CancellationToken cancellationToken = default)
    {
        if (options.Mail.FolderPath is not { } folder || !Directory.Exists(folder))
            return [];
        var rows = new List<MailboxRow>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.eml").OrderByDescending(f => f, StringComparer.Ordinal).Take(MostListed))
        {
            var message = await MimeMessage.LoadAsync(file, cancellationToken);
            rows.Add(RowOf(file, message));
        }

        return rows;
    }

    /// <summary>One mail; null when there is none of that name.</summary>
    public async Task<MailboxMail?> ReadAsync(string name, CancellationToken cancellationToken = default)
    {
        // a name from an address bar is looked for among the names, never put into a path
        if (options.Mail.FolderPath is not { } folder || !Directory.Exists(folder) || Directory.EnumerateFiles(folder, "*.eml").FirstOrDefault(f => Path.GetFileName(f) == name) is not { } file)
            return null;
        var message = await MimeMessage.LoadAsync(file, cancellationToken);
        return new(RowOf(file, message), message.From.ToString(), message.HtmlBody ?? "", message.TextBody ?? "", [.. message.Headers.Select(h => $"{h.Field}: {h.Value}")]);
    }

    private static MailboxRow RowOf(string file, MimeMessage message) => new(Path.GetFileName(file), message.To.ToString(), message.Subject ?? "", message.Date.UtcDateTime);
}

/// <summary>Into that folder. The file of a mail is named by its Message-ID, so a second try replaces the first.</summary>
internal sealed class MailboxRoute(string folder) : MailRoute
{
    public override bool IsMailbox => true;

    public override Task OpenAsync()
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailTroubleException(MailTroubleKind.Server, "The mailbox folder cannot be written.", e);
        }
    }

    public override async Task SendAsync(MimeMessage message)
    {
        var reference = (message.MessageId ?? throw new ArgumentException("A mail has a Message-ID before it is sent.", nameof(message))).Split('@')[0];
        var path = Path.Combine(folder, $"{message.Date.UtcDateTime:yyyyMMdd-HHmmss}-{reference}.eml");
        try
        {
            foreach (var earlier in Directory.EnumerateFiles(folder, $"*-{reference}.eml"))
                File.Delete(earlier);
            await message.WriteToAsync(path + ".part");
            File.Move(path + ".part", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailTroubleException(MailTroubleKind.Server, "The mailbox folder cannot be written.", e);
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
