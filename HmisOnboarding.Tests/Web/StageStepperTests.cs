using Bunit;
using HmisOnboarding.Web.Components.Shared;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class StageStepperTests : BunitContext
{
    [Fact]
    public void Steps_WhenDrawn_CarryIconWordAndTheOneThatIsHere()
    {
        var stepper = Render<StageStepper>(p => p.Add(s => s.Steps,
        [
            new("Training", StageStepStatus.Done, "Tue 3 Mar"),
            new("User Agreement", StageStepStatus.Returned, "by Dana Cole"),
            new("Submission", StageStepStatus.Upcoming),
            new("Account created", StageStepStatus.Stopped),
        ]));

        var steps = stepper.FindAll("li");
        Assert.Equal(["Done, Tue 3 Mar", "Returned, by Dana Cole", "To come", "Stopped"], stepper.FindAll(".step-word").Select(w => w.TextContent));
        Assert.Equal([null, "step", null, null], steps.Select(s => s.GetAttribute("aria-current")));
        Assert.Equal([1, 1, 0, 1], steps.Select(s => s.QuerySelectorAll("svg").Length));
        Assert.Equal("3", steps[2].QuerySelector(".step-mark")!.TextContent.Trim());
    }
}
