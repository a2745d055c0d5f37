using System.Reflection;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>Ten thousand characters in every field that takes text: a sentence, and nothing written.</summary>
public sealed class TextLimitTests
{
    private static readonly string Paste = new('x', 10_000);

    // texts that choose or name something rather than being kept: they are looked up and not found, or cleaned
    private static readonly string[] NotKept = ["code", "courseCode", "secret", "clauseNumber", "fileName", "shownText"];

    private static readonly Dictionary<string, (RequestState State, Func<TestCommunity, string, string, Task> Do)> Fields = new()
    {
        ["RequestService.RecordLearningCenterAccountAsync.userName"] = (RequestState.Training, (c, code, t) => c.Requests.RecordLearningCenterAccountAsync(c.Alma, code, t)),
        ["RequestService.RecordLearningCenterAccountAsync.email"] = (RequestState.Training, (c, code, t) => c.Requests.RecordLearningCenterAccountAsync(c.Alma, code, "nina", t + "@learning.example.org")),
        ["RequestService.UploadCertificateAsync.certificateNumber"] = (RequestState.Training, async (c, code, t) => await c.UploadAsync(await c.SubjectOfAsync(code), code, "C01", number: t)),
        ["RequestService.RecordPaperCertificateAsync.certificateNumber"] = (RequestState.Training, (c, code, t) => c.Requests.RecordPaperCertificateAsync(c.Alma, code, "C01", new DateOnly(2026, 2, 20), 90, t)),
        ["RequestService.RejectCertificateAsync.reason"] = (RequestState.AdministratorReview, async (c, code, t) => await c.Requests.RejectCertificateAsync(c.Alma, code, (await c.ViewAsync(code)).Checklist[0].EvidenceId!.Value, t)),
        ["RequestService.ExemptFromCourseAsync.reason"] = (RequestState.Training, (c, code, t) => c.Requests.ExemptFromCourseAsync(c.Alma, code, "C01", t, null)),
        ["RequestService.EndExemptionAsync.reason"] = (RequestState.Training, async (c, code, t) => await c.Requests.EndExemptionAsync(c.Alma, code, await ExemptAsync(c, code), t)),
        ["RequestService.InitialClauseAsync.initials"] = (RequestState.UserSignature, async (c, code, t) => await c.Requests.InitialClauseAsync(await c.SubjectOfAsync(code), code, "1", t)),
        ["RequestService.SignAsUserAsync.mark"] = (RequestState.UserSignature, async (c, code, t) => await c.Requests.SignAsUserAsync(await c.SubjectOfAsync(code), code, c.Typed(await c.SubjectOfAsync(code), t))),
        ["RequestService.SignAsAdministratorAsync.mark"] = (RequestState.AdministratorReview, (c, code, t) => c.Requests.SignAsAdministratorAsync(c.Alma, code, c.Typed(c.Alma, t))),
        ["RequestService.ReturnToUserAsync.note"] = (RequestState.AdministratorReview, (c, code, t) => c.Requests.ReturnToUserAsync(c.Alma, code, [new(ReturnItem.Agreement, "Again.")], t)),
        ["RequestService.ReturnToUserAsync.items"] = (RequestState.AdministratorReview, (c, code, t) => c.Requests.ReturnToUserAsync(c.Alma, code, [new(ReturnItem.Agreement, t)], "")),
        ["RequestService.SignAsDirectorAsync.mark"] = (RequestState.DirectorSignature, (c, code, t) => c.Requests.SignAsDirectorAsync(c.Dora, code, c.Typed(c.Dora, t))),
        ["RequestService.DeclineAsDirectorAsync.reason"] = (RequestState.DirectorSignature, (c, code, t) => c.Requests.DeclineAsDirectorAsync(c.Dora, code, t)),
        ["RequestService.RevokeAgreementAsync.reason"] = (RequestState.AccountCreated, (c, code, t) => c.Requests.RevokeAgreementAsync(c.Dora, code, t)),
        ["RequestService.WaiveDistinctSignersAsync.reason"] = (RequestState.Training, (c, code, t) => c.Requests.WaiveDistinctSignersAsync(c.Sal, code, t)),
        ["RequestService.SubmitAsync.message"] = (RequestState.Submission, (c, code, t) => c.Requests.SubmitAsync(c.Alma, code, t, false)),
        ["RequestService.ReturnToAgencyAsync.note"] = (RequestState.AccountQueue, (c, code, t) => c.Requests.ReturnToAgencyAsync(c.Sal, code, [new(ReturnItem.Form, "The date is over.")], t)),
        ["RequestService.ReturnToAgencyAsync.items"] = (RequestState.AccountQueue, (c, code, t) => c.Requests.ReturnToAgencyAsync(c.Sal, code, [new(ReturnItem.Form, t)], "")),
        ["RequestService.RecordAccountAsync.hmisUserName"] = (RequestState.AccountQueue, (c, code, t) => c.Requests.RecordAccountAsync(c.Sal, code, t, "Read Only")),
        ["RequestService.RecordAccountAsync.roleGiven"] = (RequestState.AccountQueue, (c, code, t) => c.Requests.RecordAccountAsync(c.Sal, code, "nnova", t)),
        ["RequestService.ReplanClockAsync.reason"] = (RequestState.AccountQueue, (c, code, t) => c.Requests.ReplanClockAsync(c.Sal, code, t)),
        ["RequestService.DenyAsync.reason"] = (RequestState.AccountQueue, (c, code, t) => c.Requests.DenyAsync(c.Sal, code, t)),
        ["RequestService.WithdrawAsync.reason"] = (RequestState.Training, (c, code, t) => c.Requests.WithdrawAsync(c.Alma, code, t)),
        ["RequestService.ReopenAsync.reason"] = (RequestState.Withdrawn, (c, code, t) => c.Requests.ReopenAsync(c.Alma, code, t)),
        ["TrainingSiteService.GrantAsync.siteUserName"] = (RequestState.Training, async (c, code, t) => await (await AskedAsync(c, code)).GrantAsync(c.Sal, code, t)),
        ["TrainingSiteService.DeclineAsync.reason"] = (RequestState.Training, async (c, code, t) => await (await AskedAsync(c, code)).DeclineAsync(c.Sal, code, t)),
        ["AgencyService.AppointAsync.firstName"] = (RequestState.Training, (c, _, t) => c.Agencies.AppointAsync(c.Sal, SeatKind.AgencyAdministrator, c.AgencyA, t, "Last", "first@harbor.example.org", null)),
        ["AgencyService.AppointAsync.lastName"] = (RequestState.Training, (c, _, t) => c.Agencies.AppointAsync(c.Sal, SeatKind.AgencyAdministrator, c.AgencyA, "First", t, "first@harbor.example.org", null)),
        ["AgencyService.AppointAsync.email"] = (RequestState.Training, (c, _, t) => c.Agencies.AppointAsync(c.Sal, SeatKind.AgencyAdministrator, c.AgencyA, "First", "Last", t + "@harbor.example.org", null)),
        ["AgencyService.AppointAsync.jobTitle"] = (RequestState.Training, (c, _, t) => c.Agencies.AppointAsync(c.Sal, SeatKind.AgencyAdministrator, c.AgencyA, "First", "Last", "first@harbor.example.org", t)),
        ["AgencyService.ReplaceAsync.firstName"] = (RequestState.Training, async (c, _, t) => await c.Agencies.ReplaceAsync(c.Sal, await AdministratorsSeatAsync(c), t, "Last", "first@harbor.example.org", null)),
        ["AgencyService.ReplaceAsync.lastName"] = (RequestState.Training, async (c, _, t) => await c.Agencies.ReplaceAsync(c.Sal, await AdministratorsSeatAsync(c), "First", t, "first@harbor.example.org", null)),
        ["AgencyService.ReplaceAsync.email"] = (RequestState.Training, async (c, _, t) => await c.Agencies.ReplaceAsync(c.Sal, await AdministratorsSeatAsync(c), "First", "Last", t + "@harbor.example.org", null)),
        ["AgencyService.ReplaceAsync.jobTitle"] = (RequestState.Training, async (c, _, t) => await c.Agencies.ReplaceAsync(c.Sal, await AdministratorsSeatAsync(c), "First", "Last", "first@harbor.example.org", t)),
        ["CommunityService.PublishSettingsAsync.reason"] = (RequestState.Training, (c, _, t) => c.Community.PublishSettingsAsync(c.Sal, new CommunitySettings(), t)),
        ["CatalogueService.PublishCatalogueAsync.reason"] = (RequestState.Training, (c, _, t) => c.Get<CatalogueService>().PublishCatalogueAsync(c.Sal, Catalogue.Default with { Conditions = [] }, 1, t)),
        ["CatalogueService.PublishAgreementAsync.reason"] = (RequestState.Training, (c, _, t) => c.Get<CatalogueService>().PublishAgreementAsync(c.Sal, AgreementText.Default with { Title = "New" }, 1, null, t)),
        ["CatalogueService.WithdrawAgreementAsync.reason"] = (RequestState.Training, (c, _, t) => c.Get<CatalogueService>().WithdrawAgreementAsync(c.Sal, 1, t)),
        ["ServiceHoursService.PublishAsync.reason"] = (RequestState.Training, (c, _, t) => c.Get<ServiceHoursService>().PublishAsync(c.Sal, ServicePolicy.Default with { LimitHours = 72 }, 1, null, t)),
        ["ServiceHoursService.WithdrawAsync.reason"] = (RequestState.Training, (c, _, t) => c.Get<ServiceHoursService>().WithdrawAsync(c.Sal, 1, t)),
        ["CatalogueService.PublishFileAsync.reason"] = (RequestState.Training, (c, _, t) =>
            c.Get<CatalogueService>().PublishFileAsync(c.Sal, new CommunityFile(Catalogue.Default, AgreementText.Default with { Title = "New" }, new CommunitySettings()), new FileVersions(new(1, 1, 1), 1), t)),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> FieldNames => [.. Fields.Keys];

    public static TheoryData<string, string> RecordFields
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var record in new[] { typeof(NewRequest), typeof(UserRequestForm), typeof(AgencyData), typeof(ProjectData), typeof(CommunitySettings),
                typeof(RoleType), typeof(Course), typeof(Condition), typeof(Choice), typeof(HmisTask), typeof(AgreementText), typeof(ClauseGroup), typeof(Clause) })
            {
                foreach (var property in record.GetProperties().Where(p => (p.PropertyType == typeof(string) || p.PropertyType == typeof(IReadOnlyList<string>)) && p.SetMethod is not null))
                    data.Add(record.Name, property.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task Field_WhenTenThousandCharactersArePasted_IsRefusedInASentence(string name)
    {
        var (state, act) = Fields[name];
        var (created, code) = await TestCommunity.CreateAtAsync(state);
        await using var community = created;
        if (state == RequestState.UserSignature)
            await community.Requests.GiveConsentAsync(await community.SubjectOfAsync(code), code, cancellationToken: Cancel);

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => act(community, code, Paste));

        AssertSentences(refusal);
        Assert.DoesNotContain(community.Dump(), r => r.Contains(Paste, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(RecordFields))]
    public async Task RecordField_WhenTenThousandCharactersArePasted_IsRefusedInASentence(string record, string property)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        var before = community.Dump();

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => record switch
        {
            nameof(NewRequest) => community.Requests.OpenAsync(community.Alma, With(community.Wish(community.AgencyA), property), Cancel),
            nameof(UserRequestForm) => community.Requests.FillFormAsync(community.Alma, code, With(TestCommunity.CompleteForm(BareRequest.BegunForm()), property), Cancel),
            nameof(AgencyData) => community.Agencies.SaveAsync(community.Sal, null, With(new AgencyData { Name = "New Hope", EmailDomain = "new.example.org" }, property), Cancel),
            nameof(ProjectData) => community.Agencies.SaveAsync(community.Sal, null, new AgencyData { Name = "New Hope", Projects = [With(new ProjectData("Shelter", "Shelter"), property)] }, Cancel),
            nameof(RoleType) => PublishAsync(c => c with { RoleTypes = [With(c.RoleTypes[0] with { }, property), .. c.RoleTypes.Skip(1)] }),
            nameof(Course) => PublishAsync(c => c with { Courses = [With(c.Courses[0] with { }, property), .. c.Courses.Skip(1)] }),
            nameof(Condition) => PublishAsync(c => c with { Conditions = [With(c.Conditions[0] with { }, property), .. c.Conditions.Skip(1)] }),
            nameof(Choice) => PublishAsync(c => c with { DeclineReasons = [With(c.DeclineReasons[0] with { }, property), .. c.DeclineReasons.Skip(1)] }),
            nameof(HmisTask) => PublishAsync(c => c with { HmisTasks = [With(c.HmisTasks[0] with { }, property), .. c.HmisTasks.Skip(1)] }),
            nameof(AgreementText) => PublishTextAsync(With(AgreementText.Default with { }, property)),
            nameof(ClauseGroup) => PublishTextAsync(AgreementText.Default with { Groups = [With(AgreementText.Default.Groups[0] with { }, property)] }),
            nameof(Clause) => PublishTextAsync(AgreementText.Default with { Groups = [AgreementText.Default.Groups[0] with { Clauses = [With(AgreementText.Default.AllClauses[0] with { }, property)] }] }),
            _ => community.Community.PublishSettingsAsync(community.Sal, With(new CommunitySettings(), property), "A test.", Cancel),
        });

        AssertSentences(refusal);
        Assert.Equal(before, community.Dump());

        Task PublishAsync(Func<Catalogue, Catalogue> change) => community.Get<CatalogueService>().PublishCatalogueAsync(community.Sal, change(Catalogue.Default), 1, "A test.", Cancel);
        Task PublishTextAsync(AgreementText text) => community.Get<CatalogueService>().PublishAgreementAsync(community.Sal, text, 1, null, "A test.", Cancel);
    }

