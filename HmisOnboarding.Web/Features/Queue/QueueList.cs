using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>A packet in the table. <paramref name="Gone"/> says in words why it is no longer part of it; null while it is.</summary>
public sealed record QueueLine(RequestRow Row, string Address, bool IsOpen = false, string? Gone = null);

/// <summary>
/// The rows as they lie under the reader's eyes. News changes rows where they are; what is new waits until it is asked for,
/// and what has left stays in its place and says so.
/// </summary>
public sealed class QueueList(QueuePlace place)
{
    private readonly Dictionary<string, string> _gone = [];
    private List<RequestRow> _rows = [];
    private List<RequestRow> _fresh = [];

    /// <summary>How many rows are on screen.</summary>
    public int Count => _rows.Count;

    /// <summary>How many packets wait to be let in among the rows.</summary>
    public int NewCount { get; private set; }

    /// <summary>How many rows are only there to say that they have left.</summary>
    public int GoneCount => _gone.Count;

    /// <summary>Whether more rows come behind the last one.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Where the next page begins.</summary>
    public QueueCursor? Cursor => _rows.Count == 0 ? null : new(SortOf(_rows[^1]), _rows[^1].Number);

    /// <summary>The packet to take next: the first one that is still to be made, other than <paramref name="code"/>.</summary>
    public RequestRow? NextAfter(string? code) =>
        _rows.FirstOrDefault(r => r.State == RequestState.AccountQueue && r.Code != code && !_gone.ContainsKey(r.Code));

    public IEnumerable<QueueLine> Lines(string? openCode) =>
        _rows.Select(r => new QueueLine(r, place.Address(r.Code), r.Code == openCode, _gone.GetValueOrDefault(r.Code)));

    /// <summary>Shows these rows and nothing else.</summary>
    public void Show(IReadOnlyList<RequestRow> rows, bool hasMore)
    {
        _rows = [.. rows];
        _fresh = [];
        _gone.Clear();
        NewCount = 0;
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
        var isNew = unknown.Where(r => !HasMore || IsBefore(r, last)).ToHashSet();
        NewCount = isNew.Count;
        HasMore = freshHasMore || unknown.Count > isNew.Count;
        _fresh = [.. fresh.Where(r => shown.Contains(r.Code) || isNew.Contains(r))];
        return [.. _rows.Where(r => !byCode.ContainsKey(r.Code) && !_gone.ContainsKey(r.Code))];
    }

    /// <summary>Keeps a row that left in its place, with the reason.</summary>
    public void Explain(string code, string words) => _gone[code] = words;

    /// <summary>Lets in what waits and clears away what has left.</summary>
    public void TakeNews()
    {
        if (_fresh.Count == 0)
            _fresh = [.. _rows.Where(r => !_gone.ContainsKey(r.Code))];
        Show(_fresh, HasMore);
    }

    private bool IsBefore(RequestRow row, RequestRow other)
    {
        var order = SortOf(row).CompareTo(SortOf(other));
        if (order == 0)
            order = row.Number.CompareTo(other.Number);
        return place.Filter == QueueFilter.DoneToday ? order > 0 : order < 0;
    }

    private DateTime SortOf(RequestRow row) => place.Filter switch
    {
        QueueFilter.DoneToday => row.AccountUtc ?? DateTime.MaxValue,
        QueueFilter.AwaitingDocuments => row.StateSinceUtc,
        _ => row.LimitUtc ?? DateTime.MaxValue,
    };
}
