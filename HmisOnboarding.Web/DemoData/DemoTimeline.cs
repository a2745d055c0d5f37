namespace HmisOnboarding.Web.DemoData;

/// <summary>Something that somebody does at an instant of the past.</summary>
internal sealed record DemoStep(DateTime AtUtc, int Story, int Order, Func<Task> Act);

/// <summary>The steps of all stories in one order of time, so that codes rise with time and the clock finds the requests that are quiet by then.</summary>
internal static class DemoTimeline
{
    public static async Task WalkAsync(IEnumerable<DemoStep> steps, DemoClock clock, CancellationToken cancellationToken)
    {
        foreach (var step in steps.OrderBy(s => s.AtUtc).ThenBy(s => s.Story).ThenBy(s => s.Order))
        {
            cancellationToken.ThrowIfCancellationRequested();
            clock.Set(step.AtUtc);
            await step.Act();
        }
    }
}
