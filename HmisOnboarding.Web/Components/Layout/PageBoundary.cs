using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Features.Errors;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace HmisOnboarding.Web.Components.Layout;

/// <summary>
/// Shows a calm page in place of one that failed. An address that leads to nothing for this person looks the same
/// whether it exists for others or not.
/// </summary>
public sealed class PageBoundary : ErrorBoundaryBase
{
    [Inject]
    public required IErrorBoundaryLogger Logger { get; init; }

    protected override async Task OnErrorAsync(Exception exception)
    {
        // neither is a fault of the program
        if (exception is not NotFoundException and not SessionChangedException)
            await Logger.LogErrorAsync(exception);
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        switch (CurrentException)
        {
            case null:
                builder.AddContent(0, ChildContent);
                break;
            case NotFoundException:
                builder.OpenComponent<NothingHereNote>(1);
                builder.CloseComponent();
                break;
            case SessionChangedException:
                builder.OpenComponent<SessionChangedNote>(2);
                builder.CloseComponent();
                break;
            default:
                builder.OpenComponent<FaultNote>(3);
                builder.AddComponentParameter(4, nameof(FaultNote.OnRetry), EventCallback.Factory.Create(this, Recover));
                builder.CloseComponent();
                break;
        }
    }
}
