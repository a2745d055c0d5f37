using System.Text.Json.Nodes;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Training;

public sealed class CatalogueTests
{
    private static readonly string[] Columns =
        ["volunteer", "read-only", "case-manager", "agency-administrator", "security-officer", "intake-staff"];

    // R = always, o = under the condition named at the end, - = not needed. Columns as above.
    private static readonly (string Course, string Cells, string? Condition)[] Matrix =
    [
        ("C01", "R R R R R R", null),
        ("C02", "R R R R R R", null),
        ("C03", "R - R R - R", null),
        ("C04", "- - R R R -", null),
        ("C05", "R R R R - -", null),
        ("C06", "R - R R - -", null),
        ("C07", "- - R R - -", null),
        ("C08", "- - R R - -", null),
        ("C09", "- R o R - -", "reports"),
        ("C10", "- - - R - -", null),
        ("C11", "- - - o R -", "security-officer"),
        ("C12", "- - o o - -", "grant"),
        ("C13", "- - o o - -", "coordinated-entry"),
    ];

    public static TheoryData<string, string, string, string?> Cells()
    {
        var cells = new TheoryData<string, string, string, string?>();
        foreach (var (course, row, condition) in Matrix)
        {
            var marks = row.Split(' ');
            for (var column = 0; column < Columns.Length; column++)
            {
                cells.Add(Columns[column], course, marks[column], marks[column] == "o" ? condition : null);
            }
        }

        return cells;
    }

    public static TheoryData<string> RoleTypeCodes() => [.. Columns];

    [Fact]
    public void Default_WhenChecked_HasNoProblems() => Assert.Empty(Catalogue.Default.Problems());

