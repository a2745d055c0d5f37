using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Watchers;

/// <summary>One step as somebody outside sees it: no names.</summary>
public sealed record TrackerStep(string Name, StepStanding Standing, DateTime? DoneUtc);

/// <summary>
/// All that somebody outside sees of a request: a first name, the agency, the steps, which office has it, and by when. No certificate, no
/// agreement, no message, no other name.
/// </summary>
/// <param name="FirstName">Of the new user.</param>
/// <param name="AgencyName">The agency.</param>
/// <param name="State">Where it is.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Next">What happens next.</param>
/// <param name="With">The office that has it, in words.</param>
/// <param name="SinceUtc">Since when, UTC.</param>
/// <param name="StepExpectedUtc">By when this step should be done, UTC.</param>
/// <param name="AccountExpectedUtc">By when the account should be there, UTC.</param>
/// <param name="EndsUtc">When the link stops working, UTC; null while the request is under way.</param>
/// <param name="Zone">The agency's time zone.</param>
/// <param name="ReadUtc">When this was read, UTC.</param>
public sealed record TrackerView(
    string FirstName, string AgencyName, RequestState State, IReadOnlyList<TrackerStep> Steps, string Next, string With, DateTime SinceUtc,
    DateTime? StepExpectedUtc, DateTime? AccountExpectedUtc, DateTime? EndsUtc, TimeZoneInfo Zone, DateTime ReadUtc);

/// <summary>A watcher as the people on the request see them.</summary>
public sealed record WatcherRow(Guid Id, string Email, string AskedByName, DateTime AskedUtc, DateTime? AddedUtc, string? AddedByName, DateTime? FirstOpenedUtc);

/// <summary>Who follows a request, and what the reader may do about it.</summary>
/// <param name="RequestId">For live updates.</param>
/// <param name="Rows">Watchers and wishes that are not ended.</param>
/// <param name="MayAdd">The reader is an agency administrator: agrees and adds.</param>
/// <param name="MayAsk">The reader is the new user: asks, and may end.</param>
/// <param name="IsOver">The request has ended, so that nobody can be added.</param>
/// <param name="DaysAfterEnd">Days for which a link works after the request ended.</param>
public sealed record WatcherList(Guid RequestId, IReadOnlyList<WatcherRow> Rows, bool MayAdd, bool MayAsk, bool IsOver, int DaysAfterEnd)
{
    /// <summary>Whether the reader may end a watcher or a wish.</summary>
    public bool MayEnd => MayAdd || MayAsk;
}
