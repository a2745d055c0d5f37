using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Reports;

/// <summary>What a report is about.</summary>
/// <param name="AgencyId">One agency; null for all, which a system administrator may see.</param>
/// <param name="Span">How long the period is.</param>
/// <param name="Day">A local day of the period; null for today.</param>
public sealed record ReportFilter(Guid? AgencyId = null, ReportSpan Span = ReportSpan.Month, DateOnly? Day = null);

/// <summary>An agency that can be chosen.</summary>
public sealed record ReportAgency(Guid Id, string Name);

/// <summary>
/// The figures of one step in one period. Shares have the same requests above and below the line: those whose stay at the step ended in the
/// period with an answer. Times are null where there is nothing to take one of.
/// </summary>
/// <param name="State">The step.</param>
/// <param name="Count">Stays that ended with an answer; the base of the shares.</param>
/// <param name="InTarget">Of those, within the target.</param>
/// <param name="Late">Of those, late: beyond the days for the step, or the limit of the service hours.</param>
/// <param name="Closed">Stays that ended because the request was closed; in no share.</param>
/// <param name="Median">Half took no longer; counted service time at the account, time on the wall elsewhere.</param>
/// <param name="NineOfTen">Nine of ten took no longer.</param>
public sealed record StageFigures(RequestState State, int Count, int InTarget, int Late, int Closed, TimeSpan? Median, TimeSpan? NineOfTen)
{
    /// <summary>Below this base a share says little.</summary>
    public const int FewBelow = 10;

    /// <summary>Of the base, not late.</summary>
    public int Met => Count - Late;

    /// <summary>The base is too small for a share to say much.</summary>
    public bool IsFew => Count < FewBelow;

    /// <summary>Nothing ended here in the period.</summary>
    public static StageFigures None(RequestState state) => new(state, 0, 0, 0, 0, null, null);

    /// <summary>How many of a hundred, rounded to the nearest; but 100 only for all and 0 only for none. Null of nothing.</summary>
    public static int? Percent(int part, int whole) =>
        whole == 0 ? null : part == whole ? 100 : part == 0 ? 0 : Math.Clamp((int)Math.Round(100m * part / whole, MidpointRounding.AwayFromZero), 1, 99);
}

/// <summary>The figures of a step in the period and in the one before.</summary>
public sealed record StageComparison(StageFigures Now, StageFigures Before);

/// <summary>The figures of one agency, step by step.</summary>
public sealed record AgencyFigures(Guid AgencyId, string AgencyName, IReadOnlyList<StageComparison> Stages);

/// <summary>Where the days went: mean time on the wall at each step, of the requests whose account was made in the period. Means, because only they add up to the whole.</summary>
/// <param name="AgencyId">The agency; null for all.</param>
/// <param name="AgencyName">Its name.</param>
/// <param name="Accounts">How many requests.</param>
/// <param name="Steps">The mean of each step, in order; a step that none of them went through is nothing.</param>
/// <param name="Before">Mean of the whole way in the period before; null when there was no account.</param>
/// <param name="AccountsBefore">How many requests that mean was taken of.</param>
public sealed record DaysSpent(Guid? AgencyId, string AgencyName, int Accounts, IReadOnlyList<StepMean> Steps, TimeSpan? Before, int AccountsBefore)
{
    /// <summary>The mean of the whole way, time in which a request was closed left out.</summary>
    public TimeSpan Whole => Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Mean);
}

/// <summary>The mean time at a step.</summary>
/// <param name="State">The step.</param>
/// <param name="Mean">The time of all stays together, divided by the number of requests.</param>
/// <param name="Stays">How many stays that were: more than requests where some came back, fewer where some never came by.</param>
public sealed record StepMean(RequestState State, TimeSpan Mean, int Stays);

/// <summary>Complete packets that reached the system administrators at one hour of one day of the week, returned ones that came again too.</summary>
/// <param name="Day">The local day of the week.</param>
/// <param name="Hour">The local hour, 0 to 23.</param>
/// <param name="Count">How many in the period.</param>
public sealed record ArrivalCount(DayOfWeek Day, int Hour, int Count);

/// <summary>Open requests of a step by how long they have been there.</summary>
/// <param name="State">The step.</param>
/// <param name="Bands">A count for each of <see cref="AgeBand.All"/>.</param>
/// <param name="OldestUtc">Since when the longest one is there; null when there is none.</param>
public sealed record OpenAges(RequestState State, IReadOnlyList<int> Bands, DateTime? OldestUtc)
{
    /// <summary>All open requests of the step.</summary>
    public int Count => Bands.Sum();
}

/// <summary>A span of ages.</summary>
/// <param name="FromDays">At least so many days.</param>
/// <param name="UntilDays">Fewer than so many; null for no end.</param>
public sealed record AgeBand(int FromDays, int? UntilDays)
{
    /// <summary>The bands of the report, from young to old.</summary>
    public static IReadOnlyList<AgeBand> All { get; } = [new(0, 1), new(1, 3), new(3, 7), new(7, 14), new(14, null)];
}

