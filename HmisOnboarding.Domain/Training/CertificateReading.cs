using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HmisOnboarding.Domain.Training;

/// <summary>A date as it stands on a certificate.</summary>
/// <param name="Text">As written, for example "03/04/2026".</param>
/// <param name="Days">What it can mean: one day, or two where day and month could change places.</param>
public sealed record DateOnCertificate(string Text, IReadOnlyList<DateOnly> Days);

/// <summary>
/// What the text of a certificate seems to say. Reading helps and never decides: what is missing means nothing, and what could mean
/// two things stays two. Pure.
/// </summary>
public sealed partial record CertificateReading
{
    private const int MostKept = 5;
    private const int LongestPhrase = 120;
    private const int ShortestTight = 10;

    /// <summary>Whether there was any text at all; a scan inside a PDF has none.</summary>
    public required bool HasText { get; init; }

    /// <summary>Whether the name of the person stands on it.</summary>
    public required bool NamesPerson { get; init; }

    /// <summary>Names that stand where a certificate names its holder, when the person's own is not on it.</summary>
    public required IReadOnlyList<string> OtherNames { get; init; }

    /// <summary>Whether the title of the course stands on it.</summary>
    public required bool NamesCourse { get; init; }

    /// <summary>Another course of the catalogue, or another title where a certificate has its title; null when none was found.</summary>
    public required string? OtherTitle { get; init; }

    /// <summary>Dates that can be the day of completion.</summary>
    public required IReadOnlyList<DateOnCertificate> Dates { get; init; }

    /// <summary>Results in percent.</summary>
    public required IReadOnlyList<int> Scores { get; init; }

    /// <summary>Certificate numbers.</summary>
    public required IReadOnlyList<string> Numbers { get; init; }

    /// <summary>The day of completion when there is exactly one candidate that can mean one day only.</summary>
    public DateOnly? Day => Dates is [{ Days: [var day] }] ? day : null;

    /// <summary>The score when exactly one stands there.</summary>
    public int? Score => Scores is [var score] ? score : null;

    /// <summary>The certificate number when exactly one stands there.</summary>
    public string? Number => Numbers is [var number] ? number : null;

