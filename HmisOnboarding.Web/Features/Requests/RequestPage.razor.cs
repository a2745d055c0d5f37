using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Requests;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Requests;

/// <summary>
/// The address of a request for everybody: who has another page for it is led there, the agency administrator works here.
/// </summary>
public sealed partial class RequestPage
{
    private RequestView? _view;
    private string? _message;
    private bool _isTried;
    private bool _isFormOpen;
    private bool _scroll;

    [Inject]
    public required RequestQueries Queries { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter]
    public required string Code { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => _view is { } view && view.Code == Code ? [ChangeKey.Request(view.Id), ChangeKey.Person(Person.Id)] : [];

    protected override object? View => Code;

    /// <summary>What was edited, or the draft until then.</summary>
    private string Message
    {
        get => _message ?? _view?.HelpDeskMessage ?? "";
        set => _message = value;
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_view is not null && _view.Code != Code)
            (_view, _message, _isTried, _isFormOpen) = (null, null, false, false);
        var isFirst = _view is null;
        var view = await Queries.RequestAsync(await CallerAsync(), Code, cancellationToken);
        _view = view;
        Watch(Keys);
        if (!isFirst)
            return;
        if (!IsForAdministrator(view))
        {
            Navigation.NavigateTo(RequestAddress.Of(view.Viewer, view.Code) + new Uri(Navigation.Uri).Fragment, replace: true);
            return;
        }

        _scroll = Fragment.Length > 0;
        OpenPart(Fragment);
    }

    // the place that the address names exists only now
    protected override void OnAfterRender(bool firstRender)
    {
        if (!_scroll || _view is null)
            return;
        _scroll = false;
        Navigation.NavigateTo(Navigation.Uri, replace: true);
    }

    private string Fragment => new Uri(Navigation.Uri).Fragment.TrimStart('#');

    private static bool IsForAdministrator(RequestView view) => RequestAddress.ElsewhereOf(view.Viewer) is null;

    private void OpenPart(string anchor) => _isFormOpen |= anchor == "form";
}
