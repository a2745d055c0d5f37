using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Catalogues;

public sealed class CommunityFileTests
{
    private static readonly CommunityFile Shipped = new(Catalogue.Default, AgreementText.Default, new CommunitySettings());

    // letters with accents, quotes, breaks and right-to-left words: what people write
    private static readonly Gen<string> Words = Gen.OneOf(new[] { "Privacy", "Señal \"uno\"", "naïve — test", "a\\b/c", "<b>&amp;</b>", "مرحبا", "line one\nline two" }.Select(Gen.Const).ToArray());

    [Fact]
    public void Read_WhenAnyPublishableFileIsWritten_GivesAnEqualOne() => Gen.Select(Words, Words, Gen.Int[1, 200], Gen.Int[1, 100], Gen.Bool, Gen.Int[0, 12]).InEveryCase(60, drawn =>
    {
        var (one, two, number, score, flag, item) = drawn;
        var catalogue = Catalogue.Default;
        var agreement = AgreementText.Default;
        var file = new CommunityFile(
            catalogue with
            {
                Courses = [.. catalogue.Courses.Select((c, i) => i == item ? c with { Title = one, Summary = two, Minutes = number, PassPercent = flag ? score : null, ValidMonths = flag ? null : number, Link = flag ? "https://learn.example.org/?a=1&b=2" : null } : c)],
                RoleTypes = [.. catalogue.RoleTypes.Select((r, i) => i == 1 ? r with { PlainWords = two, MayDo = [one, two], Retired = false } : r), catalogue.RoleTypes[0] with { Code = $"new-{number}", Retired = flag }],
                ReturnReasons = [.. catalogue.ReturnReasons, new Choice($"r{number}", one, two)],
            },
            agreement with
            {
                Introduction = one + "\n" + two,
                Groups = [.. agreement.Groups.Skip(flag ? 1 : 0)],
            },
            new CommunitySettings { CommunityName = one.ReplaceLineEndings(" "), StuckAfterDays = number, LapseAfterDays = number + score, PaperSize = flag ? PaperSize.A4 : PaperSize.Letter });

        var (again, problems) = CommunityFile.Read(file.Write());

        Assert.Empty(problems);
        Assert.Equal(file.Catalogue.ToJson(), again!.Catalogue.ToJson());
        Assert.Equal(file.Agreement.Hash(), again.Agreement.Hash());
        Assert.Equal(file.Settings, again.Settings);
        Assert.Equal(file.Write(), again.Write());
    });

    [Fact]
    public void Read_WhenServiceHoursAreWritten_GivesEqualOnesInWordsOfPeople()
    {
        var hours = ServicePolicy.Default with
        {
            Counting = CountedTime.WorkingHours,
            Week = [new(DayOfWeek.Monday, [new(8 * 60, 12 * 60), new(13 * 60, 24 * 60)]), new(DayOfWeek.Saturday, [])],
            Holidays = [new(new DateOnly(2026, 12, 24), "Noël \"eve\"", true), new(new DateOnly(2027, 1, 4), "Move")],
            WarnBeforeLimitMinutes = 0,
        };
        var text = Encoding.UTF8.GetString((Shipped with { ServiceHours = hours }).Write());

        var (file, problems) = CommunityFile.Read(Bytes(text));

        Assert.Empty(problems);
        Assert.Equal(hours.ToJson(), file!.ServiceHours!.ToJson());
        foreach (var line in new[] { "\"counting\": \"workingHours\"", "\"day\": \"monday\"", "\"08:00-12:00\"", "\"13:00-24:00\"", "\"day\": \"2026-12-24\"" })
            Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.Null(CommunityFile.Read(Shipped.Write()).File!.ServiceHours);
    }

