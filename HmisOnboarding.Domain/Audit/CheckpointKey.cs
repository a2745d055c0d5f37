namespace HmisOnboarding.Domain.Audit;

/// <summary>The key that signs checkpoints, as two functions.</summary>
/// <param name="Thumbprint">Names the key.</param>
/// <param name="Sign">Signs bytes.</param>
/// <param name="Verify">Whether a signature over bytes was made by the key of that thumbprint; false for a thumbprint that is not ours.</param>
public sealed record CheckpointKey(string Thumbprint, Func<byte[], byte[]> Sign, Func<string, byte[], byte[], bool> Verify);
