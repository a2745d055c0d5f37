using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Tables;
using HmisOnboarding.Domain.Training.Compliance;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Features.Compliance;
using HmisOnboarding.Web.Features.Queue;
using HmisOnboarding.Web.Features.Reports;
using Microsoft.Net.Http.Headers;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>
/// Papers of a request over HTTP. Reading changes nothing; each file is looked up under the rights that the person has at that moment,
/// and a foreign paper answers exactly as one that does not exist.
/// </summary>
public static class DocumentEndpoints
{
    public static void MapDocumentEndpoints(this WebApplication app)
    {
        var papers = app.MapGroup("").RequireAuthorization().AddEndpointFilter(AnswerRefusalsAsync);

        papers.MapGet("/documents/{id:guid}", async (Guid id, HttpContext context, PacketService packets, CancellationToken cancellationToken) =>
            Download(context, await packets.DocumentAsync(CallerOf(context), id, cancellationToken)));

        papers.MapGet("/documents/{id:guid}/preview", async (Guid id, HttpContext context, PacketService packets, CancellationToken cancellationToken) =>
            Preview(context, await packets.DocumentAsync(CallerOf(context), id, cancellationToken)));

        papers.MapGet("/requests/{code}/agreement.pdf", async (string code, HttpContext context, PacketService packets, CancellationToken cancellationToken) =>
            Download(context, await packets.AgreementAsync(CallerOf(context), code, cancellationToken)));

        // to read and print in the browser's own viewer
        papers.MapGet("/requests/{code}/agreement/preview", async (string code, HttpContext context, PacketService packets, CancellationToken cancellationToken) =>
            Preview(context, await packets.AgreementAsync(CallerOf(context), code, cancellationToken)));

        papers.MapGet("/requests/{code}/form.pdf", async (string code, HttpContext context, PacketService packets, CancellationToken cancellationToken) =>
            Download(context, await packets.FormAsync(CallerOf(context), code, cancellationToken)));

        papers.MapGet("/requests/{code}/packet.zip", SendPacketAsync);

        papers.MapGet("/requests/{code}/packet.pdf", async (string code, HttpContext context, PacketService packets, CancellationToken cancellationToken) =>
            Download(context, await packets.BoundPacketAsync(CallerOf(context), code, cancellationToken)));

        papers.MapGet("/compliance/export.csv", SendComplianceAsync);

        papers.MapGet("/reports/export.csv", async (string? agency, string? span, string? day, string? table, HttpContext context, ReportQueries reports, CancellationToken cancellationToken) =>
        {
            var report = await reports.ReportAsync(CallerOf(context), ReportAddress.Read(agency, span, day, null).Filter, cancellationToken);
            SecurityHeaders.AnswerWithFile(context, framed: false);
            context.Response.Headers.ContentDisposition = Disposition("attachment", ReportExport.FileName(report, ReportAddress.ReadTable(table)));
            return Results.Bytes(ReportExport.File(report, ReportAddress.ReadTable(table)), CsvText.MediaType);
        });

        papers.MapGet("/queue/export.csv", async (string? codes, HttpContext context, BoardQueries boards, TimeProvider clock, CancellationToken cancellationToken) =>
        {
            var rows = await boards.PacketsAsync(CallerOf(context), QueueExport.Codes(codes), cancellationToken);
            SecurityHeaders.AnswerWithFile(context, framed: false);
            context.Response.Headers.ContentDisposition = Disposition("attachment", QueueExport.FileName(clock.GetUtcNow()));
            return Results.Bytes(QueueExport.File(rows), CsvText.MediaType);
        });

        papers.MapGet("/catalogue/export.json", async (HttpContext context, CatalogueService catalogues, CancellationToken cancellationToken) =>
        {
            var (name, content) = await catalogues.ExportAsync(CallerOf(context), cancellationToken);
            SecurityHeaders.AnswerWithFile(context, framed: false);
            context.Response.Headers.ContentDisposition = Disposition("attachment", name);
            return Results.Bytes(content, "application/json; charset=utf-8");
        });
    }

    private static async Task<IResult> SendComplianceAsync(
        string? agency, string? part, string? days, string? search, HttpContext context, ComplianceQueries compliance, CancellationToken cancellationToken)
    {
        var export = await compliance.ExportAsync(CallerOf(context), ComplianceAddress.Read(agency, part, days, search, null, null).Filter, cancellationToken);
        SecurityHeaders.AnswerWithFile(context, framed: false);
        context.Response.ContentType = CsvText.MediaType;
        context.Response.Headers.ContentDisposition = Disposition("attachment", export.FileName);
        await export.WriteAsync(context.Response.Body, cancellationToken);
        return Results.Empty;
    }

    private static async Task<IResult> SendPacketAsync(string code, HttpContext context, PacketService packets, CancellationToken cancellationToken)
    {
        var (name, entries) = await packets.PacketAsync(CallerOf(context), code, cancellationToken);
        SecurityHeaders.AnswerWithFile(context, framed: false);
        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = Disposition("attachment", name);
        try
        {
            await PacketArchive.WriteZipAsync(context.Response.Body, entries, cancellationToken);
        }
        catch when (!context.Response.HasStarted)
        {
            // nothing has gone out: the refusal can still be a page
            context.Response.Clear();
            SecurityHeaders.AnswerWithPage(context);
            throw;
        }

        return Results.Empty;
    }

    private static IResult Download(HttpContext context, FileForDownload file)
    {
        SecurityHeaders.AnswerWithFile(context, framed: false);
        context.Response.Headers.ContentDisposition = Disposition("attachment", file.Name);
        return Results.Stream(file.Content, file.ContentType);
    }

    private static IResult Preview(HttpContext context, FileForDownload file)
    {
        SecurityHeaders.AnswerWithFile(context, framed: true);
        context.Response.Headers.ContentDisposition = Disposition("inline", file.Name);
        return Results.Stream(file.Content, file.ContentType);
    }

    private static string Disposition(string kind, string name)
    {
        var header = new ContentDispositionHeaderValue(kind);
        header.SetHttpFileName(name);
        return header.ToString();
    }

    private static Caller CallerOf(HttpContext context)
    {
        var origin = CallerOrigin.Of(context);
        var id = CurrentActor.PersonIdOf(context.User) ?? throw new NotFoundException();
        return new(id, origin.IpAddress, origin.UserAgent);
    }

    private static async ValueTask<object?> AnswerRefusalsAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (NotFoundException)
        {
            return Results.StatusCode(StatusCodes.Status404NotFound);
        }
        catch (RuleViolationException)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }
        catch (DocumentNotOpenException problem)
        {
            return Results.StatusCode(problem.IsDestroyed ? StatusCodes.Status410Gone : StatusCodes.Status423Locked);
        }
        catch (DocumentDamagedException)
        {
            // whoever runs the system has to hear of it: a file on the disk was lost or changed
            invocation.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DocumentEndpoints))
                .LogError("A stored document is missing or altered: {Path}", invocation.HttpContext.Request.Path);
            return Results.StatusCode(StatusCodes.Status410Gone);
        }
    }
}
