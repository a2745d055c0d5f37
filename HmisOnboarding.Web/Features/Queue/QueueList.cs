using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>A packet in the table. <paramref name="Gone"/> says in words why it is no longer part of it; null while it is.</summary>
public sealed record QueueLine(RequestRow Row, string Address, bool IsOpen = false, string? Gone = null)
{
    /// <summary>Who reads the table.</summary>
    public Guid ReaderId { get; init; }

    /// <summary>Who else has the packet open now, in words; null when nobody has.</summary>
    public string? Looking { get; init; }

    /// <summary>What the verifier found; null when it has not looked at this version yet.</summary>
    public bool? IsVerified { get; init; }

    /// <summary>The reader ticked it, to act on several at once.</summary>
    public bool IsTicked { get; init; }

    /// <summary>Who has claimed it.</summary>
    public ClaimView? Claim => Row.ClaimedById is { } id ? new(id, Row.ClaimedByName ?? "", Row.ClaimedUtc ?? Row.StateSinceUtc) : null;

    /// <summary>Another one has it: the row steps back.</summary>
    public bool IsElsewhere => Row.ClaimedById is { } id && id != ReaderId;
}

/// <summary>
/// The rows as they lie under the reader's eyes. News changes rows where they are. While the pointer or the focus is among them, what is new
/// or belongs elsewhere waits until it is asked for; and what has left stays in its place and says so.
/// </summary>
public sealed class QueueList(QueuePlace place)
{
    private readonly Dictionary<string, string> _gone = [];
    private List<RequestRow> _rows = [];
    private List<RequestRow> _fresh = [];

    /// <summary>How many rows are on screen.</summary>
    public int Count => _rows.Count;

    /// <summary>The rows as they lie on the screen.</summary>
    public IReadOnlyList<RequestRow> Rows => _rows;

    /// <summary>The rows that can be ticked, in the order of the screen: all but those that have left.</summary>
    public IReadOnlyList<RequestRow> Tickable => [.. _rows.Where(r => !_gone.ContainsKey(r.Code))];

    /// <summary>How many packets wait to be let in among the rows.</summary>
    public int NewCount { get; private set; }

    /// <summary>How many rows wait to be put where they belong now.</summary>
    public int MovedCount { get; private set; }

    /// <summary>How many rows are only there to say that they have left.</summary>
    public int GoneCount => _gone.Count;

    /// <summary>Whether more rows come behind the last one.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Where the next page begins.</summary>
    public QueueCursor? Cursor => _rows.Count == 0 ? null : _rows.MaxBy(r => r, Comparer<RequestRow>.Create(Compare)) is { } last ? new(BoardQueries.QueueOrder(place.Part, last), last.Number) : null;

    /// <summary>The packet to take next: the first one that is still to be made and that nobody else has, other than <paramref name="code"/>.</summary>
    public RequestRow? NextAfter(string? code, Guid readerId) =>
        _rows.FirstOrDefault(r => r.State == RequestState.AccountQueue && r.Code != code && (r.ClaimedById is null || r.ClaimedById == readerId) && !_gone.ContainsKey(r.Code));

    public IEnumerable<QueueLine> Lines(string? openCode) =>
        _rows.Select(r => new QueueLine(r, place.Address(r.Code), r.Code == openCode, _gone.GetValueOrDefault(r.Code)));

    /// <summary>Shows these rows and nothing else.</summary>
    public void Show(IReadOnlyList<RequestRow> rows, bool hasMore)
    {
        _rows = [.. rows];
        _fresh = [];
        _gone.Clear();
        NewCount = MovedCount = 0;
        HasMore = hasMore;
    }

    /// <summary>Adds the next page behind the rows.</summary>
    public void Append(IReadOnlyList<RequestRow> rows, bool hasMore)
    {
        _rows.AddRange(rows.Where(r => _rows.All(k => k.Code != r.Code)));
        HasMore = hasMore;
    }

    /// <summary>
    /// Takes in what the table holds now, at least as many rows as are on screen. Returns the rows that it does not hold any more,
    /// so that they can be explained.
    /// </summary>
    public IReadOnlyList<RequestRow> Meet(IReadOnlyList<RequestRow> fresh, bool freshHasMore)
    {
        var byCode = fresh.ToDictionary(r => r.Code);
        var last = _rows[^1];
        for (var i = 0; i < _rows.Count; i++)
        {
            if (!byCode.TryGetValue(_rows[i].Code, out var row))
                continue;
            _rows[i] = row;
            _gone.Remove(row.Code);
        }

        var shown = _rows.Select(r => r.Code).ToHashSet();
        var unknown = fresh.Where(r => !shown.Contains(r.Code)).ToList();
        // where pages follow, what lies behind the last row belongs to them
        var isNew = unknown.Where(r => !HasMore || Compare(r, last) < 0).ToHashSet();
        NewCount = isNew.Count;
        HasMore = freshHasMore || unknown.Count > isNew.Count;
        _fresh = [.. fresh.Where(r => shown.Contains(r.Code) || isNew.Contains(r))];
        var order = fresh.Select((r, at) => (r.Code, at)).ToDictionary(p => p.Code, p => p.at);
        MovedCount = Moved([.. _rows.Where(r => order.ContainsKey(r.Code)).Select(r => order[r.Code])]);
        return [.. _rows.Where(r => !byCode.ContainsKey(r.Code) && !_gone.ContainsKey(r.Code))];
    }

    /// <summary>Keeps a row that left in its place as it is now, with the reason.</summary>
    public void Explain(RequestRow row, string words)
    {
        _gone[row.Code] = words;
        var at = _rows.FindIndex(r => r.Code == row.Code);
        if (at >= 0)
            _rows[at] = row;
    }

    /// <summary>Lets in what waits and puts rows where they belong; what has left stays and says so. For when nobody's hand is on the list.</summary>
    public void Settle()
    {
        if (NewCount == 0 && MovedCount == 0)
            return;
        _rows = [.. _fresh.Concat(_rows.Where(r => _gone.ContainsKey(r.Code))).OrderBy(r => r, Comparer<RequestRow>.Create(Compare))];
        NewCount = MovedCount = 0;
    }

    /// <summary>Lets in what waits and clears away what has left.</summary>
    public void TakeNews()
    {
        if (_fresh.Count == 0)
            _fresh = [.. _rows.Where(r => !_gone.ContainsKey(r.Code))];
        Show([.. _fresh], HasMore);
    }

    // the fewest rows whose moving makes the new order out of the old one
    private static int Moved(IReadOnlyList<int> order)
    {
        var ends = new List<int>();
        foreach (var at in order)
        {
            var slot = ends.BinarySearch(at);
            if (~slot == ends.Count)
                ends.Add(at);
            else
                ends[~slot] = at;
        }

        return order.Count - ends.Count;
    }

    private int Compare(RequestRow row, RequestRow other)
    {
        var order = BoardQueries.QueueOrder(place.Part, row).CompareTo(BoardQueries.QueueOrder(place.Part, other));
        if (order == 0)
            order = row.Number.CompareTo(other.Number);
        return place.Part == QueuePart.Done ? -order : order;
    }
}
