using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.MyProgress;

/// <summary>The new user's own page: what to do now, who has it, and by when the account is there.</summary>
public sealed partial class MyProgressPage
{
    private RequestView? _view;
    private CommunityNow? _community;
    private IReadOnlyList<RequestView> _others = [];
    private string? _news;

    [Inject]
    public required RequestQueries Queries { get; init; }

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required TrainingSiteService TrainingSite { get; init; }

    [Inject]
    public required CommunityService Community { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The request to show; without it the open one, or else the newest.</summary>
    [Parameter]
    public string? Code { get; set; }

    protected override object? View => Code;

    protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Person(Person.Id)];

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var caller = await CallerAsync();
        var own = await Queries.OwnCodesAsync(caller, cancellationToken);
        var code = Code ?? (own.Count > 0 ? own[0] : null);
        if (code is null)
        {
            (_view, _others) = (null, []);
            _community = await Community.NowAsync(cancellationToken);
            return;
        }

        // somebody with a seat may see the request, but this page belongs to the person it is about
        if (!own.Contains(code))
            throw new NotFoundException();
        var others = new List<RequestView>();
        foreach (var other in own.Where(c => c != code))
            others.Add(await Queries.RequestAsync(caller, other, cancellationToken));
        _view = await Queries.RequestAsync(caller, code, cancellationToken);
        _others = others;
    }

    private RequestView Shown => _view ?? throw new NotFoundException();

    private void Announce(string news) => _news = news;

    private async Task RecordLearningCenterAsync((string UserName, string Email) account)
    {
        await Requests.RecordLearningCenterAccountAsync(await CallerAsync(), Shown.Code, account.UserName, account.Email);
        Announce("Your Learning Center account is recorded.");
    }

    private async Task FinishTrainingAsync()
    {
        var view = Shown;
        await Requests.FinishTrainingAsync(await CallerAsync(), view.Code, view.Version);
        if (view.Agreement.Holding(SignatureSlot.User) is null)
            Navigation.NavigateTo(ProgressWords.AgreementAddress(view));
        else
            Announce("Your training is finished. It is now with your agency administrator.");
    }

    private async Task AskForTrainingSiteAsync()
    {
        await TrainingSite.AskAsync(await CallerAsync(), Shown.Code);
        Announce("You asked for the Training Site.");
    }

    private async Task ConfirmFirstLoginAsync()
    {
        await Requests.ConfirmFirstLoginAsync(await CallerAsync(), Shown.Code);
        Announce("Thank you. Your first login is recorded.");
    }
}
