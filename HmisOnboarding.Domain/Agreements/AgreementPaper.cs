using System.Globalization;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>Turns a request into the paper that is printed: nothing is left out and nothing is empty. Pure.</summary>
public static class AgreementPaper
{
    /// <summary>
    /// The whole agreement of a request with what was initialled, signed and done so far; with <paramref name="upTo"/> as it stood right after
    /// that signature, so that a file sealed late says no more than one sealed at once.
    /// </summary>
    public static AgreementDocument Of(RequestView view, SignatureView? upTo = null)
    {
        var agreement = view.Agreement;
        // by place and by number, never by time: the machine's clock can have been set back between two signatures
        var signed = agreement.InOrder.Where(s => upTo is null || s.Slot <= upTo.Slot).ToDictionary(s => s.Slot);
        var last = upTo is null ? long.MaxValue : EventOf(upTo, view);
        return new AgreementDocument
        {
            RequestCode = view.Code,
            Title = agreement.Text.Title,
            TextVersion = agreement.VersionNumber.ToString(CultureInfo.InvariantCulture),
            TextHash = agreement.Hash,
            AgencyName = PrintableText.Of(view.AgencyName),
            CommunityName = PrintableText.Of(view.Settings.CommunityName),
            PersonName = PrintableText.Of(view.SubjectName),
            RoleTypeName = PrintableText.Of(view.RoleType.Name),
            Introduction = agreement.Text.Introduction,
            Sections = [.. agreement.Text.Groups.Select(g => new AgreementSection($"{g.Letter}. {g.Heading}", [.. g.Clauses.Select(c => Clause(c, agreement))]))],
            Signatures =
            [
                Block(SignatureSlot.User, "New user", agreement.Text.UserMeaning),
                Block(SignatureSlot.Administrator, "Agency Administrator", agreement.Text.AdministratorMeaning),
                Block(SignatureSlot.Director, "Executive Director", agreement.Text.DirectorMeaning),
            ],
            History = [.. view.Timeline.Where(t => t.Id <= last).OrderBy(t => t.Id).Select(Happened)],
            DrawnAtUtc = view.Timeline.Count > 0 ? view.Timeline[0].AtUtc : view.OpenedUtc,
            Zone = view.Zone,
            Paper = view.Settings.PaperSize,
            Complete = signed.Count == Enum.GetValues<SignatureSlot>().Length,
        };

        SignatureBlock Block(SignatureSlot slot, string title, string meaning) => signed.TryGetValue(slot, out var signature)
            ? Signed(signature, title, meaning, view)
            : new SignatureBlock { SlotTitle = title, Meaning = meaning };
    }

    // the line that the act of signing wrote: of its kind and of its very instant
    private static long EventOf(SignatureView signature, RequestView view)
    {
        var kinds = signature.Slot switch
        {
            SignatureSlot.User => [nameof(RequestTrigger.SignAsUser), nameof(RequestTrigger.ConfirmPaper)],
            SignatureSlot.Administrator => [nameof(RequestTrigger.SignAsAdministrator)],
            _ => new[] { nameof(RequestTrigger.SignAsDirector) },
        };
        return view.Timeline.Where(t => kinds.Contains(t.Kind) && t.AtUtc == signature.AtUtc).Select(t => t.Id).DefaultIfEmpty(long.MaxValue).Max();
    }

    private static AgreementClause Clause(Clause clause, AgreementView agreement)
    {
        var initials = agreement.Initials.GetValueOrDefault(clause.Number);
        var onPaper = initials is null && clause.AsksInitials && agreement.Holding(SignatureSlot.User) is { Method: SignatureMethod.Paper };
        return new(clause.Number, clause.Text, onPaper ? "on the paper" : initials is null ? null : PrintableText.Of(initials.Letters), initials?.AtUtc, clause.AsksInitials);
    }

    private static HistoryLine Happened(TimelineEntry entry) => new(entry.AtUtc, PrintableText.Of(entry.Text))
    {
        Who = PrintableText.Of(entry.Who),
        Reason = Printable(entry.Reason),
    };

    // whatever the record says, a signature that stands must come out on paper
    private static string? Printable(string? text) => text is null ? null : PrintableText.Of(text);

    private static SignatureBlock Signed(SignatureView signature, string title, string meaning, RequestView view)
    {
        var onPaper = signature.Method == SignatureMethod.Paper;
        return new SignatureBlock
        {
            SlotTitle = title,
            Meaning = meaning,
            SignedName = PrintableText.Of(signature.SignedName),
            SeatTitle = PrintableText.Of(signature.SeatTitle),
            SignedAtUtc = signature.AtUtc,
            ConsentAtUtc = signature.ConsentAtUtc,
            ConsentVersion = signature.ConsentAtUtc is null ? null : signature.TextVersion.ToString(CultureInfo.InvariantCulture),
            Ink = InkDrawing.TryParse(signature.Ink, out var ink) ? ink : null,
            SignedOnPaperOn = signature.PaperSignedOn,
            PaperConfirmedBy = Printable(signature.PaperConfirmedBy),
            PaperConfirmedAtUtc = onPaper ? signature.AtUtc : null,
            PaperScanHash = onPaper ? signature.PaperScanSha256 ?? view.Agreement.Scan?.Sha256 : null,
            Email = Printable(signature.Email ?? (onPaper ? view.SubjectEmail : null)),
            IdentityConfirmedBy = signature.ProofMethod is { } proof ? IdentityProof.Words(proof) : null,
            IdentityConfirmedAtUtc = signature.ProofUtc,
            FirstViewedAtUtc = signature.FirstViewedUtc,
            IpAddress = signature.IpAddress,
            Device = Printable(signature.UserAgent),
            OnBehalfOf = Printable(signature.OnBehalfOf),
            DelegateNote = Printable(DelegateNote(signature, view.Zone)),
            WaiverNote = Printable(signature.Note),
            TextHash = signature.TextHash,
            SignatureId = signature.Id.ToString("N"),
            // since when, never until when: a file that is drawn late says no more than one drawn at once
            MoreFacts = signature.Seat is { } seat ? [new("Seat held by", $"{PrintableText.Of(seat.HolderName)}, since {PrintedTime.Day(ReportPeriod.DayOf(seat.FromUtc, view.Zone))}")] : [],
        };
    }

    private static string? DelegateNote(SignatureView signature, TimeZoneInfo zone)
    {
        if (signature.OnBehalfOf is not { } holder)
            return null;
        string Day(DateTime utc) => PrintedTime.Day(ReportPeriod.DayOf(utc, zone));
        var note = $"{signature.SignedName} signed as the named delegate of {holder}, {signature.SeatTitle}";
        return signature is { DelegatedFromUtc: { } from, DelegatedUntilUtc: { } until }
            ? $"{note}. Named by {holder}{(signature.DelegatedOnUtc is { } on ? $" on {Day(on)}" : "")} for {Day(from)} to {PrintedTime.Day(DelegationWords.LastDay(until, zone))}"
            : note;
    }
}
