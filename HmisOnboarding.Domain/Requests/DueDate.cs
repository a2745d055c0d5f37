using System.Globalization;
using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Calendar = Ical.Net.Calendar;

namespace HmisOnboarding.Domain.Requests;

/// <summary>Which date of a request.</summary>
public enum DueKind
{
    /// <summary>By when the present step is expected; for who has it.</summary>
    Step,

    /// <summary>By when the account is expected; for everybody on the request.</summary>
    Account,
}

/// <summary>A date that somebody may want in their calendar. It carries a first name and a code, no more.</summary>
/// <param name="ByUtc">The date, UTC.</param>
/// <param name="Title">What is due.</param>
/// <param name="Uid">The same for the same date, so that a file taken again replaces the entry.</param>
public sealed record DueDate(DateTime ByUtc, string Title, string Uid)
{
    private const string SignBy = "Sign by";

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    /// <summary>The date as this viewer has it; null where nothing is expected, or it is not theirs.</summary>
    public static DueDate? Of(RequestView view, DueKind kind)
    {
        var viewer = view.Viewer;
        if (!Stages.IsOpen(view.State) || !(viewer.IsSubject || viewer.IsAdministrator || viewer.IsDirector || viewer.IsSystemAdministrator))
            return null;
        var by = kind == DueKind.Account ? view.AccountExpected.ByUtc : view.Holder.IsViewer && view.State != RequestState.AccountQueue ? view.StepExpected.ByUtc : null;
        // a step that comes again after a return is another date
        var uid = kind == DueKind.Account ? "account" : string.Create(CultureInfo.InvariantCulture, $"step-{(int)view.State}-{view.Holder.SinceUtc:yyyyMMddHHmmss}");
        return by is null ? null : new(by.Value, $"{What(view, kind)}: {view.SubjectFirstName} ({view.Code})", $"{view.Id:N}-{uid}@hmis-onboarding");
    }

    /// <summary>Words of the button beside the date.</summary>
    public static string Button(RequestView view, DueKind kind) => kind == DueKind.Account ? "Account date to my calendar"
        : What(view, kind) == SignBy ? "Sign-by date to my calendar" : "This step's date to my calendar";

    /// <summary>The calendar file (RFC 5545), with UTC times.</summary>
    /// <param name="view">What was read of the request.</param>
    /// <param name="link">Address of the request; null where the product does not know its own.</param>
    public byte[] File(RequestView view, string? link)
    {
        var due = new CalendarEvent
        {
            Uid = Uid,
            Summary = Title,
            // an entry that ends when it is due: nobody plans what comes after
            Start = new CalDateTime(Whole(ByUtc - Length), "UTC"),
            End = new CalDateTime(Whole(ByUtc), "UTC"),
            DtStamp = new CalDateTime(Whole(view.ReadUtc), "UTC"),
            Sequence = view.Timeline.Count,
            Description = link is null ? $"Request {view.Code} in HMIS Onboarding." : $"Request {view.Code} in HMIS Onboarding: {link}",
            Transparency = TransparencyType.Transparent,
        };
        if (link is not null)
            due.Url = new Uri(link);
        due.Alarms.Add(new Alarm { Action = AlarmAction.Display, Description = Title, Trigger = new Trigger(Duration.FromTimeSpanExact(TimeSpan.FromDays(-1))) });
        var calendar = new Calendar { ProductId = "-//HMIS Onboarding//Due dates//EN", Method = "PUBLISH" };
        calendar.Events.Add(due);
        return Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar) ?? throw new InvalidOperationException("No calendar file was written."));
    }

    private static string What(RequestView view, DueKind kind) => kind == DueKind.Account ? "HMIS account due" : view.State switch
    {
        RequestState.UserSignature or RequestState.AdministratorReview or RequestState.DirectorSignature => SignBy,
        _ => "Expected by",
    };

    private static DateTime Whole(DateTime utc) => new(utc.Ticks - utc.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
}
