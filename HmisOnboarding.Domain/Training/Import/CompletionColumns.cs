namespace HmisOnboarding.Domain.Training.Import;

/// <summary>What a column of a list of completions can mean.</summary>
public enum CompletionField
{
    /// <summary>The person's key in this product, where the Learning Center keeps it.</summary>
    PersonId,

    /// <summary>The learner's e-mail address.</summary>
    Email,

    /// <summary>The learner's name at the Learning Center.</summary>
    UserName,

    /// <summary>Given name.</summary>
    FirstName,

    /// <summary>Family name.</summary>
    LastName,

    /// <summary>Code of the course.</summary>
    CourseCode,

    /// <summary>Title of the course.</summary>
    CourseTitle,

    /// <summary>Whether the course was finished, in a word.</summary>
    Status,

    /// <summary>Score in percent.</summary>
    Score,

    /// <summary>Day of completion.</summary>
    CompletedOn,

    /// <summary>The issuer's number of the certificate.</summary>
    CertificateNumber,
}

/// <summary>Which column of a list means what. A column that means nothing here is not read.</summary>
/// <param name="Index">The column of each field that the list has, from 0.</param>
public sealed record CompletionColumns(IReadOnlyDictionary<CompletionField, int> Index)
{
    // names seen in exports of learning platforms; the person has the last word
    private static readonly Dictionary<string, CompletionField> Names = new (CompletionField Field, string[] Names)[]
    {
        (CompletionField.PersonId, ["personid", "idnumber", "externalid", "hmisonboardingid"]),
        (CompletionField.Email, ["email", "emailaddress", "useremail", "mail"]),
        (CompletionField.UserName, ["lmsusername", "username", "login"]),
        (CompletionField.FirstName, ["firstname", "givenname", "first"]),
        (CompletionField.LastName, ["lastname", "surname", "familyname", "last"]),
        (CompletionField.CourseCode, ["coursecode", "courseid", "courseshortname"]),
        (CompletionField.CourseTitle, ["coursetitle", "coursename", "course", "coursefullname"]),
        (CompletionField.Status, ["status", "completionstatus", "coursestatus"]),
        (CompletionField.Score, ["score", "grade", "averagescore", "finalscore"]),
        (CompletionField.CompletedOn, ["completedon", "completiondate", "completed", "datecompleted", "completeddate", "timecompleted"]),
        (CompletionField.CertificateNumber, ["certificateid", "certificatenumber", "certificatecode"]),
    }.SelectMany(f => f.Names, (f, name) => (f.Field, Name: name)).ToDictionary(f => f.Name, f => f.Field, StringComparer.Ordinal);

    /// <summary>How many fields have a column.</summary>
    public int Count => Index.Count;

    /// <summary>The columns whose names say what they mean; the first one of a meaning counts.</summary>
    public static CompletionColumns Suggest(IReadOnlyList<string> names)
    {
        var index = new Dictionary<CompletionField, int>();
        for (var i = 0; i < names.Count; i++)
        {
            if (Names.TryGetValue(Bare(names[i]), out var field))
                index.TryAdd(field, i);
        }

        return new(index);
    }

    /// <summary>The same columns but for one field; null takes its column away.</summary>
    public CompletionColumns With(CompletionField field, int? column)
    {
        var index = new Dictionary<CompletionField, int>(Index);
        if (column is { } at)
            index[field] = at;
        else
            index.Remove(field);
        return new(index);
    }

    /// <summary>Why rows cannot be read with these columns, in sentences; empty when they can.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!Has(CompletionField.Email) && !Has(CompletionField.UserName) && !Has(CompletionField.PersonId) && !(Has(CompletionField.FirstName) && Has(CompletionField.LastName)))
            problems.Add("Say which column names the person: the e-mail, the user name, or first and last name.");
        if (!Has(CompletionField.CourseCode) && !Has(CompletionField.CourseTitle))
            problems.Add("Say which column names the course: its code or its title.");
        if (!Has(CompletionField.CompletedOn))
            problems.Add("Say which column holds the day of completion.");
        if (Index.Values.GroupBy(i => i).Any(g => g.Count() > 1))
            problems.Add("One column cannot mean two things. Choose another column for one of them.");
        return problems;
    }

    /// <summary>The cell of a field without white space around it; empty where the row or the list has none.</summary>
    public string Cell(ListRow row, CompletionField field) => Index.TryGetValue(field, out var i) && i < row.Cells.Count ? row.Cells[i].Trim() : "";

    private bool Has(CompletionField field) => Index.ContainsKey(field);

    private static string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
