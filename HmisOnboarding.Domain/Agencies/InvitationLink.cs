namespace HmisOnboarding.Domain.Agencies;

/// <summary>Where the link of an invitation leads inside the application.</summary>
public static class InvitationLink
{
    /// <summary>Everything before the secret.</summary>
    public const string Prefix = "/Account/Invitation?code=";
}
