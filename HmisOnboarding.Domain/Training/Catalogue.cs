using System.Text.Json.Serialization;
using HmisOnboarding.Domain.Defaults;
using HmisOnboarding.Domain.Submission;

namespace HmisOnboarding.Domain.Training;

/// <summary>A role type of the community: what the person may do in HMIS and what the vendor calls it.</summary>
/// <param name="Code">Stored with the request, such as "case-manager".</param>
/// <param name="Name">The name on screen.</param>
/// <param name="PlainWords">One or two sentences that say who this role type is for.</param>
/// <param name="MayDo">What the person may do, one act a line.</param>
/// <param name="MayNotDo">What the person may not do, one act a line.</param>
/// <param name="NeedsAccount">False when the person is trained but never signs in to HMIS.</param>
/// <param name="VendorRole">What the system administrator picks on the HMIS vendor's screen. Empty when no account is needed.</param>
public sealed record RoleType(
    string Code,
    string Name,
    string PlainWords,
    IReadOnlyList<string> MayDo,
    IReadOnlyList<string> MayNotDo,
    bool NeedsAccount,
    string VendorRole);

/// <summary>A training course that ends with a certificate.</summary>
/// <param name="Code">Stored with the certificate, such as "C02".</param>
/// <param name="Title">The title as the certificate shows it.</param>
/// <param name="Summary">What the person learns.</param>
/// <param name="Minutes">Usual time to finish, in minutes.</param>
/// <param name="PassPercent">Lowest score that passes, 1 to 100. Null when the course has no score.</param>
/// <param name="ValidMonths">How many months the certificate counts. Null when it never expires.</param>
/// <param name="Prerequisites">Codes of the courses to finish before this one.</param>
public sealed record Course(
    string Code,
    string Title,
    string Summary,
    int Minutes,
    int? PassPercent,
    int? ValidMonths,
    IReadOnlyList<string> Prerequisites);

/// <summary>Whether a role type always needs a course.</summary>
public enum RequirementKind
{
    /// <summary>Every person with the role type needs the course.</summary>
    Required,

    /// <summary>Only a person to whom the condition applies needs the course.</summary>
    Conditional,
}

/// <summary>One cell of the matrix of role types and courses. A pair that is not listed is not needed.</summary>
/// <param name="RoleType">Code of the role type.</param>
/// <param name="Course">Code of the course.</param>
/// <param name="Kind">Always, or under a condition.</param>
/// <param name="Condition">Code of the condition. Null exactly when the course is always required.</param>
public sealed record Requirement(string RoleType, string Course, RequirementKind Kind, string? Condition);

/// <summary>A fact about the person's work that adds courses.</summary>
/// <param name="Code">Stored with the request, such as "grant".</param>
/// <param name="Question">The yes-or-no question that the agency administrator answers.</param>
public sealed record Condition(string Code, string Question);

