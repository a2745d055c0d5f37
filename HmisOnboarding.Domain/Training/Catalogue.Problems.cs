using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Submission;

namespace HmisOnboarding.Domain.Training;

/// <summary>The lists of a catalogue.</summary>
public enum CataloguePart
{
    /// <summary>Role types.</summary>
    RoleTypes,

    /// <summary>Courses.</summary>
    Courses,

    /// <summary>Which role type needs which course.</summary>
    Requirements,

    /// <summary>The questions that decide about conditional courses.</summary>
    Conditions,

    /// <summary>How the new user is employed.</summary>
    EmploymentKinds,

    /// <summary>What the new user will do.</summary>
    HmisTasks,

    /// <summary>Why a system administrator returns a request.</summary>
    ReturnReasons,

    /// <summary>Why an agency administrator rejects a certificate.</summary>
    CertificateRejectionReasons,

    /// <summary>Why an executive director declines.</summary>
    DeclineReasons,
}

/// <summary>One thing that stands in the way of using a catalogue.</summary>
/// <param name="Part">The list it is found in.</param>
/// <param name="Code">Code of the item; of the course for <see cref="CataloguePart.Requirements"/>; empty when it concerns the whole list.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
public sealed record CatalogueProblem(CataloguePart Part, string Code, string Sentence);

public sealed partial record Catalogue
{
    /// <summary>Longest code.</summary>
    public const int CodeLimit = 40;

    /// <summary>Longest name, title or label.</summary>
    public const int NameLimit = 120;

    /// <summary>Longest description, question or sentence.</summary>
    public const int TextLimit = 1000;

    /// <summary>Most items of one list.</summary>
    public const int MostItems = 200;

    /// <summary>Most lines of what a role type may or may not do.</summary>
    public const int MostLines = 30;

    private const int MostRequirements = 5000;

    /// <summary>What stands in the way of using this catalogue, one sentence each. Empty when it is fit for use.</summary>
    public IReadOnlyList<string> Problems() => [.. Findings().Select(f => f.Sentence)];

    /// <summary>The same as <see cref="Problems"/>, each sentence with the item that it is about.</summary>
    public IReadOnlyList<CatalogueProblem> Findings() => SizeProblems().ToList() is { Count: > 0 } tooLong ? tooLong :
    [
        .. RoleTypeProblems(),
        .. CourseProblems(),
        .. PrerequisiteCycles(),
        .. RequirementProblems(),
        .. ListProblems(CataloguePart.Conditions, "condition", Conditions, c => c.Code, c => c.Question, c => [c.Question]),
        .. ChoiceProblems(CataloguePart.EmploymentKinds, "employment kind", EmploymentKinds),
        .. HmisTaskProblems(),
        .. ChoiceProblems(CataloguePart.ReturnReasons, "return reason", ReturnReasons),
        .. ChoiceProblems(CataloguePart.CertificateRejectionReasons, "certificate rejection reason", CertificateRejectionReasons),
        .. ChoiceProblems(CataloguePart.DeclineReasons, "decline reason", DeclineReasons),
    ];