    [Fact]
    public async Task FileName_WhenTenThousandCharacters_IsCutToAReadableOne()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        using var content = new MemoryStream(TestCommunity.CertificatePdf("Learning Center Orientation"));
        await community.Requests.UploadCertificateAsync(await community.SubjectOfAsync(code), code, "C01", content, Paste + ".pdf", new DateOnly(2026, 2, 20), null, null, Cancel);
        Assert.InRange((await community.ViewAsync(code)).Checklist[0].DocumentName!.Length, 5, 200);
    }

    [Fact]
    public void Fields_WhenAMethodTakesText_AreAllTriedHere()
    {
        var texts = new[] { typeof(RequestService), typeof(TrainingSiteService), typeof(AgencyService), typeof(CommunityService), typeof(CatalogueService), typeof(ServiceHoursService) }
            .SelectMany(s => s.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(m => m.GetParameters().Where(p => p.ParameterType == typeof(string) || p.ParameterType == typeof(IReadOnlyList<ReturnItem>) || p.ParameterType == typeof(SignatureMark))
                .Where(p => !NotKept.Contains(p.Name)).Select(p => $"{m.DeclaringType!.Name}.{m.Name}.{p.Name}"));
        Assert.Equal(texts.Order(), Fields.Keys.Order());
    }

    private static async Task<Guid> AdministratorsSeatAsync(TestCommunity community) =>
        (await community.Agencies.ListAsync(community.Sal)).Single(a => a.Id == community.AgencyA).Seats.First(s => s.Kind == SeatKind.AgencyAdministrator).SeatId;

    private static async Task<Guid> ExemptAsync(TestCommunity community, string code)
    {
        await community.Requests.ExemptFromCourseAsync(community.Alma, code, "C01", "Learned at another agency.", null);
        return (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C01").Exemption!.Id;
    }

    private static async Task<TrainingSiteService> AskedAsync(TestCommunity community, string code)
    {
        await community.TrainingSite.AskAsync(community.Alma, code);
        return community.TrainingSite;
    }

    private static void AssertSentences(RuleViolationException refusal) =>
        Assert.All(refusal.Reasons, r => Assert.True(r.Length < 300 && r.EndsWith('.') && char.IsUpper(r[0]), $"No sentence: {r[..Math.Min(r.Length, 300)]}"));

    private static T With<T>(T record, string property) where T : class
    {
        var info = typeof(T).GetProperty(property)!;
        info.SetValue(record, info.PropertyType == typeof(string) ? Paste : new List<string> { Paste });
        return record;
    }
}
