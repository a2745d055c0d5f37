using System.Security.Cryptography;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Watchers;

/// <summary>What happened to a watcher, as the history tells it.</summary>
internal enum WatcherStep
{
    Asked,
    Added,
    Opened,
    Ended,
}

/// <summary>
/// Somebody outside, by e-mail, who may follow one request on a page of its own: a supervisor who plans a shift. The page is opened by a secret of
/// which only the hash is kept.
/// </summary>
public sealed class Watcher
{
    private Watcher()
    {
    }

    internal Watcher(OnboardingRequest request, string email, Actor askedBy, DateTime nowUtc)
    {
        Id = Guid.NewGuid();
        RequestId = request.Id;
        AgencyId = request.AgencyId;
        SubjectId = request.SubjectId;
        Email = EmailAddress.Normalise(email);
        AskedUtc = nowUtc;
        AskedByName = askedBy.FullName;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>Its agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Its new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Where the link goes, lower case.</summary>
    public string Email { get; private set; } = "";

    /// <summary>When somebody named the address, UTC.</summary>
    public DateTime AskedUtc { get; private set; }

    /// <summary>Who.</summary>
    public string AskedByName { get; private set; } = "";

    /// <summary>When an agency administrator agreed, UTC; null while that is open.</summary>
    public DateTime? AddedUtc { get; private set; }

    /// <summary>Who agreed.</summary>
    public string? AddedByName { get; private set; }

    /// <summary>SHA-256 of the secret, lower-case hex; null while nobody agreed.</summary>
    public string? TokenHash { get; private set; }

    /// <summary>When the page was opened first, UTC.</summary>
    public DateTime? FirstOpenedUtc { get; private set; }

    /// <summary>When it was ended by a person, UTC.</summary>
    public DateTime? EndedUtc { get; private set; }

    /// <summary>Whether the link can work: agreed to and not ended.</summary>
    public bool IsOn => AddedUtc is not null && EndedUtc is null;

    /// <summary>An agency administrator agrees; returns the secret (256 random bits), which is not kept.</summary>
    internal string Agree(Actor by, DateTime nowUtc)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        AddedUtc = nowUtc;
        AddedByName = by.FullName;
        TokenHash = Invitation.Hash(secret);
        return secret;
    }

    internal void NoteOpened(DateTime nowUtc) => FirstOpenedUtc ??= nowUtc;

    internal void End(DateTime nowUtc) => EndedUtc ??= nowUtc;
}

/// <summary>Where the link of a watcher leads inside the application.</summary>
public static class TrackerLink
{
    /// <summary>Everything before the secret.</summary>
    public const string Prefix = "/track/";
}
