using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components;

/// <summary>
/// A row that is drawn again only when its record changed by value. With <c>@key</c> on the row, one changed request costs one row,
/// however long the list is.
/// </summary>
public abstract class RowBoundary<TRow> : ComponentBase where TRow : class
{
    private TRow? _drawn;
    private bool _isStale = true;

    [Parameter, EditorRequired]
    public required TRow Row { get; set; }

    protected override bool ShouldRender()
    {
        if (!_isStale && Equals(_drawn, Row))
            return false;
        _isStale = false;
        _drawn = Row;
        return true;
    }

    /// <summary>Draws the row although its record is the same, for what the row itself keeps (open, ticked).</summary>
    protected void Redraw()
    {
        _isStale = true;
        StateHasChanged();
    }

    // the first drawing does not ask ShouldRender
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        _drawn = Row;
        _isStale = false;
    }
}
