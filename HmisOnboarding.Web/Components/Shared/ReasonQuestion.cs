namespace HmisOnboarding.Web.Components.Shared;

/// <summary>One thing that can be named as wrong.</summary>
public sealed record ReasonItem(string Key, string Label);

/// <summary>What the dialog asks.</summary>
/// <param name="Title">The act: "Return to Maria Reyes".</param>
/// <param name="ActLabel">The verb of the button: "Return".</param>
/// <param name="Reader">Who reads the answer.</param>
/// <param name="Items">What can be ticked; empty when the act concerns the whole.</param>
/// <param name="ReadyReasons">Sentences to choose from; the first is not chosen by itself.</param>
/// <param name="Lead">One line above the fields: what the act does.</param>
/// <param name="Earlier">What was answered before, when the act was refused: it is there again.</param>
public sealed record ReasonQuestion(
    string Title, string ActLabel, string Reader, IReadOnlyList<ReasonItem> Items, IReadOnlyList<string> ReadyReasons, string? Lead = null, ReasonAnswer? Earlier = null)
{
    /// <summary>What the reader gets word for word, where the act writes more than the answer; null where the answer is all.</summary>
    public Func<ReasonAnswer, string>? Words { get; init; }
}

/// <summary>What was answered. <see cref="Text"/> is the whole text that the other person reads.</summary>
public sealed record ReasonAnswer(IReadOnlyList<string> ItemKeys, string Text);
