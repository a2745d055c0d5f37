using System.Text;
using System.Text.Json.Nodes;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Agreements;

public sealed class AgreementTextTests
{
    [Fact]
    public void Default_WhenChecked_HasNoProblems() => Assert.Empty(AgreementText.Default.Problems());

    [Fact]
    public void Default_WhenCounted_HasThirtyToFortyClausesInEightGroups()
    {
        Assert.InRange(AgreementText.Default.AllClauses.Count, 30, 40);
        Assert.Equal(["A", "B", "C", "D", "E", "F", "G", "H"], AgreementText.Default.Groups.Select(g => g.Letter));
        Assert.Equal(
            Enumerable.Range(1, AgreementText.Default.AllClauses.Count).Select(n => $"{n}"),
            AgreementText.Default.AllClauses.Select(c => c.Number));
    }

    [Fact]
    public void Default_WhenInitialsAreAsked_AsksForThemInEveryGroupAndNotTooOften()
    {
        Assert.InRange(AgreementText.Default.AllClauses.Count(c => c.AsksInitials), 8, 10);
        Assert.All(AgreementText.Default.Groups, g => Assert.Contains(g.Clauses, c => c.AsksInitials));
    }

    [Fact]
    public void Default_WhenRead_IsPlainAndSpeaksAsTheSigner()
    {
        PlainWords.AssertPlain(JsonNode.Parse(AgreementText.Default.ToJson())!);
        Assert.All(AgreementText.Default.AllClauses, c =>
        {
            Assert.Matches(@"\b(I|[Mm]y)\b", c.Text);
            Assert.DoesNotMatch(@"\b[Yy]our?\b", c.Text);
        });
    }

    [Theory]
    [InlineData("paper copy")]
    [InlineData("sign on paper")]
    [InlineData("withdraw this consent")]
    [InlineData("browser")]
    [InlineData("PDF")]
    [InlineData("download or print")]
    public void Default_WhenConsentIsRead_TellsWhatElectronicSigningOwesTheSigner(string words) =>
        Assert.Contains(words, AgreementText.Default.ConsentText);

    [Fact]
    public void CanonicalText_WhenBuilt_HoldsEveryPartInReadingOrder()
    {
        var text = new AgreementText(
            "Rules",
            "First line.\r\nSecond line.",
            [new("A", "Sign-in", [new("1", "I sign in.", true), new("2", "I sign out.", false)]), new("B", "Desk", [new("3", "I lock it.", false)])],
            "I consent.",
            "I apply.",
            "I attest.",
            "I authorize.");

        Assert.Equal(
            """
            User Agreement: Rules
            Introduction: First line.
                Second line.
            Group A: Sign-in
            Clause 1 (initials): I sign in.
            Clause 2: I sign out.
            Group B: Desk
            Clause 3: I lock it.
            Consent to electronic records and signatures: I consent.
            Signature of the new user: I apply.
            Signature of the agency administrator: I attest.
            Signature of the Executive Director: I authorize.

            """.ReplaceLineEndings("\n"),
            text.CanonicalText());
        // Independent reckoning: sha256sum of the text above.
        Assert.Equal("fd45371e851c70847b90704bddc735f18acb1de1a19514ff8b98976db48ad8c2", text.Hash());
    }

    [Fact]
    public void Hash_WhenAnyWordChanges_Changes()
    {
        var text = AgreementText.Default;
        var changed = new List<AgreementText>
        {
            text with { Title = text.Title + "." },
            text with { Introduction = text.Introduction + "." },
            text with { ConsentText = text.ConsentText + "." },
            text with { UserMeaning = text.UserMeaning + "." },
            text with { AdministratorMeaning = text.AdministratorMeaning + "." },
            text with { DirectorMeaning = text.DirectorMeaning + "." },
            text with { Groups = [.. text.Groups.Reverse()] },
        };
        changed.AddRange(text.Groups.Select(g => WithGroup(g, g with { Letter = "Z" })));
        changed.AddRange(text.Groups.Select(g => WithGroup(g, g with { Heading = g.Heading + "." })));
        changed.AddRange(text.AllClauses.Select(c => WithClause(c.Number, x => x with { Text = x.Text + " " })));
        changed.AddRange(text.AllClauses.Select(c => WithClause(c.Number, x => x with { Number = "100" })));
        changed.AddRange(text.AllClauses.Select(c => WithClause(c.Number, x => x with { AsksInitials = !x.AsksInitials })));

        var hashes = changed.Select(c => c.Hash()).Append(text.Hash()).ToList();

        Assert.Equal(hashes.Count, hashes.Distinct().Count());
        Assert.All(hashes, h => Assert.Matches("^[0-9a-f]{64}$", h));
    }

    [Fact]
    public void Hash_WhenATextImitatesTheNextClause_Differs()
    {
        var two = WithFirstGroup(new("1", "One.", false), new("2", "Two.", false));
        var one = WithFirstGroup(new Clause("1", "One.\nClause 2: Two.", false));

        Assert.NotEqual(two.Hash(), one.Hash());
    }

