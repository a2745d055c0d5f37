using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Requests;

/// <summary>What an agency administrator says when opening a request for a named person. It prefills the User Request Form.</summary>
public sealed record NewRequest
{
    /// <summary>The agency that asks.</summary>
    public Guid AgencyId { get; init; }

    /// <summary>Given name.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Family name.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Work e-mail; the invitation goes there.</summary>
    public string WorkEmail { get; init; } = "";

    /// <summary>Why the address is not at the agency's domain, where it is not.</summary>
    public string EmailException { get; init; } = "";

    /// <summary>Job title.</summary>
    public string JobTitle { get; init; } = "";

    /// <summary>Who supervises the person.</summary>
    public string SupervisorName { get; init; } = "";

    /// <summary>The supervisor's e-mail.</summary>
    public string SupervisorEmail { get; init; } = "";

    /// <summary>The role type asked for.</summary>
    public string RoleTypeCode { get; init; } = "";

    /// <summary>Codes of the conditions that hold: grants, tasks.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>Names of the projects.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>Whether the person ever had an HMIS account; null while unanswered.</summary>
    public bool? EverHadAccount { get; init; }

    /// <summary>Where, if so.</summary>
    public string PreviousAgency { get; init; } = "";

    /// <summary>Day from which access is wanted.</summary>
    public DateOnly? StartsOn { get; init; }

    /// <summary>Day on which access ends, for interns and temporary staff.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>What is missing or wrong, in sentences; empty when the request can be opened.</summary>
    public IReadOnlyList<string> Problems(Catalogue catalogue, Agency agency, DateOnly today)
    {
        var problems = new List<string>();
        void Need(bool ok, string sentence)
        {
            if (!ok)
                problems.Add(sentence);
        }

        Need(Filled(FirstName, Person.NameLimit) && Filled(LastName, Person.NameLimit), $"Enter the first and the last name, at most {Person.NameLimit} characters each.");
        var address = WorkEmail.Trim();
        Need(EmailAddress.IsAddress(address), "Enter the work e-mail, for example name@agency.org.");
        if (EmailAddress.IsAddress(address))
        {
            var foreign = agency.EmailDomain.Length > 0 && !string.Equals(EmailAddress.Domain(address), agency.EmailDomain, StringComparison.OrdinalIgnoreCase);
            Need(!(foreign || EmailAddress.IsPersonal(address)) || Filled(EmailException, UserRequestForm.LineLimit),
                $"This address is not at {(agency.EmailDomain.Length > 0 ? agency.EmailDomain : "your agency")}. Use the work address, or say why there is none.");
        }

        Need(Filled(JobTitle, UserRequestForm.LineLimit), $"Enter the job title, at most {UserRequestForm.LineLimit} characters.");
        Need(Filled(SupervisorName, UserRequestForm.LineLimit), $"Enter the supervisor's name, at most {UserRequestForm.LineLimit} characters.");
        Need(EmailAddress.IsAddress(SupervisorEmail.Trim()), "Enter the supervisor's e-mail.");
        Need(catalogue.RoleTypes.Any(r => r.Code == RoleTypeCode), "Choose a role type.");
        Need(Conditions.All(c => catalogue.Conditions.Any(k => k.Code == c)), "One of the answers about grants and tasks is not known any more. Answer them again.");
        Need(Projects.Count > 0 && Projects.All(p => agency.Projects.Any(k => k.Name == p)), "Choose at least one project of your agency.");
        Need(EverHadAccount is not null, "Say whether the person ever had an HMIS account.");
        Need(EverHadAccount != true || Filled(PreviousAgency, UserRequestForm.LineLimit), "Say at which agency the earlier account was.");
        Need(StartsOn is { } start && start >= today.AddYears(-1) && start <= today.AddYears(2), "Choose the day from which access is wanted.");
        Need(EndsOn is null || (StartsOn is not null && EndsOn > StartsOn && EndsOn > today), "The last day of access must be after the first, and not in the past.");
        return problems;
    }

    internal UserRequestForm ToForm() => new()
    {
        FirstName = FirstName.Trim(),
        LastName = LastName.Trim(),
        WorkEmail = EmailAddress.Normalise(WorkEmail),
        EmailException = EmailException.Trim(),
        JobTitle = JobTitle.Trim(),
        SupervisorName = SupervisorName.Trim(),
        SupervisorEmail = SupervisorEmail.Trim(),
        Projects = Projects,
        PrimaryProject = Projects.Count == 1 ? Projects[0] : "",
        EverHadAccount = EverHadAccount,
        PreviousAgency = PreviousAgency.Trim(),
        StartsOn = StartsOn,
        EndsOn = EndsOn,
    };

    private static bool Filled(string text, int limit) => !string.IsNullOrWhiteSpace(text) && text.Trim().Length <= limit;
}
