using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using Xunit;

namespace HmisOnboarding.Tests.Catalogues;

public sealed class CatalogueDifferenceTests
{
    private static readonly Catalogue Start = Catalogue.Default;

    [Fact]
    public void Between_WhenNothingDiffers_IsEmpty() =>
        Assert.Empty(CatalogueDifference.Between(Start, Catalogue.Parse(Start.ToJson())));

    [Fact]
    public void Between_WhenRequirementsOnlyStandInAnotherOrder_IsEmpty() =>
        Assert.Empty(CatalogueDifference.Between(Start, Start with { Requirements = [.. Start.Requirements.Reverse()] }));

    [Fact]
    public void Between_WhenACourseChanges_NamesEachFactWithBothValues()
    {
        var now = WithCourse("C02", c => c with { Title = "Privacy", PassPercent = null, ValidMonths = 6, Link = "https://learn.example.org/c02", Prerequisites = [] });

        var change = Assert.Single(CatalogueDifference.Between(Start, now));

        Assert.Equal((CataloguePart.Courses, "C02", "Privacy", CatalogueChangeKind.Changed), (change.Part, change.Code, change.Name, change.Kind));
        Assert.Equal(
            [
                new("Title", Start.Course("C02").Title, "Privacy"), new("Link", "None", "https://learn.example.org/c02"), new("Pass score", "80 %", "None"),
                new("Valid", "12 months", "6 months"), new("Prerequisites", "C01", "None"),
            ], change.Fields);
    }

    [Fact]
    public void Between_WhenARoleTypeIsNoLongerOffered_SaysSo()
    {
        var now = Start with { RoleTypes = [.. Start.RoleTypes.Select(r => r.Code == "volunteer" ? r with { Retired = true } : r)] };
        Assert.Equal([new FieldChange("Offered", "Yes", "No")], Assert.Single(CatalogueDifference.Between(Start, now)).Fields);
    }

    [Fact]
    public void Between_WhenCellsOfTheMatrixChange_SpeaksOfTheCourseAndItsRoleTypes()
    {
        var now = Start with
        {
            Requirements =
            [
                .. Start.Requirements.Where(r => (r.RoleType, r.Course) != ("volunteer", "C06")),
                new("read-only", "C03", RequirementKind.Required, null), new("read-only", "C12", RequirementKind.Conditional, "grant"), new("read-only", "C12", RequirementKind.Conditional, "reports"),
            ],
        };

        var changes = CatalogueDifference.Between(Start, now);

        Assert.All(changes, c => Assert.Equal(CataloguePart.Requirements, c.Part));
        Assert.Equal(
            [("C03", new FieldChange("Read Only", "Not needed", "Required")), ("C06", new("Volunteer", "Required", "Not needed")), ("C12", new("Read Only", "Not needed", "If grant, If reports"))],
            changes.Select(c => (c.Code, Assert.Single(c.Fields))));
    }

    [Fact]
    public void Between_WhenItemsComeAndGoAndMove_NamesEachOnce()
    {
        var late = new Choice("late", "Too late", "The packet came too late.");
        var now = Start with { DeclineReasons = [late, .. Start.DeclineReasons.Skip(1).Reverse()] };

        var changes = CatalogueDifference.Between(Start, now);

        Assert.Equal([CatalogueChangeKind.Added, CatalogueChangeKind.Removed, CatalogueChangeKind.Moved], changes.Select(c => c.Kind));
        Assert.Equal(["Too late", Start.DeclineReasons[0].Label, "Order"], changes.Select(c => c.Name));
        Assert.Equal(string.Join(", ", Start.DeclineReasons.Skip(1).Select(r => r.Label)), changes[2].Fields[0].Was);
    }

    [Fact]
    public void Between_WhenACourseIsRemoved_DoesNotListItsCellsToo()
    {
        var now = Start with { Courses = [.. Start.Courses.Where(c => c.Code != "C13")], Requirements = [.. Start.Requirements.Where(r => r.Course != "C13")] };
        Assert.Equal((CataloguePart.Courses, CatalogueChangeKind.Removed), Assert.Single(CatalogueDifference.Between(Start, now)) is var c ? (c.Part, c.Kind) : default);
    }

    [Fact]
    public void Between_WhenEveryListChanges_SeesEachOfThem()
    {
        static IReadOnlyList<Choice> Other(IReadOnlyList<Choice> list) => [list[0] with { Label = "Another label" }, .. list.Skip(1)];
        var now = Start with
        {
            RoleTypes = [Start.RoleTypes[0] with { Name = "Helper" }, .. Start.RoleTypes.Skip(1)],
            Courses = [Start.Courses[0] with { Minutes = 20 }, .. Start.Courses.Skip(1)],
            Requirements = [.. Start.Requirements.Skip(1)],
            Conditions = [Start.Conditions[0] with { Question = "Reports?" }, .. Start.Conditions.Skip(1)],
            EmploymentKinds = Other(Start.EmploymentKinds),
            HmisTasks = [Start.HmisTasks[0] with { Sentence = "Another sentence." }, .. Start.HmisTasks.Skip(1)],
            ReturnReasons = Other(Start.ReturnReasons),
            CertificateRejectionReasons = Other(Start.CertificateRejectionReasons),
            DeclineReasons = Other(Start.DeclineReasons),
        };

        Assert.Equal(Enum.GetValues<CataloguePart>(), CatalogueDifference.Between(Start, now).Select(c => c.Part));
    }

    [Fact]
    public void Merge_WhenBothChangedDifferentItems_KeepsBoth()
    {
        var mine = WithCourse("C02", c => c with { Minutes = 50 }) with { RoleTypes = [.. Start.RoleTypes, Start.RoleTypes[0] with { Code = "mine", Name = "Mine" }] };
        var theirs = WithCourse("C03", c => c with { Minutes = 60 }) with { Requirements = [.. Start.Requirements, new("read-only", "C06", RequirementKind.Required, null)] };

        var (merged, conflicts) = CatalogueMerge.Of(Start, mine, theirs);

        Assert.Empty(conflicts);
        Assert.Equal((50, 60), (merged.Course("C02").Minutes, merged.Course("C03").Minutes));
        Assert.Equal("Mine", merged.RoleTypes[^1].Name);
        Assert.Equal(theirs.Requirements, merged.Requirements);
        Assert.Equivalent(CatalogueDifference.Between(Start, mine), CatalogueDifference.Between(theirs, merged));
    }

    [Fact]
    public void Merge_WhenBothChangedTheSameItem_KeepsTheDraftAndNamesIt()
    {
        var (merged, conflicts) = CatalogueMerge.Of(Start, WithCourse("C02", c => c with { Minutes = 50 }), WithCourse("C02", c => c with { Minutes = 60 }));

        Assert.Equal(50, merged.Course("C02").Minutes);
        Assert.Equal([Start.Course("C02").Title], conflicts);
    }

    [Fact]
    public void Merge_WhenOneRemovedWhatTheOtherLeftAlone_IsRemoved()
    {
        var without = Start with { ReturnReasons = [.. Start.ReturnReasons.Skip(1)], Requirements = [.. Start.Requirements.Skip(1)] };

        Assert.Equal(without.ToJson(), CatalogueMerge.Of(Start, Start, without).Catalogue.ToJson());
        Assert.Equal(without.ToJson(), CatalogueMerge.Of(Start, without, Start).Catalogue.ToJson());
    }

    private static Catalogue WithCourse(string code, Func<Course, Course> change) =>
        Start with { Courses = [.. Start.Courses.Select(c => c.Code == code ? change(c) : c)] };
}
