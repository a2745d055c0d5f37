using System.Globalization;
using System.Security.Cryptography;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Submission;

/// <summary>What the first page of a bound packet tells.</summary>
/// <param name="View">The request as the person sees it who asked for the packet.</param>
/// <param name="MadeUtc">When it is made, UTC.</param>
/// <param name="VerifyAddress">Where sealed papers are verified; null when no public page is set.</param>
public sealed record PacketCover(RequestView View, DateTime MadeUtc, string? VerifyAddress);

/// <summary>
/// Binds the papers of a packet into one PDF: a cover, then each file in the order of the ZIP, with a bookmark each. PDFs keep their pages as they are,
/// a picture gets a page, and what cannot be bound in without changing it has a page that names the file.
/// </summary>
public sealed class PacketBinding(DocumentStore documents, AgreementPdf pdf)
{
    private const string CoverName = "Cover";

    /// <summary>Makes the file. It is on disk, gone once the stream is closed, and stands at its beginning. One file at a time is in memory.</summary>
    /// <exception cref="DocumentDamagedException">From an entry's <see cref="PacketEntry.Open"/>.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public async Task<Stream> BindAsync(PacketCover cover, IReadOnlyList<PacketEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cover);
        ArgumentNullException.ThrowIfNull(entries);
        var names = PacketArchive.EntryNames([.. entries.Select(entry => entry.Name)]);
        var output = documents.OpenScratch();
        try
        {
            var book = new PdfBook(output, documents.Limits);
            var parts = new List<Part>();
            for (var i = 0; i < entries.Count; i++)
            {
                await using var content = await entries[i].Open(cancellationToken);
                var (entry, name) = (entries[i], names[i]);
                parts.Add(await DocumentStore.WithWholeAsync(content, whole => Add(book, cover, entry, name, whole), cancellationToken));
            }

            var drawn = DrawCover(cover, parts);
            book.AddPdf(CoverName, drawn, isOwn: true, atFront: true);
            book.Complete($"{cover.View.Code} {PrintableText.Of(cover.View.SubjectName)}", cover.MadeUtc);
            await output.FlushAsync(cancellationToken);
            output.Position = 0;
            return output;
        }
        catch
        {
            await output.DisposeAsync();
            throw;
        }
    }

    private Part Add(PdfBook book, PacketCover cover, PacketEntry entry, string name, ReadOnlyMemory<byte> whole)
    {
        var title = PrintableText.Of(Path.GetFileNameWithoutExtension(entry.Name));
        var hash = Convert.ToHexStringLower(SHA256.HashData(whole.Span));
        try
        {
            var format = DocumentRules.Recognise(whole.Span[..Math.Min(whole.Length, DocumentRules.HeadLength)]);
            var pages = format switch
            {
                DocumentFormat.Pdf => book.AddPdf(title, whole, entry.IsOwn),
                DocumentFormat.Jpeg or DocumentFormat.Png => book.AddPicture(title, whole, format.Value),
                _ => throw DocumentRules.DamagedPdf(),
            };
            return new(title, hash, pages, null);
        }
        catch (DocumentRefusedException refused)
        {
            var part = new Part(title, hash, 0, PrintableText.Of(name));
            return part with { Pages = book.AddPdf(title, DrawInPlace(cover, part, refused.Reason), isOwn: true) };
        }
    }

    private byte[] DrawInPlace(PacketCover cover, Part part, DocumentRefusal reason) => pdf.DrawSheet(Sheet(cover, part.Title) with
    {
        Subtitle = "This file could not be bound in. This page keeps its place.",
        Groups =
        [
            new(null,
            [
                new("File", part.Separate!), new("Where", "In the ZIP of this packet, under this name."), new("Why", Why(reason)), new("SHA-256", part.Hash),
            ]),
        ],
    });

    private byte[] DrawCover(PacketCover cover, List<Part> parts)
    {
        // the pages are counted from the cover, and what it says of them may make it longer
        var length = 1;
        while (true)
        {
            var drawn = pdf.DrawSheet(CoverSheet(cover, parts, length));
            var book = new PdfBook(Stream.Null, documents.Limits);
            var pages = book.AddPdf(CoverName, drawn, isOwn: true);
            if (pages <= length)
                return drawn;
            length = pages;
        }
    }

    private static SheetDocument CoverSheet(PacketCover cover, List<Part> parts, int length)
    {
        var view = cover.View;
        var contents = new List<SheetLine>();
        var page = length + 1;
        foreach (var part in parts)
        {
            var last = page + part.Pages - 1;
            var where = part.Pages == 1 ? Page(page) : string.Create(CultureInfo.InvariantCulture, $"{Page(page)} to {last}");
            contents.Add(new(where, $"{part.Title}{(part.Separate is { } file ? $"\nNot bound in. The file is in the ZIP: {file}" : "")}\nSHA-256 {part.Hash}"));
            page = last + 1;
        }

        var verify = cover.VerifyAddress is { } address ? $" and at {address}{(view.Agreement.VerifyCode is { } code ? $", code {code}" : "")}" : "";
        return Sheet(cover, "Onboarding packet") with
        {
            Subtitle = PrintableText.Of($"{view.SubjectName}, {view.AgencyName}"),
            Groups =
            [
                new("Request",
                [
                    new("Request code", view.Code), new("Person", PrintableText.Of(view.SubjectName)), new("Agency", PrintableText.Of(view.AgencyName)),
                    new("Role type", PrintableText.Of(view.RoleType.Name)), new("Stands at", view.StageName),
                    new("Made", PrintableText.Of($"by {view.Viewer.FullName}, {PrintedTime.ToMinute(cover.MadeUtc, view.Zone)}")),
                ]),
                new("Contents", contents),
                new("Seals and signatures",
                [
                    new("In this file", !view.Agreement.InOrder.Any() ? "No paper of this packet is sealed yet." : $"Bound together, papers lose their electronic seals and signatures; the sealed original is in the ZIP of this packet{verify}."),
                ]),
            ],
        };
    }

    private static SheetDocument Sheet(PacketCover cover, string title) => new()
    {
        Title = title,
        Issuer = PrintableText.Of(cover.View.Settings.CommunityName),
        Reference = cover.View.Code,
        DrawnAtUtc = cover.MadeUtc,
        Groups = [],
    };

    private static string Page(int number) => string.Create(CultureInfo.InvariantCulture, $"Page {number}");

    private static string Why(DocumentRefusal reason) => reason switch
    {
        DocumentRefusal.EncryptedPdf => "The file is locked, by a password or by its permissions.",
        DocumentRefusal.ActivePdf => "The file holds parts that act by themselves.",
        DocumentRefusal.TooManyPages or DocumentRefusal.TooComplex or DocumentRefusal.PictureTooLarge or DocumentRefusal.TooLarge => "The file is larger than what can be bound in.",
        _ => "The file could not be read well enough to show it unchanged.",
    };

    private sealed record Part(string Title, string Hash, int Pages, string? Separate);
}
