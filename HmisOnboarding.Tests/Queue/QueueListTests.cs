using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Features.Queue;
using Xunit;

namespace HmisOnboarding.Tests.Queue;

public sealed class QueueListTests
{
    private static readonly DateTime Limit = new(2026, 3, 5, 14, 0, 0, DateTimeKind.Utc);
    private static readonly QueuePlace Whole = new();

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
        list.Explain(Assert.Single(left) with { State = RequestState.AccountCreated }, "Done by Sue Swan");

        Assert.Equal([("HM-1", "Done by Sue Swan"), ("HM-2", null)], list.Lines(null).Select(l => (l.Row.Code, l.Gone)));
        Assert.Equal("HM-2", list.NextAfter(null, Guid.Empty)!.Code);
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
        Assert.Equal((0, 1, "1 moved: show"), (list.NewCount, list.MovedCount, QueueWords.News(list)));

        list.Settle();
        Assert.Equal(["HM-2", "HM-1"], Codes(list));
        Assert.Equal(0, list.MovedCount);
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
        list.Explain(Row(1, 1), "Returned by Sal Stone");

        list.Meet([Row(2, 2), Row(1, 7)], freshHasMore: false);

        Assert.All(list.Lines(null), l => Assert.Null(l.Gone));
        Assert.Equal(0, list.GoneCount);
    }

    [Fact]
    public void NextAfter_WhenThePacketIsTheLastOne_IsNothing() => Assert.Null(Shown(Row(1, 1)).NextAfter("HM-1", Guid.Empty));

    [Fact]
    public void Settle_WhenSomethingLeftAndSomethingCame_KeepsWhatLeftWhereItLay()
    {
        var list = Shown(Row(1, 1), Row(2, 2), Row(5, 5));
        var left = list.Meet([Row(5, 0), Row(1, 1), Row(3, 3), Row(4, 4)], freshHasMore: false);
        list.Explain(Assert.Single(left), "With Sue Swan since 10:12");
        Assert.Equal("2 new, 1 moved: show", QueueWords.News(list));
        Assert.Equal(["HM-1", "HM-2", "HM-5"], Codes(list));

        list.Settle();

        Assert.Equal(["HM-5", "HM-1", "HM-2", "HM-3", "HM-4"], Codes(list));
        Assert.Equal("Clear 1 that left", QueueWords.News(list));
        list.TakeNews();
        Assert.Equal(["HM-5", "HM-1", "HM-3", "HM-4"], Codes(list));
    }

    [Fact]
    public void NextAfter_WhenAColleagueHasThePacket_LeavesItToThem()
    {
        var (me, colleague) = (Guid.NewGuid(), Guid.NewGuid());
        var list = Shown(Row(1, 1), Row(2, 2) with { ClaimedById = colleague }, Row(3, 3) with { ClaimedById = me });

        Assert.Equal("HM-3", list.NextAfter("HM-1", me)!.Code);
    }

    [Theory]
    [InlineData("/queue/HM-1")]
    [InlineData("/queue/HM-1?show=mine&level=late")]
    [InlineData("/queue/HM-1?show=others&agency=11111111-1111-1111-1111-111111111111")]
    [InlineData("/queue/HM-1?show=done&role=read-only&find=O%27Brien%20%26")]
    [InlineData("/queue/HM-1?level=soon")]
    [InlineData("/queue/HM-1?level=on-track")]
    public void Place_WhenReadFromTheAddress_LeadsBackToIt(string address)
    {
        var query = System.Web.HttpUtility.ParseQueryString(new Uri("https://x.example.org" + address).Query);

        var place = QueuePlace.Of(query["show"], query["agency"], query["role"], query["level"], query["find"]);

        Assert.Equal(address, place.Address("HM-1"));
    }

    [Fact]
    public void Place_WhenTheAddressSaysNonsense_IsTheFirstPart() =>
        Assert.Equal(new QueuePlace(), QueuePlace.Of("nonsense", "nonsense", " ", "nonsense", ""));

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
