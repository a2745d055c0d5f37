using System.Net;
using System.Threading.RateLimiting;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Training.Import;
using HmisOnboarding.Web;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Background;
using HmisOnboarding.Web.Components;
using HmisOnboarding.Web.Components.Layout;
using HmisOnboarding.Web.DemoData;
using HmisOnboarding.Web.Endpoints;
using HmisOnboarding.Web.Features.Catalogues;
using HmisOnboarding.Web.Features.Queue;
using HmisOnboarding.Web.Features.TrainingImport;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using MudBlazor.Services;

var builder = WebApplication.CreateBuilder(args);
var services = builder.Services;

// A browser keeps a __Host- cookie only over HTTPS; the development profile is plain HTTP.
var isSecure = !builder.Environment.IsDevelopment();
var cookiePrefix = isSecure ? "__Host-hmis" : "hmis";
var cookieSecurity = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

// One folder holds all that lasts, so one copy is a whole backup.
var data = new DataFolder(builder.Environment.ContentRootPath, builder.Configuration["Storage:DataPath"]);
services.AddSingleton(data);

// The rules, the storage and the fan-out of changes; this project adds only what a browser needs.
var mail = builder.Configuration.GetSection("Mail").Get<MailOptions>() ?? new();
services.AddHmisDomain(new HmisDomainOptions
{
    DatabasePath = data.Database,
    DocumentsPath = data.Documents,
    PublicAddress = builder.Configuration["Site:Address"],
    SealFolder = data.Seal,
    SealPfxPath = builder.Configuration["Seal:PfxPath"],
    SealPfxPassword = builder.Configuration["Seal:PfxPassword"],
    TimeStampAuthority = builder.Configuration.GetValue<Uri>("Seal:TimeStampAuthority"),
    TimeStampThumbprint = builder.Configuration["Seal:TimeStampThumbprint"],
    // what one upload may cost is the machine's business, not the community's
    UploadLimits = builder.Configuration.GetSection("Uploads").Get<DocumentLimits>() ?? new(),
    Scanner = new()
    {
        Address = builder.Configuration["Uploads:Scanner"],
        TimeLimit = TimeSpan.FromSeconds(builder.Configuration.GetValue("Uploads:ScannerSeconds", 20d)),
    },
    // a development copy without a mail server shows its mails in a mailbox page; elsewhere they then go nowhere, and the system page says so
    Mail = mail with { FolderPath = builder.Environment.IsDevelopment() ? data.Mail : null },
    ImportLimits = builder.Configuration.GetSection("Imports").Get<CompletionLimits>() ?? new(),
    FirstSettings = builder.Configuration.GetSection("Community").Get<CommunitySettings>() ?? new(),
});

// Keys lie with the data: after a restart or a move, cookies and open forms stay valid.
services.AddDataProtection().SetApplicationName("hmis-onboarding").PersistKeysToFileSystem(new DirectoryInfo(data.Keys));

// The server names neither itself nor its version.
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

// Sign-in accounts live in the same file, in tables and migrations of their own.
services.AddDbContext<SignInDbContext>(options => SignInDbContext.Configure(options, data.Database));
services.AddIdentityCore<SignInAccount>(options =>
    {
        SignInDbContext.UseTables(options);
        options.User.RequireUniqueEmail = true;
        // the user name is the e-mail, and what an address is the Domain says: o'brien@ and müller@ are some
        options.User.AllowedUserNameCharacters = "";
        // five from one address are the limit of PasswordTries; this one is for many addresses at once
        options.Lockout.MaxFailedAccessAttempts = 50;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
        // length and guessability are judged by PasswordRules; kinds of characters are not asked for
        options.Password.RequiredLength = PasswordRules.MinLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
    })
    .AddEntityFrameworkStores<SignInDbContext>()
    .AddSignInManager();
services.AddSingleton<PasswordTries>();
services.AddScoped<SignInDesk>();

// A sign-in ends after half an hour of rest, twelve hours of work, a changed password or an ended access.
services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
services.ConfigureApplicationCookie(cookie =>
{
    cookie.Cookie.Name = cookiePrefix;
    cookie.Cookie.HttpOnly = true;
    cookie.Cookie.SecurePolicy = cookieSecurity;
    // Lax: the first click from an e-mail must arrive signed in
    cookie.Cookie.SameSite = SameSiteMode.Lax;
    cookie.ExpireTimeSpan = SessionLifetime.Idle;
    cookie.SlidingExpiration = true;
    cookie.LoginPath = "/Account/SignIn";
    cookie.AccessDeniedPath = "/problem/403";
    cookie.Events.OnSigningIn = SessionLifetime.RememberStartAsync;
    cookie.Events.OnValidatePrincipal = SessionLifetime.ValidateAsync;
});
services.Configure<SecurityStampValidatorOptions>(options =>
{
    options.ValidationInterval = SessionLifetime.Recheck;
    options.OnRefreshingPrincipal = SessionLifetime.KeepSession;
});
services.AddScoped<ISecurityStampValidator, ActivePersonStampValidator>();
services.AddAntiforgery(options =>
{
    options.Cookie.Name = $"{cookiePrefix}-form";
    options.Cookie.SecurePolicy = cookieSecurity;
    options.Cookie.SameSite = SameSiteMode.Lax;
    // it would allow frames of the same site; the own headers allow none
    options.SuppressXFrameOptionsHeader = true;
});

