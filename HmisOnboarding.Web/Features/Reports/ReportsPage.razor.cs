using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Reports;

/// <summary>
/// The numbers of a period. They stand still while they are read, with the time they are of; only a seat that ends takes the page away.
/// What changes by itself is on the wall.
/// </summary>
public sealed partial class ReportsPage
{
    private ReportAddress _address = ReportAddress.Read(null, null, null, null);
    private ReportView? _view;

    [Inject]
    public required ReportQueries Reports { get; init; }

    [SupplyParameterFromQuery(Name = "agency")]
    public string? AgencyInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "span")]
    public string? SpanInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "day")]
    public string? DayInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "step")]
    public string? StepInAddress { get; set; }

    protected override object? View => Read();

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var address = Read();
        _view = await Reports.ReportAsync(await CallerAsync(), address.Filter, cancellationToken);
        _address = address;
    }

    private static string Compared(ReportView view) => view.HasBefore
        ? $"“Before” is {view.Period.Before.Name}.{(view.IsRunning ? " This period is not over, so its counts can still grow." : "")}"
        : $"Nothing ended in {view.Period.Before.Name}, so there is nothing to compare with.";

    // somebody of an agency mails an address that names it
    private ReportAddress Read() => ReportAddress.Read(AgencyInAddress, SpanInAddress, DayInAddress, StepInAddress) is var read && read.Agency is null
        && Person.Seats.All(s => s.Kind != SeatKind.SystemAdministrator) ? read with { Agency = Person.Seats.FirstOrDefault(s => s.AgencyId is not null)?.AgencyId } : read;
}
