using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>What became of an e-mail, in words. "Sent" stands there only when the mail server said that it has it.</summary>
public static class MailWords
{
    /// <summary>"sent today 09:14".</summary>
    public static string Of(MailLine line, bool isOn, TimeZoneInfo zone, DateTime nowUtc) => line.State switch
    {
        MailState.Sent => $"sent {TimeText.Near(line.SentUtc!.Value, zone, nowUtc)}",
        MailState.InMailbox => $"in the mailbox of this development copy, {TimeText.Near(line.SentUtc!.Value, zone, nowUtc)}",
        MailState.NotNeeded => $"not sent. {line.Problem}",
        MailState.GivenUp when line.IsAddressRefused => "could not be delivered: address unknown",
        MailState.GivenUp => $"could not be sent. {line.Problem}",
        _ when !isOn => "not sent: e-mail is off",
        MailState.Sending => "is being sent now",
        MailState.Failed => $"not sent yet. {line.Problem} Tried again {TimeText.Near(line.DueUtc, zone, nowUtc)}",
        _ => line.DueUtc > nowUtc ? $"held until {TimeText.Near(line.DueUtc, zone, nowUtc)}" : "waits to be sent",
    };

    /// <summary>How the state is marked.</summary>
    public static (ChipKind Kind, string Text) Chip(MailLine line, bool isOn) => line.State switch
    {
        MailState.Sent => (ChipKind.Done, "Sent"),
        MailState.InMailbox => (ChipKind.ToDo, "In the mailbox"),
        MailState.NotNeeded => (ChipKind.ToDo, "Not needed"),
        MailState.GivenUp => (ChipKind.Late, "Not delivered"),
        _ when !isOn => (ChipKind.ToDo, "E-mail is off"),
        MailState.Failed => (ChipKind.Soon, "Tried again"),
        _ => (ChipKind.ToDo, "Waits"),
    };
}
