using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;

namespace HmisOnboarding.Tests.Requests;

/// <summary>The table that was written by hand, read strictly: an unknown word is a mistake, a missing row is left for the test to find.</summary>
internal sealed class MoveTable
{
    private readonly Dictionary<(RequestState, RequestTrigger, string), string> _cells = [];

    public static MoveTable Written { get; } = Read(File.ReadLines(SourceTree.PathOf("HmisOnboarding.Tests", "Requests", "MoveTable.csv")));

    public static MoveTable Read(IEnumerable<string> lines)
    {
        var table = new MoveTable();
        string[]? columns = null;
        foreach (var line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            var words = line.Split(',', StringSplitOptions.TrimEntries);
            if (columns is null)
            {
                columns = words;
                continue;
            }

            var (state, verb) = (Enum.Parse<RequestState>(words[0]), Enum.Parse<RequestTrigger>(words[1]));
            for (var i = 2; i < words.Length; i++)
            {
                if (words[i] is not ("own" or "any" or "none"))
                    throw new FormatException($"'{words[i]}' at {state}, {verb}, {columns[i]} is neither own nor any nor none.");
                table._cells.Add((state, verb, columns[i]), words[i]);
            }
        }

        return table;
    }

    /// <summary>Whether the cell says yes; null when nobody wrote the cell.</summary>
    public bool? Allows(RequestState state, RequestTrigger verb, string role, bool own) =>
        _cells.TryGetValue((state, verb, role), out var word) ? word == "any" || (word == "own" && own) : null;
}
