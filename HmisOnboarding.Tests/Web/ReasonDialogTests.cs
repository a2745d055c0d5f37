using Bunit;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class ReasonDialogTests : WebTest
{
    private static readonly ReasonQuestion Question = new("Return to Maria Reyes", "Return", "Maria Reyes",
        [new("a", "Basic Privacy certificate"), new("b", "Initials of clause 4")], ["The certificate shows another name."]);

    [Fact]
    public async Task Answer_WhenSomethingIsTickedAndSaid_IsWhatThePreviewShowed()
    {
        var provider = Render<MudDialogProvider>();
        var asked = provider.InvokeAsync(() => ReasonDialog.AskAsync(Services.GetRequiredService<IDialogService>(), Question));
        provider.WaitForElement(".act-primary");

        await provider.Find(".act-primary").ClickAsync(new());
        Assert.Contains("Tick at least one thing", provider.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        await provider.FindAll("input[type=checkbox]")[1].ChangeAsync(new() { Value = true });
        await provider.Find("select").ChangeAsync(new() { Value = "The certificate shows another name." });
        await provider.Find("textarea").InputAsync(new() { Value = " Please upload your own. " });
        Assert.Equal("• Initials of clause 4\nThe certificate shows another name.\nPlease upload your own.", provider.Find(".preview").TextContent);
        await provider.Find(".act-primary").ClickAsync(new());

        var answer = await asked;
        Assert.Equal(["b"], answer!.ItemKeys);
        Assert.Equal("The certificate shows another name.\nPlease upload your own.", answer.Text);
    }

    [Fact]
    public async Task Answer_WhenThePersonKeepsIt_IsNothing()
    {
        var provider = Render<MudDialogProvider>();
        var asked = provider.InvokeAsync(() => ReasonDialog.AskAsync(Services.GetRequiredService<IDialogService>(), Question));
        provider.WaitForElement(".act-text");

        await provider.Find(".act-text").ClickAsync(new());

        Assert.Null(await asked);
    }
}