    [Fact]
    public void Default_WhenListed_HasTheSixRoleTypesAndThirteenCoursesInOrder()
    {
        Assert.Equal(Columns, Catalogue.Default.RoleTypes.Select(r => r.Code));
        Assert.Equal(Matrix.Select(m => m.Course), Catalogue.Default.Courses.Select(c => c.Code));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void RequiredCourses_WhenRoleTypeMeetsCourse_FollowsTheMatrix(string roleType, string course, string mark, string? condition)
    {
        var all = Catalogue.Default.Conditions.Select(c => c.Code).ToList();
        var without = condition is null ? [] : all.Where(c => c != condition).ToList();
        var with = condition is null ? all : [condition];

        Assert.Equal(mark == "R", Needs(roleType, course, without));
        Assert.Equal(mark is "R" or "o", Needs(roleType, course, with));
    }

    [Theory]
    [InlineData("C01", 15, null, null, "")]
    [InlineData("C02", 45, 80, 12, "C01")]
    [InlineData("C03", 40, 80, 12, "C02")]
    [InlineData("C04", 45, 80, 12, "C02")]
    [InlineData("C05", 30, 80, null, "C02")]
    [InlineData("C06", 25, 80, null, "C05")]
    [InlineData("C07", 90, 80, 24, "C05")]
    [InlineData("C08", 60, null, null, "C07")]
    [InlineData("C09", 40, 80, null, "C05")]
    [InlineData("C10", 60, 80, 12, "C07")]
    [InlineData("C11", 40, 80, 12, "C04")]
    [InlineData("C12", 30, 80, 24, "C07")]
    [InlineData("C13", 120, null, 12, "C07")]
    public void Default_WhenCourseIsLookedUp_HasItsNumbers(string code, int minutes, int? pass, int? months, string prerequisites)
    {
        var course = Catalogue.Default.Course(code);

        Assert.Equal((minutes, pass, months), (course.Minutes, course.PassPercent, course.ValidMonths));
        Assert.Equal(prerequisites, string.Join(" ", course.Prerequisites));
    }

    [Theory]
    [InlineData("volunteer", "")]
    [InlineData("read-only", "")]
    [InlineData("case-manager", "reports grant coordinated-entry")]
    [InlineData("agency-administrator", "security-officer grant coordinated-entry")]
    [InlineData("security-officer", "")]
    [InlineData("intake-staff", "")]
    public void QuestionsFor_WhenRoleTypeIsChosen_AsksOnlyWhatChangesItsCourses(string roleType, string expected) =>
        Assert.Equal(expected, string.Join(" ", Catalogue.Default.QuestionsFor(roleType).Select(c => c.Code)));

    [Fact]
    public void Default_WhenAccountIsAsked_OnlyIntakeStaffGoWithout()
    {
        Assert.Equal(["intake-staff"], Catalogue.Default.RoleTypes.Where(r => !r.NeedsAccount).Select(r => r.Code));
        Assert.Equal("Case Manager II", Catalogue.Default.RoleType("case-manager").VendorRole);
    }

    [Theory]
    [MemberData(nameof(RoleTypeCodes))]
    public void RequiredCourses_WhenAllConditionsApply_PutsEveryPrerequisiteBefore(string roleType)
    {
        var courses = Catalogue.Default.RequiredCourses(roleType, [.. Catalogue.Default.Conditions.Select(c => c.Code)]);

        Assert.NotEmpty(courses);
        for (var i = 0; i < courses.Count; i++)
        {
            Assert.Subset(courses.Take(i).Select(c => c.Code).ToHashSet(), courses[i].Prerequisites.ToHashSet());
        }
    }

    [Fact]
    public void RequiredCourses_WhenListedBackwards_StillPutsPrerequisitesFirstAndKeepsListOrderOtherwise()
    {
        var catalogue = Catalogue.Default with { Courses = [.. Catalogue.Default.Courses.Reverse()] };

        var courses = catalogue.RequiredCourses("volunteer", []);

        Assert.Equal(["C01", "C02", "C05", "C06", "C03"], courses.Select(c => c.Code));
    }

    [Fact]
    public void RequiredCourses_WhenRoleTypeHasNoCourses_IsEmpty()
    {
        var viewer = new RoleType("board-viewer", "Board Viewer", "Sees totals only.", ["See totals"], ["See names"], true, "Read Only I");
        var catalogue = Catalogue.Default with { RoleTypes = [.. Catalogue.Default.RoleTypes, viewer] };

        Assert.Empty(catalogue.Problems());
        Assert.Empty(catalogue.RequiredCourses("board-viewer", ["grant"]));
    }

    [Fact]
    public void Problems_WhenPrerequisiteHoldsOnlyUnderAnotherCondition_SaysSo()
    {
        Requirement Under(string course, string condition) => new("intake-staff", course, RequirementKind.Conditional, condition);

        Assert.Empty(With(Under("C05", "grant"), Under("C06", "grant")).Problems());
        Assert.Equal(
            ["The role type \"intake-staff\" needs course C06 but not its prerequisite C05. Require both."],
            With(Under("C05", "reports"), Under("C06", "grant")).Problems());
    }

    [Fact]
    public void RequiredCourses_WhenConditionIsUnknown_RefusesRatherThanDropCourses()
    {
        var refusal = Assert.Throws<KeyNotFoundException>(() => Catalogue.Default.RequiredCourses("case-manager", ["grants"]));

        Assert.Equal("There is no condition with the code \"grants\" in this catalogue.", refusal.Message);
    }

    [Fact]
    public void RequiredCourses_WhenCoursesWaitForEachOther_SaysWhich()
    {
        var catalogue = WithCourse("C05", c => c with { Prerequisites = ["C06"] });

        var refusal = Assert.Throws<InvalidOperationException>(() => catalogue.RequiredCourses("volunteer", []));

        Assert.Equal("The courses C05, C06 wait for each other. Remove one of their prerequisites.", refusal.Message);
    }

    [Fact]
    public void Lookups_WhenCodeIsUnknown_NameTheCodeAndTheKind()
    {
        var catalogue = Catalogue.Default;
        (string What, Action Look)[] lookups =
        [
            ("role type", () => catalogue.RoleType("x")),
            ("course", () => catalogue.Course("x")),
            ("condition", () => catalogue.Condition("x")),
            ("employment kind", () => catalogue.EmploymentKind("x")),
            ("HMIS task", () => catalogue.HmisTask("x")),
            ("return reason", () => catalogue.ReturnReason("x")),
            ("certificate rejection reason", () => catalogue.CertificateRejectionReason("x")),
            ("decline reason", () => catalogue.DeclineReason("x")),
        ];

        Assert.All(lookups, l => Assert.Equal(
            $"There is no {l.What} with the code \"x\" in this catalogue.", Assert.Throws<KeyNotFoundException>(l.Look).Message));
    }

    [Fact]
    public void Lookups_WhenCodeIsKnown_FindEveryItemOfTheirOwnList()
    {
        var catalogue = Catalogue.Default;

        Assert.All(catalogue.RoleTypes, r => Assert.Same(r, catalogue.RoleType(r.Code)));
        Assert.All(catalogue.Courses, c => Assert.Same(c, catalogue.Course(c.Code)));
        Assert.All(catalogue.Conditions, c => Assert.Same(c, catalogue.Condition(c.Code)));
        Assert.All(catalogue.EmploymentKinds, c => Assert.Same(c, catalogue.EmploymentKind(c.Code)));
        Assert.All(catalogue.HmisTasks, t => Assert.Same(t, catalogue.HmisTask(t.Code)));
        Assert.All(catalogue.ReturnReasons, c => Assert.Same(c, catalogue.ReturnReason(c.Code)));
        Assert.All(catalogue.CertificateRejectionReasons, c => Assert.Same(c, catalogue.CertificateRejectionReason(c.Code)));
        Assert.All(catalogue.DeclineReasons, c => Assert.Same(c, catalogue.DeclineReason(c.Code)));
    }

    [Fact]
    public void Default_WhenReasonsAreListed_CoversTheReasonsOfThePractice()
    {
        Assert.Equal(
            [
                "not-authorized", "agency-not-participating", "agreement-incomplete", "certificate-missing", "certificate-expired",
                "certificate-name", "wrong-role-type", "no-license", "duplicate-account", "background-check-missing", "email-not-acceptable",
            ],
            Catalogue.Default.ReturnReasons.Select(r => r.Code));
        Assert.Equal(
            ["name-differs", "wrong-course", "date-unreadable", "expired", "score-too-low", "not-a-certificate"],
            Catalogue.Default.CertificateRejectionReasons.Select(r => r.Code));
    }

    [Fact]
    public void Default_WhenTasksAreListed_EveryRoleTypeIsTheLowestForSome() =>
        Assert.Equal(Columns.Order(), Catalogue.Default.HmisTasks.Select(t => t.SuggestedRoleType).Distinct().Order());

    [Fact]
    public void Problems_WhenOneThingIsWrong_SaysExactlyThat() =>
        Assert.All(BrokenCatalogues(), broken => Assert.Equal([broken.Sentence], broken.Catalogue.Problems()));

    [Fact]
    public void ToJson_WhenDefaultIsWritten_IsTheShippedFile()
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream("HmisOnboarding.Domain.Training.Defaults.catalogue.json")!;
        using var reader = new StreamReader(stream);

        Assert.Equal(reader.ReadToEnd(), Catalogue.Default.ToJson());
    }

