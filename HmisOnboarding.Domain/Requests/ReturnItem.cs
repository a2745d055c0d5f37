namespace HmisOnboarding.Domain.Requests;

/// <summary>One thing that has to be put right before a returned request can go on.</summary>
/// <param name="Subject">What it is about: a course code, <see cref="Agreement"/>, <see cref="Form"/> or <see cref="Other"/>.</param>
/// <param name="Sentence">What the other person reads.</param>
public sealed record ReturnItem(string Subject, string Sentence)
{
    /// <summary>The User Agreement has to be signed again.</summary>
    public const string Agreement = "agreement";

    /// <summary>The User Request Form is wrong.</summary>
    public const string Form = "form";

    /// <summary>Something else.</summary>
    public const string Other = "other";
}
