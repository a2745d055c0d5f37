using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>Every cell of the hand-written table, once against the rules alone and once against the services and a database.</summary>
public sealed class MoveTableTests(MoveTableTests.PreparedCommunities communities) : IClassFixture<MoveTableTests.PreparedCommunities>
{
    public static TheoryData<RequestState, RequestTrigger> Cells
    {
        get
        {
            var cells = new TheoryData<RequestState, RequestTrigger>();
            foreach (var state in Enum.GetValues<RequestState>())
            {
                foreach (var verb in Enum.GetValues<RequestTrigger>())
                    cells.Add(state, verb);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Cell_WhenTriedAgainstTheRules_IsAsWritten(RequestState state, RequestTrigger verb)
    {
        var bare = Prepare();
        foreach (var role in BareRequest.Roles)
        {
            foreach (var own in new[] { true, false })
            {
                var act = bare.Act(bare.Role(role, own));
                var before = bare.Dump();
                var cell = $"{state}, {verb}, {role}, {(own ? "own" : "other")} agency";
                var why = bare.Request.WhyNot(verb, act);
                Assert.True(before == bare.Dump(), $"{cell}: asking changed something.");

                switch (MoveTable.Written.Allows(state, verb, role, own))
                {
                    case null:
                        Assert.Fail($"{cell}: the table has no such cell.");
                        break;
                    case true:
                        Assert.True(why.Count == 0, $"{cell}: should be allowed but: {string.Join(" ", why)}");
                        bare.Do(verb, act);
                        Assert.NotEqual(before, bare.Dump());
                        bare = Prepare();
                        break;
                    default:
                        Assert.True(why.Count > 0, $"{cell}: should be refused.");
                        var refusal = Assert.Throws<RuleViolationException>(() => bare.Do(verb, act));
                        Assert.Equal(why, refusal.Reasons);
                        Assert.True(before == bare.Dump(), $"{cell}: the refused act changed something.");
                        break;
                }
            }
        }

        BareRequest Prepare()
        {
            var ready = BareRequest.At(state);
            if (verb == RequestTrigger.Lapse)
                ready.Now += TimeSpan.FromDays(ready.Rules.Settings.LapseAfterDays);
            if (verb == RequestTrigger.ConfirmPaper && state == RequestState.UserSignature)
                ready.GoPaper();
            return ready;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Cell_WhenTriedThroughTheServices_IsAsWrittenAndRefusalsLeaveTheDatabaseAsItWas(RequestState state, RequestTrigger verb)
    {
        var (prepared, code) = await communities.GetAsync(state);
        var own = verb is RequestTrigger.Lapse or RequestTrigger.ConfirmPaper or RequestTrigger.TakeNewText ? prepared.Fork() : null;
        await using var later = own;
        if (own is not null)
            await PrepareForAsync(own, code, state, verb);
        var community = own ?? prepared;
        var before = community.Dump();

        foreach (var role in BareRequest.Roles)
        {
            foreach (var isOwn in new[] { true, false })
            {
                // nobody but the clock has a way to say this at all
                if (verb == RequestTrigger.Lapse && role != "clock")
                    continue;
                var cell = $"{state}, {verb}, {role}, {(isOwn ? "own" : "other")} agency";
                if (MoveTable.Written.Allows(state, verb, role, isOwn) is true)
                {
                    await using var fork = community.Fork();
                    await DoAsync(fork, code, verb, await RoleAsync(fork, code, role, isOwn));
                    Assert.NotEqual(before, fork.Dump());
                    continue;
                }

                var refusal = await Record.ExceptionAsync(async () => await DoAsync(community, code, verb, await RoleAsync(community, code, role, isOwn)));
                if (verb != RequestTrigger.Lapse)
                    Assert.True(refusal is RuleViolationException or NotFoundException, $"{cell}: {refusal?.ToString() ?? "was not refused."}");
            }
        }

        Assert.Equal(before, community.Dump());
    }

    [Fact]
    public void Table_WhenACellIsMissing_IsNoticed()
    {
        var table = MoveTable.Read(["state,verb,user", "Training,FinishTraining,own"]);

        Assert.True(table.Allows(RequestState.Training, RequestTrigger.FinishTraining, "user", true));
        Assert.False(table.Allows(RequestState.Training, RequestTrigger.FinishTraining, "user", false));
        Assert.Null(table.Allows(RequestState.Training, RequestTrigger.FinishTraining, "admin", true));
        Assert.Throws<FormatException>(() => MoveTable.Read(["state,verb,user", "Training,FinishTraining,"]));
    }

    // what only this move asks for, and what would stand in the way of others
    private static async Task PrepareForAsync(TestCommunity community, string code, RequestState state, RequestTrigger verb)
    {
        if (verb == RequestTrigger.Lapse)
            community.Clock.Advance(TimeSpan.FromDays(60));
        if (verb == RequestTrigger.TakeNewText)
            await community.PublishAgreementAsync(AgreementText.Default with { Title = "HMIS User Agreement, new" });
        if (verb == RequestTrigger.ConfirmPaper && state == RequestState.UserSignature)
            await community.GoPaperAsync(code);
    }

    private static async Task<Caller> RoleAsync(TestCommunity community, string code, string role, bool own) => role switch
    {
        "user" => own ? await community.SubjectOfAsync(code) : await community.SubjectOfAsync(PreparedCommunities.OtherCode),
        "admin" => own ? community.Alma : community.Boris,
        "director" => own ? community.Dora : community.Bella,
        "delegate" => own ? community.Delia : community.Bruno,
        "sysadmin" => own ? community.Sal : community.Sue,
        "stranger" => community.Nora,
        "clock" => new Caller(Guid.Empty),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    private static async Task DoAsync(TestCommunity community, string code, RequestTrigger verb, Caller by)
    {
        var requests = community.Requests;
        var name = community.NameOf(by) ?? "Nina Nova";
        await (verb switch
        {
            RequestTrigger.FinishTraining => requests.FinishTrainingAsync(by, code),
            RequestTrigger.SignAsUser => requests.SignAsUserAsync(by, code, community.Typed(by, name)),
            RequestTrigger.SignAsAdministrator => requests.SignAsAdministratorAsync(by, code, community.Typed(by, name)),
            RequestTrigger.ConfirmPaper => requests.ConfirmPaperAsync(by, code, DateOnly.FromDateTime(community.Now), community.ProofOf(by)),
            RequestTrigger.TakeNewText => requests.TakeNewTextAsync(by, code),
            RequestTrigger.ReturnToUser => requests.ReturnToUserAsync(by, code, [new ReturnItem(ReturnItem.Agreement, "Sign it again.")], ""),
            RequestTrigger.SignAsDirector => requests.SignAsDirectorAsync(by, code, community.Typed(by, name)),
            RequestTrigger.DeclineAsDirector => requests.DeclineAsDirectorAsync(by, code, BareRequest.Reason),
            RequestTrigger.Submit => requests.SubmitAsync(by, code, "Please add her.", false),
            RequestTrigger.DocumentsReceived => requests.DocumentsReceivedAsync(by, code),
            RequestTrigger.RecordAccount => requests.RecordAccountAsync(by, code, BareRequest.UserName, "Read Only"),
            RequestTrigger.ReturnToAgency => requests.ReturnToAgencyAsync(by, code, [new ReturnItem(ReturnItem.Form, "The start date is over.")], ""),
            RequestTrigger.Deny => requests.DenyAsync(by, code, BareRequest.Reason),
            RequestTrigger.ConfirmFirstLogin => requests.ConfirmFirstLoginAsync(by, code),
            RequestTrigger.Withdraw => requests.WithdrawAsync(by, code, BareRequest.Reason),
            RequestTrigger.Lapse => requests.LapseQuietRequestsAsync(100),
            RequestTrigger.Reopen => requests.ReopenAsync(by, code, BareRequest.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
        });
    }

    /// <summary>For each step one community in which nothing but the right person is missing; refused acts leave it as it is, so all cells share it.</summary>
    public sealed class PreparedCommunities : IAsyncDisposable
    {
        private readonly Dictionary<RequestState, (TestCommunity Community, string Code)> _prepared = [];

        /// <summary>A request of agency B, finished, so that it never lapses.</summary>
        public static string OtherCode { get; } = OnboardingRequest.CodeOf(1002);

        public async Task<(TestCommunity Community, string Code)> GetAsync(RequestState state)
        {
            if (!_prepared.TryGetValue(state, out var ready))
            {
                ready = await TestCommunity.CreateAtAsync(state);
                _prepared.Add(state, ready);
                await PrepareAsync(ready.Community, ready.Code, state);
            }

            return ready;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (community, _) in _prepared.Values)
                await community.DisposeAsync();
        }

        private static async Task PrepareAsync(TestCommunity community, string code, RequestState state)
        {
            await community.DelegateAsync(community.Dora, community.Delia, TimeSpan.FromDays(200));
            await community.DelegateAsync(community.Bella, community.Bruno, TimeSpan.FromDays(200));
            await community.AdvanceToAsync(RequestState.AccountCreated, await community.OpenRequestAsync(community.Boris));
            if (Stages.IsOpen(state))
            {
                foreach (var signer in new[] { community.Alma, community.Dora, community.Delia })
                    await community.Requests.GiveConsentAsync(signer, code);
            }

            switch (state)
            {
                case RequestState.Training:
                    await community.WithCertificatesAsync(code);
                    break;
                case RequestState.UserSignature:
                    await community.ConsentAndInitialAsync(code);
                    break;
                case RequestState.AdministratorReview:
                    await community.AcceptAllAsync(code);
                    break;
                case RequestState.Submission:
                    await community.Requests.FillFormAsync(community.Alma, code, TestCommunity.CompleteForm((await community.ViewAsync(code)).Form));
                    break;
                case RequestState.AwaitingDocuments:
                    var paper = (await community.ViewAsync(code)).Checklist.Single(i => i.PaperOnly);
                    using (var content = new MemoryStream(TestCommunity.CertificatePdf(paper.Course.Title)))
                        await community.Requests.AttachFileAsync(community.Alma, code, paper.EvidenceId!.Value, content, "certificate.pdf");
                    break;
            }
        }
    }
}
