using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Training;

/// <summary>A wish for the Training Site in a list.</summary>
public sealed record TrainingSiteRow(
    Guid Id, string RequestCode, Guid SubjectId, string PersonName, string PersonEmail, Guid AgencyId, string AgencyName, string TimeZoneId, TrainingSiteStage Stage, DateTime AskedUtc,
    DateTime StageSinceUtc, string? ForwardedByName, string? DecidedByName, string? SiteUserName, string? DeclineReason,
    DateTime? TargetUtc);

/// <summary>The small flow beside the request: ask, forward, grant or decline.</summary>
public sealed class TrainingSiteService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>The new user asks, or asks again after a refusal; an administrator who asks for them forwards it in the same breath.</summary>
    /// <exception cref="RuleViolationException">There is a wish already, or somebody else asks.</exception>
    public Task AskAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        ActAsync(caller, code, async (db, desk, ct) =>
        {
            var (request, act) = (desk.Request, desk.Act);
            var isAdministrator = act.Actor.IsAdministratorOf(request.AgencyId);
            if (act.Actor.PersonId != request.SubjectId && !isAdministrator)
                throw new RuleViolationException("The new user asks for the Training Site, or the agency administrator for them.");
            if (Stages.IsClosed(request.State))
                throw new RuleViolationException("This request is closed. Open it again first.");
            var existing = await db.TrainingSite.SingleOrDefaultAsync(t => t.RequestId == request.Id, ct);
            if (existing is { Stage: not TrainingSiteStage.Declined })
                throw new RuleViolationException("The Training Site was asked for already.");
            if (existing is not null)
                db.TrainingSite.Remove(existing);
            var wish = new TrainingSiteAccess(request, act.Actor, act.NowUtc);
            db.TrainingSite.Add(wish);
            if (isAdministrator)
                wish.Forward(act.Actor, act.NowUtc, await TargetAsync(db, act.NowUtc, ct));
            request.NoteTrainingSite(act, $"{request.Who(act)} asked for the HMIS Training Site.", null,
                isAdministrator ? Audience.SystemAdministrators : Audience.AgencyAdministrators, $"Training Site for {request.SubjectName}");
            return wish;
        }, cancellationToken);

    /// <summary>The agency administrator sends the wish on to the help desk.</summary>
    public Task ForwardAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        ActOnWishAsync(caller, code, async (db, desk, wish, ct) =>
        {
            wish.Forward(desk.Act.Actor, desk.Act.NowUtc, await TargetAsync(db, desk.Act.NowUtc, ct));
            desk.Request.NoteTrainingSite(desk.Act, $"{desk.Request.Who(desk.Act)} forwarded the wish for the Training Site to the help desk.", null,
                Audience.SystemAdministrators, $"Training Site for {desk.Request.SubjectName}");
        }, cancellationToken);

    /// <summary>A system administrator gives access; only the user name is recorded.</summary>
    public Task GrantAsync(Caller caller, string code, string siteUserName, CancellationToken cancellationToken = default) =>
        ActOnWishAsync(caller, code, (desk, wish) =>
        {
            wish.Grant(desk.Act.Actor, siteUserName, desk.Act.NowUtc);
            desk.Request.NoteTrainingSite(desk.Act, $"{desk.Request.Who(desk.Act)} gave access to the HMIS Training Site.", null, Audience.NewUser, "You can use the Training Site");
        }, cancellationToken);

    /// <summary>A system administrator says no, with a reason.</summary>
    public Task DeclineAsync(Caller caller, string code, string reason, CancellationToken cancellationToken = default) =>
        ActOnWishAsync(caller, code, (desk, wish) =>
        {
            wish.Decline(desk.Act.Actor, reason, desk.Act.NowUtc);
            desk.Request.NoteTrainingSite(desk.Act, $"{desk.Request.Who(desk.Act)} declined the wish for the Training Site.", reason.Trim(), Audience.NewUser, "About the Training Site");
        }, cancellationToken);

    /// <summary>The wishes within reach, those that wait first and among them the one that is due first, at most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<TrainingSiteRow>> ListAsync(Caller caller, int most = 100, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (_, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        return await (
            from wish in db.TrainingSite
            join request in db.Requests on wish.RequestId equals request.Id
            join person in db.People on wish.SubjectId equals person.Id
            join agency in db.Agencies on wish.AgencyId equals agency.Id
            orderby wish.Stage, wish.TargetUtc == null, wish.Stage == TrainingSiteStage.Forwarded ? wish.TargetUtc : wish.StageSinceUtc, wish.Id
            select new TrainingSiteRow(wish.Id, request.Code, wish.SubjectId, request.SubjectName, person.Email, wish.AgencyId, agency.Name, agency.TimeZoneId, wish.Stage, wish.AskedUtc, wish.StageSinceUtc,
                wish.ForwardedByName, wish.DecidedByName, wish.SiteUserName, wish.DeclineReason, wish.TargetUtc)).Take(most).ToListAsync(cancellationToken);
    }

    // the target of today, not the one the request was opened under: it binds those who answer, not the new user
    private async Task<TimeSpan> TargetAsync(HmisDbContext db, DateTime nowUtc, CancellationToken cancellationToken) =>
        TimeSpan.FromHours((await library.SettingsAsync(db, (await CommunityLibrary.NewestAsync(db, nowUtc, cancellationToken)).Settings, cancellationToken)).TrainingSiteTargetHours);

    private Task<Guid> ActOnWishAsync(Caller caller, string code, Action<RequestDesk, TrainingSiteAccess> act, CancellationToken cancellationToken) =>
        ActOnWishAsync(caller, code, (_, desk, wish, _) =>
        {
            act(desk, wish);
            return Task.CompletedTask;
        }, cancellationToken);

    private Task<Guid> ActOnWishAsync(Caller caller, string code, Func<HmisDbContext, RequestDesk, TrainingSiteAccess, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        ActAsync(caller, code, async (db, desk, ct) =>
        {
            var wish = await db.TrainingSite.SingleOrDefaultAsync(t => t.RequestId == desk.Request.Id, ct)
                ?? throw new RuleViolationException("Nobody asked for the Training Site on this request.");
            await act(db, desk, wish, ct);
            return wish;
        }, cancellationToken);

    private Task<Guid> ActAsync(Caller caller, string code, Func<HmisDbContext, RequestDesk, CancellationToken, Task<TrainingSiteAccess>> act, CancellationToken cancellationToken) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            (var actor, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            var desk = await RequestDesk.LoadAsync(db, keys, library, actor, code, null, now, ct);
            var wish = await act(db, desk, ct);
            await desk.PutAwayAsync(ct);
            keys.Add(ChangeKey.Queue);
            return wish.Id;
        }, cancellationToken);
}
