using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HmisOnboarding.Tests.Agreements.Sealing;

/// <summary>A key in a folder of its own, a clock that stands still, and a seal. The folder is gone after the test.</summary>
internal sealed class SealRoom : IDisposable
{
    public const string Mark = "0123456789abcdef0123456789abcdef";

    public static readonly DateTime Today = new(2026, 3, 4, 17, 0, 0, DateTimeKind.Utc);

    private static readonly AgreementPdf Pdf = new();

    private static readonly Lazy<byte[][]> Drawn = new(() => [.. Enumerable.Range(0, 4).Select(n => Pdf.Draw(Agreement(n)))]);

    private static readonly Lazy<Task<(IReadOnlyList<SealedPdf>, SealKey)>> Finished = new(FinishAsync);

    public SealRoom(Func<string, SealOptions>? options = null)
    {
        Options = options?.Invoke(Folder) ?? new SealOptions { FolderPath = Folder };
        Key = new SealKey(Options, Clock);
        Seal = new PdfSeal(Key, Options, Clock);
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"hmis-seal-{Guid.NewGuid():N}");

    public FakeTimeProvider Clock { get; } = new(Today);

    public SealOptions Options { get; }

    public SealKey Key { get; }

    public PdfSeal Seal { get; }

    /// <summary>One, two and three seals on the sample agreement, made once for all tests that only read; with the key that knows them.</summary>
    public static Task<(IReadOnlyList<SealedPdf> Files, SealKey Key)> FinishedAsync() => Finished.Value;

    /// <summary>The drawing with this many signatures of three.</summary>
    public static byte[] Drawing(int signatures) => Drawn.Value[signatures];

    public static byte[] Draw(AgreementDocument document) => Pdf.Draw(document);

    public static SealWords Words(int number) =>
        new($"Signature{number}", $"Signer {number}", "I have read this agreement", Today.AddMinutes(number), Mark);

    public async Task<SealedPdf> SealAsync(byte[] drawn, SealedPdf? before, SealWords words) =>
        await Seal.SealAsync(drawn, before?.Bytes, words, TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<SealedPdf>> ThreeAsync()
    {
        var files = new List<SealedPdf>();
        for (var number = 1; number <= 3; number++)
            files.Add(await Seal.SealAsync(Drawing(number), files.LastOrDefault()?.Bytes, Words(number), CancellationToken.None));
        return files;
    }

    public SealReport Inspect(byte[] file) => SealInspection.Inspect(file, Key.Known);

    public void Dispose()
    {
        Seal.Dispose();
        Key.Dispose();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static AgreementDocument Agreement(int signatures)
    {
        var finished = SampleAgreement.Finished();
        return finished with
        {
            Complete = signatures == 3,
            DrawnAtUtc = finished.DrawnAtUtc.AddMinutes(signatures),
            Signatures =
            [
                .. finished.Signatures.Select((block, i) =>
                    i < signatures ? block : new SignatureBlock { SlotTitle = block.SlotTitle, Meaning = block.Meaning }),
            ],
        };
    }

    private static async Task<(IReadOnlyList<SealedPdf>, SealKey)> FinishAsync()
    {
        using var room = new SealRoom();
        var key = new SealKey(room.Options, room.Clock);
        _ = key.Known;
        return (await room.ThreeAsync(), key);
    }
}
