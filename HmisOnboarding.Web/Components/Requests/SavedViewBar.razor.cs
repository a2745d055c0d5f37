using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>The views that the reader keeps of a list: the filters of its address under a name. They are links, so they can be sent to a colleague.</summary>
public sealed partial class SavedViewBar
{
    private readonly string _id = $"view-{Guid.NewGuid():N}";
    private IReadOnlyList<SavedViewRow> _views = [];
    private Guid? _named;
    private string _name = "";
    private string? _said;

    [Inject]
    public required SavedViewService Views { get; init; }

    [Parameter, EditorRequired]
    public SavedList List { get; set; }

    /// <summary>Address of the list without filters.</summary>
    [Parameter, EditorRequired]
    public required string Path { get; set; }

    /// <summary>The query of the address as it is now, as the list writes it; empty for the list as it is.</summary>
    [Parameter, EditorRequired]
    public required string Filters { get; set; }

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Person(Person.Id)];

    protected override object? View => Filters;

    private SavedViewRow? Current => _views.FirstOrDefault(v => v.Filters == Filters);

    private bool CanSave => Filters.Length > 0 && Current is null;

    /// <summary>The query part of an address that a list wrote.</summary>
    public static string FiltersOf(string address) => address.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? address[(at + 1)..] : "";

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _views = await Views.ListAsync(await CallerAsync(), List, cancellationToken);
        // what is being typed stays while the same view is open
        if (_named != Current?.Id)
            (_named, _name) = (Current?.Id, Current?.Name ?? "");
    }

    private string AddressOf(SavedViewRow view) => view.Filters.Length == 0 ? Path : $"{Path}?{view.Filters}";

    private async Task SaveAsync()
    {
        await Views.SaveAsync(await CallerAsync(), List, _name, Filters);
        _said = "The view is saved.";
    }

    private async Task RenameAsync(Guid id)
    {
        await Views.RenameAsync(await CallerAsync(), id, _name);
        _said = "The view has its new name.";
    }

    private async Task StartAsync(SavedViewRow view)
    {
        await Views.StartWithAsync(await CallerAsync(), view.Id, !view.IsStart);
        _said = view.IsStart ? "The list opens as it is." : "The list opens with this view.";
    }

    private async Task DeleteAsync(Guid id)
    {
        await Views.DeleteAsync(await CallerAsync(), id);
        _said = "The view is deleted.";
    }
}
