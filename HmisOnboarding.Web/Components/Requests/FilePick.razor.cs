using System.Globalization;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>One file to upload: chosen, judged before it is sent, sent with its progress. After a refusal it is still chosen, and the reason stands beside it.</summary>
public sealed partial class FilePick : IDisposable
{
    private readonly string _id = $"file-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _gone = new();
    private IBrowserFile? _file;
    private string? _problem;
    private string? _warning;
    private bool _isOver;
    private int? _sent;

    [Inject]
    public required HmisDomainOptions Options { get; init; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>In the sentence "Drag ... here": "the certificate".</summary>
    [Parameter, EditorRequired]
    public required string What { get; set; }

    /// <summary>Told when a file was chosen, whatever its worth.</summary>
    [Parameter]
    public EventCallback<IBrowserFile> OnChosen { get; set; }

    private long Megabytes => Options.UploadLimits.MaxBytes / (1024 * 1024);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>Whether a file is chosen that may be sent; else the reason stands beside it.</summary>
    public bool Check()
    {
        _problem = Problem(_file);
        StateHasChanged();
        return _problem is null;
    }

    /// <summary>Sends the chosen file through <paramref name="store"/>; false when it was refused or did not arrive, with the reason beside it.</summary>
    public async Task<bool> SendAsync(Func<Stream, string, CancellationToken, Task> store)
    {
        if (!Check() || _file is not { } file)
            return false;
        _sent = 0;
        // drawn now, because the handler goes on until the whole file is there
        StateHasChanged();
        try
        {
            await using var content = new BrowserFileContent(file.OpenReadStream(Options.UploadLimits.MaxBytes, _gone.Token), read => Advance(read, file.Size));
            await store(content, file.Name, _gone.Token);
        }
        catch (DocumentRefusedException refused)
        {
            _problem = refused.Message;
            return false;
        }
        catch (Exception broken) when (broken is IOException or TimeoutException or JSException)
        {
            _problem = "The file did not arrive whole. Press the button once more, or choose the file again.";
            return false;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _sent = null;
            StateHasChanged();
        }

        (_file, _problem, _warning) = (null, null, null);
        return true;
    }

    /// <summary>
    /// Looks into a chosen file of at most <paramref name="most"/> bytes before it is sent. Null when that did not work, when another file was chosen
    /// meanwhile or when it is on its way: looking only helps, and sending says what is wrong.
    /// </summary>
    public async Task<T?> PeekAsync<T>(IBrowserFile file, long most, Func<Stream, string, CancellationToken, Task<T?>> read) where T : class
    {
        if (_problem is not null || file.Size > most)
            return null;
        T? found = null;
        try
        {
            await using var content = new BrowserFileContent(file.OpenReadStream(most, _gone.Token));
            found = await read(content, file.Name, _gone.Token);
        }
        catch (Exception broken) when (broken is IOException or TimeoutException or JSException or OperationCanceledException or NotFoundException)
        {
            // the page is going away, or the sender did
        }

        return IsStill(file) ? found : null;
    }

    /// <summary>Whether this file is the chosen one still and not on its way.</summary>
    public bool IsStill(IBrowserFile file) => !_gone.IsCancellationRequested && file == _file && _sent is null;

    private static string Size(long bytes) => bytes < 1024 * 1024
        ? $"{Math.Max(1, bytes / 1024)} KB"
        : $"{(bytes / (1024d * 1024)).ToString("0.0", CultureInfo.InvariantCulture)} MB";

    private Task ChooseAsync(InputFileChangeEventArgs chosen)
    {
        _isOver = false;
        if (chosen.FileCount == 0)
            return Task.CompletedTask;
        _file = chosen.File;
        _warning = SensitiveText.Warning(_file.Name);
        _problem = Problem(_file);
        return OnChosen.InvokeAsync(_file);
    }

    private string? Problem(IBrowserFile? file)
    {
        if (file is null)
            return $"Choose {What} first: a photo or a PDF.";
        try
        {
            // the size that the browser names is good enough to save the person a long upload
            DocumentRules.RequireLength(file.Size, Options.UploadLimits);
            return null;
        }
        catch (DocumentRefusedException refused)
        {
            return refused.Message;
        }
    }

    private void Advance(long read, long size)
    {
        var percent = (int)Math.Min(100, read * 100 / Math.Max(1, size));
        // one drawing for each tenth of the file is enough for the eye
        if (_sent is not { } shown || (percent - shown < 10 && percent < 100) || percent == shown)
            return;
        _sent = percent;
        _ = InvokeAsync(StateHasChanged);
    }
}