    /// <summary>Whether this can be the code of a new item: letters, digits, dots and hyphens, at most <see cref="CodeLimit"/>.</summary>
    public static bool IsCode(string text) => text.Length <= CodeLimit && CodeForm().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9.-]*\z")]
    private static partial Regex CodeForm();

    // first, because the other checks compare every item with every other one
    private IEnumerable<CatalogueProblem> SizeProblems()
    {
        foreach (var (part, what, count) in new[]
        {
            (CataloguePart.RoleTypes, "role types", RoleTypes.Count), (CataloguePart.Courses, "courses", Courses.Count), (CataloguePart.Conditions, "conditions", Conditions.Count),
            (CataloguePart.EmploymentKinds, "employment kinds", EmploymentKinds.Count), (CataloguePart.HmisTasks, "HMIS tasks", HmisTasks.Count),
            (CataloguePart.ReturnReasons, "return reasons", ReturnReasons.Count), (CataloguePart.DeclineReasons, "decline reasons", DeclineReasons.Count),
            (CataloguePart.CertificateRejectionReasons, "certificate rejection reasons", CertificateRejectionReasons.Count),
        })
        {
            if (count > MostItems)
                yield return new(part, "", $"There are {count} {what}. Keep at most {MostItems}.");
        }

        if (Requirements.Count > MostRequirements)
            yield return new(CataloguePart.Requirements, "", $"There are {Requirements.Count} requirements. Keep at most {MostRequirements}.");
        foreach (var role in RoleTypes.Where(r => r.MayDo.Count > MostLines || r.MayNotDo.Count > MostLines))
            yield return new(CataloguePart.RoleTypes, role.Code, $"The role type \"{Short(role.Code)}\" has too many lines. Keep at most {MostLines} in each list.");
        foreach (var course in Courses.Where(c => c.Prerequisites.Count > MostItems))
            yield return new(CataloguePart.Courses, course.Code, $"The course {Short(course.Code)} has too many prerequisites. Keep at most {MostItems}.");
    }

    private static string Short(string text) => text.Length <= CodeLimit ? text : text[..CodeLimit] + "...";

    private static IEnumerable<CatalogueProblem> ListProblems<T>(
        CataloguePart part, string what, IReadOnlyList<T> list, Func<T, string> codeOf, Func<T, string> nameOf, Func<T, IEnumerable<string>> textsOf)
    {
        // a condition is asked as a whole question: it has no shorter name
        var nameLimit = part == CataloguePart.Conditions ? TextLimit : NameLimit;
        foreach (var group in list.GroupBy(codeOf, StringComparer.Ordinal))
        {
            var code = Short(group.Key);
            if (string.IsNullOrWhiteSpace(group.Key))
                yield return new(part, group.Key, $"A {what} has no code. Give it one.");
            else if (group.Skip(1).Any())
                yield return new(part, group.Key, $"The {what} code \"{code}\" is used more than once. Give each its own code.");
            else if (!IsCode(group.Key))
                yield return new(part, group.Key, $"The {what} code \"{code}\" cannot be used. Use at most {CodeLimit} letters, digits, dots and hyphens.");

            if (group.SelectMany(textsOf).Any(string.IsNullOrWhiteSpace))
                yield return new(part, group.Key, $"The {what} \"{code}\" has an empty text. Fill it in.");
            if (group.Any(i => nameOf(i).Length > nameLimit))
                yield return new(part, group.Key, $"The name of the {what} \"{code}\" is too long. Keep it to {nameLimit} characters.");
            else if (group.SelectMany(textsOf).Any(t => t.Length > TextLimit))
                yield return new(part, group.Key, $"The {what} \"{code}\" has a text that is too long. Keep each to {TextLimit} characters.");
        }
    }

    private static IEnumerable<CatalogueProblem> ChoiceProblems(CataloguePart part, string what, IReadOnlyList<Choice> list) =>
        ListProblems(part, what, list, c => c.Code, c => c.Label, c => [c.Label, c.Sentence]).Concat(EmptyList(part, what, list.Count));

    private static IEnumerable<CatalogueProblem> EmptyList(CataloguePart part, string what, int count) =>
        count == 0 ? [new(part, "", $"There is no {what} to choose. Add at least one.")] : [];

    private IEnumerable<CatalogueProblem> RoleTypeProblems()
    {
        foreach (var problem in ListProblems(CataloguePart.RoleTypes, "role type", RoleTypes, r => r.Code, r => r.Name, r => [r.Name, r.PlainWords, .. r.MayDo, .. r.MayNotDo]))
            yield return problem;

        foreach (var roleType in RoleTypes)
        {
            CatalogueProblem About(string sentence) => new(CataloguePart.RoleTypes, roleType.Code, sentence);
            var named = !string.IsNullOrWhiteSpace(roleType.VendorRole);
            if (roleType.NeedsAccount && !named)
                yield return About($"The role type \"{Short(roleType.Code)}\" needs an account but has no vendor role. Name the one to pick.");
            else if (!roleType.NeedsAccount && named)
                yield return About($"The role type \"{Short(roleType.Code)}\" has a vendor role but needs no account. Remove one of the two.");
            if (roleType.VendorRole.Length > NameLimit)
                yield return About($"The vendor role of \"{Short(roleType.Code)}\" is too long. Keep it to {NameLimit} characters.");
        }

        if (OfferedRoleTypes.Count == 0)
            yield return new(CataloguePart.RoleTypes, "", "No role type is offered. Offer at least one.");
    }

    private IEnumerable<CatalogueProblem> CourseProblems()
    {
        foreach (var problem in ListProblems(CataloguePart.Courses, "course", Courses, c => c.Code, c => c.Title, c => [c.Title, c.Summary]))
            yield return problem;

        var known = Courses.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var course in Courses)
        {
            CatalogueProblem About(string sentence) => new(CataloguePart.Courses, course.Code, sentence);
            foreach (var prerequisite in course.Prerequisites.Where(p => !known.Contains(p)))
                yield return About($"The course {Short(course.Code)} has the prerequisite \"{Short(prerequisite)}\", which is not a course. Add it or remove it.");

            if (course.PassPercent is < 1 or > 100)
                yield return About($"The course {Short(course.Code)} has a pass score of {course.PassPercent} %. Choose 1 to 100, or none.");

            if (course.ValidMonths <= 0)
                yield return About($"The course {Short(course.Code)} is valid for {course.ValidMonths} months. Choose at least 1, or none.");
            else if (course.ValidMonths > 600)
                yield return About($"The course {Short(course.Code)} is valid for {course.ValidMonths} months. Choose at most 600, or none.");

            if (course.Minutes <= 0)
                yield return About($"The course {Short(course.Code)} takes {course.Minutes} minutes. Choose at least 1.");
            else if (course.Minutes > 10_000)
                yield return About($"The course {Short(course.Code)} takes {course.Minutes} minutes. Choose at most 10,000.");

            if (course.Link is { } link && (link.Length > CommunitySettings.LinkLimit || !Uri.TryCreate(link, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")))
                yield return About($"The link of the course {Short(course.Code)} must begin with https:// and have at most {CommunitySettings.LinkLimit} characters.");
        }
    }

    private List<CatalogueProblem> PrerequisiteCycles()
    {
        var courses = Courses.DistinctBy(c => c.Code).ToDictionary(c => c.Code, StringComparer.Ordinal);
        var finished = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        var found = new List<CatalogueProblem>();

        void Walk(string code)
        {
            var start = path.IndexOf(code);
            if (start >= 0)
            {
                found.Add(new(CataloguePart.Courses, code, path.Count - start == 1
                    ? $"The course {Short(code)} names itself as a prerequisite. Remove that."
                    : WaitForEachOther(path.Skip(start).Select(Short))));
                return;
            }

            if (finished.Contains(code) || !courses.TryGetValue(code, out var course))
                return;

            path.Add(code);
            foreach (var prerequisite in course.Prerequisites)
                Walk(prerequisite);

            path.RemoveAt(path.Count - 1);
            finished.Add(code);
        }

        foreach (var code in courses.Keys)
            Walk(code);

        return found;
    }

    private IEnumerable<CatalogueProblem> RequirementProblems()
    {
        var roleTypes = RoleTypes.Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        var conditions = Conditions.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        var courses = Courses.DistinctBy(c => c.Code).ToDictionary(c => c.Code, StringComparer.Ordinal);
        var cells = Requirements.ToLookup(r => (r.RoleType, r.Course));

        foreach (var requirement in Requirements)
        {
            CatalogueProblem About(string sentence) => new(CataloguePart.Requirements, requirement.Course, sentence);
            var (roleCode, courseCode) = (Short(requirement.RoleType), Short(requirement.Course));
            var where = $"role type \"{roleCode}\" and course {courseCode}";
            if (!roleTypes.Contains(requirement.RoleType))
                yield return About($"The course {courseCode} is required for \"{roleCode}\", which is not a role type.");

            if (requirement is { Kind: RequirementKind.Required, Condition: not null })
                yield return About($"The requirement for {where} is always required, yet has a condition. Remove one of the two.");
            else if (requirement is { Kind: RequirementKind.Conditional, Condition: null })
                yield return About($"The requirement for {where} is conditional but names no condition. Name one.");
            else if (requirement.Condition is { } condition && !conditions.Contains(condition))
                yield return About($"The requirement for {where} has the unknown condition \"{Short(condition)}\". Add its question or remove it.");

            if (!courses.TryGetValue(requirement.Course, out var course))
            {
                yield return About($"The role type \"{roleCode}\" requires \"{courseCode}\", which is not a course.");
                continue;
            }

            foreach (var prerequisite in course.Prerequisites.Where(courses.ContainsKey))
            {
                if (!cells[(requirement.RoleType, prerequisite)].Any(r => Covers(r, requirement)))
                    yield return About($"The role type \"{roleCode}\" needs course {courseCode} but not its prerequisite {Short(prerequisite)}. Require both.");
            }
        }

        foreach (var pair in cells)
        {
            CatalogueProblem About(string sentence) => new(CataloguePart.Requirements, pair.Key.Course, sentence);
            var where = $"role type \"{Short(pair.Key.RoleType)}\" and course {Short(pair.Key.Course)}";
            if (pair.Distinct().Count() < pair.Count())
                yield return About($"The requirement for {where} is listed twice. Keep one.");
            else if (pair.Select(r => r.Kind).Distinct().Skip(1).Any())
                yield return About($"The requirement for {where} is both always required and conditional. Keep one.");
        }
    }

    private static bool Covers(Requirement prerequisite, Requirement dependent) =>
        prerequisite.Kind == RequirementKind.Required
        || (dependent.Kind == RequirementKind.Conditional && dependent.Condition == prerequisite.Condition);

    private IEnumerable<CatalogueProblem> HmisTaskProblems()
    {
        foreach (var problem in ListProblems(CataloguePart.HmisTasks, "HMIS task", HmisTasks, t => t.Code, t => t.Label, t => [t.Label, t.Sentence]).Concat(EmptyList(CataloguePart.HmisTasks, "HMIS task", HmisTasks.Count)))
            yield return problem;

        var roleTypes = RoleTypes.DistinctBy(r => r.Code).ToDictionary(r => r.Code, StringComparer.Ordinal);
        foreach (var task in HmisTasks)
        {
            if (!roleTypes.TryGetValue(task.SuggestedRoleType, out var roleType))
                yield return new(CataloguePart.HmisTasks, task.Code, $"The HMIS task \"{Short(task.Code)}\" suggests \"{Short(task.SuggestedRoleType)}\", which is not a role type. Pick another.");
            else if (roleType.Retired)
                yield return new(CataloguePart.HmisTasks, task.Code, $"The HMIS task \"{Short(task.Code)}\" suggests \"{Short(task.SuggestedRoleType)}\", which is no longer offered. Pick another.");
        }
    }
}
