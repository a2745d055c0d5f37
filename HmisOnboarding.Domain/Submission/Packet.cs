using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Submission;

/// <summary>What the help desk gets, piece by piece: what is there, what is missing, and who can put it right. Pure.</summary>
public static class Packet
{
    /// <summary>The pieces in the order of the packet, as of the act's local day.</summary>
    public static IReadOnlyList<PacketItem> Of(OnboardingRequest request, ActContext act)
    {
        var items = new List<PacketItem>();
        var formProblems = request.Form.Problems(act.Rules.Catalogue, act.AgencyEmailDomain, act.Today);
        items.Add(new("User Request Form", formProblems.Count == 0, formProblems.Count == 0 ? null
            : formProblems.Count == 1 ? formProblems[0] : $"{formProblems[0]} And {formProblems.Count - 1} more.", "agency administrator", "form"));
        foreach (var slot in Enum.GetValues<SignatureSlot>())
        {
            var (name, with) = slot switch
            {
                SignatureSlot.User => ($"Signature of {request.SubjectName}", request.SubjectName),
                SignatureSlot.Administrator => ("Signature of the agency administrator", "agency administrator"),
                _ => ("Signature of the executive director", "executive director"),
            };
            var signed = request.ValidSignature(slot) is not null;
            items.Add(new(name, signed, signed ? null : "Not signed yet.", with, "signatures"));
        }

        foreach (var row in request.Checklist(act))
        {
            var (missing, with) = row.Status switch
            {
                ChecklistStatus.Accepted when row.Evidence!.DocumentId is null => ("Seen on paper: the file is to follow.", "agency administrator"),
                ChecklistStatus.Accepted or ChecklistStatus.Uploaded when row.Evidence!.DocumentId is { } file && act.Quarantine.Contains(file) =>
                    ("The file is being checked for viruses.", "virus check"),
                ChecklistStatus.Accepted when act.DamagedDocuments.Contains(row.Evidence!.DocumentId!.Value) => ("The file was altered or lost: upload it again.", "agency administrator"),
                ChecklistStatus.Accepted or ChecklistStatus.Exempt => (null, null),
                ChecklistStatus.Uploaded => ("Uploaded, waits to be reviewed.", "agency administrator"),
                ChecklistStatus.Rejected => ("Rejected: another one is needed.", request.SubjectName),
                ChecklistStatus.Expired => ($"Expired on {EvidenceRules.Day(row.ExpiresOn!.Value)}: the renewed one is needed.", request.SubjectName),
                _ => ("No certificate yet.", request.SubjectName),
            };
            items.Add(new($"{(row.Status == ChecklistStatus.Exempt ? "Exempt" : "Certificate")}: {row.Course.Title}", missing is null, missing, with, "training")
            {
                Note = row is { Status: ChecklistStatus.Exempt, Exemption: { } exemption }
                    ? $"Exemption by {exemption.GivenByName}{(exemption.LastDay is { } day ? $" until {EvidenceRules.Day(day)}" : "")}: {exemption.Reason}" : null,
            });
        }

        return items;
    }
}