    [Fact]
    public void Read_WhenServiceHoursAreWrong_NamesEachWithLineAndPath()
    {
        var hours = ServicePolicy.Default with { Holidays = [new(new DateOnly(2026, 12, 24), "Eve", true)] };
        var lines = Encoding.UTF8.GetString((Shipped with { ServiceHours = hours }).Write()).Split('\n').ToList();
        int Change(string from, string to)
        {
            var at = lines.FindIndex(l => l.Contains(from, StringComparison.Ordinal));
            lines[at] = lines[at].Replace(from, to, StringComparison.Ordinal);
            return at + 1;
        }

        var span = Change("08:00-12:00", "8-12 o'clock");
        var weekday = Change("\"tuesday\"", "\"someday\"");
        var day = Change("2026-12-24", "24.12.2026");
        var target = Change("\"targetHours\": 24", "\"targetHours\": \"24\"");
        var zone = lines.FindIndex(l => l.Contains("\"timeZoneId\"", StringComparison.Ordinal));
        var begin = lines.FindIndex(l => l.Contains("\"serviceHours\"", StringComparison.Ordinal)) + 1;
        lines[zone] = "";

        var (file, problems) = CommunityFile.Read(Bytes(string.Join("\n", lines)));

        Assert.Null(file);
        Assert.Equal(
            [
                new(span, "serviceHours.week[1].intervals[0]", "This must be hours of one day such as \"08:00-12:00\"."),
                new(weekday, "serviceHours.week[2].day", "This must be one of \"sunday\", \"monday\", \"tuesday\", \"wednesday\", \"thursday\", \"friday\", \"saturday\"."),
                new(day, "serviceHours.holidays[0].day", "This must be a day such as \"2026-12-24\"."),
                new(target, "serviceHours.targetHours", "This must be a whole number."),
                new(begin, "serviceHours", "The field \"timeZoneId\" is missing. Add it."),
            ], problems);
    }

