using System.Net;
using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Web.Background;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace HmisOnboarding.Tests.Web;

/// <summary>The whole app over a folder of its own, asked over HTTP.</summary>
public sealed partial class TestApp(string environment = "Development", int postsPerMinute = 1000) : WebApplicationFactory<Program>
{
    public const string Password = "violet harbor engine 42";
    public const string AdministratorEmail = "jordan@lead.example.org";

    private readonly string _folder = Directory.CreateTempSubdirectory("hmis-app-test").FullName;

    /// <summary>How often a sign-in is looked at again; as the app has it where nothing is said.</summary>
    public TimeSpan? Recheck { get; init; }

    /// <summary>A browser that keeps cookies and follows nothing by itself.</summary>
    public HttpClient Browser() => CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new(environment == "Development" ? "http://localhost" : "https://localhost") });

    /// <summary>Sets up the first system administrator through the pages.</summary>
    public async Task SetUpAdministratorAsync(HttpClient browser)
    {
        var secret = await Services.GetRequiredService<PeopleService>().FirstStartSecretAsync(TestContext.Current.CancellationToken);
        var answer = await PostAsync(browser, $"/Account/FirstStart?code={secret}", "first-start",
            ("first", "Jordan"), ("last", "Ellis"), ("email", AdministratorEmail), ("password", Password), ("repeated", Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    /// <summary>Reads a page and sends one of its forms.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string address, string handler, params (string Name, string Value)[] fields)
    {
        var page = await browser.GetStringAsync(address, TestContext.Current.CancellationToken);
        return await SendAsync(browser, address, [("_handler", handler), ("__RequestVerificationToken", Token(page)), .. fields]);
    }

    public static Task<HttpResponseMessage> SendAsync(HttpClient browser, string address, params (string Name, string Value)[] fields) =>
        browser.PostAsync(address, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), TestContext.Current.CancellationToken);

    public static string Token(string page) => WebUtility.HtmlDecode(TokenField().Match(page).Groups[1].Value);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(environment);
        builder.UseSetting("Storage:DataPath", _folder);
        // the made-up community would take a minute and be in the way
        builder.UseSetting("Demo:Seed", "false");
        builder.UseSetting("Limits:AccountPostsPerMinute", postsPerMinute.ToString(System.Globalization.CultureInfo.InvariantCulture));
        builder.ConfigureLogging(logging => logging.ClearProviders());
        // its link would make the one of the test worthless
        builder.ConfigureTestServices(services => services.Remove(services.Single(s => s.ImplementationType == typeof(FirstStartLink))));
        if (Recheck is { } recheck)
            builder.ConfigureTestServices(services => services.PostConfigure<SecurityStampValidatorOptions>(o => o.ValidationInterval = recheck));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
