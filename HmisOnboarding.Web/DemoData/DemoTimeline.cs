namespace HmisOnboarding.Web.DemoData;

/// <summary>Something that somebody does at an instant of the past.</summary>
/// <param name="AtUtc">When.</param>
/// <param name="Story">The story it belongs to; steps of one story follow each other.</param>
/// <param name="Order">Its place in the story; the first step of a request opens it.</param>
/// <param name="Act">What is done.</param>
/// <param name="Alone">Everything before it has to be done, and nothing happens meanwhile.</param>
internal sealed record DemoStep(DateTime AtUtc, int Story, int Order, Func<Task> Act, bool Alone = false);

/// <summary>
/// The steps of all stories, walked in order of time. The steps of two days go together, each under the clock of its own story, so that
/// their commits are shared; requests are opened in order of time, so that their codes rise with it.
/// </summary>
internal static class DemoTimeline
{
    private static readonly TimeSpan Together = TimeSpan.FromDays(2);

    public static async Task WalkAsync(IEnumerable<DemoStep> steps, CancellationToken cancellationToken)
    {
        foreach (var span in Spans([.. steps.OrderBy(s => s.AtUtc).ThenBy(s => s.Story).ThenBy(s => s.Order)]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // the commands that open requests enter the line of the one writer at once, in this order
            var opened = span.Where(s => s.Order == 0).Select(s => (s.Story, Done: s.Act())).ToDictionary(o => o.Story, o => o.Done);
            await Task.WhenAll(span.GroupBy(s => s.Story).Select(story => TellAsync(opened.GetValueOrDefault(story.Key), [.. story.Where(s => s.Order > 0)])));
        }
    }

    private static async Task TellAsync(Task? opened, IReadOnlyList<DemoStep> steps)
    {
        if (opened is not null)
            await opened;
        foreach (var step in steps)
            await step.Act();
    }

    private static IEnumerable<List<DemoStep>> Spans(IReadOnlyList<DemoStep> steps)
    {
        var span = new List<DemoStep>();
        foreach (var step in steps)
        {
            if (span.Count > 0 && (step.Alone || span[^1].Alone || step.AtUtc - span[0].AtUtc > Together))
            {
                yield return span;
                span = [];
            }

            span.Add(step);
        }

        if (span.Count > 0)
            yield return span;
    }
}
