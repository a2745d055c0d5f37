using System.Text;
using System.Text.Json.Nodes;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.DemoData;

public sealed class DemoCommunityTests
{
    private static readonly JsonNode Demo = JsonNode.Parse(File.ReadAllText(DemoFile()))!;

    [Fact]
    public void Agencies_WhenBuilt_AreAcceptedByTheDomainAndOneIsLapsed()
    {
        var agencies = Demo["agencies"]!.AsArray().Select(a => new Agency(
            Text(a, "name"),
            Text(a, "shortName"),
            Text(a, "emailDomain"),
            Text(a, "timeZone"),
            Enum.Parse<ParticipationStatus>(Text(a, "participation"), ignoreCase: true))).ToList();

        Assert.Equal(7, agencies.Count);
        Assert.Single(agencies, a => a.Participation == ParticipationStatus.Lapsed);
        Assert.Equal(6, agencies.Count(a => a.Participation == ParticipationStatus.Active));
        Assert.Single(agencies, a => a.TimeZoneId == "America/Chicago");
        Assert.All(agencies, a => Assert.EndsWith(".example.org", a.EmailDomain, StringComparison.Ordinal));
        Assert.All(Demo["agencies"]!.AsArray(), a => Assert.InRange(a!["projects"]!.AsArray().Count, 2, 4));
        Assert.All(Demo["agencies"]!.AsArray(), a => Assert.InRange(a!["agencyAdministrators"]!.AsArray().Count, 1, 2));
    }

    [Fact]
    public void Everybody_WhenBuilt_IsAcceptedByTheDomainUnderAnAddressOfTheirOwn()
    {
        var everybody = Everybody().ToList();

        Assert.Equal(70, Demo["people"]!.AsArray().Count);
        Assert.Equal(3, Demo["systemAdministrators"]!.AsArray().Count);
        Assert.Equal(everybody.Count, everybody.Select(p => Text(p.Node, "email")).Distinct().Count());
        Assert.All(everybody, p =>
        {
            var person = new Person(Text(p.Node, "firstName"), Text(p.Node, "lastName"), Text(p.Node, "email"), null, Text(p.Node, "jobTitle"));
            Assert.Equal(Text(p.Node, "email"), person.Email);
            Assert.EndsWith("@" + p.Domain, person.Email, StringComparison.Ordinal);
            Assert.True(person.SignsAs(Text(p.Node, "firstName") + " " + Text(p.Node, "lastName")));
        });
    }

    [Fact]
    public void People_WhenTheirCodesAreLookedUp_AreAllInTheDefaultCatalogue()
    {
        var catalogue = Catalogue.Default;
        var agencies = Demo["agencies"]!.AsArray().ToDictionary(a => Text(a, "code"), a => a!);

        Assert.All(Demo["people"]!.AsArray(), p =>
        {
            var agency = agencies[Text(p, "agency")];
            var asked = catalogue.QuestionsFor(Text(p, "roleType")).Select(c => c.Code).ToHashSet();
            var conditions = Texts(p, "conditions");

            Assert.Contains(Text(p, "primaryProject"), agency["projects"]!.AsArray().Select(x => Text(x, "name")));
            Assert.Subset(asked, conditions.ToHashSet());
            Assert.NotEmpty(catalogue.RequiredCourses(Text(p, "roleType"), conditions));
            Assert.NotNull(catalogue.EmploymentKind(Text(p, "employmentKind")));
            Assert.NotEmpty(Texts(p, "tasks"));
            Assert.All(Texts(p, "tasks"), t => catalogue.HmisTask(t));
            Assert.NotEqual(Text(p, "email"), Text(p, "supervisorEmail"));
            Assert.EndsWith("@" + Text(agency, "emailDomain"), Text(p, "supervisorEmail"), StringComparison.Ordinal);
        });
        Assert.Equal(
            catalogue.RoleTypes.Select(r => r.Code).Order(),
            Demo["people"]!.AsArray().Select(p => Text(p, "roleType")).Distinct().Order());
    }

    [Fact]
    public void Reasons_WhenLookedUp_AreTwelveAndKnownToTheCatalogue()
    {
        var reasons = Demo["reasons"]!.AsArray();

        Assert.Equal(12, reasons.Count);
        Assert.All(reasons, r =>
        {
            var code = r!["code"]?.GetValue<string>();
            _ = Text(r, "kind") switch
            {
                "certificateRejected" => Catalogue.Default.CertificateRejectionReason(code!),
                "returned" => Catalogue.Default.ReturnReason(code!),
                "declined" => Catalogue.Default.DeclineReason(code!),
                "withdrawn" => code is null ? null : throw new InvalidDataException("A withdrawal has words only."),
                var other => throw new InvalidDataException(other),
            };
        });
        PlainWords.AssertPlain(reasons);
    }

    [Fact]
    public void File_WhenRead_IsInUnicodeFormC()
    {
        var text = File.ReadAllText(DemoFile());

        Assert.True(text.IsNormalized(NormalizationForm.FormC));
        Assert.Contains("Łukasz", text);
        Assert.Contains("Nguyễn", text);
        Assert.Contains("O'Connor", text);
    }

    private static IEnumerable<(JsonNode Node, string Domain)> Everybody()
    {
        foreach (var person in Demo["systemAdministrators"]!.AsArray())
        {
            yield return (person!, "hmis.example.org");
        }

        var domains = Demo["agencies"]!.AsArray().ToDictionary(a => Text(a, "code"), a => Text(a, "emailDomain"));
        foreach (var agency in Demo["agencies"]!.AsArray())
        {
            yield return (agency!["executiveDirector"]!, domains[Text(agency, "code")]);
            foreach (var administrator in agency["agencyAdministrators"]!.AsArray())
            {
                yield return (administrator!, domains[Text(agency, "code")]);
            }
        }

        foreach (var person in Demo["people"]!.AsArray())
        {
            yield return (person!, domains[Text(person, "agency")]);
        }
    }

    private static string Text(JsonNode? node, string name) => node![name]!.GetValue<string>();

    private static List<string> Texts(JsonNode? node, string name) => [.. node![name]!.AsArray().Select(x => x!.GetValue<string>())];

    private static string DemoFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HmisOnboarding.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "HmisOnboarding.Web", "DemoData", "demo-community.json");
    }
}
