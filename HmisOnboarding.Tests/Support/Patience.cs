using System.Runtime.CompilerServices;
using Bunit;

namespace HmisOnboarding.Tests.Support;

/// <summary>A busy machine is slow, not wrong: what a component test waits for may take a while.</summary>
internal static class Patience
{
    [ModuleInitializer]
    internal static void Have() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(20);
}
