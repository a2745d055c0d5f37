using HmisOnboarding.Domain.Submission;

namespace HmisOnboarding.Web.Features.Community;

/// <summary>All settings in the order of the page.</summary>
public static class SettingGroups
{
    public static IReadOnlyList<SettingGroup> All { get; } =
    [
        new("names", "Names", "As people read them on screens, in mails and on papers.",
        [
            SettingLine.Text("CommunityName", "Continuum of Care", s => s.CommunityName, (s, v) => s with { CommunityName = v }),
            SettingLine.Text("HelpDeskName", "Help desk", s => s.HelpDeskName, (s, v) => s with { HelpDeskName = v }),
            SettingLine.Text("HelpDeskEmail", "E-mail of the help desk", s => s.HelpDeskEmail, (s, v) => s with { HelpDeskEmail = v }, SettingKind.Email),
            SettingLine.Choice("PaperSize", "Paper of agreements", s => s.PaperSize, (s, v) => s with { PaperSize = v }, "Letter in the United States, A4 elsewhere"),
            SettingLine.Choice("UserNames", "User names in the HMIS", s => s.UserNames, (s, v) => s with { UserNames = v }, "What is suggested for a new account", rule => rule switch
            {
                UserNameRule.FirstNameLastName => "First and last name: maria_reyes",
                UserNameRule.LastNameFirstInitial => "Last name and first letter: reyesm",
                UserNameRule.Email => "The work e-mail",
                _ => "First letter and last name: mreyes",
            }),
        ]),
        new("links", "Links", "Where people are sent from here.",
        [
            SettingLine.Text("LearningCenterUrl", "HMIS Learning Center", s => s.LearningCenterUrl, (s, v) => s with { LearningCenterUrl = v }, SettingKind.Link),
            SettingLine.Text("GettingStartedUrl", "Getting Started Guide", s => s.GettingStartedUrl, (s, v) => s with { GettingStartedUrl = v }, SettingKind.Link),
            SettingLine.Text("HowToParticipateUrl", "How To Participate In HMIS", s => s.HowToParticipateUrl, (s, v) => s with { HowToParticipateUrl = v }, SettingKind.Link),
            SettingLine.Text("TrainingSiteUrl", "HMIS Training Site", s => s.TrainingSiteUrl, (s, v) => s with { TrainingSiteUrl = v }, SettingKind.Link),
            SettingLine.Text("HmisUrl", "HMIS", s => s.HmisUrl, (s, v) => s with { HmisUrl = v }, SettingKind.Link, "For the first login"),
        ]),
        new("targets", "Targets", "By when each step is expected. A late step is marked, never closed.",
        [
            SettingLine.Whole("TrainingSiteTargetHours", "Training Site, answer", "hours", s => s.TrainingSiteTargetHours, (s, v) => s with { TrainingSiteTargetHours = v }, "From the moment the agency forwards the wish"),
            SettingLine.Whole("TrainingTargetDays", "Training", "days", s => s.TrainingTargetDays, (s, v) => s with { TrainingTargetDays = v }),
            SettingLine.Whole("UserSignatureTargetDays", "Signature of the new user", "days", s => s.UserSignatureTargetDays, (s, v) => s with { UserSignatureTargetDays = v }),
            SettingLine.Whole("ReviewTargetDays", "Review by the agency administrator", "days", s => s.ReviewTargetDays, (s, v) => s with { ReviewTargetDays = v }),
            SettingLine.Whole("DirectorTargetDays", "Signature of the executive director", "days", s => s.DirectorTargetDays, (s, v) => s with { DirectorTargetDays = v }),
            SettingLine.Whole("SubmissionTargetDays", "Submission", "days", s => s.SubmissionTargetDays, (s, v) => s with { SubmissionTargetDays = v }),
            SettingLine.Whole("DocumentsTargetDays", "Documents that follow", "days", s => s.DocumentsTargetDays, (s, v) => s with { DocumentsTargetDays = v }),
        ]),
        new(ReminderLines.Group, "Reminders", "Who has a request is reminded by itself, and others are told when a step is late, each once. Enter lengths such as 3 d or 8 h, apart by commas, or nothing. Days are days of the calendar, hours count by the service hours.",
            [.. ReminderLines.Steps.SelectMany(s => s.Lines)]),
        new("limits", "Limits", "What ends or stops by itself.",
        [
            SettingLine.Whole("StuckAfterDays", "Marked as stuck after", "days", s => s.StuckAfterDays, (s, v) => s with { StuckAfterDays = v }, "In one step"),
            SettingLine.Whole("LapseAfterDays", "Lapses after", "days", s => s.LapseAfterDays, (s, v) => s with { LapseAfterDays = v }, "Without any move"),
            SettingLine.Whole("LapseWarningDays", "Warned before it lapses", "days", s => s.LapseWarningDays, (s, v) => s with { LapseWarningDays = v }),
            SettingLine.Whole("WatcherDays", "A watcher's link works for", "days", s => s.WatcherDays, (s, v) => s with { WatcherDays = v }, "After the request has ended"),
            SettingLine.Whole("InvitationHours", "An invitation works for", "hours", s => s.InvitationHours, (s, v) => s with { InvitationHours = v }),
            SettingLine.Whole("ReminderPauseHours", "A reminder can be repeated after", "hours", s => s.ReminderPauseHours, (s, v) => s with { ReminderPauseHours = v }, "For one request, whoever reminds"),
            SettingLine.Whole("LoginFollowUpDays", "We ask after the first login", "days", s => s.LoginFollowUpDays, (s, v) => s with { LoginFollowUpDays = v }, "After the account was made"),
            SettingLine.Whole("ExpiryNoticeDays", "Expiring certificates are shown", "days ahead", s => s.ExpiryNoticeDays, (s, v) => s with { ExpiryNoticeDays = v }),
            SettingLine.Whole("UploadMegabytesADay", "Uploads of one person a day", "MB", s => s.UploadMegabytesADay, (s, v) => s with { UploadMegabytesADay = v }),
            SettingLine.Whole("OpenRequestsPerAgency", "Open requests of one agency", "at most", s => s.OpenRequestsPerAgency, (s, v) => s with { OpenRequestsPerAgency = v }),
        ]),
    ];
}
