using System.Globalization;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Web.DemoData;

internal sealed partial class DemoStory
{
    /// <summary>The administrator opens the request.</summary>
    public DemoStory Open(string previousAgency = "") => Then(0, 0, async () =>
    {
        var isForLimitedTime = _person.EmploymentKind is "intern" or "temporary" or "service-corps";
        Code = await _services.Requests.OpenAsync(Administrator, new NewRequest
        {
            AgencyId = _desk.AgencyId(_agency.Code),
            FirstName = _person.FirstName,
            LastName = _person.LastName,
            WorkEmail = _person.Email,
            JobTitle = _earlier ? "Program Assistant" : _person.JobTitle,
            SupervisorName = _person.SupervisorName,
            SupervisorEmail = _person.SupervisorEmail,
            RoleTypeCode = _role,
            Conditions = _conditions,
            Projects = [_person.PrimaryProject],
            EverHadAccount = previousAgency.Length > 0,
            PreviousAgency = previousAgency,
            StartsOn = Today.AddDays(10),
            EndsOn = isForLimitedTime ? Today.AddDays(240) : null,
        });
        var view = await ViewAsync(Administrator);
        _user = _desk.Know(view.SubjectId, _person.Email);
    });

    /// <summary>The new user opens the invitation and enters the account at the Learning Center.</summary>
    public DemoStory Join() => Then(1, 7, () => _services.JoinAsync(User.PersonId)).Then(0.1, 0.6, () => _services.Requests.RecordLearningCenterAccountAsync(User, Code, _person.Email));

    /// <summary>The administrator makes a new invitation after the first one was not used.</summary>
    public DemoStory InviteAgain() => ThenAfterDays(4, () => _services.Requests.RenewInvitationAsync(Administrator, Code));

    /// <summary>The certificate of this course has so many days left today.</summary>
    public DemoStory RunsOutIn(string course, int days)
    {
        _daysLeft[course] = days;
        return this;
    }

    /// <summary>The new user takes courses and uploads the certificates, one to three at a time; those on paper are left out.</summary>
    public DemoStory TakeCourses(int skip = 0, int take = int.MaxValue, params string[] onPaper)
    {
        var courses = Courses.Skip(skip).Take(take).Where(c => !onPaper.Contains(c.Code)).ToList();
        for (var i = 0; i < courses.Count;)
        {
            var some = courses.Skip(i).Take(_random.Next(1, 4)).ToList();
            i += some.Count;
            Certificates(2, 7, some);
        }

        return this;
    }

    /// <summary>The new user uploads the certificate of a course, again where there was one.</summary>
    public DemoStory Upload(string course) => Certificates(2, 8, [Courses.Single(c => c.Code == course)]);

    /// <summary>The new user uploads a picture in place of the file.</summary>
    public DemoStory UploadPicture(string course, string picture, string name) => Then(1, 5, async () =>
    {
        await using var file = DemoFiles.Open(picture);
        await _services.Requests.UploadCertificateAsync(User, Code, course, file, name, Today, Courses.Single(c => c.Code == course).PassPercent is null ? null : 88, null);
    });

    /// <summary>The administrator has seen certificates on paper; their files follow.</summary>
    public DemoStory SeenOnPaper(params string[] courses)
    {
        var numbers = courses.ToDictionary(c => c, _ => CertificateNumber());
        return Then(1, 4, () => Task.WhenAll(courses.Select(c => _services.Requests.RecordPaperCertificateAsync(Administrator, Code, c, Today.AddDays(-20), 90, numbers[c]))));
    }

    /// <summary>The file of a certificate that was seen on paper arrives.</summary>
    public DemoStory FileArrives(string course)
    {
        var number = CertificateNumber();
        return Then(6, 14, async () =>
        {
            var item = (await ViewAsync(Administrator)).Checklist.Single(i => i.Course.Code == course);
            await using var file = new MemoryStream(Draw(item.Course, item.CompletedOn!.Value, 90, item.CertificateNumber ?? number));
            await _services.Requests.AttachFileAsync(Administrator, Code, item.EvidenceId!.Value, file, $"{course} scan.pdf");
        });
    }

    /// <summary>The administrator accepts what waits, at most so many, in the order of the checklist.</summary>
    public DemoStory Accept(int most = int.MaxValue) => Then(1, 9, async () =>
    {
        var waiting = (await ViewAsync(Administrator)).Checklist.Where(i => i.Status == ChecklistStatus.Uploaded).Take(most);
        await Task.WhenAll(waiting.Select(i => _services.Requests.AcceptCertificateAsync(Administrator, Code, i.EvidenceId!.Value)));
    });

    /// <summary>The administrator rejects a certificate for a reason of the catalogue.</summary>
    public DemoStory Reject(string course, string reason) => Then(1, 6, async () =>
    {
        var item = (await ViewAsync(Administrator)).Checklist.Single(i => i.Course.Code == course);
        await _services.Requests.RejectCertificateAsync(Administrator, Code, item.EvidenceId!.Value, Reason(Catalogue.Default.CertificateRejectionReasons, reason));
    });

    /// <summary>The new user asks for the Training Site.</summary>
    public DemoStory AskForTrainingSite() => Then(0.2, 2, () => _services.TrainingSite.AskAsync(User, Code));

    /// <summary>The administrator sends the wish on.</summary>
    public DemoStory ForwardTrainingSite() => Then(0.5, 5, () => _services.TrainingSite.ForwardAsync(Administrator, Code));

    /// <summary>The help desk gives access to the Training Site.</summary>
    public DemoStory GrantTrainingSite() => Then(1, 7, () => _services.TrainingSite.GrantAsync(SystemAdministrator, Code, "practice." + UserName));

    /// <summary>The help desk says no to the Training Site.</summary>
    public DemoStory DeclineTrainingSite(string reason) => Then(1, 7, () => _services.TrainingSite.DeclineAsync(SystemAdministrator, Code, reason));

    /// <summary>From asking to practising.</summary>
    public DemoStory Practise() => AskForTrainingSite().ForwardTrainingSite().GrantTrainingSite();

    private DemoStory Certificates(double leastHours, double mostHours, IReadOnlyList<Course> courses)
    {
        var files = courses.Select(c => (Course: c, Score: c.PassPercent is { } pass ? _random.Next(pass, 101) : (int?)null, Number: CertificateNumber())).ToList();
        return Then(leastHours, mostHours, () => Task.WhenAll(files.Select(f => UploadAsync(f.Course, f.Score, f.Number))));
    }

    private async Task UploadAsync(Course course, int? score, string number)
    {
        // counted from the last instant of the whole walk, because it is then that so many days are left
        var day = _daysLeft.TryGetValue(course.Code, out var left) ? _hours.Day(_desk.Now).AddDays(left).AddMonths(-course.ValidMonths!.Value) : Today;
        await using var file = new MemoryStream(await Task.Run(() => Draw(course, day, score, number)));
        await _services.Requests.UploadCertificateAsync(User, Code, course.Code, file, $"{course.Title}.pdf", day, score, number);
    }

    private byte[] Draw(Course course, DateOnly day, int? score, string number) =>
        _desk.Pdf.DrawCertificate(new CertificateDocument(_person.FullName, course.Title, day, score is { } percent ? $"{percent} %" : null, number, "Great Lakes Learning Center"));

    private string CertificateNumber() => string.Create(CultureInfo.InvariantCulture, $"LC-{_random.Next(100_000, 1_000_000)}");
}
