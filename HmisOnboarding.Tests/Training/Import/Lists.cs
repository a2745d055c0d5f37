using System.Text;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training.Import;
using HmisOnboarding.Tests.Support;

namespace HmisOnboarding.Tests.Training.Import;

/// <summary>Lists of completions as text, and the way of a list through the real service.</summary>
internal static class Lists
{
    public const string Header = "email,first_name,last_name,lms_username,course_code,course_title,status,score,completed_on,certificate_id";

    public static readonly DateForm YearFirst = DateForm.Of("year-month-day")!;

    public static CompletionImportService Imports(this TestCommunity community) => community.Get<CompletionImportService>();

    public static string Of(params string[] rows) => string.Join("\n", rows.Prepend(Header)) + "\n";

    public static Task<CompletionFile> ReceiveAsync(this TestCommunity community, Caller by, string text, string name = "list.csv") => community.ReceiveAsync(by, Encoding.UTF8.GetBytes(text), name);

    public static async Task<CompletionFile> ReceiveAsync(this TestCommunity community, Caller by, byte[] content, string name = "list.csv")
    {
        using var stream = new MemoryStream(content);
        return await community.Imports().ReceiveAsync(by, stream, name);
    }

    public static CompletionChoices Choices(this CompletionFile file, DateForm? dates = null) =>
        new(file.Separator, file.HeaderRow, CompletionColumns.Suggest(file.Rows(file.Separator, file.HeaderRow).Last().Cells), dates ?? YearFirst);

    public static async Task<CompletionReport> JudgeAsync(this TestCommunity community, Caller by, string text, Func<CompletionChoices, CompletionChoices>? answer = null)
    {
        using var file = await community.ReceiveAsync(by, text);
        return await community.Imports().DryRunAsync(by, file, (answer ?? (c => c))(file.Choices()));
    }

    public static async Task<CompletionResult> ImportAsync(this TestCommunity community, Caller by, string text) =>
        await community.Imports().ApplyAsync(by, await community.JudgeAsync(by, text));

    public static JudgedRow On(this CompletionReport report, int line) => report.Rows.Single(r => r.Line == line);
}