    /// <summary>Reads the words of a certificate against what is expected.</summary>
    /// <param name="text">The text, line by line; empty when nothing could be read.</param>
    /// <param name="personName">Full name of the person of the request.</param>
    /// <param name="course">The course it should be for.</param>
    /// <param name="courses">All courses of the catalogue.</param>
    public static CertificateReading Of(string text, string personName, Course course, IReadOnlyList<Course> courses)
    {
        var lines = text.Normalize(NormalizationForm.FormKC).Split('\n').Select(l => Spaces().Replace(l, " ").Trim()).Where(l => l.Length > 0).ToList();
        var words = Plain(string.Join(' ', lines));
        var names = After(lines, NameLabel()).Where(LooksLikeName).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostKept).ToList();
        // where letters stand wide apart the reader of the file can see gaps that are none
        var namesPerson = NamesOn(words, personName) || names.Exists(n => Squeezed(n) == Squeezed(personName));
        var tight = lines.ConvertAll(Squeezed);
        var titles = courses.Append(course).DistinctBy(c => c.Title).Where(c => Holds(words, Plain(c.Title)) || (c.Title.Length >= ShortestTight && tight.Exists(l => l.Contains(Squeezed(c.Title), StringComparison.Ordinal)))).ToList();
        // "HMIS Basics" also stands in "HMIS Basics for Directors": the longer title is the one that is meant
        titles.RemoveAll(t => titles.Exists(o => o != t && Holds(Plain(o.Title), Plain(t.Title))));
        var namesCourse = titles.Exists(t => Plain(t.Title) == Plain(course.Title));
        return new()
        {
            HasText = words.Length > 0,
            NamesPerson = namesPerson,
            OtherNames = namesPerson ? [] : names,
            NamesCourse = namesCourse,
            OtherTitle = namesCourse ? null : titles.FirstOrDefault()?.Title ?? After(lines, TitleLabel()).FirstOrDefault(t => LooksLikeTitle(t, personName)),
            Dates = DatesOn(lines),
            Scores = [.. ScoresOn(lines).Distinct().Take(MostKept)],
            Numbers = [.. lines.SelectMany(l => NumberText().Matches(l)).Select(m => m.Groups["n"].Value.TrimEnd('-', '/', '.')).Where(n => n.Any(char.IsAsciiDigit)).Distinct().Take(MostKept)],
        };
    }

    /// <summary>Where the certificate says something else than was entered, in sentences; empty when nothing that was read differs.</summary>
    /// <param name="personName">Full name of the person of the request.</param>
    /// <param name="course">The course it should be for.</param>
    /// <param name="completedOn">Day of completion as entered.</param>
    /// <param name="scorePercent">Score as entered.</param>
    /// <param name="certificateNumber">Number as entered.</param>
    public IReadOnlyList<string> Differences(string personName, Course course, DateOnly completedOn, int? scorePercent, string? certificateNumber)
    {
        var found = new List<string>();
        if (!NamesPerson && OtherNames.Count > 0)
            found.Add($"The certificate says {Either(OtherNames)}, the request is for {personName}.");
        if (!NamesCourse && OtherTitle is { } title)
            found.Add($"The certificate has another course title: {title}.");
        var fits = Dates.Where(d => d.Days.Contains(completedOn)).ToList();
        if (Dates.Count > 0 && fits.Count == 0)
            found.Add($"The certificate says {Either([.. Dates.Select(Meaning)])}, entered is {EvidenceRules.Day(completedOn)}.");
        else if (fits.Count > 0 && fits.TrueForAll(d => d.Days.Count > 1))
            found.Add($"The certificate says {Meaning(fits[0])}. Entered is {EvidenceRules.Day(completedOn)}.");
        if (Scores.Count > 0 && scorePercent is { } entered && !Scores.Contains(entered))
            found.Add($"The certificate says {Either([.. Scores.Select(Percent)])}, entered is {Percent(entered)}.");
        else if (scorePercent is null && Score is { } score && course.PassPercent is { } pass && score < pass)
            found.Add($"The certificate says {Percent(score)}, and {Percent(pass)} passes.");
        if (Numbers.Count > 0 && !string.IsNullOrWhiteSpace(certificateNumber) && !Numbers.Any(n => Bare(n) == Bare(certificateNumber)))
            found.Add($"The certificate has the number {Either(Numbers)}, entered is {certificateNumber.Trim()}.");
        return found;
    }

    /// <summary>"3 March 2026", or "03/04/2026, which can be 4 March 2026 or 3 April 2026".</summary>
    public static string Meaning(DateOnCertificate date) =>
        date.Days is [var day] ? EvidenceRules.Day(day) : $"{date.Text}, which can be {string.Join(" or ", date.Days.Select(EvidenceRules.Day))}";

    private static string Either(IReadOnlyList<string> all) => string.Join(" or ", all);

    private static string Percent(int value) => $"{value} percent";

    private static string Bare(string number) => string.Concat(number.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Small letters without accents and signs, words parted by one space, a space at both ends; empty when there is no word.</summary>
    private static string Plain(string text)
    {
        var kept = new StringBuilder(text.Length + 2).Append(' ');
        foreach (var c in text.Replace("&", " and ", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
                kept.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && c is not ('\'' or '\u2019' or '\u02BC') && kept[^1] != ' ')
                kept.Append(' ');
        }

        if (kept[^1] != ' ')
            kept.Append(' ');
        return kept.Length > 1 ? kept.ToString() : "";
    }

    private static string Squeezed(string text) => Plain(text).Replace(" ", "", StringComparison.Ordinal);

    private static bool Holds(string words, string part) => part.Length > 1 && words.Contains(part, StringComparison.Ordinal);

    // "Maria Ruiz", "Maria Elena Ruiz", "Ruiz, Maria"; one word between may be a second name
    private static bool NamesOn(string words, string personName)
    {
        var name = Plain(personName);
        if (name.Length == 0)
            return false;
        var parts = name.Trim().Split(' ');
        if (Holds(words, name) || parts.Length < 2)
            return Holds(words, name);
        var (first, last) = (Regex.Escape(parts[0]), Regex.Escape(parts[^1]));
        return Regex.IsMatch(words, $" {first} ([a-z]+ )?{last} | {Regex.Escape(string.Join(' ', parts[1..]))} {first} ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    // what stands behind a label on its line, or on the next line
    private static IEnumerable<string> After(List<string> lines, Regex label)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (label.Match(lines[i]) is not { Success: true } match)
                continue;
            var rest = lines[i][(match.Index + match.Length)..].Trim(' ', ':', '-', ',', '.', '"', '\u201C', '\u201D');
            if (rest.Length == 0 && i + 1 < lines.Count)
                rest = lines[i + 1].Trim(' ', '"', '\u201C', '\u201D');
            rest = TailOfSentence().Replace(rest, "").Trim(' ', ',', '.');
            if (rest.Length is > 0 and <= LongestPhrase)
                yield return rest;
        }
    }

    private static bool LooksLikeName(string text)
    {
        var parts = text.Split(' ');
        return parts.Length is >= 2 and <= 5 && parts.All(p => p.Any(char.IsLetter) && p.All(c => char.IsLetter(c) || c is '.' or '-' or '\'' or '\u2019' or ','))
            && char.IsUpper(parts[0][0]) && char.IsUpper(parts[^1].First(char.IsLetter));
    }

    private static bool LooksLikeTitle(string text, string personName) =>
        text.Count(char.IsLetter) >= 3 && !DateText().IsMatch(text) && Plain(text) != Plain(personName) && !NameLabel().IsMatch(text);

    private static List<DateOnCertificate> DatesOn(List<string> lines)
    {
        var sure = new List<DateOnCertificate>();
        var open = new List<DateOnCertificate>();
        var issued = new List<DateOnCertificate>();
        for (var i = 0; i < lines.Count; i++)
        {
            foreach (Match match in DateText().Matches(lines[i]))
            {
                var days = DaysOf(match);
                if (days.Count == 0)
                    continue;
                var before = lines[i][Math.Max(0, match.Index - 60)..match.Index];
                if (before.Count(char.IsLetter) < 3 && i > 0)
                    before = lines[i - 1];
                // the label next to the date is the one that counts: "Completed 3 May 2026, valid until 3 May 2027"
                var label = DateLabel().Matches(before).LastOrDefault();
                var list = label is null ? open : label.Groups["done"].Success ? sure : label.Groups["issued"].Success ? issued : null;
                if (list?.Exists(d => d.Days.SequenceEqual(days)) == false)
                    list.Add(new(match.Value, days));
            }
        }

        var best = sure.Count > 0 ? sure : open.Count > 0 ? open : issued;
        return best.Count > MostKept ? best[..MostKept] : best;
    }

    private static List<DateOnly> DaysOf(Match match)
    {
        int Part(string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
        var days = new List<DateOnly>();
        void Add(int year, int month, int day)
        {
            if (year is >= 2000 and <= 2099 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && !days.Contains(new(year, month, day)))
                days.Add(new(year, month, day));
        }

        if (match.Groups["name"] is { Success: true } name)
            Add(Part("year"), Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, m => m.Length > 0 && name.Value.StartsWith(m, StringComparison.OrdinalIgnoreCase)) + 1, Part("day"));
        else if (match.Groups["first"].Success)
            Add(Part("year"), Part("first"), Part("second"));
        else
        {
            // month first as in the United States, or day first as elsewhere: both are said where both can be
            Add(Part("year"), Part("a"), Part("b"));
            Add(Part("year"), Part("b"), Part("a"));
        }

        return days;
    }

    private static IEnumerable<int> ScoresOn(List<string> lines)
    {
        foreach (var line in lines)
        {
            foreach (Match match in ScoreText().Matches(line))
            {
                // what the course asks for is no result; the sentence before or after is about something else
                var before = line[Math.Max(0, match.Index - 30)..match.Index];
                before = before[(before.LastIndexOf(". ", StringComparison.Ordinal) + 1)..];
                var after = line[(match.Index + match.Length)..Math.Min(line.Length, match.Index + match.Length + 20)].Split(". ")[0];
                if (PassMark().IsMatch($"{before} {match.Value} {after}"))
                    continue;
                var value = decimal.Parse(match.Groups["value"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
                if (match.Groups["of"].Success && decimal.Parse(match.Groups["of"].ValueSpan, CultureInfo.InvariantCulture) is var whole)
                    value = whole >= value && whole > 0 ? value * 100 / whole : -1;
                if (value is >= 0 and <= 100)
                    yield return (int)Math.Floor(value);
            }
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b(certif(y|ies)( that)?|awarded to|presented to|granted to|issued to|completed by|(participant|learner|student|holder|recipient|attendee)( name)?\s*:?|^name\s*:?)\s*$|\b(certif(y|ies) that|awarded to|presented to|granted to|issued to|completed by|(participant|learner|student|holder|recipient|attendee)('s)?( name)?\s*:|^name\s*:)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameLabel();

    [GeneratedRegex(@"\b(successfully completed|has completed|completed|completion of|completing|finished|attended)( the)?( online)?( (training|course|module|webinar))*( (called|titled|entitled))?\s*:?\s*$|\b(course|training|module)( title| name)?\s*:|\b(has )?(successfully )?completed the (course|training|module)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TitleLabel();

    [GeneratedRegex(@"\s+(has|have|on|with|for|by|dated)\b(\s+(successfully|completed|finished|passed|attended|a|the|an|score|\d).*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TailOfSentence();

    [GeneratedRegex(@"(?<![\d/.-])(?:(?<year>\d{4})[-/.](?<first>\d{1,2})[-/.](?<second>\d{1,2})|(?<a>\d{1,2})(?<sep>[-/.])(?<b>\d{1,2})\k<sep>(?<year>\d{4})|(?<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ .-]{1,2}(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)[ .,-]{1,3}(?<year>\d{4})|\b(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4}))(?![\d/-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DateText();

    [GeneratedRegex(@"(?<done>\b(complet\w*|finish\w*|passed|taken|earned|attended)\b)|(?<issued>\b(issu\w*|print\w*|generated|created|downloaded|signed)\b)|(?<other>\b(expir\w*|valid|until|through|renew\w*|due|birth\w*|born|dob|revis\w*|version|effective)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DateLabel();

    [GeneratedRegex(@"(?<![\d.,/-])(?<value>\d{1,3}(?:\.\d{1,2})?) ?(?:%|percent\b)|\b(?:score|grade|result|mark)s?(?: of| is|:)? ?(?<value>\d{1,3}(?:\.\d{1,2})?)(?: ?(?:/|out of|of) ?(?<of>\d{1,3}))?(?![\d%./-]| ?percent| ?%)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ScoreText();

    [GeneratedRegex(@"\b(pass(ing)? (score|mark|grade)|to pass|passes|required|minimum|at least|attendance)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PassMark();

    [GeneratedRegex(@"\b(?:(?:certificate|credential|verification|serial|reference)(?: (?:number|no\.?|nr\.?|id|code))|certificate ?#|certificate:|(?:cert\.? (?:no\.?|id)))\s*[:#.]*\s*(?<n>[A-Z0-9][A-Z0-9/.-]{2,39})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NumberText();
}

/// <summary>What was read of a certificate when it was uploaded, kept beside it for the person who decides.</summary>
/// <param name="Reading">What its text seems to say.</param>
/// <param name="Differences">Where that differed from what was entered, in sentences.</param>
public sealed record CertificateCheck(CertificateReading Reading, IReadOnlyList<string> Differences);
