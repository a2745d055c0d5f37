using HmisOnboarding.Domain.Documents;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

public sealed class StoredDocumentTests
{
    private static readonly StoredFile File = new(new string('a', 32), "a.pdf", "application/pdf", 12, new string('0', 64));
    private static readonly DateTime Now = new(2026, 3, 12, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Document_WhenMadeFromAFile_CarriesItsProof()
    {
        Guid agency = Guid.NewGuid(), subject = Guid.NewGuid(), request = Guid.NewGuid(), uploader = Guid.NewGuid();
        var document = new StoredDocument(File, agency, subject, request, DocumentKind.PaperAgreement, uploader, Now);

        Assert.NotEqual(Guid.Empty, document.Id);
        Assert.Equal((agency, subject, request, uploader), (document.AgencyId, document.SubjectId, document.RequestId, document.UploadedBy));
        Assert.Equal(File, new StoredFile(document.StoredName, document.DisplayName, document.ContentType, document.Length, document.Sha256));
        Assert.Equal((DocumentKind.PaperAgreement, Now), (document.Kind, document.UploadedAt));
    }

    [Fact]
    public void Document_WhenItsAgencyIsMissing_IsRefused() => Assert.Throws<ArgumentException>(() =>
        new StoredDocument(File, Guid.Empty, Guid.NewGuid(), Guid.NewGuid(), DocumentKind.Other, Guid.NewGuid(), Now));

    [Fact]
    public void Document_WhenItsTimeIsNotUtc_IsRefused() => Assert.Throws<ArgumentException>(() =>
        new StoredDocument(File, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), DocumentKind.Other, Guid.NewGuid(), DateTime.SpecifyKind(Now, DateTimeKind.Local)));
}