    [Fact]
    public void Parse_WhenWrittenAndReadAgain_LosesNothing()
    {
        var again = Catalogue.Parse(Catalogue.Default.ToJson());

        Assert.Equivalent(Catalogue.Default, again, strict: true);
    }

    [Fact]
    public void Parse_WhenPartIsUnknownMissingOrWrong_SaysThatTheFileCannotBeRead()
    {
        (string Name, Action<JsonNode> Break)[] slips =
        [
            ("unknown part", json => json["courses"]![0]!["colour"] = "red"),
            ("missing list", json => json.AsObject().Remove("returnReasons")),
            ("missing number", json => json["courses"]![0]!.AsObject().Remove("passPercent")),
            ("text for a number", json => json["courses"]![0]!["minutes"] = "15"),
            ("number for a kind", json => json["requirements"]![0]!["kind"] = 0),
            ("unknown kind", json => json["requirements"]![0]!["kind"] = "maybe"),
            ("no title", json => json["courses"]![0]!["title"] = null),
            ("empty item", json => json["courses"]![0] = null),
            ("empty prerequisite", json => json["courses"]![1]!["prerequisites"]![0] = null),
        ];

        Assert.All(slips, slip =>
        {
            var json = JsonNode.Parse(Catalogue.Default.ToJson())!;
            slip.Break(json);
            Assert.StartsWith("The catalogue file ", Assert.Throws<FormatException>(() => Catalogue.Parse(json.ToJsonString())).Message);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"courses\": [}")]
    [InlineData("{\"courses\": [], \"courses\": []}")]
    [InlineData("{\"courses\": \"\\ud800\"}")]
    [InlineData("[]")]
    public void Parse_WhenTextIsNoCatalogue_SaysSo(string json) =>
        Assert.StartsWith("The catalogue file ", Assert.Throws<FormatException>(() => Catalogue.Parse(json)).Message);

    [Fact]
    public void Default_WhenReadByPeople_IsPlainAndShort()
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream("HmisOnboarding.Domain.Training.Defaults.catalogue.json")!;

        PlainWords.AssertPlain(JsonNode.Parse(stream)!);
    }

    private static bool Needs(string roleType, string course, IReadOnlyCollection<string> conditions) =>
        Catalogue.Default.RequiredCourses(roleType, conditions).Any(c => c.Code == course);

    private static Catalogue WithCourse(string code, Func<Course, Course> change) =>
        Catalogue.Default with { Courses = [.. Catalogue.Default.Courses.Select(c => c.Code == code ? change(c) : c)] };

    private static Catalogue WithRoleType(string code, Func<RoleType, RoleType> change) =>
        Catalogue.Default with { RoleTypes = [.. Catalogue.Default.RoleTypes.Select(r => r.Code == code ? change(r) : r)] };

    private static Catalogue With(params Requirement[] more) =>
        Catalogue.Default with { Requirements = [.. Catalogue.Default.Requirements, .. more] };

