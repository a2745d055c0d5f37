using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Bunit;
using CsvHelper;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Reports;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Shared;
using HmisOnboarding.Web.Features.Reports;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.ReportPages;

/// <summary>A history with known answers: on the screen, in the lists behind the figures and in the files.</summary>
public sealed partial class ReportFiguresTests : CommunityTest
{
    private const string March = "/reports?day=2026-03-31";
    private const string April = "/reports?day=2026-04-01";

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_WhenTheHistoryWasWorkedOutByHand_SaysTheSame()
    {
        await HandMade.AddAsync(Community);
        SignInAs(Community.Sal);
        var page = Open<ReportsPage>(March);

        Assert.Equal(("1 of 4", "3 of 4", "1 of 4"), (Hook(page, "promise-InTarget"), Hook(page, "promise-Met"), Hook(page, "promise-Late")));
        Assert.Equal("Training New user 4 100 % of 4 few 0 % of 4 few 20 h 1 d 16 h 0", Stage(page, "Training"));
        Assert.Equal("Account creation System administrator 4 75 % of 4 few 25 % of 4 few 1 d 16 h 2 d 2 h 0", Stage(page, "AccountQueue"));
        var agencies = page.FindAll("[data-test=agency-row]").Select(Words).ToList();
        Assert.Equal(2, agencies.Count);
        Assert.Equal("Harbor House 67 % of 3 few 33 % of 3 few 1 d 16 h 2 d 2 h", agencies[0]);
        Assert.EndsWith(" 100 % of 1 few 0 % of 1 few 10 h 10 h", agencies[1], StringComparison.Ordinal);
        var days = page.FindAll("[data-test=days]").Select(Words).ToList();
        Assert.Equal(3, days.Count);
        Assert.Equal("All agencies 4 accounts , few 1 d 1 h less than 1 m less than 1 m less than 1 m less than 1 m – 1 d 11 h 2 d 12 h before: none", days[0]);
        Assert.Contains(days, d => d.StartsWith("Harbor House 3 accounts", StringComparison.Ordinal) && d.EndsWith(" 1 d 19 h 2 d 15 h before: none", StringComparison.Ordinal));
        Assert.Equal(["1, Thursday 01:00", "1, Wednesday 05:00", "1, Wednesday 15:00", "1, Tuesday 19:00"], page.FindAll("[data-test=heat]").Select(h => h.GetAttribute("aria-label")));
        Assert.Equal("All 0 1 2 1 0 0 0 4", Words(page.Find(".heat tfoot tr")));
        Assert.All(page.FindAll("[data-test=open] [data-test=open-all]"), o => Assert.Equal("0", Words(o)));
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("director")]
    public async Task Page_WhenOfAnAgency_HasItsOwnNumbersAndNoOthers(string who)
    {
        await HandMade.AddAsync(Community);
        var name = (await Community.Agencies.ListAsync(Community.Sal, Cancel)).Single(a => a.Id == Community.AgencyB).Name;
        SignInAs(who == "director" ? Community.Bella : Community.Boris);
        var page = Open<ReportsPage>(March);

        Assert.StartsWith($"{name}, March 2026", Words(page.Find(".page-context")), StringComparison.Ordinal);
        Assert.Equal("Training New user 1 100 % of 1 few 0 % of 1 few 1 d 16 h 1 d 16 h 0", Stage(page, "Training"));
        Assert.Equal("Account creation System administrator 1 100 % of 1 few 0 % of 1 few 10 h 10 h 0", Stage(page, "AccountQueue"));
        Assert.Single(page.FindAll("[data-test=days]"));
        Assert.Empty(page.FindAll("[data-test=agency-row], [data-test=agency]"));
        Assert.DoesNotContain("Harbor House", page.Markup, StringComparison.Ordinal);
        // each address names the agency, so that it shows the same to whoever gets it
        Assert.All(page.FindAll("a.figure"), f => Assert.Contains($"agency={Community.AgencyB}", f.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Single(Open<ReportListPage>(page.Find("[data-test=stage][data-step=Training] [data-test=Measured]").GetAttribute("href")!).FindAll("[data-test=row]"));
        Assert.Equal("Made this month 1 100 % of 1 in time, few", Words(Open<WallPage>("/reports/wall").Find("[data-test=month]")));
    }

    [Theory]
    [InlineData(March)]
    [InlineData(April)]
    public async Task Figures_WhenOpened_HaveAsManyRowsAsTheySay(string address)
    {
        await HandMade.AddAsync(Community);
        await Community.OpenAtAsync(RequestState.Withdrawn);
        await Community.OpenAtAsync(RequestState.DirectorSignature, Community.Boris);
        HandMade.GoTo(Community, new(2026, 4, 2, 12, 0, 0, DateTimeKind.Utc));
        await Community.OpenRequestAsync();
        await Community.OpenAtAsync(RequestState.Submission);
        SignInAs(Community.Sal);
        var page = Open<ReportsPage>(address);
        var figures = page.FindAll("a.figure").Select(f => (Address: f.GetAttribute("href")!, Rows: RowsOf(f), Text: Words(f))).Distinct().ToList();
        Assert.InRange(figures.Count, 40, 200);
        Assert.Contains(figures, f => f.Address.Contains("figure=open", StringComparison.Ordinal));
        Assert.Equal(address == March, figures.Exists(f => f.Address.Contains("figure=closed", StringComparison.Ordinal)));

        foreach (var (link, rows, text) in figures)
        {
            var list = Open<ReportListPage>(link);
            var said = (text, link, Count: int.Parse(Words(list.Find("[data-test=count]")), CultureInfo.InvariantCulture), list.FindAll("[data-test=row]").Count);
            Assert.Equal((text, link, rows ?? said.Item4, said.Item4), said);
            Assert.NotEqual(0, said.Item4);
        }
    }

    [Fact]
    public async Task Means_WhenOpened_AreMadeOfTheStaysInTheirList()
    {
        await HandMade.AddAsync(Community);
        SignInAs(Community.Sal);
        var mean = Open<ReportsPage>(March).Find("[data-test=days] [data-test=way]");
        Assert.Equal("1 d 1 h", Words(mean));

        var list = Open<ReportListPage>(mean.GetAttribute("href")!);

        Assert.Equal("Training: on the way to the accounts, longest first", Words(list.Find("h1")));
        // together 100 h, of 4 requests 25 h
        Assert.Equal(["1 d 16 h", "1 d 6 h", "20 h", "10 h"], list.FindAll("[data-test=row] .took").Select(Words));
    }

    [Fact]
    public async Task Medians_WhenOpened_StandInTheMiddleOfTheirList()
    {
        await HandMade.AddAsync(Community);
        SignInAs(Community.Sal);
        var page = Open<ReportsPage>(March);
        var row = page.Find("[data-test=stage][data-step=AccountQueue]");

        var list = Open<ReportListPage>(row.QuerySelector("[data-test=Median]")!.GetAttribute("href")!);

        Assert.Equal("Account creation: all that ended, longest first", Words(list.Find("h1")));
        Assert.Equal(["2 d 2 h Late", "1 d 16 h", "1 d 16 h", "10 h"], list.FindAll("[data-test=row] .took").Select(Words));
    }

    [Fact]
    public async Task Periods_WhenNothingWasBefore_AreComparedInWords()
    {
        await HandMade.AddAsync(Community);
        SignInAs(Community.Sal);

        var first = Open<ReportsPage>("/reports?span=week&day=2026-03-03");
        Assert.Equal("Nothing ended in week of 23 February 2026, so there is nothing to compare with.", Hook(first, "compare"));
        Assert.Empty(first.FindAll("[data-test=before-note]"));
        AssertNoNonsense(first);

        HandMade.GoTo(Community, new(2026, 3, 10, 15, 0, 0, DateTimeKind.Utc));
        await Community.AdvanceToAsync(RequestState.AccountQueue, await Community.OpenAtAsync(RequestState.AwaitingDocuments));
        var second = Open<ReportsPage>("/reports?span=week&day=2026-03-10");
        Assert.Equal("“Before” is week of 2 March 2026. This period is not over, so its counts can still grow.", Hook(second, "compare"));
        Assert.Equal("Documents to follow Agency administrator 1 before: none 100 % of 1 few before: none 0 % of 1 few before: none less than 1 m before: none less than 1 m before: none 0", Stage(second, "AwaitingDocuments"));
        Assert.Equal("Account creation System administrator 0 before: 4 – before: 75 % of 4 – before: 25 % of 4 – before: 1 d 16 h – before: 2 d 2 h 0", Stage(second, "AccountQueue"));
        Assert.Contains("No account was made in week of 9 March 2026 so far. Before: 4 accounts .", Words(second.Find("section")), StringComparison.Ordinal);
        AssertNoNonsense(second);

        var empty = Open<ReportsPage>("/reports?span=week&day=2026-02-03");
        Assert.Equal("Nothing ended in week of 26 January 2026, so there is nothing to compare with.", Hook(empty, "compare"));
        Assert.Contains("This needs an account that was made in week of 2 February 2026.", empty.Markup, StringComparison.Ordinal);
        AssertNoNonsense(empty);
    }

    [Fact]
    public async Task Days_WhenAPacketComesBeforeMidnightOfTheLastDay_BelongToThatMonthOfTheCommunity()
    {
        _ = Community.Seal.Certificate;
        HandMade.GoTo(Community, new(2026, 3, 30, 14, 0, 0, DateTimeKind.Utc));
        var (last, first) = (await Community.OpenRequestAsync(), await Community.OpenRequestAsync());
        // 23:30 on 31 March and 00:30 on 1 April in New York; by UTC both are April
        HandMade.GoTo(Community, new(2026, 4, 1, 3, 30, 0, DateTimeKind.Utc));
        await Community.AdvanceToAsync(RequestState.AccountQueue, last);
        HandMade.GoTo(Community, new(2026, 4, 1, 4, 30, 0, DateTimeKind.Utc));
        await Community.AdvanceToAsync(RequestState.AccountQueue, first);
        SignInAs(Community.Sal);

        foreach (var (address, code, field) in new[] { (March, last, "1, Tuesday 23:00"), (April, first, "1, Wednesday 00:00"), ("/reports", first, "1, Wednesday 00:00") })
        {
            var page = Open<ReportsPage>(address);
            var training = page.Find("[data-test=stage][data-step=Training] [data-test=Measured]");
            var heat = Assert.Single(page.FindAll("[data-test=heat]"));
            Assert.Equal(("1", field), (Words(training), heat.GetAttribute("aria-label")));
            foreach (var figure in new[] { training, heat })
                Assert.Equal(code, Assert.Single(Open<ReportListPage>(figure.GetAttribute("href")!).FindAll("[data-test=row]")).GetAttribute("data-code"));
        }

        Assert.Equal("Arrived today 1", Words(Open<WallPage>("/reports/wall").Find("[data-test=arrived]")));
    }

    [Fact]
    public async Task Files_WhenMadeOfTheSameReport_SayWhatTheScreenSays()
    {
        await HandMade.AddAsync(Community);
        await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(Community.Sal);
        var page = Open<ReportsPage>(March);
        var report = await Community.Get<ReportQueries>().ReportAsync(Community.Sal, new(Day: new(2026, 3, 31)), Cancel);

        var steps = Read(report, ReportTable.Steps);
        Assert.Equal(7 * 3, steps.Count);
        foreach (var line in steps.Where(l => l["Agency"] == "All agencies"))
        {
            var row = page.FindAll("[data-test=stage]").Single(r => Words(r).StartsWith(line["Step"] + " ", StringComparison.Ordinal));
            string Cell(string hook) => Words(row.QuerySelector($"[data-test={hook}]")!);
            Assert.Equal(line["Ended with an answer"], Cell("Measured"));
            Assert.Equal(line["Not late in percent"] is { Length: > 0 } met ? $"{met} % of {line["Ended with an answer"]}" : "–", Cell("Met"));
            Assert.Equal(line["Late in percent"] is { Length: > 0 } late ? $"{late} % of {line["Ended with an answer"]}" : "–", Cell("Late"));
            Assert.Equal((Length(line["Median in hours"]), Length(line["90th percentile in hours"])), (Cell("Median"), Cell("NineOfTen")));
            Assert.Equal(line["Closed"], Cell("Closed"));
        }

        var harbor = steps.Single(l => l["Agency"] == "Harbor House" && l["Step"] == "Account creation");
        Assert.Equal(("3", "0", "2", "1", "67", "40.00", "50.00"), (harbor["Ended with an answer"], harbor["Within target"], harbor["Not late"], harbor["Late"], harbor["Not late in percent"], harbor["Median in hours"], harbor["90th percentile in hours"]));

        var days = Read(report, ReportTable.Days);
        Assert.Equal(page.FindAll("[data-test=days]").Select(r => Words(r.QuerySelector("strong")!)), days.Select(l => Length(l["Whole way, mean hours"])));
        Assert.Equal(["4", "3", "1"], days.OrderByDescending(l => l["Accounts"], StringComparer.Ordinal).Select(l => l["Accounts"]));
        Assert.All(days, l => Assert.Equal("", l["Documents to follow, mean hours"]));

        var arrivals = Read(report, ReportTable.Arrivals);
        Assert.Equal(page.FindAll("[data-test=heat]").Select(h => h.GetAttribute("aria-label")!).Order(StringComparer.Ordinal),
            arrivals.Select(l => $"{l["Packets"]}, {l["Day of the week"]} {int.Parse(l["Hour"], CultureInfo.InvariantCulture):00}:00").Order(StringComparer.Ordinal));

        var open = Read(report, ReportTable.Open);
        Assert.Equal(page.FindAll("[data-test=open]").Select(r => string.Join(' ', r.QuerySelectorAll("[data-test=open-all], [data-test=open-band]").Select(Words))),
            open.Select(l => string.Join(' ', new[] { "Open" }.Concat(AgeBand.All.Select(ReportWords.Age)).Select(name => l[name]))));
        Assert.Equal("1", open.Single(l => l["Step"] == "Director signs")["Open"]);
    }

    [Fact]
    public async Task Files_WhenAnAgencyIsCalledLikeAFormula_HoldNoFormula()
    {
        await HandMade.AddAsync(Community);
        await Community.WriteAsync(async db =>
        {
            var agency = await db.Agencies.SingleAsync(a => a.Id == Community.AgencyA, Cancel);
            db.Entry(agency).Property(a => a.Name).CurrentValue = "=1+1";
        });
        foreach (var filter in new[] { new ReportFilter(), new(Community.AgencyA) })
        {
            var report = await Community.Get<ReportQueries>().ReportAsync(Community.Sal, filter, Cancel);
            foreach (var table in Enum.GetValues<ReportTable>())
            {
                var cells = Read(report, table).SelectMany(l => l.Values).ToList();
                Assert.NotEmpty(cells);
                Assert.DoesNotContain(cells, c => c.StartsWith('='));
                Assert.Equal(filter.AgencyId is not null || table is ReportTable.Steps or ReportTable.Days, cells.Contains("'=1+1"));
                Assert.DoesNotContain("=", ReportExport.FileName(report, table), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Pictures_WhenNobodySeesThem_StandBesideTheirNumbers()
    {
        await HandMade.AddAsync(Community);
        SignInAs(Community.Sal);
        var page = Open<ReportsPage>(March);

        Assert.All(page.FindAll("table"), t =>
        {
            Assert.All(t.QuerySelectorAll("th"), h => Assert.NotNull(h.GetAttribute("scope")));
            Assert.Equal("region", t.ParentElement!.GetAttribute("role"));
            Assert.NotNull(page.Find("#" + t.ParentElement!.GetAttribute("aria-labelledby")));
        });
        var rows = page.FindAll("[data-test=days]");
        Assert.Equal(3, page.FindAll("svg[viewBox='0 0 100 28']").Count);
        foreach (var row in rows)
        {
            Assert.Equal("true", row.QuerySelector("svg")!.GetAttribute("aria-hidden"));
            Assert.Equal((7, 7), (row.QuerySelectorAll("rect").Length, row.QuerySelectorAll("[data-test=way]").Length));
        }

        // the longest way fills the picture: 20 h and 43 h 20 m of 63 h 20 m
        var harbor = rows.Single(r => Words(r).StartsWith("Harbor House", StringComparison.Ordinal)).QuerySelectorAll("rect");
        Assert.Equal(("0", "31.58", "31.58", "68.42"), (harbor[0].GetAttribute("x"), harbor[0].GetAttribute("width"), harbor[^1].GetAttribute("x"), harbor[^1].GetAttribute("width")));
        // each field of the map says its count as text, and the strongest colour is that of the most
        Assert.All(page.FindAll(".heat tbody td"), f => Assert.Matches("^[0-9]+$", Words(f)));
        Assert.All(page.FindAll("[data-test=heat]"), f => Assert.Equal("heat-4", f.ParentElement!.ClassName));
    }

    [Fact]
    public async Task Wall_WhenAPacketIsClaimed_SaysSoWithoutAName()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sue);
        var wall = Open<WallPage>("/reports/wall");
        Assert.Contains("Not claimed", Words(wall.Find("[data-test=packet]")), StringComparison.Ordinal);

        await Community.Requests.ClaimAsync(Community.Sal, code, cancellationToken: Cancel);

        wall.WaitLive(Community, () => Assert.EndsWith("Harbor House Claimed", Words(wall.Find("[data-test=packet]")), StringComparison.Ordinal));
        foreach (var person in new[] { Community.Sal, Community.Alma, Community.Dora, await Community.SubjectOfAsync(code) })
        {
            var name = (await Community.People.FindPersonAsync(person.PersonId, Cancel))!;
            Assert.DoesNotContain(name.FullName, wall.Markup, StringComparison.Ordinal);
            Assert.DoesNotContain(name.FullName.Split(' ')[^1], wall.Markup, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("director")]
    [InlineData("delegate")]
    public async Task Wall_WhenOfAnAgency_FollowsItsOwnRequestsOnly(string who)
    {
        await Community.DelegateAsync(Community.Dora, Community.Delia);
        SignInAs(who switch { "director" => Community.Dora, "delegate" => Community.Delia, _ => Community.Alma });
        var wall = Open<WallPage>("/reports/wall");
        Assert.StartsWith("Harbor House, ", Words(wall.Find(".page-context")), StringComparison.Ordinal);

        await Community.OpenAtAsync(RequestState.AccountQueue, Community.Boris);
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);

        wall.WaitLive(Community, () => Assert.Equal("Waiting 1", Words(wall.Find("[data-test=waiting]"))));
        Assert.StartsWith(code, Words(Assert.Single(wall.FindAll("[data-test=packet]"))), StringComparison.Ordinal);
        Assert.Equal("Arrived today 1", Words(wall.Find("[data-test=arrived]")));
    }

    [Theory]
    [InlineData(18, 20, 16, 20, "10 points more than before")]
    [InlineData(79, 100, 80, 100, "1 point less than before")]
    [InlineData(18, 20, 9, 10, "the same as before")]
    [InlineData(8, 9, 16, 20, null)]
    [InlineData(18, 20, 9, 9, null)]
    [InlineData(18, 20, 0, 0, null)]
    public void Change_WhenABaseIsSmall_IsNotSaid(int part, int whole, int partBefore, int wholeBefore, string? words) =>
        Assert.Equal(words, ReportText.Change(part, Of(whole), partBefore, Of(wholeBefore)));

    private static StageFigures Of(int count) => StageFigures.None(RequestState.AccountQueue) with { Count = count };

    /// <summary>How many rows a figure promises; null for a mean, which promises a sum, and for an earlier time without its base.</summary>
    private static int? RowsOf(IElement figure)
    {
        int Number(string digits) => int.Parse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        if (CountText().Match(Words(figure)) is { Success: true } count)
            return Number(count.Groups[1].Value);
        if (ShareText().Match(Words(figure)) is { Success: true } share)
            return (int)Math.Round(Number(share.Groups[1].Value) * Number(share.Groups[2].Value) / 100m);
        if (figure.GetAttribute("data-test") == "way")
            return null;
        // a time says its base beside itself: among the shares of its row, or under it
        var place = figure.Closest("tr") ?? figure.Closest(".promise-part")!;
        var isBefore = figure.Closest(".under") is not null;
        if (place.ClassName?.Contains("promise-part", StringComparison.Ordinal) == true)
            return isBefore ? null : Number(AccountsText().Match(Words(place)).Groups[1].Value);
        if (figure.Closest(".whole") is not null)
            return isBefore ? null : Number(AccountsText().Match(Words(place)).Groups[1].Value);
        var shares = place.QuerySelectorAll("td.share")[0];
        return Number(ShareText().Match(Words(isBefore ? shares.QuerySelector(".under .figure")! : shares.QuerySelector(".figure")!)).Groups[2].Value);
    }

    private static List<Dictionary<string, string>> Read(ReportView report, ReportTable table)
    {
        using var text = new StringReader(Encoding.UTF8.GetString(ReportExport.File(report, table)[3..]));
        using var csv = new CsvReader(text, CultureInfo.InvariantCulture);
        Assert.True(csv.Read() && csv.ReadHeader());
        var lines = new List<Dictionary<string, string>>();
        while (csv.Read())
            lines.Add(csv.HeaderRecord!.ToDictionary(name => name, name => csv.GetField(name)!));
        return lines;
    }

    private static string Length(string hours) => hours.Length == 0 ? "–" : TimeText.Length(TimeSpan.FromMinutes(Math.Round(double.Parse(hours, CultureInfo.InvariantCulture) * 60)));

    private static void AssertNoNonsense(IRenderedComponent<ReportsPage> page)
    {
        foreach (var nonsense in new[] { "NaN", "∞", "0 % of 0", "% of 0" })
            Assert.DoesNotContain(nonsense, page.Markup, StringComparison.Ordinal);
    }

    private static string Stage(IRenderedComponent<ReportsPage> page, string step) => Words(page.Find($"[data-test=stage][data-step={step}]"));

    private static string Hook(IRenderedComponent<ReportsPage> page, string hook) => Words(page.Find($"[data-test={hook}]"));

    private IRenderedComponent<T> Open<T>(string address) where T : IComponent
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<T>();
        page.WaitForElement("h1");
        return page;
    }

    private static string Words(IElement element) => string.Join(' ', element.Descendants<IText>().SelectMany(t => t.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    [GeneratedRegex(@"^([\d,]+)(?: of [\d,]+| accounts?| packets?)?$")]
    private static partial Regex CountText();

    [GeneratedRegex(@"^(\d+) % of ([\d,]+)$")]
    private static partial Regex ShareText();

    [GeneratedRegex(@"([\d,]+) accounts?")]
    private static partial Regex AccountsText();
}
