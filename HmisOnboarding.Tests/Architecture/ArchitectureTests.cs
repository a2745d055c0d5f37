using System.Reflection;
using System.Runtime.CompilerServices;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Architecture;

/// <summary>The rules of the house, held against the files and the assemblies; and each scanner shown once to see what it is for.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Domain = typeof(DomainServices).Assembly;

    public static TheoryData<string> Rules => [.. SourceRules.All.Select(r => r.Name)];

    /// <summary>For every rule: a path that is held to it and a snippet that breaks it, and one that only looks like it.</summary>
    public static TheoryData<string, string, string, string> Snippets => new()
    {
        { "the Domain knows no web", "HmisOnboarding.Domain/Requests/Caller.cs", "using Microsoft.AspNetCore.Http;", "// as Microsoft.AspNetCore does" },
        { "rules and records know no database", "HmisOnboarding.Domain/Requests/Guard.cs", "using Microsoft.EntityFrameworkCore;", "/// <see cref=\"HmisDbContext\"/>" },
        { "only the drawing files know the drawing library", "HmisOnboarding.Domain/Submission/FormPaper.cs", "SKCanvas canvas = null!;", "var x = \"SKCanvas\";" },
        { "only the inspection knows the PDF reader", "HmisOnboarding.Web/Program.cs", "using UglyToad.PdfPig;", "// UglyToad" },
        { "only the mail files know the mail library", "HmisOnboarding.Web/Program.cs", "using MimeKit;", "// as MailKit does" },
        { "only the table of moves knows the state machine", "HmisOnboarding.Web/Program.cs", "new StateMachine<int, int>(0);", "var x = \"a StateMachine<int>\";" },
        { "only the workflow and its users name guards", "HmisOnboarding.Domain/Requests/RequestService.cs", "All(Guard.IsSubject)", "// Guard.IsSubject" },
        { "screens know no database and no HTTP", "HmisOnboarding.Web/Features/Queue/QueuePage.razor", "@inject IHttpContextAccessor Http", "@* HttpContext is null here *@" },
        { "time comes from the clock that is passed", "HmisOnboarding.Domain/Training/Catalogue.cs", "var now = $\"{DateTime.UtcNow}\";", "var text = \"DateTime.UtcNow\"; // DateTime.Now" },
        { "no async void", "HmisOnboarding.Web/Components/LiveComponentBase.cs", "private async void Go() { }", "var x = @\"async void \"\" y\";" },
        { "nobody blocks on a task", "HmisOnboarding.Domain/Requests/RequestService.cs", "var x = LoadAsync().Result;", "return await waiting.Result;" },
        { "no text becomes markup but the icons' own", "HmisOnboarding.Web/Features/Queue/QueuePage.razor", "@((MarkupString)Note)", "@* MarkupString *@" },
        { "a filter is set aside by its name only", "HmisOnboarding.Domain/Requests/RequestQueries.cs", "db.People.IgnoreQueryFilters()", "db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter])" },
        { "raw SQL has one file", "HmisOnboarding.Domain/Requests/RequestService.cs", "db.Database.ExecuteSqlRaw(\"x\")", "// ExecuteSqlRaw" },
        { "rows change where the log sees it", "HmisOnboarding.Domain/Requests/RequestService.cs", "db.Events.ExecuteDeleteAsync()", "// ExecuteDelete" },
        { "files are downloaded or opened beside the page", "HmisOnboarding.Web/Features/Queue/PacketPapers.razor", "<a class=\"x\" href=\"@($\"/requests/{Code}/form.pdf\")\">Form</a>", "<a class=\"x\" href=\"@($\"/requests/{Code}/form.pdf\")\" download>Form</a>" },
        { "nothing is left for later", "HmisOnboarding.Domain/Requests/Guard.cs", "// TO" + "DO: later", "// to do nothing" },
        { "folders are named by what they are about", "HmisOnboarding.Domain/Common/Text.cs", "", "" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Source_WhenHeldToTheRule_Keeps(string name)
    {
        var rule = SourceRules.All.Single(r => r.Name == name);
        Assert.Empty(Files().SelectMany(f => rule.Breaches(f, File.ReadAllText(SourceTree.PathOf(f)))));
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Rule_WhenBroken_GoesRedAndWhenOnlyTalkedAboutStaysGreen(string name, string path, string bad, string good)
    {
        var rule = SourceRules.All.Single(r => r.Name == name);
        Assert.NotEmpty(rule.Breaches(path, "\n" + bad + "\n"));
        if (bad != good)
            Assert.Empty(rule.Breaches(path, "\n" + good + "\n"));
    }

    [Fact]
    public void Rules_WhenCounted_HaveASnippetEach() =>
        Assert.Equal(SourceRules.All.Select(r => r.Name).Order(), Snippets.Select(s => s.Data.Item1).Order());

    [Fact]
    public void CodeOf_WhenCommentsAndTexts_KeepsTheCodeAndTheLines()
    {
        const string Source = """
            a(); // b
            /* c
            c */ d("e // f", 'g', '\'');
            h($"i {j} {{k}} {l("m")}", @"n "" o");
            """ + "\np(\"\"\"\n  q \" r\n  \"\"\", $\"\"\"{s} t\"\"\");";
        var code = SourceText.CodeOf(Source);

        Assert.All(new[] { "a()", "d(", "h(", "j", "l(", "p(", "s" }, kept => Assert.Contains(kept, code, StringComparison.Ordinal));
        Assert.All(new[] { "b", "c", "e", "f", "g", "i", "k", "m", "n", "o", "q", "r", "t" }, gone => Assert.DoesNotContain(gone, code, StringComparison.Ordinal));
        Assert.Equal(Source.Count(c => c == '\n'), code.Count(c => c == '\n'));
    }

    [Fact]
    public void Files_WhenListed_HoldBothProjects()
    {
        Assert.Contains("HmisOnboarding.Domain/Requests/RequestWorkflow.cs", Files());
        Assert.Contains("HmisOnboarding.Web/Program.cs", Files());
        Assert.DoesNotContain(Files(), f => f.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void Features_WhenReadOneByOne_NameNoOtherFeature()
    {
        var pages = Files().Where(f => SourceRules.FeatureOf(f) is not null && f.EndsWith("Page.razor", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => SourceRules.FeatureOf(f)!);
        Assert.Empty(Files().SelectMany(f => SourceRules.NeighboursNamed(f, File.ReadAllText(SourceTree.PathOf(f)), pages)));

        Assert.NotEmpty(SourceRules.NeighboursNamed("HmisOnboarding.Web/Features/Queue/A.razor", "<PacketPage />", new Dictionary<string, string> { ["PacketPage"] = "Requests" }));
        Assert.NotEmpty(SourceRules.NeighboursNamed("HmisOnboarding.Web/Features/Queue/A.razor.cs", "using HmisOnboarding.Web.Features.Requests;", new Dictionary<string, string>()));
        Assert.Empty(SourceRules.NeighboursNamed("HmisOnboarding.Web/Features/Queue/A.razor.cs", "namespace HmisOnboarding.Web.Features.Queue;", new Dictionary<string, string>()));
    }

    [Fact]
    public void Domain_WhenItsReferencesAreRead_KnowsNeitherTheWebNorTheSeal()
    {
        var references = Domain.GetReferencedAssemblies().Select(a => a.Name!).ToList();
        Assert.Contains("Stateless", references);
        Assert.DoesNotContain(references, r => r.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || r is "MudBlazor" or "HmisOnboarding.Web");
    }

    [Fact]
    public void DomainClasses_WhenNotAbstract_AreSealed() =>
        Assert.Empty(Domain.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsSealed: false } && !IsGenerated(t)).Select(t => t.FullName));

    [Fact]
    public void DomainInterfaces_WhenThereAreAny_HaveMoreThanOneImplementation() =>
        Assert.Empty(Domain.GetTypes().Where(t => t.IsInterface && !IsGenerated(t) && Domain.GetTypes().Count(i => i.IsClass && t.IsAssignableFrom(i)) < 2).Select(t => t.FullName));

    [Fact]
    public void DomainRecordsOfTheDatabase_WhenWrittenFromOutside_HaveNoPublicSetter()
    {
        using var db = new HmisDbContext(new DbContextOptionsBuilder<HmisDbContext>().UseSqlite("Data Source=:memory:").Options);
        var open = db.Model.GetEntityTypes().SelectMany(t => t.ClrType.GetProperties()).Where(p => p.SetMethod is { IsPublic: true }).Select(p => $"{p.DeclaringType!.Name}.{p.Name}");
        Assert.Empty(open);
    }

    [Fact]
    public void Workflow_WhenSeenFromOutside_IsHidden() =>
        Assert.DoesNotContain(Domain.GetExportedTypes(), t => t.Name is "RequestWorkflow" or "Guard" or "RequestDesk" || t.Assembly != typeof(RequestState).Assembly);

    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), false) || type.Name.Contains('<') || type.Namespace is null or { } and "System.Text.RegularExpressions.Generated"
        || type.Namespace.EndsWith("Migrations", StringComparison.Ordinal) || (type.DeclaringType is { } outer && IsGenerated(outer));

    private static List<string> Files() =>
        [.. new[] { "HmisOnboarding.Domain", "HmisOnboarding.Web", "HmisOnboarding.Tests", "docs" }
            .Select(p => SourceTree.PathOf(p)).Where(Directory.Exists)
            .SelectMany(p => Directory.EnumerateFiles(p, "*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(SourceTree.Root, f).Replace('\\', '/'))
            .Where(f => Path.GetExtension(f) is ".cs" or ".razor" or ".js" or ".css" or ".md" or ".json")
            .Where(f => !f.Split('/').Any(p => p is "obj" or "bin" or "Migrations" or "node_modules" or "lib") && !f.Contains("/wwwroot/vendor/", StringComparison.Ordinal))];
}
