using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Reports;

/// <summary>The requests behind one figure.</summary>
public sealed partial class ReportListPage
{
    private ReportAddress _address = ReportAddress.Read(null, null, null, null);
    private ReportFigure _figure = new(default, default);
    private ReportList? _view;
    private bool _isBehind;

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

    [SupplyParameterFromQuery(Name = "figure")]
    public string? FigureInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "weekday")]
    public string? WeekdayInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "hour")]
    public string? HourInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "band")]
    public string? BandInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    public string? OrderInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    public string? AfterInAddress { get; set; }

    protected override object? View =>
        (AgencyInAddress, SpanInAddress, DayInAddress, StepInAddress, FigureInAddress, WeekdayInAddress, HourInAddress, (BandInAddress, OrderInAddress, AfterInAddress));

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Directory];

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var address = ReportAddress.Read(AgencyInAddress, SpanInAddress, DayInAddress, StepInAddress);
        var figure = address.ReadFigure(FigureInAddress, WeekdayInAddress, HourInAddress, BandInAddress, OrderInAddress);
        var from = ReportAddress.ReadCursor(AfterInAddress);
        _view = await Reports.ListAsync(await CallerAsync(), address.Filter, figure, from, cancellationToken);
        (_address, _figure, _isBehind) = (address, figure, from is not null);
    }

    private string Took(ReportRow row) => row switch
    {
        { EndedUtc: null } => $"{TimeText.Length(Clock.GetUtcNow().UtcDateTime - row.StartedUtc)} so far",
        { Measured: null } => "not measured",
        _ => TimeText.Length(row.Measured.Value),
    };
}
