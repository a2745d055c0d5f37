using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Shared;

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

    /// <summary>Under which delegation it was signed; null when nobody was represented.</summary>
    public static string? Delegate(SignatureView signature, TimeZoneInfo zone, DateTime nowUtc) => signature switch
    {
        { OnBehalfOf: { } holder, DelegatedFromUtc: { } from, DelegatedUntilUtc: { } until } => $"Named by {holder} for {DelegationWords.Days(from, until, zone, nowUtc)}",
        { OnBehalfOf: { } holder } => $"Named by {holder}",
        _ => null,
    };

    /// <summary>Who held the seat, where it has changed hands since; null while they still do.</summary>
    public static string? SeatThen(SignatureView signature, TimeZoneInfo zone, DateTime nowUtc) => signature.Seat is { UntilUtc: { } until } seat && until <= nowUtc
        ? $"{seat.HolderName} held this seat from {Day(seat.FromUtc, zone, nowUtc)} to {Day(until, zone, nowUtc)}" : null;

    private static string Day(DateTime utc, TimeZoneInfo zone, DateTime nowUtc) =>
        TimeText.Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone)), DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(nowUtc, zone)));

    /// <summary>The day that stands on the paper; with its year, as on the paper.</summary>
    public static string PaperDay(DateOnly day) => day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-US"));
}
