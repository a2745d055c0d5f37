using System.Text;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training.Import;
using Xunit;

namespace HmisOnboarding.Tests.Training.Import;

/// <summary>What people really upload: other separators, other letters, titles above the names, line breaks inside cells, workbooks.</summary>
public sealed class CompletionFileTests : IDisposable
{
    private const string Row = "jos@x.org,C02,2026-02-01";
    private const string Names = "email,course_code,completed_on";

    private readonly string _folder = Directory.CreateTempSubdirectory("hmis-lists").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task Separator_WhenAnyOfFour_IsFound(char separator)
    {
        using var file = await ReceiveAsync(Bytes($"{Names}\n{Row}\n".Replace(',', separator)));
        Assert.Equal((separator, 1), (file.Separator, file.HeaderRow));
        Assert.Equal(["jos@x.org", "C02", "2026-02-01"], file.Rows(separator).Last().Cells);
    }

    [Theory]
    [InlineData("utf-8", true, "UTF-8")]
    [InlineData("utf-8", false, "UTF-8")]
    [InlineData("utf-16", true, "UTF-16")]
    [InlineData("utf-16", false, "UTF-16")]
    [InlineData("utf-16BE", true, "UTF-16")]
    [InlineData("windows-1252", false, "Windows-1252")]
    public async Task Letters_WhenWrittenInAnyWay_AreReadRight(string encoding, bool withMark, string expected)
    {
        var how = encoding == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.GetEncoding(encoding);
        using var file = await ReceiveAsync([.. withMark ? how.GetPreamble() : [], .. how.GetBytes($"first_name,email,course_code,completed_on\nJosé,{Row}\n")]);
        var rows = file.Rows(file.Separator).ToList();
        Assert.Equal(expected, file.EncodingName);
        Assert.Equal("first_name", rows[0].Cells[0]);
        Assert.Equal("José", rows[1].Cells[0]);
    }

    [Fact]
    public async Task Rows_WhenACellHoldsLineBreaks_KeepTheLineOnWhichTheyBegin()
    {
        using var file = await ReceiveAsync(Bytes($"{Names}\n\"jos\n@x.org\",C02,2026-02-01\n\n{Row}\n\"a \"\"b\"\"\",C02,x\n"));
        Assert.Equal([1, 2, 5, 6], file.Rows(',').Select(r => r.Line));
        Assert.Equal("jos\n@x.org", file.Rows(',').ElementAt(1).Cells[0]);
        Assert.Equal("a \"b\"", file.Rows(',').ElementAt(3).Cells[0]);
    }

    [Theory]
    [InlineData("Completions of March\n" + Names, 2)]
    [InlineData("Person,Course,\n" + Names, 2)]
    [InlineData(Names + "\n" + Names, 2)]
    [InlineData("sep=,\n" + Names, 1)]
    [InlineData("\n\n" + Names, 1)]
    public async Task HeaderRow_WhenOtherRowsStandAbove_IsTheOneThatNamesTheColumns(string top, int row)
    {
        using var file = await ReceiveAsync(Bytes($"{top}\n{Row}\n"));
        Assert.Equal(row, file.HeaderRow);
        Assert.Equal("jos@x.org", file.Rows(',').Skip(file.HeaderRow).First().Cells[0]);
    }

    [Fact]
    public async Task File_WhenItHasMoreRowsThanTheLimit_IsRefusedAndLeavesNothing()
    {
        var limits = new CompletionLimits { MostRows = 100 };
        var text = new StringBuilder(Names).Append('\n');
        for (var i = 0; i < 100; i++)
            text.Append(Row).Append('\n');
        using (var file = await ReceiveAsync(Bytes(text.ToString()), limits))
            Assert.Equal(101, file.Rows(',').Count());
        for (var i = 0; i < CompletionFile.MostHeaderRows; i++)
            text.Append(Row).Append('\n');

        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => ReceiveAsync(Bytes(text.ToString()), limits));
        Assert.Contains("more than 100 rows", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task File_WhenItHasAHundredThousandRows_IsRefusedByTheUsualLimits()
    {
        var text = new StringBuilder(Names).Append('\n');
        for (var i = 0; i < 100_000; i++)
            text.Append(Row).Append('\n');
        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => ReceiveAsync(Bytes(text.ToString())));
        Assert.Contains("more than 50,000 rows", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WhenItsBytesPassTheLimit_IsRefusedWhileTheyAreCounted()
    {
        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => ReceiveAsync(new byte[2 * 1024 * 1024 + 1], new() { MostBytes = 2 * 1024 * 1024 }));
        Assert.Contains("more than 2 MB", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "no rows")]
    [InlineData(Names + "\n", "no rows below")]
    [InlineData("PK\u0003\u0004xyz", "workbook")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("a,b\n1,\0\n", "not a list")]
    public async Task File_WhenItIsNoList_IsRefusedWithTheWayOut(string text, string words)
    {
        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => ReceiveAsync(Bytes(text)));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WhenPutAway_IsGoneFromTheDiskAndOldLeftoversWithIt()
    {
        var leftover = Path.Combine(_folder, "left.list");
        await File.WriteAllTextAsync(leftover, "x", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(leftover, new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc));
        var file = await ReceiveAsync(Bytes($"{Names}\n{Row}\n"));
        Assert.NotEqual(leftover, Assert.Single(Directory.GetFiles(_folder)));
        file.Dispose();
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<CompletionFile> ReceiveAsync(byte[] content, CompletionLimits? limits = null)
    {
        using var stream = new MemoryStream(content);
        return await CompletionFile.ReceiveAsync(stream, "list.csv", _folder, limits ?? new(), new DateTime(2026, 3, 3, 0, 0, 0, DateTimeKind.Utc), TestContext.Current.CancellationToken);
    }
}
