using HmisOnboarding.Domain.Defaults;

namespace HmisOnboarding.Domain.Training;

/// <summary>A draft with somebody else's published changes taken in.</summary>
/// <param name="Catalogue">The draft to go on with.</param>
/// <param name="Conflicts">Names of the items that both changed; the draft's own words stand there.</param>
public sealed record MergedCatalogue(Catalogue Catalogue, IReadOnlyList<string> Conflicts);

/// <summary>
/// Takes the changes of a version that was published meanwhile into a draft: an item that only the other changed is theirs,
/// one that both changed stays the draft's and is named. Pure.
/// </summary>
public static class CatalogueMerge
{
    /// <summary>The draft, begun on <paramref name="start"/>, brought onto <paramref name="theirs"/>.</summary>
    public static MergedCatalogue Of(Catalogue start, Catalogue draft, Catalogue theirs)
    {
        var conflicts = new List<string>();
        IReadOnlyList<T> Merge<T>(Func<Catalogue, IReadOnlyList<T>> list, Func<T, string> code, Func<T, string> name) where T : class =>
            Items(list(start), list(draft), list(theirs), code, name, conflicts);

        var merged = new Catalogue(
            Merge(c => c.RoleTypes, r => r.Code, r => r.Name),
            Merge(c => c.Courses, c => c.Code, c => c.Title),
            [.. theirs.Requirements.Where(r => draft.Requirements.Contains(r) || !start.Requirements.Contains(r)), .. draft.Requirements.Where(r => !theirs.Requirements.Contains(r) && !start.Requirements.Contains(r))])
        {
            Conditions = Merge(c => c.Conditions, c => c.Code, c => c.Question),
            EmploymentKinds = Merge(c => c.EmploymentKinds, c => c.Code, c => c.Label),
            HmisTasks = Merge(c => c.HmisTasks, t => t.Code, t => t.Label),
            ReturnReasons = Merge(c => c.ReturnReasons, c => c.Code, c => c.Label),
            CertificateRejectionReasons = Merge(c => c.CertificateRejectionReasons, c => c.Code, c => c.Label),
            DeclineReasons = Merge(c => c.DeclineReasons, c => c.Code, c => c.Label),
        };
        return new(merged, conflicts);
    }

    private static List<T> Items<T>(IReadOnlyList<T> start, IReadOnlyList<T> draft, IReadOnlyList<T> theirs, Func<T, string> code, Func<T, string> name, List<string> conflicts) where T : class
    {
        var before = start.DistinctBy(code).ToDictionary(code, StringComparer.Ordinal);
        var mine = draft.DistinctBy(code).ToDictionary(code, StringComparer.Ordinal);
        var others = theirs.DistinctBy(code).ToDictionary(code, StringComparer.Ordinal);

        T? Choose(string key)
        {
            var (was, own, other) = (before.GetValueOrDefault(key), mine.GetValueOrDefault(key), others.GetValueOrDefault(key));
            if (Same(own, was) || Same(own, other))
                return other;
            if (!Same(other, was))
                conflicts.Add(name((own ?? other)!));
            return own;
        }

        // the order of whoever moved something; the draft's when both did
        var moved = !draft.Select(code).Where(before.ContainsKey).SequenceEqual(start.Select(code).Where(mine.ContainsKey), StringComparer.Ordinal);
        var order = (moved ? draft.Concat(theirs) : theirs.Concat(draft)).Select(code).Distinct(StringComparer.Ordinal);
        return [.. order.Select(Choose).OfType<T>()];
    }

    // lists inside the records compare by reference: the written form is what counts
    private static bool Same<T>(T? one, T? other) where T : class =>
        ReferenceEquals(one, other) || (one is not null && other is not null && DataFile.Write(one) == DataFile.Write(other));
}
