namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// The name under which the browser's tab keeps what somebody has not sent yet: whose it is, for which request, and which part.
/// Where a longer name begins with a shorter one and a colon, the shorter one stands for all of them.
/// </summary>
public static class KeptKey
{
    /// <summary>Everything of the act of signing.</summary>
    public static string Sign(Guid personId, string code) => $"{personId}:{code}:sign";

    /// <summary>One field of it.</summary>
    public static string Sign(Guid personId, string code, string field) => $"{Sign(personId, code)}:{field}";

    /// <summary>The words of a message that the server does not have yet.</summary>
    public static string Message(Guid personId, string code) => $"{personId}:{code}:message";

    /// <summary>Answers of the form for a new user that the server does not have yet.</summary>
    public static string NewRequest(Guid personId) => $"{personId}:new-request";

    /// <summary>Answers of a User Request Form that the server does not have yet.</summary>
    public static string Form(Guid personId, string code) => $"{personId}:{code}:form";

    /// <summary>Initials under one clause.</summary>
    public static string Initial(Guid personId, string code, string clause) => $"{personId}:{code}:initial:{clause}";
}
