using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>From ticks in a dialog to the named items of a return.</summary>
public static class PacketReturn
{
    /// <summary>The pieces of the packet, one tick each; the three signatures are one piece.</summary>
    public static IReadOnlyList<ReasonItem> Pieces(RequestView view) =>
    [
        new(ReturnItem.Form, "User Request Form"),
        new(ReturnItem.Agreement, "User Agreement"),
        .. view.Checklist.Select(i => new ReasonItem(i.Course.Code, $"Certificate: {i.Course.Title}")),
        new(ReturnItem.Other, "Something else"),
    ];

    /// <summary>One named piece carries the whole reason; several are named, and the reason is the note to all of them.</summary>
    public static (IReadOnlyList<ReturnItem> Items, string Note) Of(RequestView view, ReasonAnswer answer)
    {
        if (answer.ItemKeys is [var only])
            return ([new(only, answer.Text)], "");
        var labels = Pieces(view).ToDictionary(p => p.Key, p => p.Label);
        return ([.. answer.ItemKeys.Select(k => new ReturnItem(k, $"{labels.GetValueOrDefault(k, k)}: needs a change."))], answer.Text);
    }
}
