using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Agreements;

public sealed class SheetAndCertificatePdfTests
{
    private static readonly AgreementPdf Pdf = new();

    [Fact]
    public async Task DrawSheet_WhenLong_PrintsEveryLineAndNumbersEveryPage()
    {
        var groups = Enumerable.Range(1, 12).Select(g => new SheetGroup(
            $"Group {g}", [.. Enumerable.Range(1, 8).Select(n => new SheetLine($"Label {g}.{n}", $"Value {g}.{n}"))]));
        var bytes = Pdf.DrawSheet(Sheet([.. groups]));
        using var drawn = new PdfTools(bytes);
        await drawn.CheckAsync();
        var text = await drawn.TextAsync();
        for (var g = 1; g <= 12; g++)
            Assert.All(Enumerable.Range(1, 8), n => Assert.Contains($"Label {g}.{n} Value {g}.{n}\n", text, StringComparison.Ordinal));
        var pages = text.Split('\f', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(pages.Length > 2);
        for (var page = 1; page <= pages.Length; page++)
        {
            Assert.Contains($"Page {page} of {pages.Length}", pages[page - 1], StringComparison.Ordinal);
            Assert.Contains("HMIS-2026-0042", pages[page - 1], StringComparison.Ordinal);
        }

        Assert.All(PageInk.Of(bytes), page => Assert.Empty(page.Collisions((_, _) => false)));
    }

    [Fact]
    public async Task DrawSheet_WhenValueIsEmpty_SaysNotRecorded()
    {
        using var drawn = new PdfTools(Pdf.DrawSheet(Sheet([new(null, [new("Phone", " ")])]) with { Notice = "Not sent yet" }));
        var text = await drawn.TextAsync();
        Assert.Contains("Phone not recorded", text, StringComparison.Ordinal);
        Assert.Contains("Not sent yet", text, StringComparison.Ordinal);
    }

    [Fact]
    public void DrawSheet_WhenContentIsEqual_GivesEqualBytes() =>
        Assert.Equal(Pdf.DrawSheet(Sheet([new("A", [new("B", "C")])])), Pdf.DrawSheet(Sheet([new("A", [new("B", "C")])])));

    [Fact]
    public async Task DrawCertificate_WithScore_IsOneLandscapePageWithEveryFact()
    {
        var certificate = new CertificateDocument(
            "Zoë Ruíz-O’Brien", "Basic Privacy and Security", new DateOnly(2026, 3, 2), "92 %", "LC-000817", "HMIS Learning Center");
        var bytes = Pdf.DrawCertificate(certificate);
        using var drawn = new PdfTools(bytes);
        await drawn.CheckAsync();
        var text = await drawn.TextAsync();
        foreach (var fact in new[]
        {
            "Zoë Ruíz-O’Brien", "Basic Privacy and Security", "Completed on 2 March 2026", "Score: 92 %",
            "Certificate number LC-000817", "HMIS Learning Center",
        })
        {
            Assert.Contains(fact, text, StringComparison.Ordinal);
        }

        var page = Assert.Single(PageInk.Of(bytes));
        Assert.Equal((792, 612), (page.Width, page.Height));
        Assert.Empty(page.Collisions((_, _) => false));
        Assert.Equal(bytes, Pdf.DrawCertificate(certificate));
        Assert.Matches("CreationDate: +2026-03-02T00:00:00Z", await drawn.InfoAsync());
    }

    [Fact]
    public async Task DrawCertificate_WhenScoreIsUnknownAndNamesAreLong_StaysOnOnePage()
    {
        var name = string.Join(' ', Enumerable.Repeat("Concepción-Fernández", 6));
        var bytes = Pdf.DrawCertificate(new(
            name, string.Join(' ', Enumerable.Repeat("Privacy and security", 6)), new(2026, 3, 2), null, "LC-1", "Center"));
        using var drawn = new PdfTools(bytes);
        var text = await drawn.TextAsync();
        Assert.Contains(PdfTools.Squeeze(name), PdfTools.Squeeze(text), StringComparison.Ordinal);
        Assert.DoesNotContain("Score", text, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(PageInk.Of(bytes)).Collisions((_, _) => false));
    }

    [Fact]
    public void DrawCertificate_WhenNameIsUncovered_Refuses() =>
        Assert.Throws<UndrawableTextException>(() => Pdf.DrawCertificate(
            new("田中", "Course", new(2026, 3, 2), null, "LC-1", "Center")));

    private static SheetDocument Sheet(IReadOnlyList<SheetGroup> groups) => new()
    {
        Title = "User Request Form",
        Subtitle = "María Rodríguez, Harbor Family Shelter",
        Issuer = "Kent County Continuum of Care",
        Reference = "HMIS-2026-0042",
        Groups = groups,
        DrawnAtUtc = SampleAgreement.DrawnAtUtc,
    };
}
