using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;

namespace HmisOnboarding.Tests.Performance;

/// <summary>Everything that the queue screen, the rail and the boards read, one by one, and what a plan of such a read must not do.</summary>
internal static class QueueReads
{
    /// <summary>The reads, by what a person did to cause them.</summary>
    public static IReadOnlyList<(string Name, Func<TestCommunity, Task> Read)> Of(Guid agencyId, string name, string code)
    {
        var list = new List<(string, Func<TestCommunity, Task>)>();
        void Queue(string what, QueueWish wish, QueueCursor? after = null) => list.Add(($"queue: {what}", c => c.Boards.QueueAsync(c.Sal, wish, after)));
        void Table(string what, Func<TestCommunity, Caller> who, RequestFilter filter, RequestCursor? after = null) => list.Add(($"table: {what}", c => c.Boards.PageAsync(who(c), filter, after)));

        foreach (var part in Enum.GetValues<QueuePart>())
        {
            Queue($"{part}", new(part));
            Queue($"{part}, one agency", new(part, agencyId));
            Queue($"{part}, one role type", new(part, RoleTypeCode: TestCommunity.RoleType));
            Queue($"{part}, by name", new(part, Search: name));
            Queue($"{part}, by code", new(part, Search: code));
            var far = part == QueuePart.Done ? -1 : part == QueuePart.Others ? -3 : 1;
            Queue($"{part}, a later page", new(part), new(TestCommunity.Start.UtcDateTime.AddDays(far), 2_005_000));
        }

        foreach (var level in Enum.GetValues<QueueLevel>())
            Queue($"NeedsMe, {level}", new(Level: level));
        list.Add(("rail: system administrator", c => c.Boards.RailAsync(c.Sal)));
        list.Add(("rail: agency administrator", c => c.Boards.RailAsync(c.Alma)));
        list.Add(("board: one agency", c => c.Boards.BoardAsync(c.Sal, agencyId)));
        list.Add(("to sign: director", c => c.Boards.ToSignAsync(c.Dora)));
        Table("all", c => c.Sal, new());
        Table("all, a later page", c => c.Sal, new(), new(500_000));
        Table("one agency", c => c.Sal, new(agencyId));
        Table("one agency, a later page", c => c.Sal, new(agencyId), new(500_000));
        Table("own agency", c => c.Alma, new());
        Table("account created", c => c.Sal, new(States: [RequestState.AccountCreated]));
        Table("steps of a column", c => c.Sal, new(agencyId, [RequestState.UserSignature, RequestState.AdministratorReview]));
        Table("stuck", c => c.Sal, new(StuckOnly: true));
        Table("by name", c => c.Sal, new(Search: name));
        Table("by code", c => c.Sal, new(Search: code));
        return list;
    }
}
