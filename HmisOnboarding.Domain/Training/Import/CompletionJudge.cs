using System.Globalization;
using HmisOnboarding.Domain.Agencies;

namespace HmisOnboarding.Domain.Training.Import;

/// <summary>
/// Judges the rows of a list. What a row becomes depends on the set of rows and on what is recorded, never on the order of the rows. Pure.
/// </summary>
internal sealed class CompletionJudge(CompletionMatch match, Catalogue catalogue, CompletionChoices choices, CompletionLimits limits)
{
    private const int NumberLimit = 60;
    private const int ShownLimit = 120;

    // words for "finished" and for "not finished" of learning platforms; any other word is asked about
    private static readonly HashSet<string> Finished = new(StringComparer.OrdinalIgnoreCase) { "completed", "complete", "passed", "pass", "finished", "attended", "yes", "true", "1", "100%", "completed successfully" };

    private static readonly HashSet<string> Unfinished = new(StringComparer.OrdinalIgnoreCase)
    {
        "in progress", "in-progress", "inprogress", "incomplete", "not completed", "not complete", "not started", "not attempted", "started", "enrolled", "assigned", "failed", "fail", "no", "false", "0",
        "expired", "overdue", "withdrawn", "absent",
    };

    private readonly Dictionary<string, Course> _byCode = catalogue.Courses.ToDictionary(c => c.Code, StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, Course> _byTitle = catalogue.Courses.ToLookup(c => Person.CollapseSpaces(c.Title), StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (string Learner, Match Match, int Rows)> _possible = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _unknownCourses = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<PossibleMatch> Possible =>
        [.. _possible.OrderBy(p => p.Value.Learner, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => new PossibleMatch(p.Key, p.Value.Learner, p.Value.Rows, p.Value.Match.Why, p.Value.Match.May, choices.People.TryGetValue(p.Key, out var id) ? id : null))];

    public IReadOnlyList<UnknownCourse> UnknownCourses =>
        [.. _unknownCourses.OrderByDescending(u => u.Value).ThenBy(u => u.Key, StringComparer.OrdinalIgnoreCase)
            .Select(u => new UnknownCourse(u.Key, u.Value, choices.Courses.ContainsKey(u.Key), choices.Courses.GetValueOrDefault(u.Key)))];

    /// <summary>The row by itself.</summary>
    public JudgedRow Row(ListRow row)
    {
        string Cell(CompletionField field) => choices.Columns.Cell(row, field);
        var (email, userName, first, last) = (Cell(CompletionField.Email), Cell(CompletionField.UserName), Cell(CompletionField.FirstName), Cell(CompletionField.LastName));
        var (code, title, date) = (Cell(CompletionField.CourseCode), Cell(CompletionField.CourseTitle), Cell(CompletionField.CompletedOn));
        var (id, name) = (Cell(CompletionField.PersonId), $"{first} {last}".Trim());
        var judged = new JudgedRow(row.Line, RowOutcome.New, Shown(string.Join(", ", new[] { name, email.Length > 0 ? email : userName.Length > 0 ? userName : id }.Where(t => t.Length > 0))), Shown($"{code} {title}".Trim()), Shown(date));
        if (row.Cells.Any(c => c.Length > limits.MostCellLength))
            return judged.Problem($"A cell here has more than {limits.MostCellLength} characters. Look for a quote mark that is not closed.");

        var status = Cell(CompletionField.Status);
        if (Unfinished.Contains(status))
            return judged.LeftOut($"The Learning Center says \"{Shown(status)}\".");
        if (status.Length > 0 && !Finished.Contains(status))
            return judged.Problem($"The status \"{Shown(status)}\" is not known here. It should say completed or passed.");

        if (FindCourse(code, title, out var course, out var unknown) is { } wrongCourse)
            return judged.Problem(wrongCourse);
        if (unknown is not null)
        {
            _unknownCourses[unknown] = _unknownCourses.GetValueOrDefault(unknown) + 1;
            if (!choices.Courses.TryGetValue(unknown, out var meant))
                return judged.Problem($"The catalogue has no course \"{Shown(unknown)}\". Say which course it is, or leave it out.");
            if (meant is null || !_byCode.TryGetValue(meant, out course))
                return judged.LeftOut("You left this course out.");
        }

        judged = judged with { CourseCode = course!.Code };
        if (date.Length == 0)
            return judged.Problem("The day of completion is missing.");
        if (!choices.Dates.TryRead(date, out var day))
            return judged.Problem($"\"{Shown(date)}\" is no date of the form you chose.");
        judged = judged with { Day = day };

        if (ScoreOf(Cell(CompletionField.Score), out var score) is { } wrongScore)
            return judged.Problem(wrongScore);
        var number = Cell(CompletionField.CertificateNumber);
        if (number.Length > NumberLimit)
            return judged.Problem($"The certificate number has more than {NumberLimit} characters.");
        judged = judged with { Score = score, Number = number.Length == 0 ? null : number };

        var found = match.Of(id, email, userName, first, last);
        if (found is { Person: null, May.Count: > 0 })
        {
            var key = string.Join('\u001f', id, email, userName, name).ToLowerInvariant();
            _possible[key] = (judged.Learner, found, _possible.GetValueOrDefault(key).Rows + 1);
            if (!choices.People.TryGetValue(key, out var picked) || found.May.FirstOrDefault(p => p.Id == picked) is not { } chosen)
                return judged with { Outcome = RowOutcome.Possible, Sentence = found.Why };
            found = new(chosen, "your choice", [], "");
        }

        if (found.Person is not { } person)
            return judged.Problem(found.Why);
        judged = judged with { Person = person, MatchedBy = found.By };
        // a completion that has run out is a fact all the same; only what cannot be one is refused
        var problems = EvidenceRules.Problems(course with { ValidMonths = null }, day, score, person.Today);
        if (problems.Count > 0)
            return judged.Problem(string.Join(" ", problems));
        return EvidenceRules.IsValidOn(course, day, person.Today) ? judged : judged with { Sentence = $"It ran out on {EvidenceRules.Day(EvidenceRules.ExpiresOn(course, day)!.Value)}, so it is recorded but counts for no request." };
    }

    /// <summary>The rows beside each other and beside what is recorded about the same people.</summary>
    public static IReadOnlyList<JudgedRow> Together(IReadOnlyList<JudgedRow> rows, IReadOnlyCollection<TrainingCompletion> recorded)
    {
        var known = recorded.Select(c => new CompletionKey(c.SubjectId, c.CourseCode, c.CompletedOn)).ToHashSet();
        var days = recorded.Select(c => (Number: (c.SubjectId, c.CourseCode, TrainingEvidence.KeyOf(c.CertificateNumber)), Day: c.CompletedOn))
            .Concat(rows.Where(r => r.Outcome == RowOutcome.New).Select(r => (Number: NumberOf(r), Day: r.Day!.Value)))
            .Where(n => n.Number.Item3 is not null).GroupBy(n => n.Number, n => n.Day).ToDictionary(g => g.Key, g => g.Distinct().Order().ToList());
        bool HasTwoDays(JudgedRow row) => NumberOf(row) is { Item3: not null } number && days[number].Count > 1;
        var first = rows.Where(r => r.Outcome == RowOutcome.New && !HasTwoDays(r)).GroupBy(r => r.Key)
            .ToDictionary(g => g.Key, g => g.OrderByDescending(r => r.Number is not null).ThenBy(r => r.Number, StringComparer.Ordinal).ThenByDescending(r => r.Score ?? -1).ThenBy(r => r.Line).First());
        return [.. rows.Select(r => r switch
        {
            { Outcome: not RowOutcome.New } => r,
            _ when known.Contains(r.Key) => r with { Outcome = RowOutcome.Known, Sentence = "It is recorded already." },
            _ when HasTwoDays(r) =>
                r.Problem($"Certificate {r.Number} has two days: {string.Join(" and ", days[NumberOf(r)].Take(2).Select(EvidenceRules.Day))}. Ask the Learning Center which one is right."),
            _ when first[r.Key] != r => r with { Outcome = RowOutcome.Known, Sentence = $"Line {first[r.Key].Line} says the same." },
            _ => r,
        })];
    }

    private static (Guid, string, string?) NumberOf(JudgedRow row) => (row.Person!.Id, row.CourseCode!, TrainingEvidence.KeyOf(row.Number));

    private string? FindCourse(string code, string title, out Course? course, out string? unknown)
    {
        (course, unknown) = (null, null);
        var byCode = code.Length > 0 ? _byCode.GetValueOrDefault(code) : null;
        var byTitle = title.Length > 0 ? _byTitle[Person.CollapseSpaces(title)].FirstOrDefault() : null;
        if (code.Length == 0 && title.Length == 0)
            return "The course is missing.";
        if (byCode is not null && byTitle is not null && byCode != byTitle)
            return $"The code is that of {byCode.Title}, but the title is another course. Correct one of them.";
        course = byCode ?? byTitle;
        if (course is null)
            unknown = Shown($"{code} {title}".Trim());
        return null;
    }

    private static string? ScoreOf(string text, out int? score)
    {
        score = null;
        var bare = text.TrimEnd('%').Trim().Replace(',', '.');
        if (bare is "" or "-" or "n/a" or "N/A")
            return null;
        if (!decimal.TryParse(bare, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > 100)
            return $"\"{Shown(text)}\" is no score in percent, 0 to 100.";
        // down, so that 79.6 does not pass where 80 is needed
        score = (int)Math.Floor(value);
        return null;
    }

    private static string Shown(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Where(c => !char.IsControl(c)));
        return line.Length <= ShownLimit ? line : line[..ShownLimit] + "…";
    }
}

file static class Judging
{
    public static JudgedRow Problem(this JudgedRow row, string sentence) => row with { Outcome = RowOutcome.Problem, Sentence = sentence };

    public static JudgedRow LeftOut(this JudgedRow row, string sentence) => row with { Outcome = RowOutcome.LeftOut, Sentence = sentence };
}
