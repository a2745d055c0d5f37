using System.Text;
using Stateless.Reflection;

namespace HmisOnboarding.Domain.Requests;

internal sealed partial class RequestWorkflow
{
    private const string Indent = "    ";
    private const string NextLine = "<br/>";

    /// <summary>
    /// The table as a Mermaid diagram: frames for what is written once, the verb and its conditions line by line on each arrow,
    /// and a fork where the same verb leads to different steps.
    /// </summary>
    internal string Diagram()
    {
        var states = _machine.GetInfo().States.OrderBy(s => (int)(Place)s.UnderlyingState).ToList();
        var text = new StringBuilder("stateDiagram-v2\n").Append(Indent).Append("[*] --> Training\n");
        foreach (var frame in states.Where(s => s.Superstate is null && s.Substates.Any()))
            Frame(text, frame, Indent);
        foreach (var state in states)
        {
            foreach (var move in state.FixedTransitions)
                Arrow(text, state, move.DestinationState, [$"{move.Trigger}", .. Conditions(move)]);
            foreach (var move in state.DynamicTransitions)
            {
                var fork = $"After{move.Trigger}";
                text.Append(Indent).Append("state ").Append(fork).Append(" <<choice>>\n");
                Arrow(text, state, fork, [$"{move.Trigger}", .. Conditions(move)]);
                foreach (var way in move.PossibleDestinationStates)
                    Arrow(text, fork, way.DestinationState, [way.Criterion]);
            }
        }

        return text.ToString();
    }

    private static void Frame(StringBuilder text, StateInfo frame, string indent)
    {
        text.Append(indent).Append("state ").Append(frame).Append(" {\n");
        foreach (var inner in frame.Substates.OrderBy(s => PlaceInOrder(s)))
        {
            if (inner.Substates.Any())
                Frame(text, inner, indent + Indent);
            else
                text.Append(indent).Append(Indent).Append(inner).Append('\n');
        }

        text.Append(indent).Append("}\n");
    }

    // a frame stands where its first step stands
    private static int PlaceInOrder(StateInfo state) => state.Substates.Any() ? state.Substates.Min(PlaceInOrder) : (int)(Place)state.UnderlyingState;

    private static void Arrow(StringBuilder text, object from, object to, IEnumerable<string> lines) =>
        text.Append(Indent).Append(from).Append(" --> ").Append(to).Append(" : ").AppendJoin(NextLine, lines).Append('\n');

    private static IEnumerable<string> Conditions(TransitionInfo move) => move.GuardConditionsMethodDescriptions.SelectMany(c => c.Description.Split(Also));
}
