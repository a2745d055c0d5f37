using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Features.Queue;
using Xunit;

namespace HmisOnboarding.Tests.Queue;

public sealed class QueueListTests
{
    private static readonly DateTime Limit = new(2026, 3, 5, 14, 0, 0, DateTimeKind.Utc);
    private static readonly QueuePlace Whole = new(QueueFilter.Open, null);

    [Fact]
    public void Meet_WhenARowIsNew_WaitsUntilItIsAskedFor()
    {
        var list = Shown(Row(1, 1), Row(3, 3));

        var left = list.Meet([Row(1, 1), Row(2, 2), Row(3, 3)], freshHasMore: false);

        Assert.Empty(left);
        Assert.Equal(1, list.NewCount);
        Assert.Equal(["HM-1", "HM-3"], Codes(list));

        list.TakeNews();
        Assert.Equal(["HM-1", "HM-2", "HM-3"], Codes(list));
        Assert.Equal(0, list.NewCount);
    }

    [Fact]
    public void Meet_WhenARowLeft_KeepsItInItsPlaceWithTheReason()
    {
        var list = Shown(Row(1, 1), Row(2, 2));

        var left = list.Meet([Row(2, 2)], freshHasMore: false);
        list.Explain(Assert.Single(left).Code, "Done by Sue Swan");

        Assert.Equal([("HM-1", "Done by Sue Swan"), ("HM-2", null)], list.Lines(null).Select(l => (l.Row.Code, l.Gone)));
        Assert.Equal("HM-2", list.NextAfter(null)!.Code);
        Assert.Empty(list.Meet([Row(2, 2)], freshHasMore: false));

        list.TakeNews();
        Assert.Equal(["HM-2"], Codes(list));
    }

    [Fact]
    public void Meet_WhenARowChangedItsLimit_StaysUnderThePointer()
    {
        var list = Shown(Row(1, 1), Row(2, 2));

        list.Meet([Row(2, 2), Row(1, 9)], freshHasMore: false);

        Assert.Equal(["HM-1", "HM-2"], Codes(list));
        Assert.Equal(Limit.AddHours(9), list.Lines(null).First().Row.LimitUtc);
    }

    [Fact]
    public void Meet_WhenMorePagesFollow_CountsOnlyWhatBelongsAmongTheRows()
    {
        var list = new QueueList(Whole);
        list.Show([Row(1, 1), Row(3, 3)], hasMore: true);

        list.Meet([Row(1, 1), Row(2, 2), Row(3, 3), Row(4, 4), Row(5, 5)], freshHasMore: false);

        Assert.Equal(1, list.NewCount);
        Assert.True(list.HasMore);
        list.TakeNews();
        Assert.Equal(["HM-1", "HM-2", "HM-3"], Codes(list));
        Assert.Equal(new QueueCursor(Limit.AddHours(3), 3), list.Cursor);
    }

    [Fact]
    public void Meet_WhenARowComesBack_IsNoLongerGone()
    {
        var list = Shown(Row(1, 1), Row(2, 2));
        list.Meet([Row(2, 2)], freshHasMore: false);
        list.Explain("HM-1", "Returned by Sal Stone");

        list.Meet([Row(2, 2), Row(1, 7)], freshHasMore: false);

        Assert.All(list.Lines(null), l => Assert.Null(l.Gone));
        Assert.Equal(0, list.GoneCount);
    }

    [Fact]
    public void NextAfter_WhenThePacketIsTheLastOne_IsNothing() => Assert.Null(Shown(Row(1, 1)).NextAfter("HM-1"));

    [Theory]
    [InlineData("late", QueueFilter.Late, "/queue/HM-1?show=late")]
    [InlineData("soon", QueueFilter.DueSoon, "/queue/HM-1?show=soon")]
    [InlineData("documents", QueueFilter.AwaitingDocuments, "/queue/HM-1?show=documents")]
    [InlineData("done", QueueFilter.DoneToday, "/queue/HM-1?show=done")]
    [InlineData(null, QueueFilter.Open, "/queue/HM-1")]
    [InlineData("nonsense", QueueFilter.Open, "/queue/HM-1")]
    public void Place_WhenReadFromTheAddress_LeadsBackToIt(string? show, QueueFilter filter, string address)
    {
        var place = QueuePlace.Of(show, "nonsense");

        Assert.Equal(new QueuePlace(filter, null), place);
        Assert.Equal(address, place.Address("HM-1"));
    }

    private static QueueList Shown(params IReadOnlyList<RequestRow> rows)
    {
        var list = new QueueList(Whole);
        list.Show(rows, hasMore: false);
        return list;
    }

    private static string[] Codes(QueueList list) => [.. list.Lines(null).Select(l => l.Row.Code)];

    private static RequestRow Row(int number, int hours) => new(
        Guid.Empty, number, $"HM-{number}", "Nina Nova", Guid.Empty, "Harbor House", "America/Detroit", "read-only", "Read only", RequestState.AccountQueue, "Account creation",
        RequestHolder.SystemAdministrator, "Make the HMIS account", Limit, Limit, Limit, Limit.AddHours(hours), false, false, null, null, null, Guid.Empty);
}