    private static Catalogue WithoutRequirement(string roleType, string course) =>
        Catalogue.Default with { Requirements = [.. Catalogue.Default.Requirements.Where(r => (r.RoleType, r.Course) != (roleType, course))] };

    private static (string Sentence, Catalogue Catalogue)[] BrokenCatalogues()
    {
        var good = Catalogue.Default;
        return
        [
            ("The role type code \"volunteer\" is used more than once. Give each its own code.",
                good with { RoleTypes = [.. good.RoleTypes, good.RoleTypes[0]] }),
            ("The role type \"volunteer\" has an empty text. Fill it in.",
                WithRoleType("volunteer", r => r with { MayNotDo = [" "] })),
            ("The role type \"volunteer\" needs an account but has no vendor role. Name the one to pick.",
                WithRoleType("volunteer", r => r with { VendorRole = "" })),
            ("The role type \"intake-staff\" has a vendor role but needs no account. Remove one of the two.",
                WithRoleType("intake-staff", r => r with { VendorRole = "Volunteer" })),
            ("The course code \"C13\" is used more than once. Give each its own code.",
                good with { Courses = [.. good.Courses, good.Course("C13")] }),
            ("A course has no code. Give it one.",
                good with { Courses = [.. good.Courses, new Course("", "Untitled", "Nothing yet.", 10, null, null, [])] }),
            ("The course C06 has the prerequisite \"C99\", which is not a course. Add it or remove it.",
                WithCourse("C06", c => c with { Prerequisites = ["C05", "C99"] })),
            ("The course C06 has a pass score of 0 %. Choose 1 to 100, or none.", WithCourse("C06", c => c with { PassPercent = 0 })),
            ("The course C06 has a pass score of 101 %. Choose 1 to 100, or none.", WithCourse("C06", c => c with { PassPercent = 101 })),
            ("The course C06 is valid for 0 months. Choose at least 1, or none.", WithCourse("C06", c => c with { ValidMonths = 0 })),
            ("The course C06 takes 0 minutes. Choose at least 1.", WithCourse("C06", c => c with { Minutes = 0 })),
            ("The course C01 names itself as a prerequisite. Remove that.", WithCourse("C01", c => c with { Prerequisites = ["C01"] })),
            ("The courses C01, C02 wait for each other. Remove one of their prerequisites.",
                WithCourse("C01", c => c with { Prerequisites = ["C02"] })),
            ("The course C01 is required for \"board\", which is not a role type.",
                With(new Requirement("board", "C01", RequirementKind.Required, null))),
            ("The role type \"volunteer\" requires \"C99\", which is not a course.",
                With(new Requirement("volunteer", "C99", RequirementKind.Required, null))),
            ("The requirement for role type \"security-officer\" and course C05 is always required, yet has a condition. Remove one of the two.",
                With(new Requirement("security-officer", "C05", RequirementKind.Required, "grant"))),
            ("The requirement for role type \"security-officer\" and course C05 is conditional but names no condition. Name one.",
                With(new Requirement("security-officer", "C05", RequirementKind.Conditional, null))),
            ("The requirement for role type \"security-officer\" and course C05 has the unknown condition \"moon\". Add its question or remove it.",
                With(new Requirement("security-officer", "C05", RequirementKind.Conditional, "moon"))),
            ("The requirement for role type \"volunteer\" and course C01 is listed twice. Keep one.",
                With(new Requirement("volunteer", "C01", RequirementKind.Required, null))),
            ("The requirement for role type \"volunteer\" and course C01 is both always required and conditional. Keep one.",
                With(new Requirement("volunteer", "C01", RequirementKind.Conditional, "grant"))),
            ("The role type \"volunteer\" needs course C06 but not its prerequisite C05. Require both.", WithoutRequirement("volunteer", "C05")),
            ("The condition code \"grant\" is used more than once. Give each its own code.",
                good with { Conditions = [.. good.Conditions, good.Condition("grant")] }),
            ("The HMIS task \"view-records\" suggests \"board\", which is not a role type. Pick another.",
                good with { HmisTasks = [.. good.HmisTasks.Select(t => t.Code == "view-records" ? t with { SuggestedRoleType = "board" } : t)] }),
            ("There is no HMIS task to choose. Add at least one.", good with { HmisTasks = [] }),
            ("There is no employment kind to choose. Add at least one.", good with { EmploymentKinds = [] }),
            ("There is no return reason to choose. Add at least one.", good with { ReturnReasons = [] }),
            ("There is no certificate rejection reason to choose. Add at least one.", good with { CertificateRejectionReasons = [] }),
            ("There is no decline reason to choose. Add at least one.", good with { DeclineReasons = [] }),
            ("The return reason \"late\" has an empty text. Fill it in.",
                good with { ReturnReasons = [.. good.ReturnReasons, new Choice("late", "Late", "")] }),
        ];
    }
}
