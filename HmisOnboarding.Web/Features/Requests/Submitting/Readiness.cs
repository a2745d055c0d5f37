using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Web.Features.Requests.Submitting;

/// <summary>How far a packet is from being submitted.</summary>
public enum PacketReadiness
{
    Incomplete,
    FilesMissing,
    Complete,
}

/// <summary>Reads from the rules' own answers whether only files are missing.</summary>
public static class Readiness
{
    public static PacketReadiness Of(RequestView view)
    {
        var reasons = view.WhyNot(RequestTrigger.Submit);
        var onPaper = view.Checklist.Count(i => i.Status == ChecklistStatus.Accepted && i.PaperOnly);
        // each certificate without a file is one reason; any other reason means that more is missing
        return reasons.Count == 0 ? PacketReadiness.Complete
            : onPaper > 0 && reasons.Count == onPaper ? PacketReadiness.FilesMissing
            : PacketReadiness.Incomplete;
    }
}
