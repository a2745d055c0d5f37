using System.Globalization;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>Turns a request into the paper that is printed: nothing is left out and nothing is empty. Pure.</summary>
public static class AgreementPaper
{
    /// <summary>The whole agreement of a request, with what was initialled and signed and everything that happened to it so far.</summary>
    public static AgreementDocument Of(RequestView view)
    {
        var agreement = view.Agreement;
        return new AgreementDocument
        {
            RequestCode = view.Code,
            Title = agreement.Text.Title,
            TextVersion = agreement.VersionNumber.ToString(CultureInfo.InvariantCulture),
            TextHash = agreement.Hash,
            AgencyName = PrintableText.Of(view.AgencyName),
            CommunityName = view.Settings.CommunityName,
            PersonName = view.SubjectName,
            RoleTypeName = view.RoleType.Name,
            Introduction = agreement.Text.Introduction,
            Sections = [.. agreement.Text.Groups.Select(g => new AgreementSection($"{g.Letter}. {g.Heading}", [.. g.Clauses.Select(c => Clause(c, agreement))]))],
            Signatures =
            [
                Block(SignatureSlot.User, "New user", agreement.Text.UserMeaning, agreement),
                Block(SignatureSlot.Administrator, "Agency Administrator", agreement.Text.AdministratorMeaning, agreement),
                Block(SignatureSlot.Director, "Executive Director", agreement.Text.DirectorMeaning, agreement),
            ],
            History = [.. view.Timeline.OrderBy(t => t.Id).Select(t => new HistoryLine(t.AtUtc, PrintableText.Of(t.Reason is null ? t.Text : $"{t.Text} {t.Reason}")))],
            MoreFacts = view.WaiverNote is { } waiver ? [new SheetLine("Waiver", PrintableText.Of(waiver))] : [],
            DrawnAtUtc = view.Timeline.Count > 0 ? view.Timeline[0].AtUtc : view.OpenedUtc,
            Zone = view.Zone,
            Paper = PaperSize.Letter,
            Complete = Enum.GetValues<SignatureSlot>().All(s => agreement.Holding(s) is not null),
        };
    }

    private static AgreementClause Clause(Clause clause, AgreementView agreement)
    {
        var initials = agreement.Initials.GetValueOrDefault(clause.Number);
        return new(clause.Number, clause.Text, initials is null ? null : PrintableText.Of(initials.Letters), initials?.AtUtc, clause.AsksInitials);
    }

    private static SignatureBlock Block(SignatureSlot slot, string title, string meaning, AgreementView agreement)
    {
        if (agreement.Holding(slot) is not { } signature)
            return new SignatureBlock { SlotTitle = title, Meaning = meaning };
        return new SignatureBlock
        {
            SlotTitle = title,
            Meaning = meaning,
            SignedName = signature.SignedName,
            SeatTitle = signature.SeatTitle,
            SignedAtUtc = signature.AtUtc,
            ConsentAtUtc = signature.ConsentAtUtc,
            Method = signature.Method switch
            {
                SignatureMethod.Typed => "Typed name, under the signer's own sign-in",
                SignatureMethod.Drawn => "Drawn by hand, under the signer's own sign-in",
                _ => "Ink on paper, scanned and confirmed",
            },
            OnBehalfOf = signature.OnBehalfOf,
            TextHash = signature.TextHash,
            Note = signature.Note is { } note ? PrintableText.Of(note) : null,
            IpAddress = signature.IpAddress,
            Device = signature.UserAgent is { } device ? PrintableText.Of(device) : null,
        };
    }
}
