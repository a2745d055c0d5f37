namespace HmisOnboarding.Domain.SavedViews;

/// <summary>Which list a view is of.</summary>
public enum SavedList
{
    /// <summary>The queue of the system administrators.</summary>
    Queue,

    /// <summary>The requests of an agency, as board or table.</summary>
    Requests,
}

/// <summary>The filters of a list that one person keeps under a name of their own. They are those of the address, so a view is a link as well.</summary>
public sealed class SavedView
{
    /// <summary>Longest name.</summary>
    public const int NameLimit = 40;

    /// <summary>Longest filters.</summary>
    public const int FiltersLimit = 1200;

    /// <summary>Views that one person keeps of one list.</summary>
    public const int MostOfAList = 20;

    private SavedView()
    {
    }

    internal SavedView(Guid personId, SavedList list, string name, string filters, DateTime createdUtc) =>
        (Id, PersonId, List, Name, Filters, CreatedUtc) = (Guid.NewGuid(), personId, list, name, filters, createdUtc);

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose it is; nobody else sees it.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>Which list it is of.</summary>
    public SavedList List { get; private set; }

    /// <summary>What the person calls it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The query of the address, without path and question mark; empty for the list as it is.</summary>
    public string Filters { get; private set; } = "";

    /// <summary>The list opens with it.</summary>
    public bool IsStart { get; private set; }

    /// <summary>When it was kept, UTC.</summary>
    public DateTime CreatedUtc { get; private set; }

    internal void Rename(string name) => Name = name;

    internal void Start(bool isStart) => IsStart = isStart;
}
