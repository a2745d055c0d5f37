using System.Security.Cryptography;
using System.Text;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Web.DemoData;

/// <summary>
/// One request from its opening to where it is now, told step by step. Steps are laid out backwards from the last one, in office hours of the
/// agency, so a story ends where it should whatever day it is. The same story always takes the same time.
/// </summary>
internal sealed partial class DemoStory
{
    private readonly DemoDesk _desk;
    private readonly DemoServices _services;
    private readonly DemoPerson _person;
    private readonly DemoAgency _agency;
    private readonly OfficeHours _hours;
    private readonly Random _random;
    private readonly List<(TimeSpan Wait, Waiting Kind, Func<Task> Act)> _steps = [];
    private readonly Dictionary<string, int> _daysLeft = [];
    private readonly DemoStaff _administratorStaff;
    private readonly string _role;
    private readonly IReadOnlyList<string> _conditions;
    private readonly bool _earlier;

    private TimeSpan _ago;
    private bool _toTheMinute;
    private Caller? _user;

    /// <summary>A story about a person of the file; with another role type it is about a time when the person did other work.</summary>
    public DemoStory(DemoDesk desk, string mailbox, string? role = null)
    {
        _desk = desk;
        _services = desk.Under(new DemoClock(desk.Now));
        _person = desk.Community.Person(mailbox);
        _agency = desk.Community.Agency(_person.Agency);
        _hours = new(TimeZoneInfo.FindSystemTimeZoneById(_agency.TimeZone));
        _role = role ?? _person.RoleType;
        _conditions = role is null ? _person.Conditions : [];
        _random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(mailbox + role))));
        _administratorStaff = _agency.AgencyAdministrators[_random.Next(4) == 0 ? _agency.AgencyAdministrators.Count - 1 : 0];
        Courses = Catalogue.Default.RequiredCourses(_role, [.. _conditions]);
        _earlier = role is not null;
    }

    /// <summary>The code of the request, once it is open.</summary>
    public string Code { get; private set; } = "";

    private IReadOnlyList<Course> Courses { get; }

    private Caller Administrator => _desk.CallerOf(_administratorStaff.Email);

    private Caller Director => _desk.CallerOf(_agency.ExecutiveDirector.Email);

    private Caller SystemAdministrator => _desk.CallerOf(_desk.Community.SystemAdministrators[Code[^1] % 2].Email);

    private Caller User => _user ?? throw new InvalidOperationException($"{_person.FullName} acts before the request is open.");

    private DateOnly Today => _hours.Day(_services.Clock.UtcNow);

    /// <summary>The last step was so long ago, at the last working minute before that.</summary>
    public DemoStory Until(double daysAgo)
    {
        _ago = TimeSpan.FromDays(daysAgo);
        return this;
    }

    /// <summary>The last step was exactly so many hours ago, at whatever time of the week that is.</summary>
    public DemoStory UntilHours(double hoursAgo)
    {
        _ago = TimeSpan.FromHours(hoursAgo);
        _toTheMinute = true;
        return this;
    }

    /// <summary>Every step with its instant.</summary>
    public IEnumerable<DemoStep> Plan(int number)
    {
        var at = _desk.Now - _ago;
        // a little earlier, or many stories would end at the same time of day
        if (!_toTheMinute)
            at = _hours.Before(at, (_ago.TotalDays < 1 ? TimeSpan.FromMinutes(30) : TimeSpan.FromHours(5)) * _random.NextDouble());
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var (wait, kind, act) = _steps[i];
            var instant = at;
            yield return new(instant, number, i, () =>
            {
                _services.Clock.Set(instant);
                return act();
            });
            at = kind switch
            {
                Waiting.OfficeHours => _hours.Before(at, wait),
                Waiting.Days => _hours.Latest(at - wait),
                _ => at - wait,
            };
        }
    }

    private DemoStory Then(double leastHours, double mostHours, Func<Task> act)
    {
        // seconds too: nobody works in whole minutes
        var wait = TimeSpan.FromSeconds(Math.Round(3600 * (leastHours + (mostHours - leastHours) * _random.NextDouble())) + 7);
        _steps.Add((wait, Waiting.OfficeHours, act));
        return this;
    }

    private DemoStory ThenAfterDays(double days, Func<Task> act)
    {
        _steps.Add((TimeSpan.FromDays(days), Waiting.Days, act));
        return this;
    }

    private DemoStory ThenAfterExactly(TimeSpan wait, Func<Task> act)
    {
        _steps.Add((wait, Waiting.Exact, act));
        return this;
    }

    private Task<RequestView> ViewAsync(Caller caller) => _services.Queries.RequestAsync(caller, Code);

    private string Reason(IReadOnlyList<Domain.Submission.Choice> choices, string code) => $"{choices.Single(c => c.Code == code).Sentence} {_desk.Community.Note(code)}";

    /// <summary>How the time before a step is counted.</summary>
    private enum Waiting
    {
        /// <summary>Only while the agency works.</summary>
        OfficeHours,

        /// <summary>Days and nights; the step before lies in office hours.</summary>
        Days,

        /// <summary>To the second, for what a clock has counted meanwhile.</summary>
        Exact,
    }
}
