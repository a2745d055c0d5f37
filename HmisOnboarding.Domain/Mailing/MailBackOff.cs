using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>
/// How long to wait after a failed try: a minute, then twice as long each time, up to a limit; a fifth more or less, so that many mails do not
/// come back at the same instant. What is added is drawn from the mail's own reference: the same mail always waits the same.
/// </summary>
public static class MailBackOff
{
    /// <summary>The longest wait for one mail that the server does not take now.</summary>
    public static readonly TimeSpan LongestForMail = TimeSpan.FromHours(6);

    /// <summary>The longest wait for a server that does not work.</summary>
    public static readonly TimeSpan LongestForServer = TimeSpan.FromMinutes(15);

    /// <summary>The wait after that many failed tries.</summary>
    /// <param name="failures">Tries so far, at least one.</param>
    /// <param name="longest">The limit, before the fifth more or less.</param>
    /// <param name="reference">What the fifth is drawn from.</param>
    public static TimeSpan After(int failures, TimeSpan longest, string reference)
    {
        var minutes = Math.Min(Math.Pow(2, Math.Clamp(failures - 1, 0, 20)), longest.TotalMinutes);
        var drawn = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{reference}:{failures}"))) / (double)uint.MaxValue;
        return TimeSpan.FromMinutes(minutes * (0.8 + (0.4 * drawn)));
    }
}
