using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Tests.Support;

namespace HmisOnboarding.Tests.Agreements;

/// <summary>The sample agreement with all that a certificate can say, signed in each of the three ways.</summary>
internal static class SignedSample
{
    public const string VerificationCode = "7K3M9-QW2XR-B8N4T-HVC6P";
    public const string VerificationAddress = "https://hmis.kentcoc.example.org/verify";

    /// <summary>Every optional fact is there; the signatures are drawn, with 40 events.</summary>
    public static AgreementDocument Finished(PaperSize paper = PaperSize.Letter)
    {
        var plain = SampleAgreement.Finished();
        return plain with
        {
            Paper = paper,
            DocumentId = "0198f3a2-7c41-7b6e-9d35-52a1c8e0b744",
            VerificationCode = VerificationCode,
            VerificationAddress = VerificationAddress,
            SealedEarlier = [new(1, Hash('a'), SampleAgreement.Utc(3, 14, 16)), new(2, Hash('b'), SampleAgreement.Utc(3, 18, 2))],
            SealThumbprint = Hash('c'),
            TimeStampAuthority = "https://tsa.example.org",
            AuditSequence = 184_223,
            AuditHash = Hash('d'),
            Signatures =
            [
                Evidence(plain.Signatures[0], 1) with { Ink = Cursive(1, 1000) },
                Evidence(plain.Signatures[1], 2) with { Ink = Cursive(2, 1000) },
                Evidence(plain.Signatures[2], 3) with
                {
                    Ink = Cursive(3, 1000),
                    OnBehalfOf = "Ruth Abara",
                    DelegateNote = "Named by Ruth Abara on 20 Feb 2026, until 30 Apr 2026: leave.",
                    WaiverNote = "Course “Informed Consent” waived until 1 Apr 2026 by Dana Cole: equal course taken elsewhere.",
                },
            ],
            History = [.. Events(40)],
        };
    }

    /// <summary>One signature typed, one on paper, one open.</summary>
    public static AgreementDocument Open(PaperSize paper = PaperSize.Letter)
    {
        var finished = Finished(paper);
        return finished with
        {
            Complete = false,
            Signatures = [finished.Signatures[0] with { Ink = null, Method = null }, OnPaper(finished.Signatures[1]), new() { SlotTitle = "Executive Director", Meaning = "I authorise this access for our agency." }],
            SealedEarlier = [.. finished.SealedEarlier.Take(1)],
            History = [.. Events(9)],
        };
    }

    public static SignatureBlock OnPaper(SignatureBlock block) => block with
    {
        Ink = null,
        Method = null,
        SignedOnPaperOn = new DateOnly(2026, 3, 3),
        PaperConfirmedBy = "Dana Cole, Agency Administrator",
        PaperConfirmedAtUtc = SampleAgreement.Utc(3, 18, 4),
        PaperScanHash = Hash('e'),
    };

    /// <summary>Loops that lean and run to the right, as a quick hand writes: one long stroke and a line under it.</summary>
    public static InkDrawing Cursive(int seed, int points)
    {
        var name = Enumerable.Range(0, points - 40).Select(i =>
        {
            var t = i / (points - 41.0);
            var swing = t * 2 * Math.PI * (7 + seed);
            var height = 130 + 170 * Math.Exp(-9 * t) + 60 * Math.Sin(swing / (2.3 + seed));
            return (240 + 2300 * t + 95 * Math.Cos(swing), 520 - height * Math.Sin(swing) + 40 * Math.Sin(7 * t));
        });
        var under = Enumerable.Range(0, 40).Select(i => (500 + 50.0 * i, 830 - 90 * Math.Sin(i / 13.0)));
        return InkDrawing.FromStrokes([[.. name], [.. under]]);
    }

    public static string Hash(char first) => first + SampleAgreement.Hash[1..];

    public static IEnumerable<HistoryLine> Events(int count) => Enumerable.Range(1, count).Select(n =>
        new HistoryLine(SampleAgreement.Utc(1, 8, 0).AddMinutes(97 * n), $"Step {n} was done and the next person was told by e-mail.")
        {
            Who = (n % 4) switch { 0 => "HMIS Onboarding", 1 => "María Rodríguez, new user", 2 => "Dana Cole, Agency Administrator", _ => "Samuel Okonkwo, Executive Director" },
            Reason = n % 7 == 3 ? "The certificate showed another name than the request. Please upload the one of this person." : null,
        });

    private static SignatureBlock Evidence(SignatureBlock block, int number) => block with
    {
        Method = "Drawn by hand on a screen, under the signer’s own sign-in",
        Email = $"signer{number}@harbor.example.org",
        IdentityConfirmedBy = "Password and code by e-mail",
        IdentityConfirmedAtUtc = block.SignedAtUtc!.Value.AddSeconds(-40),
        ConsentVersion = "2026.1",
        FirstViewedAtUtc = block.SignedAtUtc.Value.AddMinutes(-21),
        IpAddress = "2001:db8:4a00:17::1:9",
        Device = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
        SignatureId = $"0198f3a2-8d00-7000-8000-00000000000{number}",
    };
}
