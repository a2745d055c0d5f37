using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmisOnboarding.Web.DemoData;

/// <summary>The made-up community as its file tells it: agencies, people, and sentences that somebody there would write.</summary>
internal sealed record DemoCommunity(
    IReadOnlyList<DemoStaff> SystemAdministrators, IReadOnlyList<DemoAgency> Agencies, IReadOnlyList<DemoPerson> People, IReadOnlyList<DemoReason> Reasons)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads the file that ships inside the assembly.</summary>
    public static DemoCommunity Read()
    {
        using var file = DemoFiles.Open("demo-community.json");
        return JsonSerializer.Deserialize<DemoCommunity>(file, Json) ?? throw new JsonException("The file of the demo community is empty.");
    }

    /// <summary>The person with this mailbox, which is the part of the address before the at sign.</summary>
    public DemoPerson Person(string mailbox) => People.Single(p => p.Email.StartsWith(mailbox + "@", StringComparison.Ordinal));

    public DemoAgency Agency(string code) => Agencies.Single(a => a.Code == code);

    /// <summary>What somebody wrote when they returned, rejected or declined for the reason with this code.</summary>
    public string Note(string code) => Reasons.Single(r => r.Code == code).Note;
}

internal sealed record DemoStaff(string FirstName, string LastName, string Email, string JobTitle)
{
    public string FullName => $"{FirstName} {LastName}";
}

internal sealed record DemoProject(string Name, string Kind);

internal sealed record DemoAgency(
    string Code, string Name, string ShortName, string EmailDomain, string TimeZone, string Participation, DateOnly? ParticipationUntil,
    IReadOnlyList<DemoProject> Projects, DemoStaff ExecutiveDirector, IReadOnlyList<DemoStaff> AgencyAdministrators);

internal sealed record DemoPerson(
    string FirstName, string LastName, string Email, string JobTitle, string Agency, string PrimaryProject, string RoleType, string EmploymentKind,
    IReadOnlyList<string> Conditions, IReadOnlyList<string> Tasks, string SupervisorName, string SupervisorEmail)
{
    public string FullName => $"{FirstName} {LastName}";
}

internal sealed record DemoReason(string Kind, string? Code, string Note);
