using HmisOnboarding.Domain.Agreements;

namespace HmisOnboarding.Tests.Support;

/// <summary>An agreement of forty clauses with three signatures, as a community would use it.</summary>
internal static class SampleAgreement
{
    public const string Code = "HMIS-2026-0042";
    public const string Hash = "3f0a7c1be9d24586a1c07fe2b85d9360f1e7a2c4d6b8093e5f7a1b2c3d4e5f60";

    public static readonly DateTime DrawnAtUtc = new(2026, 3, 4, 16, 30, 5, DateTimeKind.Utc);

    private static readonly string[] Sentences =
    [
        "Clause {0}: my user name and password are mine alone, and I let no one work under my name.",
        "Clause {0}: I keep my password secure. A written note is locked away and never shown in public. I change it "
            + "at once when someone else may know it, and I tell my agency administrator the same day.",
        "Clause {0}: I view, obtain or use data only to do my job; a colleague’s client is no exception.",
        "Clause {0}: I tell clients that their data go into HMIS. The privacy notice hangs where clients are served, "
            + "I offer a copy, and I explain what is shared, with whom, and for how long. A client who declines is "
            + "still served, unless the funding makes the answer a condition; then I say so before I ask.",
        "Clause {0}: I log off before I leave the work area.",
    ];

    public static AgreementDocument Finished(string person = "María Rodríguez") => new()
    {
        RequestCode = Code,
        Title = "HMIS User Agreement",
        TextVersion = "2026.1",
        TextHash = Hash,
        AgencyName = "Harbor Family Shelter",
        CommunityName = "Kent County Continuum of Care",
        PersonName = person,
        RoleTypeName = "Case worker",
        Introduction = "This agreement says how client information is kept safe. Read every clause before you sign.",
        Sections = Sections(8, 5),
        Signatures =
        [
            Signed("New user", "I have read this agreement and will keep to it.", person, Utc(3, 14, 15)),
            Signed("Agency administrator", "I reviewed the training. This person needs this access.", "Dana Cole", Utc(3, 18, 1)),
            Signed("Executive Director", "I authorise this access for our agency.", "Samuel Okonkwo", Utc(4, 16, 29)),
        ],
        History = [new(Utc(1, 13, 0), "Request opened."), new(Utc(4, 16, 29), "Signed by the executive director.")],
        DrawnAtUtc = DrawnAtUtc,
        Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Detroit"),
        Complete = true,
    };

    public static AgreementDocument Open()
    {
        var finished = Finished();
        var director = new SignatureBlock { SlotTitle = "Executive Director", Meaning = "I authorise this access." };
        return finished with { Complete = false, Signatures = [.. finished.Signatures.Take(2), director] };
    }

    public static SignatureBlock Signed(string slot, string meaning, string name, DateTime at) => new()
    {
        SlotTitle = slot,
        Meaning = meaning,
        SignedName = name,
        SeatTitle = $"{slot} of Harbor Family Shelter",
        SignedAtUtc = at,
        ConsentAtUtc = at.AddMinutes(-5),
        Method = "Typed name after password and code by e-mail",
        TextHash = Hash,
    };

    public static DateTime Utc(int day, int hour, int minute) => new(2026, 3, day, hour, minute, 7, DateTimeKind.Utc);

    private static List<AgreementSection> Sections(int sections, int clauses) =>
    [
        .. Enumerable.Range(0, sections).Select(section => new AgreementSection(
            $"Part {section + 1} of the rules",
            [.. Enumerable.Range(0, clauses).Select(clause => Clause(section * clauses + clause + 1))])),
    ];

    private static AgreementClause Clause(int number)
    {
        var text = string.Format(null, Sentences[number % Sentences.Length], number);
        return number % 3 == 0
            ? new AgreementClause($"{number}", text, null, null, false)
            : new AgreementClause($"{number}", text, "MR", Utc(3, 14, 12), true);
    }
}
