using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>Which part of the queue is open. It lives in the address, so that a part can be mailed and comes back after a reload.</summary>
public sealed record QueuePlace(QueueFilter Filter, Guid? AgencyId)
{
    private static readonly Dictionary<QueueFilter, string> Words = new()
    {
        [QueueFilter.DueSoon] = "soon",
        [QueueFilter.Late] = "late",
        [QueueFilter.AwaitingDocuments] = "documents",
        [QueueFilter.DoneToday] = "done",
    };

    /// <summary>Reads the address; what it does not know is the whole queue.</summary>
    public static QueuePlace Of(string? show, string? agency) =>
        new(Words.FirstOrDefault(w => w.Value == show).Key, Guid.TryParse(agency, out var id) ? id : null);

    /// <summary>The address of this part, with a packet opened beside it where a code is given.</summary>
    public string Address(string? code = null)
    {
        var query = new List<string>();
        if (Words.TryGetValue(Filter, out var show))
            query.Add($"show={show}");
        if (AgencyId is { } agency)
            query.Add($"agency={agency}");
        var path = code is null ? "/queue" : $"/queue/{Uri.EscapeDataString(code)}";
        return query.Count == 0 ? path : $"{path}?{string.Join("&", query)}";
    }
}