    [Fact]
    public void Hash_WhenOnlyTheFileLayoutChanges_Stays()
    {
        var json = AgreementText.Default.ToJson();
        var dense = JsonNode.Parse(json)!.ToJsonString();
        var windows = json.Replace("\n", "\r\n\r\n", StringComparison.Ordinal);

        Assert.NotEqual(json.Length, dense.Length);
        Assert.Equal(AgreementText.Default.Hash(), AgreementText.Parse(dense).Hash());
        Assert.Equal(AgreementText.Default.Hash(), AgreementText.Parse(windows).Hash());
    }

    [Fact]
    public void Hash_WhenSpellingIsTheSameInAnotherEncodingForm_Stays()
    {
        var composed = AgreementText.Default with { Title = "Café\nRules" };
        var decomposed = AgreementText.Default with { Title = "Café\r\nRules".Normalize(NormalizationForm.FormD) };

        Assert.NotEqual(composed.Title, decomposed.Title);
        Assert.Equal(composed.Hash(), decomposed.Hash());
    }

    [Fact]
    public void Problems_WhenOneThingIsWrong_SaysExactlyThat()
    {
        var good = AgreementText.Default;
        (string Sentence, AgreementText Text)[] broken =
        [
            ("The title is empty. Write it.", good with { Title = " " }),
            ("The introduction is empty. Write it.", good with { Introduction = "" }),
            ("The consent text is empty. Write it.", good with { ConsentText = "" }),
            ("The meaning of the new user's signature is empty. Write it.", good with { UserMeaning = "" }),
            ("The meaning of the agency administrator's signature is empty. Write it.", good with { AdministratorMeaning = "" }),
            ("The meaning of the Executive Director's signature is empty. Write it.", good with { DirectorMeaning = "" }),
            ("The agreement has no clause. Add at least one.", good with { Groups = [] }),
            ("The group I has no clause. Add one or remove the group.", good with { Groups = [.. good.Groups, new("I", "More", [])] }),
            ("The heading of group A is empty. Write it.", WithGroup(good.Groups[0], good.Groups[0] with { Heading = "" })),
            ("The text of clause 7 is empty. Write it.", WithClause("7", c => c with { Text = "\n" })),
            ("The clause number 7 is used more than once. Give each its own.", WithClause("8", c => c with { Number = "7" })),
            ("The clause number \"7: a\" cannot be used. Use letters and digits, such as 7 or 7.2.", WithClause("7", c => c with { Number = "7: a" })),
            ("The clause number \"\" cannot be used. Use letters and digits, such as 7 or 7.2.", WithClause("7", c => c with { Number = "" })),
            ("The group letter B is used more than once. Give each its own.", WithGroup(good.Groups[0], good.Groups[0] with { Letter = "B" })),
        ];

        Assert.All(broken, b => Assert.Equal([b.Sentence], b.Text.Problems()));
    }

    [Fact]
    public void ToJson_WhenDefaultIsWritten_IsTheShippedFile()
    {
        using var stream = typeof(AgreementText).Assembly
            .GetManifestResourceStream("HmisOnboarding.Domain.Agreements.Defaults.user-agreement.json")!;
        using var reader = new StreamReader(stream);

        Assert.Equal(reader.ReadToEnd(), AgreementText.Default.ToJson());
    }

    [Fact]
    public void Parse_WhenWrittenAndReadAgain_LosesNothing()
    {
        var again = AgreementText.Parse(AgreementText.Default.ToJson());

        Assert.Equivalent(AgreementText.Default, again, strict: true);
        Assert.Equal(AgreementText.Default.Hash(), again.Hash());
    }

    [Fact]
    public void Parse_WhenPartIsUnknownOrMissing_SaysThatTheFileCannotBeRead()
    {
        (string Name, Action<JsonNode> Break)[] slips =
        [
            ("unknown part", json => json["footer"] = "x"),
            ("missing part", json => json.AsObject().Remove("consentText")),
            ("missing initials", json => json["groups"]![0]!["clauses"]![0]!.AsObject().Remove("asksInitials")),
            ("empty clause", json => json["groups"]![0]!["clauses"]![0] = null),
        ];

        Assert.All(slips, slip =>
        {
            var json = JsonNode.Parse(AgreementText.Default.ToJson())!;
            slip.Break(json);
            Assert.StartsWith("The agreement file ", Assert.Throws<FormatException>(() => AgreementText.Parse(json.ToJsonString())).Message);
        });
    }

    private static AgreementText WithGroup(ClauseGroup old, ClauseGroup changed) =>
        AgreementText.Default with { Groups = [.. AgreementText.Default.Groups.Select(g => g == old ? changed : g)] };

    private static AgreementText WithClause(string number, Func<Clause, Clause> change) =>
        AgreementText.Default with
        {
            Groups = [.. AgreementText.Default.Groups.Select(g => g with { Clauses = [.. g.Clauses.Select(c => c.Number == number ? change(c) : c)] })],
        };

    private static AgreementText WithFirstGroup(params Clause[] clauses) =>
        AgreementText.Default with { Groups = [AgreementText.Default.Groups[0] with { Clauses = clauses }] };
}