    [Fact]
    public void Read_WhenServiceHoursCannotBePublished_SaysWhy()
    {
        var (file, problems) = CommunityFile.Read((Shipped with { ServiceHours = ServicePolicy.Default with { LimitHours = 10 } }).Write());

        Assert.Null(file);
        Assert.Equal("serviceHours", Assert.Single(problems).Path);
        Assert.StartsWith("The target must be at least 1 hour.", problems[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenTheFileBeginsWithAByteOrderMark_ReadsIt() =>
        Assert.NotNull(CommunityFile.Read(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(Shipped.Write()).ToArray()).File);

    [Fact]
    public void Read_WhenSeveralThingsAreWrong_NamesEachWithLineAndPath()
    {
        var lines = Encoding.UTF8.GetString(Shipped.Write()).Split('\n').ToList();
        var minutes = lines.FindIndex(l => l.Contains("\"minutes\": 45", StringComparison.Ordinal));
        lines[minutes] = lines[minutes].Replace("45", "\"45\"", StringComparison.Ordinal);
        var kind = lines.FindLastIndex(l => l.Contains("\"kind\": \"conditional\"", StringComparison.Ordinal));
        lines[kind] = lines[kind].Replace("conditional", "sometimes", StringComparison.Ordinal);
        var title = lines.FindIndex(l => l.Contains("\"agreement\"", StringComparison.Ordinal)) + 1;
        lines[title] = "    \"headline\": \"x\",";
        var paper = lines.FindIndex(l => l.Contains("\"paperSize\"", StringComparison.Ordinal));
        lines[paper] = "    \"paperSize\": null,";

        var (file, problems) = CommunityFile.Read(Encoding.UTF8.GetBytes(string.Join("\n", lines)));

        Assert.Null(file);
        Assert.Equal(
            [
                new(minutes + 1, "catalogue.courses[1].minutes", "This must be a whole number."),
                new(kind + 1, problems[1].Path, "This must be one of \"required\", \"conditional\"."),
                new(title + 1, "agreement.headline", "The field \"headline\" is not known here. Correct its name or take it out."),
                new(title, "agreement", "The field \"title\" is missing. Add it."),
                new(paper + 1, "settings.paperSize", "The field \"paperSize\" is empty (null). Fill it in."),
            ], problems);
        Assert.Matches(@"^catalogue\.requirements\[\d+\]\.kind$", problems[1].Path);
    }

    [Fact]
    public void Read_WhenASettingIsLeftOut_SaysSoInsteadOfTakingTheProductsOwn()
    {
        var json = JsonNode.Parse(Shipped.Write())!;
        json["settings"]!.AsObject().Remove("lapseAfterDays");
        Assert.Equal("The field \"lapseAfterDays\" is missing. Add it.", Assert.Single(CommunityFile.Read(Bytes(json.ToJsonString())).Problems).Sentence);
    }

    [Fact]
    public void Read_WhenTheFileBreaksARuleOfTheCatalogue_SaysIt()
    {
        var json = JsonNode.Parse(Shipped.Write())!;
        json["catalogue"]!["courses"]![0]!["prerequisites"]!.AsArray().Add("C01");
        json["agreement"]!["groups"]![0]!["clauses"]![0]!["text"] = " ";
        json["settings"]!["invitationHours"] = 0;
        json["format"] = "hmis-onboarding/2";
        Assert.Equal(["format", "catalogue", "agreement", "settings"], CommunityFile.Read(Bytes(json.ToJsonString())).Problems.Select(p => p.Path));
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "nothing", "" },
        { "no JSON", "PK\u0003\u0004 not JSON" },
        { "another kind of value", "[1, 2]" },
        { "null", "null" },
        { "deep lists", new string('[', 100_000) },
        { "deep lists in an unknown field", "{\"x\": " + new string('[', 5_000) + new string(']', 5_000) + "}" },
        { "deep objects", string.Concat(Enumerable.Repeat("{\"catalogue\":", 5_000)) },
        { "a huge number", Written("\"minutes\": 15", "\"minutes\": 1e999999") },
        { "a number of many digits", Written("\"minutes\": 15", "\"minutes\": " + new string('9', 50_000)) },
        { "a fraction", Written("\"minutes\": 15", "\"minutes\": 15.5") },
        { "half a character pair", Written("\"title\": \"", "\"title\": \"\\ud800") },
        { "a field twice", Written("\"format\":", "\"format\": \"hmis-onboarding/1\", \"format\":") },
        { "an endless field name", Written("\"format\":", "\"" + new string('x', 50_000) + "\": 1, \"format\":") },
        { "two values", Encoding.UTF8.GetString(Shipped.Write()) + "{}" },
        { "a file cut off", Encoding.UTF8.GetString(Shipped.Write())[..5_000] },
        { "a type name", Written("\"format\":", "\"$type\": \"System.IO.FileInfo\", \"format\":") },
        { "sixteen thousand requirements", Written("\"requirements\": [", "\"requirements\": [" + string.Concat(Enumerable.Repeat("{\"roleType\":\"a\",\"course\":\"b\",\"kind\":\"required\",\"condition\":null},", 12_000))) },
        { "a very long text", Written("\"title\": \"", "\"title\": \"" + new string('x', 100_000)) },
        { "a control character", Written("\"introduction\": \"", "\"introduction\": \"\\u0007") },
        { "too much", new string(' ', CommunityFile.MostBytes + 1) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Read_WhenTheFileIsHostile_AnswersInShortSentences(string what, string text)
    {
        var (file, problems) = CommunityFile.Read(Bytes(text));

        Assert.True(file is null, what);
        Assert.InRange(problems.Count, 1, 60);
        Assert.All(problems, p => Assert.True(p.Sentence.Length < 300 && p.Path.Length < 200 && p.Sentence.EndsWith('.') && char.IsUpper(p.Sentence[0]), p.Sentence));
    }

    [Fact]
    public void Read_WhenTheBytesAreNoText_AnswersInASentence() =>
        Assert.NotEmpty(CommunityFile.Read(new byte[] { (byte)'{', (byte)'"', 0xFF, 0xFE, (byte)'"', (byte)':', (byte)'1', (byte)'}' }).Problems);

    [Fact]
    public void SettingsDifference_WhenValuesDiffer_NamesThemInWords() =>
        Assert.Equal(
            [new("Getting started link", "https://learning.example.org/getting-started", "https://a.example.org/"), new("HMIS link", "https://hmis.example.org/", "https://b.example.org/"), new("Lapse after days", "60", "90")],
            SettingsDifference.Between(new(), new() { GettingStartedUrl = "https://a.example.org/", HmisUrl = "https://b.example.org/", LapseAfterDays = 90 }));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Written(string from, string to)
    {
        var text = Encoding.UTF8.GetString(Shipped.Write());
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, from);
        return text[..at] + to + text[(at + from.Length)..];
    }
}
