using HmisOnboarding.Domain.Agencies;

namespace HmisOnboarding.Web.Features.Requests.Fields;

/// <summary>When the form asks for a sentence about an address.</summary>
public static class EmailWords
{
    /// <summary>Whether the address is complete and outside the agency's own domain, or a private one.</summary>
    public static bool NeedsExplanation(string email, string agencyDomain)
    {
        var address = email.Trim();
        return EmailAddress.IsAddress(address)
            && (EmailAddress.IsPersonal(address) || (agencyDomain.Length > 0 && !string.Equals(EmailAddress.Domain(address), agencyDomain, StringComparison.OrdinalIgnoreCase)));
    }
}