/// <summary>
/// A community's role types, courses and choice lists. A request keeps the catalogue it was opened under,
/// so every number here is data of the community and none is fixed in code.
/// </summary>
/// <param name="RoleTypes">The role types, in the order of the screen.</param>
/// <param name="Courses">The courses, in the order in which they are offered.</param>
/// <param name="Requirements">Which role type needs which course.</param>
public sealed record Catalogue(
    IReadOnlyList<RoleType> RoleTypes,
    IReadOnlyList<Course> Courses,
    IReadOnlyList<Requirement> Requirements)
{
    private const string FileName = "catalogue file";

    /// <summary>The catalogue that ships with the product: a sample community in the style of Michigan.</summary>
    public static Catalogue Default { get; } = Parse(DataFile.Shipped("Training.Defaults.catalogue.json"));

    /// <summary>The questions that decide about conditional courses.</summary>
    [JsonRequired]
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>How the new user is employed.</summary>
    [JsonRequired]
    public IReadOnlyList<Choice> EmploymentKinds { get; init; } = [];

    /// <summary>What the new user will do in HMIS, with the lowest role type that can do it.</summary>
    [JsonRequired]
    public IReadOnlyList<HmisTask> HmisTasks { get; init; } = [];

    /// <summary>Why a system administrator returns a request to the agency.</summary>
    [JsonRequired]
    public IReadOnlyList<Choice> ReturnReasons { get; init; } = [];

    /// <summary>Why an agency administrator rejects a certificate.</summary>
    [JsonRequired]
    public IReadOnlyList<Choice> CertificateRejectionReasons { get; init; } = [];

    /// <summary>Why an executive director declines to sign.</summary>
    [JsonRequired]
    public IReadOnlyList<Choice> DeclineReasons { get; init; } = [];

    /// <summary>Reads a catalogue file. The result may still have <see cref="Problems"/>.</summary>
    /// <exception cref="FormatException">The text is not a catalogue file. The message says where.</exception>
    public static Catalogue Parse(string json) => DataFile.Read<Catalogue>(json, FileName);

    /// <summary>Writes the catalogue as a file that <see cref="Parse"/> reads: camel case, indented, line feeds.</summary>
    public string ToJson() => DataFile.Write(this);

    /// <summary>The role type with this code.</summary>
    /// <exception cref="KeyNotFoundException">This catalogue has no such role type.</exception>
    public RoleType RoleType(string code) => Find(RoleTypes, r => r.Code, code, "role type");

    /// <summary>The course with this code.</summary>
    /// <exception cref="KeyNotFoundException">This catalogue has no such course.</exception>
    public Course Course(string code) => Find(Courses, c => c.Code, code, "course");

    /// <summary>The condition with this code.</summary>
    /// <exception cref="KeyNotFoundException">This catalogue has no such condition.</exception>
    public Condition Condition(string code) => Find(Conditions, c => c.Code, code, "condition");

    /// <summary>The employment kind with this code.</summary>
    /// <exception cref="KeyNotFoundException">This catalogue has no such employment kind.</exception>
    public Choice EmploymentKind(string code) => Find(EmploymentKinds, c => c.Code, code, "employment kind");

    /// <summary>The HMIS task with this code.</summary>
    /// <exception cref="KeyNotFoundException">This catalogue has no such task.</exception>
    public HmisTask HmisTask(string code) => Find(HmisTasks, t => t.Code, code, "HMIS task");

    /// <summary>The return reason with this code.</summary>
    /// <exception cref="KeyNotFoundException">This catalogue has no such reason.</exception>
    public Choice ReturnReason(string code) => Find(ReturnReasons, c => c.Code, code, "return reason");

    /// <summary>The reason for rejecting a certificate with this code.</summary>
    /// <exception cref="KeyNotFoundException">This catalogue has no such reason.</exception>
    public Choice CertificateRejectionReason(string code) =>
        Find(CertificateRejectionReasons, c => c.Code, code, "certificate rejection reason");

    /// <summary>The director's decline reason with this code.</summary>
    /// <exception cref="KeyNotFoundException">This catalogue has no such reason.</exception>
    public Choice DeclineReason(string code) => Find(DeclineReasons, c => c.Code, code, "decline reason");

    /// <summary>
    /// The courses that a person needs, each after its prerequisites and otherwise in the order of <see cref="Courses"/>.
    /// Empty for a role type without courses.
    /// </summary>
    /// <param name="roleTypeCode">Code of the role type.</param>
    /// <param name="conditions">Codes of the conditions that apply to the person.</param>
    /// <exception cref="KeyNotFoundException">
    /// The role type, a condition or a course is not in this catalogue. A wrong condition is refused, since it would quietly drop courses.
    /// </exception>
    /// <exception cref="InvalidOperationException">Courses wait for each other; see <see cref="Problems"/>.</exception>
    public IReadOnlyList<Course> RequiredCourses(string roleTypeCode, IReadOnlyCollection<string> conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        var roleType = RoleType(roleTypeCode);
        var applying = conditions.Select(code => Condition(code).Code).ToHashSet(StringComparer.Ordinal);

        var needed = Requirements
            .Where(r => r.RoleType == roleType.Code)
            .Where(r => r.Kind == RequirementKind.Required || (r.Condition is not null && applying.Contains(r.Condition)))
            .Select(r => Course(r.Course).Code)
            .ToHashSet(StringComparer.Ordinal);

        var waiting = Courses.Where(c => needed.Contains(c.Code)).DistinctBy(c => c.Code).ToList();
        var ordered = new List<Course>(waiting.Count);
        while (waiting.Count > 0)
        {
            var next = waiting.Find(c => !waiting.Exists(w => c.Prerequisites.Contains(w.Code)))
                ?? throw new InvalidOperationException(WaitForEachOther(waiting.Select(c => c.Code)));
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    /// <summary>The questions to ask the agency administrator about a person with this role type. Empty when none changes a course.</summary>
    /// <param name="roleTypeCode">Code of the role type.</param>
    /// <exception cref="KeyNotFoundException">This catalogue has no such role type.</exception>
    public IReadOnlyList<Condition> QuestionsFor(string roleTypeCode)
    {
        var roleType = RoleType(roleTypeCode);
        var asked = Requirements
            .Where(r => r.RoleType == roleType.Code && r.Kind == RequirementKind.Conditional)
            .Select(r => r.Condition)
            .ToHashSet(StringComparer.Ordinal);
        return [.. Conditions.Where(c => asked.Contains(c.Code))];
    }

    /// <summary>What stands in the way of using this catalogue, one sentence each. Empty when it is fit for use.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. RoleTypeProblems(),
        .. CourseProblems(),
        .. PrerequisiteCycles(),
        .. RequirementProblems(),
        .. ListProblems("condition", Conditions, c => c.Code, c => [c.Question]),
        .. ChoiceProblems("employment kind", EmploymentKinds),
        .. HmisTaskProblems(),
        .. ChoiceProblems("return reason", ReturnReasons),
        .. ChoiceProblems("certificate rejection reason", CertificateRejectionReasons),
        .. ChoiceProblems("decline reason", DeclineReasons),
    ];

    private static T Find<T>(IReadOnlyList<T> list, Func<T, string> codeOf, string code, string what)
        where T : class =>
        list.FirstOrDefault(item => codeOf(item) == code)
            ?? throw new KeyNotFoundException($"There is no {what} with the code \"{code}\" in this catalogue.");

    private static string WaitForEachOther(IEnumerable<string> codes) =>
        $"The courses {string.Join(", ", codes)} wait for each other. Remove one of their prerequisites.";

    private static IEnumerable<string> ListProblems<T>(
        string what, IReadOnlyList<T> list, Func<T, string> codeOf, Func<T, IEnumerable<string>> textsOf)
    {
        foreach (var group in list.GroupBy(codeOf, StringComparer.Ordinal))
        {
            if (string.IsNullOrWhiteSpace(group.Key))
            {
                yield return $"A {what} has no code. Give it one.";
            }
            else if (group.Skip(1).Any())
            {
                yield return $"The {what} code \"{group.Key}\" is used more than once. Give each its own code.";
            }

            if (group.SelectMany(textsOf).Any(string.IsNullOrWhiteSpace))
            {
                yield return $"The {what} \"{group.Key}\" has an empty text. Fill it in.";
            }
        }
    }

    private static IEnumerable<string> ChoiceProblems(string what, IReadOnlyList<Choice> list) =>
        ListProblems(what, list, c => c.Code, c => [c.Label, c.Sentence]).Concat(EmptyList(what, list.Count));

    private static IEnumerable<string> EmptyList(string what, int count) =>
        count == 0 ? [$"There is no {what} to choose. Add at least one."] : [];

    private IEnumerable<string> RoleTypeProblems()
    {
        foreach (var problem in ListProblems("role type", RoleTypes, r => r.Code, r => [r.Name, r.PlainWords, .. r.MayDo, .. r.MayNotDo]))
        {
            yield return problem;
        }

        foreach (var roleType in RoleTypes)
        {
            var named = !string.IsNullOrWhiteSpace(roleType.VendorRole);
            if (roleType.NeedsAccount && !named)
            {
                yield return $"The role type \"{roleType.Code}\" needs an account but has no vendor role. Name the one to pick.";
            }
            else if (!roleType.NeedsAccount && named)
            {
                yield return $"The role type \"{roleType.Code}\" has a vendor role but needs no account. Remove one of the two.";
            }
        }
    }

    private IEnumerable<string> CourseProblems()
    {
        foreach (var problem in ListProblems("course", Courses, c => c.Code, c => [c.Title, c.Summary]))
        {
            yield return problem;
        }

        var known = Courses.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var course in Courses)
        {
            foreach (var prerequisite in course.Prerequisites.Where(p => !known.Contains(p)))
            {
                yield return $"The course {course.Code} has the prerequisite \"{prerequisite}\", which is not a course. Add it or remove it.";
            }

            if (course.PassPercent is < 1 or > 100)
            {
                yield return $"The course {course.Code} has a pass score of {course.PassPercent} %. Choose 1 to 100, or none.";
            }

            if (course.ValidMonths <= 0)
            {
                yield return $"The course {course.Code} is valid for {course.ValidMonths} months. Choose at least 1, or none.";
            }

            if (course.Minutes <= 0)
            {
                yield return $"The course {course.Code} takes {course.Minutes} minutes. Choose at least 1.";
            }
        }
    }

    private List<string> PrerequisiteCycles()
    {
        var courses = Courses.DistinctBy(c => c.Code).ToDictionary(c => c.Code, StringComparer.Ordinal);
        var finished = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        var found = new List<string>();

        void Walk(string code)
        {
            var start = path.IndexOf(code);
            if (start >= 0)
            {
                found.Add(path.Count - start == 1
                    ? $"The course {code} names itself as a prerequisite. Remove that."
                    : WaitForEachOther(path.Skip(start)));
                return;
            }

            if (finished.Contains(code) || !courses.TryGetValue(code, out var course))
            {
                return;
            }

            path.Add(code);
            foreach (var prerequisite in course.Prerequisites)
            {
                Walk(prerequisite);
            }

            path.RemoveAt(path.Count - 1);
            finished.Add(code);
        }

        foreach (var code in courses.Keys)
        {
            Walk(code);
        }

        return found;
    }

    private IEnumerable<string> RequirementProblems()
    {
        var roleTypes = RoleTypes.Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        var conditions = Conditions.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        var courses = Courses.DistinctBy(c => c.Code).ToDictionary(c => c.Code, StringComparer.Ordinal);

        foreach (var requirement in Requirements)
        {
            var where = $"role type \"{requirement.RoleType}\" and course {requirement.Course}";
            if (!roleTypes.Contains(requirement.RoleType))
            {
                yield return $"The course {requirement.Course} is required for \"{requirement.RoleType}\", which is not a role type.";
            }

            if (requirement is { Kind: RequirementKind.Required, Condition: not null })
            {
                yield return $"The requirement for {where} is always required, yet has a condition. Remove one of the two.";
            }
            else if (requirement is { Kind: RequirementKind.Conditional, Condition: null })
            {
                yield return $"The requirement for {where} is conditional but names no condition. Name one.";
            }
            else if (requirement.Condition is { } condition && !conditions.Contains(condition))
            {
                yield return $"The requirement for {where} has the unknown condition \"{condition}\". Add its question or remove it.";
            }

            if (!courses.TryGetValue(requirement.Course, out var course))
            {
                yield return $"The role type \"{requirement.RoleType}\" requires \"{requirement.Course}\", which is not a course.";
                continue;
            }

            foreach (var prerequisite in course.Prerequisites.Where(courses.ContainsKey))
            {
                if (!Requirements.Any(r => r.RoleType == requirement.RoleType && r.Course == prerequisite && Covers(r, requirement)))
                {
                    yield return $"The role type \"{requirement.RoleType}\" needs course {requirement.Course} but not its prerequisite {prerequisite}. Require both.";
                }
            }
        }

        foreach (var pair in Requirements.GroupBy(r => (r.RoleType, r.Course)))
        {
            var where = $"role type \"{pair.Key.RoleType}\" and course {pair.Key.Course}";
            if (pair.Distinct().Count() < pair.Count())
            {
                yield return $"The requirement for {where} is listed twice. Keep one.";
            }
            else if (pair.Select(r => r.Kind).Distinct().Skip(1).Any())
            {
                yield return $"The requirement for {where} is both always required and conditional. Keep one.";
            }
        }
    }

    private static bool Covers(Requirement prerequisite, Requirement dependent) =>
        prerequisite.Kind == RequirementKind.Required
        || (dependent.Kind == RequirementKind.Conditional && dependent.Condition == prerequisite.Condition);

    private IEnumerable<string> HmisTaskProblems()
    {
        foreach (var problem in ListProblems("HMIS task", HmisTasks, t => t.Code, t => [t.Label, t.Sentence]).Concat(EmptyList("HMIS task", HmisTasks.Count)))
        {
            yield return problem;
        }

        var roleTypes = RoleTypes.Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var task in HmisTasks.Where(t => !roleTypes.Contains(t.SuggestedRoleType)))
        {
            yield return $"The HMIS task \"{task.Code}\" suggests \"{task.SuggestedRoleType}\", which is not a role type. Pick another.";
        }
    }
}
