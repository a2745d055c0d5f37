using HmisOnboarding.Domain.Training.Import;

namespace HmisOnboarding.Web.Features.TrainingImport;

/// <summary>What the person has said of a file so far. The way of writing dates is empty until they say it.</summary>
public sealed record ImportDraft(char Separator, int HeaderRow, CompletionColumns Columns, DateForm? Dates)
{
    public IReadOnlyDictionary<string, string?> Courses { get; init; } = new Dictionary<string, string?>();

    public IReadOnlyDictionary<string, Guid> People { get; init; } = new Dictionary<string, Guid>();

    public CompletionChoices? Choices => Dates is null ? null : new(Separator, HeaderRow, Columns, Dates) { Courses = Courses, People = People };
}
