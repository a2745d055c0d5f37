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
    string VendorRole)
{
    /// <summary>True when new requests can no longer ask for this role type. It stays in the catalogue, so its code is not used for something else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Retired { get; init; }
}

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
    IReadOnlyList<string> Prerequisites)
{
    /// <summary>Address of the course itself, https. Null where the Learning Center's own page is the way in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Link { get; init; }
}

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
public sealed partial record Catalogue(
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

    /// <summary>The role types that a new request can ask for, in the order of the screen.</summary>
    [JsonIgnore]
    public IReadOnlyList<RoleType> OfferedRoleTypes => [.. RoleTypes.Where(r => !r.Retired)];

    private static T Find<T>(IReadOnlyList<T> list, Func<T, string> codeOf, string code, string what)
        where T : class =>
        list.FirstOrDefault(item => codeOf(item) == code)
            ?? throw new KeyNotFoundException($"There is no {what} with the code \"{code}\" in this catalogue.");

    private static string WaitForEachOther(IEnumerable<string> codes) =>
        $"The courses {string.Join(", ", codes)} wait for each other. Remove one of their prerequisites.";
}
