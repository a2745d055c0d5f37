namespace HmisOnboarding.Web.Components.Requests;

/// <summary>Initials that the new user put under a clause.</summary>
public sealed record InitialGiven(string ClauseNumber, string Initials);
