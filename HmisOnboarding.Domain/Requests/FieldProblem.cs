namespace HmisOnboarding.Domain.Requests;

/// <summary>What is missing or wrong with one field of a form, so that the sentence can stand beside it.</summary>
/// <param name="Field">Name of the property that is meant; of the first one where a sentence is about several.</param>
/// <param name="Sentence">What the person reads.</param>
public sealed record FieldProblem(string Field, string Sentence);
