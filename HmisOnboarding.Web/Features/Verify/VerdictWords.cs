using HmisOnboarding.Domain.Agreements;
using Icons = MudBlazor.Icons.Material.Outlined;

namespace HmisOnboarding.Web.Features.Verify;

/// <summary>How an answer looks and speaks. It is chosen by the typed answer alone; only one of them is green.</summary>
/// <param name="Tone">Class of the panel.</param>
/// <param name="Icon">The icon.</param>
/// <param name="Title">The answer in a line.</param>
/// <param name="Advice">What it means for the visitor.</param>
public sealed record VerdictWords(string Tone, string Icon, string Title, string Advice)
{
    public static VerdictWords Of(VerifyAnswer answer, bool ofFile) => answer.Verdict switch
    {
        Verdict.ValidComplete => new("good", Icons.VerifiedUser, "Valid and complete", ofFile
            ? "This file is exactly as it was sealed, and all three people have signed."
            : "All three people have signed, and the agreement is in force. To be sure of a file, drop it below."),
        Verdict.ValidNotComplete => new("soon", Icons.HourglassBottom, "Valid, but not complete", ofFile
            ? "This file is exactly as it was sealed, but signatures are missing. Do not act on it yet."
            : "Signatures are missing. Do not act on this agreement yet."),
        Verdict.Superseded => new("soon", Icons.HistoryToggleOff, "Superseded", ofFile
            ? "This file is genuine, but it is not the newest. Ask the agency for the newest one."
            : "The signatures on this agreement were set aside, and it has to be signed again."),
        Verdict.Revoked => new("late", Icons.Block, "Revoked", "This agreement is genuine, but it is no longer in force. It gives no access."),
        Verdict.Altered when answer.AddedAfterSeal => new("late", Icons.GppBad, "Altered after the last signature",
            "Somebody added something to this file after it was sealed, for example a comment. Do not rely on it. Ask the agency for the original."),
        Verdict.Altered => new("late", Icons.GppBad, "Altered", "This file carries our mark, but it is not as it was sealed. Do not rely on it. Ask the agency for the original."),
        _ => new("plain", Icons.HelpOutline, "Not known here", ofFile
            ? "This file was not sealed here. A copy from before the first signature carries no seal, and neither does a scan or a print."
            : "No agreement has this code. Check each sign: a code has 20 letters and digits, without I, L, O and U."),
    };
}
