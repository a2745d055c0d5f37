namespace HmisOnboarding.Domain.Agreements;

/// <summary>A training certificate as a learning center issues it; one landscape page.</summary>
/// <param name="LearnerName">Who finished the course.</param>
/// <param name="CourseTitle">Which course.</param>
/// <param name="CompletedOn">Day of completion; the dates inside the file come from it.</param>
/// <param name="Score">Result of the quiz, for example "92 %"; left out when null.</param>
/// <param name="CertificateNumber">Number by which the issuer knows it.</param>
/// <param name="IssuerName">The learning center.</param>
public sealed record CertificateDocument(
    string LearnerName,
    string CourseTitle,
    DateOnly CompletedOn,
    string? Score,
    string CertificateNumber,
    string IssuerName)
{
    /// <summary>Paper to lay out for, turned to landscape.</summary>
    public PaperSize Paper { get; init; } = PaperSize.Letter;
}
