using CsCheck;

namespace HmisOnboarding.Tests.Support;

/// <summary>Random cases that are the same in every run: the library's own sampling takes its seed from the time of day.</summary>
internal static class SameCases
{
    private const ulong Seed = 20_261_124;

    /// <summary>The case of a number; the same number gives the same case on every machine.</summary>
    public static T Case<T>(this Gen<T> cases, int number) => cases.Generate(new PCG((uint)number, Seed), null, out _);

    /// <summary>Checks so many cases; a failure names the number of its case.</summary>
    public static void InEveryCase<T>(this Gen<T> cases, int count, Action<T> check)
    {
        for (var number = 0; number < count; number++)
        {
            var one = cases.Case(number);
            try
            {
                check(one);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Case {number}, {one}: {failure.Message}", failure);
            }
        }
    }
}
