using Bunit;
using HmisOnboarding.Web.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class RowBoundaryTests : BunitContext
{
    [Fact]
    public async Task Row_WhenItsRecordIsEqual_IsNotDrawnAgain()
    {
        var row = Render<Probe>(p => p.Add(r => r.Row, new("Maria Reyes", "Training")));
        row.Render(p => p.Add(r => r.Row, new("Maria Reyes", "Training")));
        Assert.Equal(1, row.RenderCount);

        row.Render(p => p.Add(r => r.Row, new("Maria Reyes", "Submission")));
        Assert.Equal(2, row.RenderCount);
        Assert.Equal("Submission", row.Markup);

        await row.InvokeAsync(row.Instance.OpenMore);
        Assert.Equal(3, row.RenderCount);
    }

    private sealed record Line(string Name, string Stage);

    private sealed class Probe : RowBoundary<Line>
    {
        public void OpenMore() => Redraw();

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, Row.Stage);
    }
}
