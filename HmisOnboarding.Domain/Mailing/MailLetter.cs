using System.Net;
using System.Text;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>What of a notice goes into an e-mail: no name, no reason, no note.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Reference">The code of the request; null where there is none.</param>
/// <param name="Step">The step after it; null where there is none.</param>
/// <param name="IsOwn">The reader is the new user of the request.</param>
/// <param name="Link">Address inside the product.</param>
public sealed record MailMatter(NoticeKind Kind, string? Reference, RequestState? Step, bool IsOwn, string? Link);

/// <summary>
/// The words of one e-mail, for both of its parts. The only thing about a person in it is the first name of its reader.
/// </summary>
/// <param name="Subject">One line.</param>
/// <param name="Greeting">One line.</param>
/// <param name="Paragraphs">What happened, what is next, who has it.</param>
/// <param name="Items">The notices of a day; empty else.</param>
/// <param name="Act">What the link says.</param>
/// <param name="Address">Where the link leads.</param>
/// <param name="LinkHint">The line over the written-out address.</param>
/// <param name="Footer">Who writes, and where to choose.</param>
public sealed record MailLetter(string Subject, string Greeting, IReadOnlyList<string> Paragraphs, IReadOnlyList<string> Items, string Act, string Address, string LinkHint, IReadOnlyList<string> Footer)
{
    private const int LongestSubject = 120;
    private const int LongestLine = 600;

    /// <summary>The letter about one thing.</summary>
    public static MailLetter About(MailMatter matter, string firstName, MailTexts texts, CommunitySettings settings, Uri site)
    {
        var text = texts.For(matter.Kind);
        var code = Code(matter);
        var paragraphs = new List<string> { MailTexts.Fill(text.Happened, code) };
        if (matter.Step is { } step)
        {
            var holder = Stages.Holder(step);
            var isReader = matter.IsOwn && holder == RequestHolder.NewUser;
            paragraphs.Add(MailTexts.Fill(isReader ? texts.NextOwn : texts.Next, ("next", LowerFirst(Stages.Next(step)))));
            if (holder != RequestHolder.Nobody && !isReader)
                paragraphs.Add(MailTexts.Fill(texts.Has, ("holder", $"the {Stages.Title(holder)}")));
        }

        return new(Line(MailTexts.Fill(text.Subject, code), LongestSubject), Greet(texts, firstName), Lines(paragraphs), [], Line(MailTexts.Fill(text.Act, code), LongestSubject),
            Absolute(site, matter.Link), texts.LinkHint, Foot(texts, settings, matter.Kind is not (NoticeKind.Invitation or NoticeKind.TrackerShared)));
    }

