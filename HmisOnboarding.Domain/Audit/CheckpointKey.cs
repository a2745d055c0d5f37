using System.Security.Cryptography.X509Certificates;

namespace HmisOnboarding.Domain.Audit;

/// <summary>The keys of the checkpoints: the one that signs now, and the test of what any of ours signed.</summary>
/// <param name="Present">The key of this moment. Asked for each checkpoint: it can be replaced while the product runs.</param>
/// <param name="Verify">Whether a signature over bytes was made by the key of that thumbprint; false for a thumbprint that is not ours.</param>
/// <param name="Certificates">The public certificates of all of ours, to be written down with the checkpoint that needs them.</param>
public sealed record CheckpointKey(Func<CheckpointSigner> Present, Func<string, byte[], byte[], bool> Verify, Func<IReadOnlyList<X509Certificate2>> Certificates);

/// <summary>One key, so that the name in a checkpoint and its signature can never be of two different ones.</summary>
/// <param name="Thumbprint">Names the key.</param>
/// <param name="Sign">Signs bytes with exactly this key.</param>
public sealed record CheckpointSigner(string Thumbprint, Func<byte[], byte[]> Sign);
