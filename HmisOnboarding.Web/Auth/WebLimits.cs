namespace HmisOnboarding.Web.Auth;

/// <summary>How much one address or one person may ask of the server; section "Limits" of the settings.</summary>
public sealed class WebLimits
{
    /// <summary>Forms sent to /Account from one address in a minute.</summary>
    public int AccountPostsPerMinute { get; set; } = 10;

    /// <summary>Papers that one address may verify in a minute.</summary>
    public int VerifiesPerMinute { get; set; } = 30;

    /// <summary>Times that one address may look at trackers in a minute.</summary>
    public int TracksPerMinute { get; set; } = 30;

    /// <summary>Open pages of one person.</summary>
    public int CircuitsPerPerson { get; set; } = 5;
}
