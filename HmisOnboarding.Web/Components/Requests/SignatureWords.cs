using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>How a signature came about, in a short line.</summary>
public static class SignatureWords
{
    public static string Method(SignatureView signature) => signature.Method switch
    {
        SignatureMethod.Typed => "Typed name, identity confirmed by password",
        SignatureMethod.Drawn => "Drawn by hand, identity confirmed by password",
        _ => $"In ink on paper{(signature.PaperSignedOn is { } day ? $" on {PaperDay(day)}" : "")}, scan confirmed by {signature.PaperConfirmedBy}",
    };

    /// <summary>The day that stands on the paper; with its year, as on the paper.</summary>
    public static string PaperDay(DateOnly day) => day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-US"));
}
