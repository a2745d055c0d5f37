using System.Globalization;
using HmisOnboarding.Domain.Submission;

namespace HmisOnboarding.Domain.Training;

/// <summary>What happened to an item between two versions.</summary>
public enum CatalogueChangeKind
{
    /// <summary>Only in the new one.</summary>
    Added,

    /// <summary>Only in the old one.</summary>
    Removed,

    /// <summary>In both, with other words or numbers.</summary>
    Changed,

    /// <summary>The items of the list stand in another order.</summary>
    Moved,
}

/// <summary>One fact that differs, as a person reads it.</summary>
public sealed record FieldChange(string Label, string Was, string Now);

/// <summary>One item that differs.</summary>
/// <param name="Part">Its list.</param>
/// <param name="Code">Its code; of the course for requirements; empty for the order of a list.</param>
/// <param name="Name">Its name on screen.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Fields">What differs; for an added item what it says, empty for a removed one.</param>
public sealed record CatalogueChange(CataloguePart Part, string Code, string Name, CatalogueChangeKind Kind, IReadOnlyList<FieldChange> Fields);

/// <summary>Where two versions of the catalogue differ, item by item and field by field. Items are the same when their codes are. Pure.</summary>
public static class CatalogueDifference
{
    /// <summary>What a cell of the matrix says when the course is not needed.</summary>
    public const string NotNeeded = "Not needed";

    private const string None = "None";

    private static readonly Facts<RoleType> RoleTypeFacts = new(r => r.Code, r => r.Name,
    [
        ("Name", r => r.Name), ("Who it is for", r => r.PlainWords), ("May do", r => Lines(r.MayDo)), ("May not do", r => Lines(r.MayNotDo)),
        ("HMIS account", r => YesNo(r.NeedsAccount)), ("Vendor role", r => OrNone(r.VendorRole)), ("Offered", r => YesNo(!r.Retired)),
    ]);

    private static readonly Facts<Course> CourseFacts = new(c => c.Code, c => c.Title,
    [
        ("Title", c => c.Title), ("Summary", c => c.Summary), ("Link", c => OrNone(c.Link)), ("Minutes", c => Number(c.Minutes)),
        ("Pass score", c => c.PassPercent is { } score ? $"{Number(score)} %" : None),
        ("Valid", c => c.ValidMonths is { } months ? $"{Number(months)} months" : "Never expires"),
        ("Prerequisites", c => c.Prerequisites.Count == 0 ? None : string.Join(", ", c.Prerequisites.Order(StringComparer.Ordinal))),
    ]);

    private static readonly Facts<Condition> ConditionFacts = new(c => c.Code, c => c.Question, [("Question", c => c.Question)]);

    private static readonly Facts<Choice> ChoiceFacts = new(c => c.Code, c => c.Label, [("Label", c => c.Label), ("Sentence", c => c.Sentence)]);

    private static readonly Facts<HmisTask> TaskFacts = new(t => t.Code, t => t.Label, [("Label", t => t.Label), ("Sentence", t => t.Sentence), ("Lowest role type", t => t.SuggestedRoleType)]);

    /// <summary>What differs, list by list in the order of <see cref="CataloguePart"/>; within a list in the order of the new one, removed items last. Empty when nothing does.</summary>
    public static IReadOnlyList<CatalogueChange> Between(Catalogue old, Catalogue now) =>
    [
        .. Of(CataloguePart.RoleTypes, old.RoleTypes, now.RoleTypes, RoleTypeFacts),
        .. Of(CataloguePart.Courses, old.Courses, now.Courses, CourseFacts),
        .. Cells(old, now),
        .. Of(CataloguePart.Conditions, old.Conditions, now.Conditions, ConditionFacts),
        .. Of(CataloguePart.EmploymentKinds, old.EmploymentKinds, now.EmploymentKinds, ChoiceFacts),
        .. Of(CataloguePart.HmisTasks, old.HmisTasks, now.HmisTasks, TaskFacts),
        .. Of(CataloguePart.ReturnReasons, old.ReturnReasons, now.ReturnReasons, ChoiceFacts),
        .. Of(CataloguePart.CertificateRejectionReasons, old.CertificateRejectionReasons, now.CertificateRejectionReasons, ChoiceFacts),
        .. Of(CataloguePart.DeclineReasons, old.DeclineReasons, now.DeclineReasons, ChoiceFacts),
    ];

    private static IEnumerable<CatalogueChange> Of<T>(CataloguePart part, IReadOnlyList<T> old, IReadOnlyList<T> now, Facts<T> facts)
    {
        var before = old.DistinctBy(facts.Code).ToDictionary(facts.Code, StringComparer.Ordinal);
        var after = now.DistinctBy(facts.Code).ToDictionary(facts.Code, StringComparer.Ordinal);
        foreach (var (code, item) in after)
        {
            if (!before.TryGetValue(code, out var was))
                yield return new(part, code, facts.Name(item), CatalogueChangeKind.Added, [.. facts.Fields.Select(f => new FieldChange(f.Label, "", f.Read(item)))]);
            else if (facts.Fields.Where(f => f.Read(was) != f.Read(item)).Select(f => new FieldChange(f.Label, f.Read(was), f.Read(item))).ToList() is { Count: > 0 } fields)
                yield return new(part, code, facts.Name(item), CatalogueChangeKind.Changed, fields);
        }

        foreach (var (code, item) in before.Where(b => !after.ContainsKey(b.Key)))
            yield return new(part, code, facts.Name(item), CatalogueChangeKind.Removed, []);

        var orderBefore = before.Values.Where(i => after.ContainsKey(facts.Code(i))).ToList();
        var orderAfter = after.Values.Where(i => before.ContainsKey(facts.Code(i))).ToList();
        if (!orderBefore.Select(facts.Code).SequenceEqual(orderAfter.Select(facts.Code), StringComparer.Ordinal))
            yield return new(part, "", "Order", CatalogueChangeKind.Moved, [new("Order", string.Join(", ", orderBefore.Select(facts.Name)), string.Join(", ", orderAfter.Select(facts.Name)))]);
    }

    // what goes with a removed course or role type goes without saying
    private static IEnumerable<CatalogueChange> Cells(Catalogue old, Catalogue now)
    {
        var before = old.Requirements.ToLookup(r => (r.Course, r.RoleType));
        var after = now.Requirements.ToLookup(r => (r.Course, r.RoleType));
        foreach (var course in now.Courses.DistinctBy(c => c.Code))
        {
            var fields = now.RoleTypes.DistinctBy(r => r.Code)
                .Select(r => new FieldChange(r.Name, Words(before[(course.Code, r.Code)]), Words(after[(course.Code, r.Code)])))
                .Where(f => f.Was != f.Now).ToList();
            if (fields.Count > 0)
                yield return new(CataloguePart.Requirements, course.Code, course.Title, CatalogueChangeKind.Changed, fields);
        }
    }

    private static string Words(IEnumerable<Requirement> cell)
    {
        var words = cell.Select(r => r.Kind == RequirementKind.Required ? "Required" : $"If {r.Condition}").Distinct().Order(StringComparer.Ordinal).ToList();
        return words.Count == 0 ? NotNeeded : string.Join(", ", words);
    }

    private static string Lines(IReadOnlyList<string> lines) => lines.Count == 0 ? None : string.Join("; ", lines);

    private static string YesNo(bool yes) => yes ? "Yes" : "No";

    private static string OrNone(string? text) => string.IsNullOrWhiteSpace(text) ? None : text;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Facts<T>(Func<T, string> Code, Func<T, string> Name, IReadOnlyList<(string Label, Func<T, string> Read)> Fields);
}
