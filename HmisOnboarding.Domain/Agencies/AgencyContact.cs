namespace HmisOnboarding.Domain.Agencies;

/// <summary>A contact as it is entered.</summary>
/// <param name="Name">Who.</param>
/// <param name="Role">What for, in words, such as "Billing".</param>
/// <param name="Email">Work e-mail, or empty.</param>
/// <param name="Phone">Work phone as it is dialled, or empty.</param>
public sealed record ContactData(string Name, string Role, string Email, string Phone)
{
    /// <summary>Longest name or role.</summary>
    public const int TextLimit = 120;

    /// <summary>Longest phone number, with extension.</summary>
    public const int PhoneLimit = 40;

    /// <exception cref="ArgumentException">The name is missing, neither e-mail nor phone is given, or a text does not fit.</exception>
    internal ContactData Clean()
    {
        var clean = new ContactData(Name.Trim(), Role.Trim(), Email.Trim().ToLowerInvariant(), Phone.Trim());
        if (clean.Name.Length is 0 or > TextLimit || clean.Role.Length > TextLimit)
            throw new ArgumentException($"Every contact needs a name of at most {TextLimit} characters. A role can be as long.", nameof(Name));
        if (clean.Email.Length == 0 && clean.Phone.Length == 0)
            throw new ArgumentException($"Enter an e-mail or a phone number for {clean.Name}.", nameof(Email));
        if (clean.Email.Length > 0 && !EmailAddress.IsAddress(clean.Email))
            throw new ArgumentException($"The e-mail of {clean.Name} is not an address. It looks like name@agency.org.", nameof(Email));
        return clean.Phone.Length <= PhoneLimit ? clean : throw new ArgumentException($"A phone number can have {PhoneLimit} characters.", nameof(Phone));
    }

    /// <summary>"Ann Bell (Billing), ann@agency.org, 616 555 0100".</summary>
    internal string Words => string.Join(", ", new[] { Role.Length == 0 ? Name : $"{Name} ({Role})", Email, Phone }.Where(t => t.Length > 0));
}

/// <summary>Somebody at an agency whom the lead agency writes to or calls, with or without a seat.</summary>
public sealed class AgencyContact
{
    private AgencyContact()
    {
    }

    internal AgencyContact(Guid agencyId, ContactData data, int position)
    {
        Id = Guid.NewGuid();
        AgencyId = agencyId;
        (Name, Role, Email, Phone) = data;
        Position = position;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose contact it is.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Who.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What for.</summary>
    public string Role { get; private set; } = "";

    /// <summary>Work e-mail, or empty.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Work phone, or empty.</summary>
    public string Phone { get; private set; } = "";

    /// <summary>Place in the list.</summary>
    public int Position { get; private set; }

    internal ContactData Data => new(Name, Role, Email, Phone);
}
