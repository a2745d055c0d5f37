namespace HmisOnboarding.Web.Components.Shared;

/// <summary>
/// Ends an act that did nothing because an answer is missing or was refused, and whose page shows that beside the answer itself.
/// <see cref="ActionButton"/> then adds no words of its own and takes the very next press as a new try.
/// </summary>
public sealed class ShownInPlaceException : Exception;
