using HmisOnboarding.Domain.Tables;
using Xunit;

namespace HmisOnboarding.Tests.Tables;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)\r\n")]
    [InlineData("+1", "'+1\r\n")]
    [InlineData("-1", "'-1\r\n")]
    [InlineData("@SUM(A1)", "'@SUM(A1)\r\n")]
    [InlineData("  =1+1", "\"'  =1+1\"\r\n")]
    [InlineData("\t=1", "\"'\t=1\"\r\n")]
    [InlineData("\r=1", "\"'\r=1\"\r\n")]
    [InlineData("＝1", "'＝1\r\n")]
    public void Cell_WhenASpreadsheetWouldCalculateIt_IsText(string typed, string line) => Assert.Equal(line, CsvText.Line([typed]));

    [Fact]
    public void Line_WhenCellsHoldSeparatorsAndQuotes_KeepsThemApart() =>
        Assert.Equal("\"Ruiz, \"\"Mia\"\"\",\"a;b\",\"\",plain,\"two\nlines\"\r\n", CsvText.Line(["Ruiz, \"Mia\"", "a;b", null, "plain", "two\nlines"]));

    [Fact]
    public void Line_WhenTheFirstCellIsEmpty_StillHasIt() => Assert.Equal("\"\",x\r\n", CsvText.Line(["", "x"]));
}
