using System.Text;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Architecture;

/// <summary>docs/workflow.md is written by the table of moves itself; run the tests with UPDATE_DOCS=1 to write it anew.</summary>
public sealed class WorkflowDocumentTests
{
    [Fact]
    public void Document_WhenComparedWithTheMoves_IsTheSame()
    {
        var file = SourceTree.PathOf("docs", "workflow.md");
        var written = Document();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, written);
        }

        Assert.True(File.Exists(file), "docs/workflow.md is missing. Run the tests once with UPDATE_DOCS=1.");
        Assert.Equal(written, File.ReadAllText(file));
    }

    [Fact]
    public void Diagram_WhenRead_NamesEveryStepEveryVerbAndEveryCondition()
    {
        var diagram = OnboardingRequest.WorkflowDiagram();

        Assert.StartsWith("stateDiagram-v2\n", diagram, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', diagram);
        // a semicolon would end the line for Mermaid
        Assert.DoesNotContain(';', diagram);
        Assert.All(Enum.GetNames<RequestState>(), state => Assert.Contains(state, diagram, StringComparison.Ordinal));
        Assert.All(Enum.GetNames<RequestTrigger>(), verb => Assert.Contains($": {verb}", diagram, StringComparison.Ordinal));
        Assert.All(new[] { "state Open {", "state Agreement {", "state Closed {" }, above => Assert.Contains(above, diagram, StringComparison.Ordinal));
        Assert.Contains("every clause that asks for initials initialled", diagram, StringComparison.Ordinal);
        Assert.Contains("first login not confirmed yet", diagram, StringComparison.Ordinal);
        Assert.Contains("the packet is complete", diagram, StringComparison.Ordinal);
        Assert.Contains("documents are to follow", diagram, StringComparison.Ordinal);
        Assert.Equal(diagram.Count(c => c == '{'), diagram.Count(c => c == '}'));
    }

    private static string Document()
    {
        var text = new StringBuilder();
        text.Append("""
            # The life of a request

            This page is written by the table of moves in `HmisOnboarding.Domain/Requests/RequestWorkflow.cs`. A test compares the two.
            To write it anew, run the tests with `UPDATE_DOCS=1`.

            Each arrow names a verb, then the conditions that must all hold. The first one says who may use it.
            An arrow from a frame holds for every step inside it. At a fork the same verb leads to different steps.
            The table below says how each step is called on the screen.

            ```mermaid

            """);
        text.Append(OnboardingRequest.WorkflowDiagram().TrimEnd('\n')).Append("\n```\n\n");
        text.Append("| Stage on screen | Step | Who has it | What happens next |\n|---|---|---|---|\n");
        foreach (var state in Enum.GetValues<RequestState>())
            text.AppendLine(string.Join(" | ", $"| {Stages.Name(state)}", $"`{state}`", Stages.Title(Stages.Holder(state)), $"{Stages.Next(state)} |"));
        return text.ToString().ReplaceLineEndings("\n");
    }
}