/// <summary>A whole report, as it was at one instant.</summary>
/// <param name="AtUtc">That instant.</param>
/// <param name="Period">The period.</param>
/// <param name="IsRunning">The period is not over.</param>
/// <param name="AgencyId">The agency shown; null for all.</param>
/// <param name="AgencyName">Its name; null for all.</param>
/// <param name="Agencies">What the reader may choose from.</param>
/// <param name="MayChooseAll">The reader may look over all agencies at once.</param>
/// <param name="TargetHours">The target of the service hours in force now.</param>
/// <param name="LimitHours">The limit of the service hours in force now.</param>
/// <param name="Stages">Each step, with the period before.</param>
/// <param name="ByAgency">The same for each agency in which something ended, by name; empty when one agency is shown.</param>
/// <param name="Days">Where the days went: all of them first, then each agency.</param>
/// <param name="Arrivals">When packets arrived, only the hours in which some did.</param>
/// <param name="Open">What is open now, whatever the period.</param>
public sealed record ReportView(
    DateTime AtUtc, ReportPeriod Period, bool IsRunning, Guid? AgencyId, string? AgencyName, IReadOnlyList<ReportAgency> Agencies, bool MayChooseAll, int TargetHours, int LimitHours,
    IReadOnlyList<StageComparison> Stages, IReadOnlyList<AgencyFigures> ByAgency, IReadOnlyList<DaysSpent> Days, IReadOnlyList<ArrivalCount> Arrivals, IReadOnlyList<OpenAges> Open)
{
    /// <summary>Something ended in the period before, so that there is something to compare with.</summary>
    public bool HasBefore => Stages.Any(s => s.Before.Count + s.Before.Closed > 0);
}

/// <summary>Which requests a figure counts.</summary>
public enum ReportFigureKind
{
    /// <summary>Stays that ended with an answer: the base of a share.</summary>
    Measured,

    /// <summary>Of those, within the target.</summary>
    InTarget,

    /// <summary>Of those, not late.</summary>
    Met,

    /// <summary>Of those, late.</summary>
    Late,

    /// <summary>Stays that ended because the request was closed.</summary>
    Closed,

    /// <summary>Packets that arrived.</summary>
    Arrived,

    /// <summary>Open requests now.</summary>
    Open,

    /// <summary>Stays of requests whose account was made in the period, also those of earlier periods: what a mean of the whole way is made of.</summary>
    Way,
}

/// <summary>A figure of a report, so that the list behind it can be opened.</summary>
/// <param name="Kind">What it counts.</param>
/// <param name="State">At which step.</param>
/// <param name="Day">For arrivals: the local day of the week; null for all.</param>
/// <param name="Hour">For arrivals: the local hour; null for all.</param>
/// <param name="Band">For open ones: the place in <see cref="AgeBand.All"/>; null for all.</param>
/// <param name="LongestFirst">The list begins with the longest stay instead of the newest request, so that a median can be found in it.</param>
public sealed record ReportFigure(ReportFigureKind Kind, RequestState State, DayOfWeek? Day = null, int? Hour = null, int? Band = null, bool LongestFirst = false);

/// <summary>From where a list goes on: behind this stay.</summary>
/// <param name="Number">The number of its request.</param>
/// <param name="Turn">Which of the stays of that request.</param>
/// <param name="Minutes">Its length, where the longest one comes first.</param>
public sealed record ReportCursor(int Number, int Turn, int Minutes = 0);

/// <summary>One stay in the list behind a figure.</summary>
/// <param name="Number">The number of the request.</param>
/// <param name="Turn">Which of its stays.</param>
/// <param name="Code">The request.</param>
/// <param name="PersonName">Its new user.</param>
/// <param name="AgencyName">Its agency.</param>
/// <param name="StartedUtc">When the stay began.</param>
/// <param name="EndedUtc">When it ended; null while it lasts.</param>
/// <param name="Measured">How long it took, as the figure measures it; null while it lasts or when it is not measured.</param>
/// <param name="IsLate">The holder was late.</param>
public sealed record ReportRow(int Number, int Turn, string Code, string PersonName, string AgencyName, DateTime StartedUtc, DateTime? EndedUtc, TimeSpan? Measured, bool IsLate);

/// <summary>The list behind a figure.</summary>
/// <param name="Period">The period.</param>
/// <param name="AgencyName">The agency; null for all.</param>
/// <param name="Count">How many there are: the figure itself.</param>
/// <param name="Rows">One page, in the order that the figure asks for.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record ReportList(ReportPeriod Period, string? AgencyName, int Count, IReadOnlyList<ReportRow> Rows, ReportCursor? Next);

/// <summary>A packet that waits for its account.</summary>
/// <param name="Code">The request; a wall names no person.</param>
/// <param name="AgencyName">Its agency.</param>
/// <param name="TargetUtc">Instant of the target.</param>
/// <param name="LimitUtc">Instant of the limit.</param>
/// <param name="OpenTime">The counted spans for the badge; null when plain time will do.</param>
/// <param name="IsClaimed">Somebody makes the account; who it is stands on no wall.</param>
public sealed record WallPacket(string Code, string AgencyName, DateTime TargetUtc, DateTime LimitUtc, string? OpenTime, bool IsClaimed);

/// <summary>What a screen on the wall shows: how much waits, what is due next, how today went. It names no person.</summary>
/// <param name="AtUtc">When it was read.</param>
/// <param name="AgencyName">The agency; null for all.</param>
/// <param name="Zone">The zone of "today".</param>
/// <param name="Waiting">Packets with a running clock.</param>
/// <param name="DueSoon">Of those, with the limit within four hours.</param>
/// <param name="Late">Of those, past the limit.</param>
/// <param name="Next">Those that are due next.</param>
/// <param name="Today">The figures of accounts of today.</param>
/// <param name="Month">The figures of accounts of this month.</param>
/// <param name="ArrivedToday">Packets that arrived today.</param>
/// <param name="Open">Each step with the number that is there and since when the longest one is.</param>
public sealed record WallView(
    DateTime AtUtc, string? AgencyName, TimeZoneInfo Zone, int Waiting, int DueSoon, int Late, IReadOnlyList<WallPacket> Next, StageFigures Today, StageFigures Month, int ArrivedToday, IReadOnlyList<OpenAges> Open);
