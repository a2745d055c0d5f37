using System.Net.Mail;
using System.Text;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>What counts as one work e-mail address, and which ones cannot be a work address.</summary>
public static class EmailAddress
{
    private static readonly HashSet<string> FreeMailDomains = new(StringComparer.OrdinalIgnoreCase)
    {
        "gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "msn.com", "aol.com", "icloud.com", "me.com",
        "proton.me", "protonmail.com", "gmx.com", "mail.com", "comcast.net", "att.net", "verizon.net", "ymail.com",
    };

    /// <summary>
    /// The address trimmed, in Unicode form C and lower case, so that two spellings of one mailbox are one person.
    /// </summary>
    /// <exception cref="ArgumentException">It is not an address that mail can be sent to.</exception>
    public static string Normalise(string email)
    {
        var clean = email.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
        return IsAddress(clean)
            ? clean
            : throw new ArgumentException("This is not an e-mail address. It looks like name@agency.org.", nameof(email));
    }

    /// <summary>Whether the text is one plain address with a domain, without display name, white space or line breaks.</summary>
    public static bool IsAddress(string text) =>
        text.Length is > 2 and <= Person.EmailLimit
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        // a second sign in quotes is allowed on paper; neither accounts nor most mail servers take it
        && text.Count(c => c == '@') == 1
        && MailAddress.TryCreate(text, out var parsed)
        && parsed.Address == text
        && parsed.Host.Contains('.', StringComparison.Ordinal)
        && !parsed.Host.StartsWith('.') && !parsed.Host.EndsWith('.');

    /// <summary>The part behind the at sign.</summary>
    public static string Domain(string email) => email[(email.LastIndexOf('@') + 1)..];

    /// <summary>
    /// Whether the domain is a private mail service. HMIS access data cannot be sent there;
    /// volunteers may have no work address, so the agency administrator can override it with a reason.
    /// </summary>
    public static bool IsPersonal(string email) => FreeMailDomains.Contains(Domain(email));
}
