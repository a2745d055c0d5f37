using CsCheck;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Training.Import;

/// <summary>Rows in any order, any number of times, in one list or imported twice: the records are the same.</summary>
public sealed class CompletionPropertyTests
{
    private static readonly string[] People = ["pat0@harbor.example.org", "pat1@harbor.example.org", "pat2@harbor.example.org", "stranger@x.org", "bruno@bridge.example.org"];
    private static readonly string[] Courses = ["C01", "C02", "c05", "C99"];
    private static readonly string[] Statuses = ["", "completed", "in progress", "odd"];
    private static readonly string[] Numbers = ["", "LC-1001", "LC-1002"];

    private static readonly Gen<string> Rows =
        from person in OneOf(People)
        from course in OneOf(Courses)
        from status in OneOf(Statuses)
        from score in OneOf("", "85", "92.5", "40")
        from day in Gen.Int[1, 6]
        from number in OneOf(Numbers)
        select $"{person},,,,{course},,{status},{score},2026-02-0{day},{number}";

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public async Task Records_WhenRowsAreShuffledAndDoubledAndImportedTwice_AreTheSame()
    {
        await using var origin = await TestCommunity.CreateAsync();
        Directory.CreateDirectory(origin.DocumentsPath);
        await origin.WriteAsync(db => db.People.AddRange(Enumerable.Range(0, 3).Select(i => new Person("Pat", "Person", $"pat{i}@harbor.example.org", origin.AgencyA))));
        var cases = from rows in Rows.Array[1, 25]
                    from doubled in Gen.Shuffle(rows.Concat(rows.Take(rows.Length / 2)).ToArray())
                    select (rows, doubled);
        for (var number = 0; number < 40; number++)
        {
            var lists = cases.Case(number);
            await using var plain = origin.Fork();
            await using var mixed = origin.Fork();
            await plain.ImportAsync(plain.Alma, Lists.Of(lists.rows));
            await mixed.ImportAsync(mixed.Alma, Lists.Of(lists.doubled));
            var expected = await RecordsAsync(plain);
            Assert.Equal(expected, await RecordsAsync(mixed));

            Assert.Equal(0, (await plain.ImportAsync(plain.Alma, Lists.Of(lists.rows))).Added);
            Assert.Equal(0, (await mixed.ImportAsync(mixed.Alma, Lists.Of(lists.rows))).Added);
            Assert.Equal(expected, await RecordsAsync(plain));
            Assert.Equal(expected, await RecordsAsync(mixed));
        }
    }

    private static async Task<IReadOnlyList<string>> RecordsAsync(TestCommunity community)
    {
        await using var db = community.Database.Read(Reach.Everything);
        return [.. (await db.Completions.ToListAsync(TestContext.Current.CancellationToken))
            .Select(c => $"{c.SubjectId} {c.CourseCode} {c.CompletedOn:O} {c.ScorePercent} {c.CertificateNumber}").Order(StringComparer.Ordinal)];
    }
}
