using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Community;

/// <summary>The plan of one step as fields.</summary>
public sealed record ReminderStep(RequestState State, string Name, IReadOnlyList<SettingLine> Lines);

/// <summary>The reminder plan as fields: who has it is reminded, then others are told that it is late.</summary>
public static class ReminderLines
{
    public const string Group = "reminders";

    public static IReadOnlyList<ReminderStep> Steps { get; } =
    [
        Step(RequestState.Training, "Training, with the new user", nameof(CommunitySettings.TrainingReminders), s => s.TrainingReminders, (s, p) => s with { TrainingReminders = p }),
        Step(RequestState.UserSignature, "Signature of the new user", nameof(CommunitySettings.UserSignatureReminders), s => s.UserSignatureReminders, (s, p) => s with { UserSignatureReminders = p }),
        Step(RequestState.AdministratorReview, "Review by the agency administrator", nameof(CommunitySettings.ReviewReminders), s => s.ReviewReminders, (s, p) => s with { ReviewReminders = p }),
        Step(RequestState.DirectorSignature, "Signature of the executive director", nameof(CommunitySettings.DirectorReminders), s => s.DirectorReminders, (s, p) => s with { DirectorReminders = p }),
        Step(RequestState.Submission, "Submission, with the agency administrator", nameof(CommunitySettings.SubmissionReminders), s => s.SubmissionReminders, (s, p) => s with { SubmissionReminders = p }),
        Step(RequestState.AwaitingDocuments, "Documents that follow, with the agency administrator", nameof(CommunitySettings.DocumentsReminders), s => s.DocumentsReminders, (s, p) => s with { DocumentsReminders = p }),
    ];

    private static ReminderStep Step(RequestState state, string name, string key, Func<CommunitySettings, StagePlan> read, Func<CommunitySettings, StagePlan, CommunitySettings> write) => new(state, name,
    [
        SettingLine.Times($"{key}.AfterHandOff", "Reminded after the hand-off", false, s => read(s).AfterHandOff, (s, v) => write(s, read(s) with { AfterHandOff = v })),
        SettingLine.Times($"{key}.BeforeExpected", "Reminded before it is expected", false, s => read(s).BeforeExpected, (s, v) => write(s, read(s) with { BeforeExpected = v })),
        SettingLine.Times($"{key}.AfterExpected", "Reminded when late by", false, s => read(s).AfterExpected, (s, v) => write(s, read(s) with { AfterExpected = v })),
        // where all administrators have it themselves, there are no others
        .. Stages.Holder(state) == RequestHolder.AgencyAdministrator ? Array.Empty<SettingLine>() : [SettingLine.Times($"{key}.Administrators", "Other administrators told, late by", true, s => read(s).Administrators, (s, v) => write(s, read(s) with { Administrators = v }))],
        SettingLine.Times($"{key}.Director", "Director told, late by", true, s => read(s).Director, (s, v) => write(s, read(s) with { Director = v })),
        SettingLine.Times($"{key}.SystemAdministrators", "Help desk told, late by", true, s => read(s).SystemAdministrators, (s, v) => write(s, read(s) with { SystemAdministrators = v })),
    ]);
}
