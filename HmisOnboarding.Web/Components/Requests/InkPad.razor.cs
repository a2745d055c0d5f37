using System.Globalization;
using System.Text;
using HmisOnboarding.Domain.Agreements;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// The box in which somebody draws their signature. The strokes live in the browser until the moment of signing; then they come as a stream,
/// because one message with a long drawing would break the connection.
/// </summary>
public sealed partial class InkPad : IAsyncDisposable
{
    /// <summary>More than the browser ever sends; whoever sends more is not drawing.</summary>
    private const int MostBytes = 192 * 1024;

    private const string TooMuch = "There is too much ink to see a signature. Clear the box and sign again, or type your name.";
    private const string NotWhole = "The drawing did not arrive whole. Press the button once more, or type your name.";

    private readonly string _id = $"ink-{Guid.NewGuid():N}";
    private IReadOnlyList<string> _problems = [];
    private IJSObjectReference? _module;
    private ElementReference _pad;
    private bool _isBlocked;

    [Inject]
    public required IJSRuntime Browser { get; init; }

    /// <summary>Printed under the line: the name of the account.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>Under which the tab keeps the strokes.</summary>
    [Parameter, EditorRequired]
    public required string Key { get; set; }

    /// <summary>The picture elsewhere on the page that shows the same drawing.</summary>
    [Parameter, EditorRequired]
    public required string PreviewId { get; set; }

    /// <summary>Told when the box gets its first ink or loses its last.</summary>
    [Parameter]
    public EventCallback<bool> OnInk { get; set; }

    /// <summary>Told when drawing is not possible and the person wants to type.</summary>
    [Parameter]
    public EventCallback OnTypeInstead { get; set; }

    /// <summary>Takes the drawing for signing; null when it is no signature, and the reason stands beside the box then.</summary>
    public async Task<InkDrawing?> TakeAsync()
    {
        _problems = [];
        try
        {
            var drawing = InkDrawing.FromStrokes(Strokes(await ReadAsync()));
            _problems = drawing.Problems();
            return _problems.Count == 0 ? drawing : null;
        }
        catch (FormatException)
        {
            _problems = [TooMuch];
        }
        catch (Exception broken) when (broken is JSException or IOException or TimeoutException or ArgumentOutOfRangeException or OperationCanceledException)
        {
            _problems = [NotWhole];
        }
        finally
        {
            StateHasChanged();
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the page is gone, and the module with it
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            _module = await Browser.InvokeAsync<IJSObjectReference>("import", "./js/ink.js");
            _isBlocked = !await _module.InvokeAsync<bool>("works", _pad);
        }
        catch (JSException)
        {
            _isBlocked = true;
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            return;
        }

        if (_isBlocked)
            StateHasChanged();
    }

    private Task ToldAsync(ChangeEventArgs told)
    {
        _problems = [];
        return OnInk.InvokeAsync(told.Value is string { Length: > 0 });
    }

    private async Task<string> ReadAsync()
    {
        if (_module is null)
            return "";
        await using var sent = await _module.InvokeAsync<IJSStreamReference>("strokes", _pad);
        await using var content = await sent.OpenReadStreamAsync(MostBytes);
        using var reader = new StreamReader(content, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Strokes parted by ';', each a row of x and y in the units of the box.</summary>
    private static List<IReadOnlyList<(double X, double Y)>> Strokes(string text)
    {
        var strokes = new List<IReadOnlyList<(double X, double Y)>>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = part.Split(' ').Select(n => int.Parse(n, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)).ToArray();
            if (numbers.Length % 2 != 0)
                throw new FormatException("A point has two numbers.");
            strokes.Add([.. numbers.Chunk(2).Select(p => ((double)p[0], (double)p[1]))]);
        }

        return strokes;
    }
}