// Whatever does not say otherwise needs a signed-in person, also pages that are yet to be written.
services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
services.AddCascadingAuthenticationState();

// Live pages: limits after the threat model, one person for one circuit.
services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
{
    circuit.DetailedErrors = false;
    circuit.DisconnectedCircuitMaxRetained = 100;
    circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
    circuit.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(15);
    circuit.MaxBufferedUnacknowledgedRenderBatches = 10;
    circuit.PersistedCircuitInMemoryMaxRetained = 200;
    circuit.PersistedCircuitInMemoryRetentionPeriod = TimeSpan.FromMinutes(15);
})
// with the default of 32 KB a text of 16,000 characters would break the connection and be lost
.AddHubOptions(hub => hub.MaximumReceiveMessageSize = 128 * 1024);
services.AddMudServices();
services.Configure<WebLimits>(builder.Configuration.GetSection("Limits"));
services.AddSingleton<OpenCircuits>();
services.AddScoped<AuthenticationStateProvider, ActivePersonStateProvider>();
services.AddScoped<CurrentActor>();
services.AddScoped<CircuitLimit>();
services.AddScoped<CircuitHandler>(circuit => circuit.GetRequiredService<CircuitLimit>());
services.AddScoped<RailCounts>();
// who looks at which packet: known to this process, and nowhere written
services.AddSingleton<PacketPresence>();
services.AddScoped<OpenPacket>();
services.AddScoped<CircuitHandler>(circuit => circuit.GetRequiredService<OpenPacket>());
services.AddScoped<CatalogueDrafts>();
// a download is another request than the page that offers it
services.AddSingleton<ImportDownloads>();

// Guessing passwords and links is slow from any one address.
var limits = builder.Configuration.GetSection("Limits").Get<WebLimits>() ?? new WebLimits();
services.AddRateLimiter(limiter =>
{
    limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
    limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => OpenPages.Partition(context, limits));
});

// Only named proxies may say who the caller is; else anybody could choose their address.
var proxies = builder.Configuration.GetSection("Proxy:KnownAddresses").Get<string[]>() ?? [];
services.Configure<ForwardedHeadersOptions>(options =>
{
    options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
    options.KnownIPNetworks.Clear();
    options.KnownProxies.Clear();
    foreach (var proxy in proxies)
        options.KnownProxies.Add(IPAddress.Parse(proxy));
});

// Plain requests are sent to HTTPS even where a proxy holds the certificate and this process cannot see the port.
services.AddHttpsRedirection(redirect => redirect.HttpsPort = builder.Configuration.GetValue("https_port", 443));
services.AddHsts(hsts =>
{
    hsts.MaxAge = TimeSpan.FromDays(365);
    hsts.IncludeSubDomains = true;
});

// One-click sign-in exists on a developer's machine and nowhere else.
if (builder.Environment.IsDevelopment())
    services.AddSingleton<DemoSignIns>();

services.AddHostedService<FirstStartLink>();
services.AddHostedService<Housekeeping>();
services.AddHostedService<ClockWatch>();
services.AddHostedService<AbsenceWatch>();
services.AddHostedService<VirusSweep>();
services.AddHostedService<MailSender>();

var app = builder.Build();

// A wrong address must stop the start, not the first upload or the first mail.
app.Services.GetRequiredService<VirusScanner>();
app.Services.GetRequiredService<MailCarrier>();

// A new development copy begins with a made-up community. First of all, so that even the first versions of its texts lie before its first request.
if (app.Environment.IsDevelopment() && app.Configuration.GetValue("Demo:Seed", true))
    await DemoSeeder.RunAsync(app.Services, CancellationToken.None);

// Both sets of tables are brought up to date before the first request.
await app.Services.GetRequiredService<HmisDatabase>().MigrateAsync(CancellationToken.None);
await SignInDatabase.MigrateAsync(app.Services, CancellationToken.None);

if (proxies.Length > 0)
    app.UseForwardedHeaders();
app.UseSecurityHeaders();
if (!app.Environment.IsDevelopment())
{
    app.UseHsts();
    app.UseHttpsRedirection();
}

app.UseExceptionHandler("/problem/500", createScopeForErrors: true);
app.UseLiveConnectionOrigin();

// Before authentication: the page that explains a refusal must not be refused itself.
app.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: true);
app.UseProblemPagesAsReads();
app.UseRouting();
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.UseRefusedFormPage();

app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode(live =>
{
    // one shared compression window would cost 200 KB for each open page
    live.ConfigureWebSocketAcceptContext = (_, accept) =>
    {
        accept.DisableServerContextTakeover = true;
        return Task.CompletedTask;
    };
    // the own policy says 'none' already
    live.ContentSecurityFrameAncestorsPolicy = null;
});
app.MapStart();
app.MapAccountEndpoints();
app.MapDocumentEndpoints();
app.MapRequestLinks();
app.MapImportEndpoints();

await app.RunAsync();

/// <summary>Named for the tests that start the whole app.</summary>
public partial class Program;
