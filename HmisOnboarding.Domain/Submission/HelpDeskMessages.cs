using System.Globalization;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Submission;

/// <summary>The message that tells the help desk of a new user, composed so that the administrator only has to read it.</summary>
public static class HelpDeskMessages
{
    /// <summary>A draft from what is known; the administrator may change every word.</summary>
    public static string Draft(OnboardingRequest request, string agencyName, string administratorName, RequestRules rules)
    {
        var role = rules.Catalogue.RoleType(request.RoleTypeCode).Name;
        var start = request.Form.StartsOn is { } day ? $" Access is wanted from {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}." : "";
        return $"""
            Hello,

            {agencyName} would like to add {request.SubjectName} as a new HMIS user with the role type {role}.{start}

            The User Request Form, the training certificates and the signed User Agreement are in the packet {request.Code}.

            Thank you,
            {administratorName}
            """;
    }
}
