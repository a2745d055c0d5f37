namespace HmisOnboarding.Domain.Submission;

/// <summary>One line of a choice list on the User Request Form, or a reason for a return, a rejection or a decline.</summary>
/// <param name="Code">Stored with the request. It never changes once it was used.</param>
/// <param name="Label">The few words that a person picks.</param>
/// <param name="Sentence">What the other side reads: what the choice means and, for a reason, the way out.</param>
public sealed record Choice(string Code, string Label, string Sentence);

/// <summary>A task that the new user will do in HMIS.</summary>
/// <param name="Code">Stored with the request. It never changes once it was used.</param>
/// <param name="Label">The few words that a person picks.</param>
/// <param name="Sentence">What the task is, in plain words.</param>
/// <param name="SuggestedRoleType">Code of the lowest role type that can do this task.</param>
public sealed record HmisTask(string Code, string Label, string Sentence, string SuggestedRoleType);
