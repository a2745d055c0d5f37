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

    /// <summary>What the person will do in the HMIS, where it is known already: codes of the catalogue. It only prefills the form.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

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
    public IReadOnlyList<string> Problems(Catalogue catalogue, Agency agency, DateOnly today) =>
        [.. FieldProblems(catalogue, agency.EmailDomain, [.. agency.Projects.Select(p => p.Name)], today).Select(p => p.Sentence)];

    /// <summary>
    /// The same as <see cref="Problems"/>, each sentence with the field it belongs to. <paramref name="agencyEmailDomain"/> is the domain
    /// that needs no explanation, <paramref name="agencyProjects"/> are the names that may be chosen, <paramref name="today"/> is a local day of the agency.
    /// </summary>
    public IReadOnlyList<FieldProblem> FieldProblems(Catalogue catalogue, string agencyEmailDomain, IReadOnlyCollection<string> agencyProjects, DateOnly today)
    {
        var problems = new List<FieldProblem>();
        void Need(string field, bool ok, string sentence)
        {
            if (!ok)
                problems.Add(new(field, sentence));
        }

        Need(nameof(FirstName), Filled(FirstName, Person.NameLimit) && Filled(LastName, Person.NameLimit), $"Enter the first and the last name, at most {Person.NameLimit} characters each.");
        var address = WorkEmail.Trim();
        Need(nameof(WorkEmail), EmailAddress.IsAddress(address), "Enter the work e-mail, for example name@agency.org.");
        if (EmailAddress.IsAddress(address))
        {
            var foreign = agencyEmailDomain.Length > 0 && !string.Equals(EmailAddress.Domain(address), agencyEmailDomain, StringComparison.OrdinalIgnoreCase);
            Need(nameof(EmailException), !(foreign || EmailAddress.IsPersonal(address)) || Filled(EmailException, UserRequestForm.LineLimit),
                $"This address is not at {(agencyEmailDomain.Length > 0 ? agencyEmailDomain : "your agency")}. Use the work address, or say why there is none.");
        }

        Need(nameof(JobTitle), Filled(JobTitle, UserRequestForm.LineLimit), $"Enter the job title, at most {UserRequestForm.LineLimit} characters.");
        Need(nameof(SupervisorName), Filled(SupervisorName, UserRequestForm.LineLimit), $"Enter the supervisor's name, at most {UserRequestForm.LineLimit} characters.");
        Need(nameof(SupervisorEmail), EmailAddress.IsAddress(SupervisorEmail.Trim()), "Enter the supervisor's e-mail.");
        Need(nameof(RoleTypeCode), catalogue.OfferedRoleTypes.Any(r => r.Code == RoleTypeCode), "Choose a role type.");
        Need(nameof(Conditions), Conditions.All(c => catalogue.Conditions.Any(k => k.Code == c)), "One of the answers about grants and tasks is not known any more. Answer them again.");
        Need(nameof(Projects), Projects.Count > 0 && Projects.All(p => agencyProjects.Contains(p)), "Choose at least one project of your agency.");
        Need(nameof(Tasks), Tasks.All(t => catalogue.HmisTasks.Any(k => k.Code == t)), "One of the tasks is not known any more. Choose them again.");
        Need(nameof(EverHadAccount), EverHadAccount is not null, "Say whether the person ever had an HMIS account.");
        Need(nameof(PreviousAgency), EverHadAccount != true || Filled(PreviousAgency, UserRequestForm.LineLimit), "Say at which agency the earlier account was.");
        Need(nameof(EmailException), EmailException.Trim().Length <= UserRequestForm.LineLimit, $"Say in at most {UserRequestForm.LineLimit} characters why there is no work address.");
        Need(nameof(PreviousAgency), PreviousAgency.Trim().Length <= UserRequestForm.LineLimit, $"Name the earlier agency in at most {UserRequestForm.LineLimit} characters.");
        Need(nameof(StartsOn), StartsOn is { } start && start >= today.AddYears(-1) && start <= today.AddYears(2), "Choose the day from which access is wanted.");
        Need(nameof(EndsOn), EndsOn is null || (StartsOn is not null && EndsOn > StartsOn && EndsOn > today), "The last day of access must be after the first, and not in the past.");
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
        Tasks = Tasks,
        PrimaryProject = Projects.Count == 1 ? Projects[0] : "",
        EverHadAccount = EverHadAccount,
        PreviousAgency = PreviousAgency.Trim(),
        StartsOn = StartsOn,
        EndsOn = EndsOn,
    };

    private static bool Filled(string text, int limit) => !string.IsNullOrWhiteSpace(text) && text.Trim().Length <= limit;
}
