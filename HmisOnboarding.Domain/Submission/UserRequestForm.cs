using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Submission;

/// <summary>
/// The User Request Form: what the system administrator needs to make the account. It is filled step by step,
/// so every field may be empty until the packet is submitted; <see cref="Problems"/> says what is missing.
/// </summary>
public sealed record UserRequestForm
{
    /// <summary>Longest one-line answer.</summary>
    public const int LineLimit = 120;

    /// <summary>Longest free answer.</summary>
    public const int TextLimit = 1000;

    /// <summary>Given name as the HMIS should show it.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Family name as the HMIS should show it.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Work e-mail: access data go there.</summary>
    public string WorkEmail { get; init; } = "";

    /// <summary>Why a private or foreign mail domain is right for this person; volunteers may have no work address.</summary>
    public string EmailException { get; init; } = "";

    /// <summary>Work phone, ten digits, optional.</summary>
    public string WorkPhone { get; init; } = "";

    /// <summary>Job title.</summary>
    public string JobTitle { get; init; } = "";

    /// <summary>Kind of employment, a code of the catalogue.</summary>
    public string EmploymentKind { get; init; } = "";

    /// <summary>Who supervises the person.</summary>
    public string SupervisorName { get; init; } = "";

    /// <summary>The supervisor's e-mail.</summary>
    public string SupervisorEmail { get; init; } = "";

    /// <summary>Names of the HMIS projects the person works in.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>The project that opens at login.</summary>
    public string PrimaryProject { get; init; } = "";

    /// <summary>What the person will do in the HMIS, codes of the catalogue.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Whether the person ever had an HMIS account; null while unanswered.</summary>
    public bool? EverHadAccount { get; init; }

    /// <summary>Where, if so.</summary>
    public string PreviousAgency { get; init; } = "";

    /// <summary>Whom the person replaces, if anybody. It is no notice that the other one leaves.</summary>
    public string Replaces { get; init; } = "";

    /// <summary>Whether an extra reporting licence is needed.</summary>
    public bool NeedsReportLicence { get; init; }

    /// <summary>Day from which access is wanted.</summary>
    public DateOnly? StartsOn { get; init; }

    /// <summary>Day on which access ends, for interns and temporary staff.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Why the person needs access.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The administrator says that the person is employed or engaged by the agency.</summary>
    public bool AttestsEmployment { get; init; }

    /// <summary>The administrator says that the background check the agency requires was seen.</summary>
    public bool AttestsBackgroundCheck { get; init; }

    /// <summary>The administrator says that the person needs this role type for the work.</summary>
    public bool AttestsNeed { get; init; }

    /// <summary>
    /// What is missing or wrong, in sentences; empty when the form is complete. <paramref name="agencyEmailDomain"/> is the domain
    /// that needs no explanation, <paramref name="today"/> a local day of the agency.
    /// </summary>
    public IReadOnlyList<string> Problems(Catalogue catalogue, string agencyEmailDomain, DateOnly today) =>
        [.. FieldProblems(catalogue, agencyEmailDomain, today).Select(p => p.Sentence)];

    /// <summary>The same as <see cref="Problems"/>, each sentence with the field it belongs to.</summary>
    public IReadOnlyList<FieldProblem> FieldProblems(Catalogue catalogue, string agencyEmailDomain, DateOnly today)
    {
        var problems = new List<FieldProblem>();
        void Need(string field, bool ok, string sentence)
        {
            if (!ok)
                problems.Add(new(field, sentence));
        }

        Need(nameof(FirstName), Filled(FirstName) && Filled(LastName), "Fill in the first and the last name.");
        Need(nameof(FirstName), FirstName.Length <= Person.NameLimit && LastName.Length <= Person.NameLimit, $"First and last name can have {Person.NameLimit} characters each.");
        Need(nameof(WorkEmail), EmailAddress.IsAddress(WorkEmail), "Fill in the work e-mail, for example name@agency.org.");
        if (EmailAddress.IsAddress(WorkEmail))
        {
            var foreign = agencyEmailDomain.Length > 0 && !string.Equals(EmailAddress.Domain(WorkEmail), agencyEmailDomain, StringComparison.OrdinalIgnoreCase);
            Need(nameof(EmailException), !(EmailAddress.IsPersonal(WorkEmail) || foreign) || Filled(EmailException),
                $"The e-mail is not an address at {(agencyEmailDomain.Length > 0 ? agencyEmailDomain : "your agency")}. Use the work address, or say why there is none.");
        }

        Need(nameof(WorkPhone), WorkPhone.Length == 0 || WorkPhone.Count(char.IsAsciiDigit) is 10 or 11, "A work phone has ten digits. Leave it empty if there is none.");
        Need(nameof(JobTitle), Filled(JobTitle), "Fill in the job title.");
        Need(nameof(EmploymentKind), catalogue.EmploymentKinds.Any(k => k.Code == EmploymentKind), "Choose the kind of employment.");
        Need(nameof(SupervisorName), Filled(SupervisorName), "Fill in the supervisor's name.");
        Need(nameof(SupervisorEmail), EmailAddress.IsAddress(SupervisorEmail), "Fill in the supervisor's e-mail.");
        Need(nameof(Projects), Projects.Count > 0, "Choose at least one project.");
        Need(nameof(PrimaryProject), Projects.Count == 0 || Projects.Contains(PrimaryProject), "Choose the project that opens at login.");
        Need(nameof(Tasks), Tasks.Count > 0, "Choose what the person will do in the HMIS.");
        Need(nameof(EverHadAccount), EverHadAccount is not null, "Say whether the person ever had an HMIS account.");
        Need(nameof(PreviousAgency), EverHadAccount != true || Filled(PreviousAgency), "Say at which agency the earlier account was, so that it is moved and not made twice.");
        Need(nameof(StartsOn), StartsOn is not null, "Choose the day from which access is wanted.");
        Need(nameof(EndsOn), EndsOn is null || StartsOn is null || EndsOn > StartsOn, "The last day of access must be after the first.");
        Need(nameof(EndsOn), EndsOn is null || EndsOn > today, "The last day of access is over already.");
        Need(nameof(Reason), Filled(Reason), "Say in a sentence why the person needs access.");
        Need(nameof(AttestsEmployment), AttestsEmployment && AttestsBackgroundCheck && AttestsNeed, "Tick the three statements that you make for your agency.");
        Need(nameof(JobTitle), new[] { JobTitle, SupervisorName, PrimaryProject, PreviousAgency, Replaces, EmailException }.All(t => t.Length <= LineLimit),
            $"Answers of one line can have {LineLimit} characters.");
        Need(nameof(Reason), Reason.Length <= TextLimit, $"The reason can have {TextLimit} characters.");
        return problems;
    }

    private static bool Filled(string text) => !string.IsNullOrWhiteSpace(text);
}
