using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;

namespace HmisOnboarding.Tests.Browser;

/// <summary>Packets that wait with the help desk, each of a person of its own.</summary>
internal static class SubmittedPackets
{
    private static int _people;

    // the whole way through the rules, without a page
    public static async Task<string> AddAsync(LiveApp app, CancellationToken cancellationToken)
    {
        var requests = app.Service<RequestService>();
        var (dana, ruth) = (new Caller(app.Administrator.Id), new Caller(app.Director.Id));
        var today = DateOnly.FromDateTime(DateTimeOffset.Now.Date);
        var number = Interlocked.Increment(ref _people);
        var code = "";
        Task<RequestView> ViewAsync() => app.Service<RequestQueries>().RequestAsync(new Caller(app.SystemAdministrator.Id), code, cancellationToken);
        code = await requests.OpenAsync(dana, new NewRequest
        {
            AgencyId = app.AgencyId,
            FirstName = "Maria",
            LastName = $"Ruiz {(char)('A' + number)}",
            WorkEmail = $"maria{number}@harbor.example.org",
            JobTitle = "Case Manager",
            SupervisorName = "Sam Super",
            SupervisorEmail = "sam@harbor.example.org",
            RoleTypeCode = TestCommunity.RoleType,
            Projects = ["Harbor Emergency Shelter"],
            EverHadAccount = false,
            StartsOn = today.AddDays(10),
        }, cancellationToken);
        var view = await ViewAsync();
        var subject = new Caller(view.SubjectId);
        await requests.RecordLearningCenterAccountAsync(subject, code, "maria@learning", cancellationToken: cancellationToken);
        foreach (var item in view.Checklist)
        {
            using var file = new MemoryStream(TestCommunity.CertificatePdf(item.Course.Title, view.SubjectName));
            await requests.UploadCertificateAsync(subject, code, item.Course.Code, file, $"{item.Course.Code}.pdf", today.AddDays(-20), 92, null, cancellationToken);
        }

        await requests.FinishTrainingAsync(subject, code, cancellationToken: cancellationToken);
        await requests.GiveConsentAsync(subject, code, cancellationToken: cancellationToken);
        foreach (var clause in (await ViewAsync()).Agreement.OpenInitials)
            await requests.InitialClauseAsync(subject, code, clause, "MR", cancellationToken: cancellationToken);
        await requests.SignAsUserAsync(subject, code, Typed(view.SubjectName, subject), cancellationToken: cancellationToken);
        foreach (var item in (await ViewAsync()).Checklist)
            await requests.AcceptCertificateAsync(dana, code, item.EvidenceId!.Value, cancellationToken: cancellationToken);
        await requests.GiveConsentAsync(dana, code, cancellationToken: cancellationToken);
        await requests.SignAsAdministratorAsync(dana, code, Typed(app.Administrator.FullName, dana), cancellationToken: cancellationToken);
        await requests.GiveConsentAsync(ruth, code, cancellationToken: cancellationToken);
        await requests.SignAsDirectorAsync(ruth, code, Typed(app.Director.FullName, ruth), cancellationToken: cancellationToken);
        await requests.FillFormAsync(dana, code, TestCommunity.CompleteForm((await ViewAsync()).Form), cancellationToken: cancellationToken);
        await requests.SubmitAsync(dana, code, "Please make the account.", false, cancellationToken: cancellationToken);
        return code;
    }

    private static SignatureMark Typed(string name, Caller by) => SignatureMark.Typed(name, new IdentityProof(by.PersonId, ProofMethod.Password, DateTimeOffset.Now.UtcDateTime));
}
