using System.Text;

namespace HmisOnboarding.Web.Features.Requests.Form;

/// <summary>Answers of the User Request Form in words, where a sentence names them.</summary>
public static class FormWords
{
    /// <summary>"First name" of the property FirstName.</summary>
    public static string Of(string field)
    {
        var words = new StringBuilder();
        foreach (var c in field)
        {
            if (char.IsUpper(c) && words.Length > 0)
                words.Append(' ').Append(char.ToLowerInvariant(c));
            else
                words.Append(c);
        }

        return words.ToString();
    }

    /// <summary>The answer, or that there is none.</summary>
    public static string Shown(string answer) => answer.Length == 0 ? "nothing" : answer;
}
