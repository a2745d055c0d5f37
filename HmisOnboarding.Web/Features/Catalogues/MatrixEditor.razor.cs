using HmisOnboarding.Domain.Training;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Catalogues;

/// <summary>The matrix of courses and role types, one layer at a time: what is always needed, and what one condition adds.</summary>
public sealed partial class MatrixEditor
{
    private string? _condition;
    private string _roleType = "";

    [CascadingParameter]
    public required DraftState State { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<IReadOnlyList<Requirement>> OnChanged { get; set; }

    private Catalogue Now => State.Now;

    private string? Question => Now.Conditions.FirstOrDefault(c => c.Code == _condition)?.Question;

    protected override void OnParametersSet()
    {
        if (Now.RoleTypes.All(r => r.Code != _roleType))
            _roleType = Now.RoleTypes.Select(r => r.Code).FirstOrDefault() ?? "";
        if (Question is null)
            _condition = null;
    }

    // a new one has no name yet, and a column needs a head
    private static string NameOf(RoleType role) => string.IsNullOrWhiteSpace(role.Name) ? role.Code : role.Name;

    // a narrow screen shows the one chosen role type
    private string? Side(RoleType role) => role.Code == _roleType ? null : "other";

    private IEnumerable<Requirement> Cell(RoleType role, Course course) => Now.Requirements.Where(r => r.RoleType == role.Code && r.Course == course.Code);

    private bool IsRequired(RoleType role, Course course) => Cell(role, course).Any(r => r.Kind == RequirementKind.Required);

    private bool IsTicked(RoleType role, Course course) => _condition is null ? IsRequired(role, course) : Cell(role, course).Any(r => r.Condition == _condition);

    private string ConditionsOf(RoleType role, Course course) => string.Join(", ", Cell(role, course).Select(r => r.Condition).Where(c => c is not null));

    private Task TickAsync(RoleType role, Course course, bool isOn)
    {
        var cell = Cell(role, course).ToList();
        // what is always needed is needed under every condition too
        var gone = _condition is null && isOn ? cell : cell.Where(r => r.Condition == _condition).ToList();
        var rest = Now.Requirements.Where(r => !gone.Contains(r));
        return OnChanged.InvokeAsync(isOn
            ? [.. rest, new Requirement(role.Code, course.Code, _condition is null ? RequirementKind.Required : RequirementKind.Conditional, _condition)]
            : [.. rest]);
    }
}
