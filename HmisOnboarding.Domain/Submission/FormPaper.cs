using System.Globalization;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Submission;

/// <summary>The User Request Form as a sheet for the file. Pure.</summary>
public static class FormPaper
{
    private const string None = "none";

    /// <summary>Every field with its answer; an open one says so.</summary>
    public static SheetDocument Of(RequestView view)
    {
        var form = view.Form;
        var catalogue = view.Catalogue;
        return new SheetDocument
        {
            Title = "User Request Form",
            Subtitle = PrintableText.Of($"{view.SubjectName}, {view.AgencyName}"),
            Issuer = PrintableText.Of(view.Settings.CommunityName),
            Reference = view.Code,
            DrawnAtUtc = view.Timeline.Count > 0 ? view.Timeline[0].AtUtc : view.OpenedUtc,
            Notice = "No client data, no social security numbers and no passwords belong on this form.",
            Groups =
            [
                new("Person",
                [
                    new("First name", Say(form.FirstName)), new("Last name", Say(form.LastName)), new("Work e-mail", Say(form.WorkEmail)),
                    new("Why another e-mail", Say(form.EmailException, None)), new("Work phone", Say(form.WorkPhone, None)), new("Job title", Say(form.JobTitle)),
                    new("Employment", catalogue.EmploymentKinds.FirstOrDefault(k => k.Code == form.EmploymentKind)?.Label ?? "not answered"),
                    new("Supervisor", $"{Say(form.SupervisorName)}, {Say(form.SupervisorEmail)}"),
                    new("Earlier HMIS account", form.EverHadAccount switch { null => "not answered", false => "no", true => $"yes, at {Say(form.PreviousAgency)}" }),
                    new("Replaces", Say(form.Replaces, None)),
                ]),
                new("Access",
                [
                    new("Role type", view.RoleType.Name), new("Role in the HMIS", Say(view.RoleType.VendorRole, None)), new("Projects", Join(form.Projects)), new("Opens at login", Say(form.PrimaryProject)),
                    new("Tasks", Join(form.Tasks.Select(t => catalogue.HmisTasks.FirstOrDefault(k => k.Code == t)?.Label ?? t))),
                    new("Reporting licence", form.NeedsReportLicence ? "yes" : "no"), new("Wanted from", Day(form.StartsOn, "not answered")), new("Wanted until", Day(form.EndsOn, "no end")),
                    new("Reason", Say(form.Reason)), new("Learning Center account", Say(view.LearningCenterUser ?? "", "not recorded")),
                ]),
                new("The agency states",
                [
                    new("Employed or engaged by the agency", YesNo(form.AttestsEmployment)), new("Background check seen", YesNo(form.AttestsBackgroundCheck)),
                    new("Needs this role type", YesNo(form.AttestsNeed)),
                ]),
                new("Training certificates", [.. view.Checklist.Select(i => new SheetLine($"{i.Course.Code} {i.Course.Title}", i is { Status: ChecklistStatus.Exempt, Exemption: { } exemption }
                    ? PrintableText.Of($"exempt{(exemption.LastDay is { } end ? $" until {Day(end, "")}" : "")}, by {exemption.GivenByName}: {exemption.Reason}")
                    : i.CompletedOn is { } day
                    ? $"completed {Day(day, "")}{(i.ExpiresOn is { } last ? $", valid until {Day(last, "")}" : "")}{(i.DecidedByName is { } by ? $", checked by {by}" : "")}" : "missing"))]),
            ],
        };
    }

    private static string Say(string text, string otherwise = "not answered") => string.IsNullOrWhiteSpace(text) ? otherwise : PrintableText.Of(text);

    private static string Join(IEnumerable<string> texts) => string.Join(", ", texts) is { Length: > 0 } joined ? PrintableText.Of(joined) : "not answered";

    private static string YesNo(bool yes) => yes ? "yes" : "not stated";

    private static string Day(DateOnly? day, string otherwise) => day?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? otherwise;
}