    /// <summary>The letter about a day: one line for each notice, oldest first, and one link to all of them.</summary>
    public static MailLetter OfDay(IReadOnlyList<MailMatter> matters, string firstName, MailTexts texts, CommunitySettings settings, Uri site)
    {
        var subject = matters.Count == 1 ? texts.DigestSubjectOne : MailTexts.Fill(texts.DigestSubject, ("count", matters.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var items = matters.Select(m => Line(MailTexts.Fill(texts.For(m.Kind).Subject, Code(m)), LongestLine)).ToList();
        return new(Line(subject, LongestSubject), Greet(texts, firstName), Lines([texts.DigestOpening]), items, Line(texts.DigestAct, LongestSubject),
            Absolute(site, "/notices"), texts.LinkHint, Foot(texts, settings, true));
    }

    /// <summary>The part for plain readers.</summary>
    public string ToText()
    {
        var text = new StringBuilder().Append(Greeting).Append("\r\n\r\n");
        foreach (var paragraph in Paragraphs)
            text.Append(paragraph).Append("\r\n\r\n");
        foreach (var item in Items)
            text.Append("- ").Append(item).Append("\r\n");
        if (Items.Count > 0)
            text.Append("\r\n");
        text.Append(Act).Append(":\r\n").Append(Address).Append("\r\n\r\n-- \r\n");
        foreach (var line in Footer)
            text.Append(line).Append("\r\n");
        return text.ToString();
    }

    /// <summary>The part with layout: no picture, nothing from elsewhere, and colours for light and dark.</summary>
    public string ToHtml()
    {
        static string E(string text) => WebUtility.HtmlEncode(text);
        var html = new StringBuilder($$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>{{E(Subject)}}</title>
            <style>
            :root { color-scheme: light dark; }
            @media (prefers-color-scheme: dark) {
              .page { background: #121817 !important; } .sheet { background: #1b2322 !important; border-color: #35403e !important; }
              .sheet p, .sheet li { color: #e6eceb !important; } .sheet .quiet { color: #a9b5b3 !important; } .act { background: #7fd1c7 !important; color: #06201d !important; } .quiet a { color: #7fd1c7 !important; }
            }
            </style></head>
            <body class="page" style="margin:0;padding:24px 12px;background:#f4f6f6;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5">
            <div class="sheet" style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d5dcdb;border-radius:8px">
            """);
        html.Append("\n<p style=\"margin:0 0 16px;color:#17201f\">").Append(E(Greeting)).Append("</p>\n");
        foreach (var paragraph in Paragraphs)
            html.Append("<p style=\"margin:0 0 16px;color:#17201f\">").Append(E(paragraph)).Append("</p>\n");
        if (Items.Count > 0)
        {
            html.Append("<ul style=\"margin:0 0 16px;padding-left:20px\">\n");
            foreach (var item in Items)
                html.Append("<li style=\"margin:0 0 8px;color:#17201f\">").Append(E(item)).Append("</li>\n");
            html.Append("</ul>\n");
        }

        html.Append("<p style=\"margin:24px 0\"><a class=\"act\" href=\"").Append(E(Address))
            .Append("\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;background:#0b6e66;color:#ffffff;font-weight:600;text-decoration:none\">").Append(E(Act)).Append("</a></p>\n");
        html.Append("<p class=\"quiet\" style=\"margin:0 0 24px;color:#55615f;font-size:14px;overflow-wrap:anywhere\">").Append(E(LinkHint)).Append("<br>").Append(E(Address)).Append("</p>\n");
        html.Append("<p class=\"quiet\" style=\"margin:0;padding-top:16px;border-top:1px solid #d5dcdb;color:#55615f;font-size:14px\">").Append(string.Join("<br>", Footer.Select(E))).Append("</p>\n</div></body></html>\n");
        return html.ToString();
    }

    private static (string, string) Code(MailMatter matter) => ("code", MailTexts.OneLine(matter.Reference ?? "Your request", 20));

    private static string Greet(MailTexts texts, string firstName) => Line(
        firstName.Length == 0 ? texts.GreetingUnnamed : MailTexts.Fill(texts.Greeting, ("first", MailTexts.OneLine(firstName, 50))), LongestSubject);

    private static IReadOnlyList<string> Foot(MailTexts texts, CommunitySettings settings, bool withChoices) => Lines(
    [
        MailTexts.Fill(texts.Footer, ("community", settings.CommunityName), ("helpDesk", settings.HelpDeskName), ("helpDeskEmail", settings.HelpDeskEmail)),
        .. withChoices ? new[] { texts.FooterChoices } : [],
    ]);

    private static string Line(string text, int longest) => MailTexts.OneLine(text, longest);

    private static IReadOnlyList<string> Lines(IEnumerable<string> texts) => [.. texts.Select(t => Line(t, LongestLine))];

    // only a path of this product: what stands behind the slash can lead nowhere else
    private static string Absolute(Uri site, string? link)
    {
        var path = link is ['/', ..] && link is not ['/', '/' or '\\', ..] ? link : "/";
        return site.GetLeftPart(UriPartial.Path).TrimEnd('/') + MailTexts.OneLine(path, 500).Replace(" ", "", StringComparison.Ordinal);
    }

    private static string LowerFirst(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
}
