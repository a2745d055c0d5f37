using HmisOnboarding.Domain.Tables;

namespace HmisOnboarding.Domain.Training.Import;

/// <summary>What becomes of one row of a list.</summary>
public enum RowOutcome
{
    /// <summary>It will be added.</summary>
    New,

    /// <summary>It is there already, or another row of the file says the same.</summary>
    Known,

    /// <summary>It may be about somebody here; nothing is done unless a person says who it is.</summary>
    Possible,

    /// <summary>The course is not finished, or it was left out by choice.</summary>
    LeftOut,

    /// <summary>It cannot be added; the sentence says why.</summary>
    Problem,
}

/// <summary>What the person decided about a file. Kept when the file is read again.</summary>
/// <param name="Separator">What stands between two cells.</param>
/// <param name="HeaderRow">The row of the column names, from 1.</param>
/// <param name="Columns">What the columns mean.</param>
/// <param name="Dates">How dates are written; never guessed.</param>
public sealed record CompletionChoices(char Separator, int HeaderRow, CompletionColumns Columns, DateForm Dates)
{
    /// <summary>For names of courses that the catalogue does not have: the code that is meant, or null to leave their rows out.</summary>
    public IReadOnlyDictionary<string, string?> Courses { get; init; } = new Dictionary<string, string?>();

    /// <summary>For learners who may be somebody here: the person that was picked.</summary>
    public IReadOnlyDictionary<string, Guid> People { get; init; } = new Dictionary<string, Guid>();
}

/// <summary>One row as it was judged.</summary>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Learner">Who, as the file says it.</param>
/// <param name="Course">Which course, as the file says it.</param>
/// <param name="Completed">When, as the file says it.</param>
public sealed record JudgedRow(int Line, RowOutcome Outcome, string Learner, string Course, string Completed)
{
    /// <summary>Why, in a sentence; empty where nothing has to be said.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>The person it is about; null while nobody is found.</summary>
    public MatchedPerson? Person { get; init; }

    /// <summary>By what the person was found, in words.</summary>
    public string MatchedBy { get; init; } = "";

    /// <summary>The course of the catalogue; null while none is found.</summary>
    public string? CourseCode { get; init; }

    /// <summary>The day of completion; null where it could not be read.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The score in percent, rounded down.</summary>
    public int? Score { get; init; }

    /// <summary>The certificate's number.</summary>
    public string? Number { get; init; }

    internal CompletionKey Key => new(Person!.Id, CourseCode!, Day!.Value);
}

/// <summary>What makes two rows the same completion.</summary>
internal readonly record struct CompletionKey(Guid SubjectId, string CourseCode, DateOnly Day);

/// <summary>Somebody whom the importing person may name.</summary>
/// <param name="Id">Their key.</param>
/// <param name="Name">First and last name.</param>
/// <param name="Email">Work e-mail.</param>
/// <param name="AgencyId">The agency for whose administrators the record will be.</param>
/// <param name="Today">The local day there.</param>
public sealed record MatchedPerson(Guid Id, string Name, string Email, Guid AgencyId, DateOnly Today);

/// <summary>A learner of the file who may be somebody here.</summary>
/// <param name="Key">By which a choice is remembered.</param>
/// <param name="Learner">Who, as the file says it.</param>
/// <param name="Rows">How many rows are theirs.</param>
/// <param name="Why">Why it is not certain.</param>
/// <param name="People">Who it may be.</param>
/// <param name="Picked">Who was picked; null while nobody was.</param>
public sealed record PossibleMatch(string Key, string Learner, int Rows, string Why, IReadOnlyList<MatchedPerson> People, Guid? Picked);

/// <summary>A name of a course that the catalogue does not have.</summary>
/// <param name="Name">As the file says it.</param>
/// <param name="Rows">How many rows have it.</param>
/// <param name="IsDecided">Whether it was said what it means.</param>
/// <param name="Code">The course that was chosen; null to leave its rows out.</param>
public sealed record UnknownCourse(string Name, int Rows, bool IsDecided, string? Code);

/// <summary>What an import would do, before anything is written.</summary>
/// <param name="FileName">The file.</param>
/// <param name="FileSha256">Its hash.</param>
/// <param name="Rows">Every row in the order of the file.</param>
/// <param name="Possible">Learners who may be somebody here.</param>
/// <param name="UnknownCourses">Names of courses that need an answer, or got one.</param>
/// <param name="RepeatedHeaders">Rows that repeat the column names and were passed over.</param>
/// <param name="EarlierImport">When this very file was imported before, UTC, and by whom; null when it was not.</param>
public sealed record CompletionReport(
    string FileName, string FileSha256, IReadOnlyList<JudgedRow> Rows, IReadOnlyList<PossibleMatch> Possible, IReadOnlyList<UnknownCourse> UnknownCourses, int RepeatedHeaders,
    EarlierImport? EarlierImport)
{
    private readonly Dictionary<RowOutcome, int> _counts = Rows.GroupBy(r => r.Outcome).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>How many rows have this outcome.</summary>
    public int Count(RowOutcome outcome) => _counts.GetValueOrDefault(outcome);

    /// <summary>
    /// The rows that cannot be added, as a file to correct and import again: the columns of the list, then the line and what to do.
    /// </summary>
    public byte[] Problems(CompletionFile file, CompletionChoices choices)
    {
        var sentences = Rows.Where(r => r.Outcome is RowOutcome.Problem or RowOutcome.Possible).ToDictionary(r => r.Line, r => r.Sentence);
        var names = file.Rows(choices.Separator, choices.HeaderRow).Last().Cells;
        return CsvText.File(file.Rows(choices.Separator).Skip(choices.HeaderRow).Where(r => sentences.ContainsKey(r.Line))
            .Select(r => Enumerable.Range(0, names.Count).Select(i => i < r.Cells.Count ? r.Cells[i] : "").Append(r.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append(sentences[r.Line]))
            .Prepend(names.Append("Line in the file").Append("What to do")));
    }
}

/// <summary>An import of the same file.</summary>
/// <param name="AtUtc">When it began, UTC.</param>
/// <param name="ByName">Who did it.</param>
public sealed record EarlierImport(DateTime AtUtc, string ByName);

/// <summary>How far an import is.</summary>
/// <param name="Done">Rows that are done.</param>
/// <param name="Of">Rows to do.</param>
public sealed record CompletionProgress(int Done, int Of);

/// <summary>What an import did.</summary>
/// <param name="Added">Completions that were added.</param>
/// <param name="AlreadyKnown">Rows whose completion was there already.</param>
/// <param name="Refused">Rows that could not be added any more: the person left or the seat ended meanwhile.</param>
/// <param name="Ticked">Rows of checklists of open requests that now wait for review.</param>
/// <param name="IsStopped">It was stopped before the end; what was added stays, and the same file can be imported again.</param>
public sealed record CompletionResult(int Added, int AlreadyKnown, int Refused, int Ticked, bool IsStopped);
