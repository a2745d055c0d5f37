namespace HmisOnboarding.Domain.Agreements;

/// <summary>How a signature was put on the agreement.</summary>
public enum SignatureMethod
{
    /// <summary>The full name, typed.</summary>
    Typed,

    /// <summary>Drawn with finger, pen or mouse; kept as strokes.</summary>
    Drawn,

    /// <summary>In ink on the printed agreement; the scan is kept and was confirmed.</summary>
    Paper,
}

/// <summary>How somebody proved who they are at the moment of an act.</summary>
public enum ProofMethod
{
    /// <summary>The password of their account.</summary>
    Password,
}

/// <summary>
/// That the person in front of the page proved who they are. Made where passwords are checked and nowhere else; it carries no secret.
/// </summary>
/// <param name="PersonId">Who proved it.</param>
/// <param name="Method">How.</param>
/// <param name="ConfirmedUtc">When, UTC.</param>
public sealed record IdentityProof(Guid PersonId, ProofMethod Method, DateTime ConfirmedUtc)
{
    /// <summary>How long a proof may be used: long enough to sign several agreements in one sitting, too short for a walk to the printer.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(5);

    /// <summary>The method in the words of the certificate.</summary>
    public static string Words(ProofMethod method) => method switch
    {
        ProofMethod.Password => "Password of the account",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
    };

    /// <summary>Whether it is this person's and not older than <see cref="Freshness"/>.</summary>
    public bool IsFresh(Guid personId, DateTime nowUtc) => PersonId == personId && ConfirmedUtc <= nowUtc && nowUtc - ConfirmedUtc <= Freshness;
}

/// <summary>What a person gives when they sign: a typed name or a drawing, and the proof of who they are.</summary>
/// <param name="Method">Typed or drawn.</param>
/// <param name="TypedName">The name as typed; null when drawn.</param>
/// <param name="Ink">The drawing in the text form of <see cref="InkDrawing"/>; null when typed.</param>
/// <param name="Proof">Who it was; a signature without it is refused.</param>
public sealed record SignatureMark(SignatureMethod Method, string? TypedName, string? Ink, IdentityProof? Proof)
{
    /// <summary>A typed name.</summary>
    public static SignatureMark Typed(string name, IdentityProof? proof) => new(SignatureMethod.Typed, name, null, proof);

    /// <summary>A drawing.</summary>
    public static SignatureMark Drawn(string ink, IdentityProof? proof) => new(SignatureMethod.Drawn, null, ink, proof);
}
