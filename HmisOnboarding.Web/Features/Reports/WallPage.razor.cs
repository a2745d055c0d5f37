using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Reports;

/// <summary>
/// The screen on the wall. It is read again when a request comes to another step or is claimed, and each minute, because days begin and
/// limits come near without anybody doing a thing.
/// </summary>
public sealed partial class WallPage
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private WallView? _view;
    private bool _isPaced;

    [Inject]
    public required ReportQueries Reports { get; init; }

    [SupplyParameterFromQuery(Name = "agency")]
    public string? AgencyInAddress { get; set; }

    protected override object? View => AgencyInAddress;

    protected override IReadOnlyCollection<ChangeKey> Keys => Agency is { } id ? [ChangeKey.Agency(id), ChangeKey.Directory] : [ChangeKey.Stages, ChangeKey.Queue, ChangeKey.Directory];

    private string Leave => (ReportAddress.Read(AgencyInAddress, null, null, null)).ToString();

    // those who may not see all look at their own
    private Guid? Agency => ReportAddress.Read(AgencyInAddress, null, null, null).Agency is { } asked ? asked
        : Person.Seats.Any(s => s.Kind == SeatKind.SystemAdministrator) ? null : Person.Seats.FirstOrDefault(s => s.AgencyId is not null)?.AgencyId;

    protected override async Task LoadAsync(CancellationToken cancellationToken) =>
        _view = await Reports.WallAsync(await CallerAsync(), Agency, cancellationToken);

    protected override void OnAfterRender(bool firstRender)
    {
        if (_isPaced || _view is null)
            return;
        _isPaced = true;
        _ = KeepPaceAsync();
    }

    private async Task KeepPaceAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Pace, Clock);
            while (await timer.WaitForNextTickAsync(Gone))
            {
                await InvokeAsync(async () =>
                {
                    await ReloadAsync();
                    StateHasChanged();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // the page closed meanwhile
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private static string InTime(StageFigures figures) => figures.Count == 0 ? "" : $"{ReportText.Share(figures.Met, figures.Count)} in time{(figures.IsFew ? ", few" : "")}";
}
