using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Training.Compliance;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Compliance;

/// <summary>
/// People by requirements. It reads again only when a course of the people in sight says something else, and then draws the lines that differ.
/// </summary>
public sealed partial class CompliancePage
{
    private ComplianceAddress _address = ComplianceAddress.Read(null, null, null, null, null, null);
    private ComplianceView? _view;
    private string? _typed;

    [Inject]
    public required ComplianceQueries Compliance { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery(Name = "agency")]
    public string? AgencyInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "part")]
    public string? PartInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "days")]
    public string? DaysInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "search")]
    public string? SearchInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    public string? AfterInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "before")]
    public string? BeforeInAddress { get; set; }

    protected override object? View => Read();

    // the directory: a seat that ends takes the page away
    protected override IReadOnlyCollection<ChangeKey> Keys => [Read().Agency is { } id ? ChangeKey.Training(id) : ChangeKey.TrainingOfAll, ChangeKey.Directory];

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var address = Read();
        _view = await Compliance.PageAsync(await CallerAsync(), address.Filter, address.From, cancellationToken);
        if (address.Search != _address.Search)
            _typed = address.Search;
        _address = address;
    }

    private ComplianceAddress Read()
    {
        var read = ComplianceAddress.Read(AgencyInAddress, PartInAddress, DaysInAddress, SearchInAddress, AfterInAddress, BeforeInAddress);
        return read.Agency is null && Person.Seats.All(s => s.Kind != SeatKind.SystemAdministrator)
            ? read with { Agency = Person.Seats.FirstOrDefault(s => s.AgencyId is not null)?.AgencyId }
            : read;
    }

    private void Choose(ChangeEventArgs e) =>
        Navigation.NavigateTo((_address with { Agency = Guid.TryParse(e.Value as string, out var id) ? id : null, From = null }).ToString());

    private void Search() =>
        Navigation.NavigateTo((_address with { Search = string.IsNullOrWhiteSpace(_typed) ? null : _typed.Trim(), From = null }).ToString());
}
