using System.Text;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>
/// Somebody the community knows by work e-mail: a new user, or the holder of a seat. Never a client of an agency.
/// Whether the person can sign in is the web application's business; whether they may act is asked of <see cref="IsActive"/> and their seats.
/// </summary>
public sealed class Person
{
    /// <summary>Longest first or last name (HMIS vendors and the federal exchange format take 50).</summary>
    public const int NameLimit = 50;

    /// <summary>Longest job title.</summary>
    public const int JobTitleLimit = 120;

    /// <summary>Longest e-mail address.</summary>
    public const int EmailLimit = 254;

    private Person()
    {
    }

    /// <summary>A person as the agency names them; names are trimmed and normalised, the address is compared without case.</summary>
    /// <exception cref="ArgumentException">A name is empty or too long, or the address is not one.</exception>
    public Person(string firstName, string lastName, string email, Guid? agencyId, string? jobTitle = null, string? phone = null)
        : this(Guid.NewGuid(), firstName, lastName, email, agencyId, jobTitle, phone)
    {
    }

    internal Person(Guid id, string firstName, string lastName, string email, Guid? agencyId, string? jobTitle, string? phone)
    {
        Id = id;
        FirstName = CleanName(firstName);
        LastName = CleanName(lastName);
        Email = EmailAddress.Normalise(email);
        AgencyId = agencyId;
        JobTitle = jobTitle?.Trim();
        Phone = phone?.Trim();
        IsActive = true;
    }

    /// <summary>Random key; the sign-in account uses the same one.</summary>
    public Guid Id { get; private set; }

    /// <summary>Given name.</summary>
    public string FirstName { get; private set; } = "";

    /// <summary>Family name.</summary>
    public string LastName { get; private set; } = "";

    /// <summary>First and last name as printed and as signed.</summary>
    public string FullName => $"{FirstName} {LastName}".Trim();

    /// <summary>Work e-mail, lower case; one person has one address.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Work phone, as given.</summary>
    public string? Phone { get; private set; }

    /// <summary>What they do at the agency.</summary>
    public string? JobTitle { get; private set; }

    /// <summary>The agency they work for; null for a system administrator.</summary>
    public Guid? AgencyId { get; private set; }

    /// <summary>False once access was ended: every command of this person is refused from then on.</summary>
    public bool IsActive { get; private set; }

    /// <summary>When the person first chose a password here, UTC; null while they only have an invitation.</summary>
    public DateTime? SignInSinceUtc { get; private set; }

    /// <summary>When a mail server said that it does not know the address, UTC; null while nobody said so.</summary>
    public DateTime? AddressRefusedUtc { get; private set; }

    /// <summary>What the mail server said; null while the address was not refused.</summary>
    public string? AddressRefusal { get; private set; }

    internal void NoteAddressRefused(string words, DateTime utc) => (AddressRefusedUtc, AddressRefusal) = (utc, words);

    /// <summary>Takes another address; what was said about the old one is over.</summary>
    /// <exception cref="ArgumentException">It is not an address that mail can be sent to.</exception>
    internal void CorrectEmail(string email) => (Email, AddressRefusedUtc, AddressRefusal) = (EmailAddress.Normalise(email), null, null);

    /// <summary>Records that the person can sign in; the first time counts.</summary>
    public void CanSignIn(DateTime utc) => SignInSinceUtc ??= utc;

    /// <summary>Takes over job title and phone where they are given.</summary>
    public void UpdateContact(string? jobTitle, string? phone)
    {
        JobTitle = string.IsNullOrWhiteSpace(jobTitle) ? JobTitle : jobTitle.Trim();
        Phone = string.IsNullOrWhiteSpace(phone) ? Phone : phone.Trim();
    }

    /// <summary>Ends all rights of the person at once; what they signed stays.</summary>
    public void Deactivate() => IsActive = false;

    /// <summary>Takes the person back.</summary>
    public void Activate() => IsActive = true;

    /// <summary>
    /// Whether a typed signature names this person: white space, Unicode form and letter case do not matter, everything else does.
    /// </summary>
    public bool SignsAs(string typedName) => IsSameName(typedName, FullName);

    /// <summary>Whether two writings are the same name by the rule of <see cref="SignsAs"/>; screens compare with it while a name is typed.</summary>
    public static bool IsSameName(string typed, string name) =>
        string.Equals(CollapseSpaces(typed), CollapseSpaces(name), StringComparison.OrdinalIgnoreCase);

    internal static string CleanName(string name)
    {
        var clean = CollapseSpaces(new string([.. name.Where(c => !char.IsControl(c))]));
        if (clean.Length == 0)
            throw new ArgumentException("A first and a last name are needed. If the person has only one name, enter it twice.", nameof(name));
        return clean.Length <= NameLimit
            ? clean
            : throw new ArgumentException($"A name can have {NameLimit} characters at most. Use the name as it stands on the person's work papers.", nameof(name));
    }

    internal static string CollapseSpaces(string text) =>
        string.Join(' ', text.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
