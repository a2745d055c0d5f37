using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Requests.Fields;

/// <summary>What stands beside each field of a form after it was tried; nothing before.</summary>
public sealed record FieldProblems(IReadOnlyList<FieldProblem> All)
{
    public static FieldProblems None { get; } = new([]);

    public IReadOnlyList<string> Of(string? field) => [.. All.Where(p => p.Field == field).Select(p => p.Sentence)];

    /// <summary>The id of a field, for its label and for links to it.</summary>
    public static string IdOf(string field) => $"field-{field}";
}
