using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class SigningRecord : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_SigningConsents_RequestId_PersonId_TextHash",
                table: "SigningConsents");

            migrationBuilder.AddColumn<int>(
                name: "TextVersion",
                table: "SigningConsents",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "WithdrawnAtUtc",
                table: "SigningConsents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AlterColumn<DateTime>(
                name: "ConsentAtUtc",
                table: "Signatures",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(DateTime),
                oldType: "TEXT");

            migrationBuilder.AddColumn<string>(
                name: "Email",
                table: "Signatures",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "FirstViewedUtc",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Ink",
                table: "Signatures",
                type: "TEXT",
                maxLength: 24000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Method",
                table: "Signatures",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "PaperConfirmedBy",
                table: "Signatures",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "PaperSignedOn",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ProofMethod",
                table: "Signatures",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ProofUtc",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "PaperScanId",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedNote",
                table: "Requests",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RevokedUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "SignsOnPaper",
                table: "Requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "VerifyCode",
                table: "Requests",
                type: "TEXT",
                maxLength: 20,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "AgreementOpenings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    TextHash = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    AtUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgreementOpenings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AgreementOpenings_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AuditCheckpoints",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AtUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Signature = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Thumbprint = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditCheckpoints", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    AtUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ClockWentBack = table.Column<bool>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Act = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Form = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    SubjectKey = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ActorId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ContentHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    PrevHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "SealedRevisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SignatureId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Slot = table.Column<int>(type: "INTEGER", nullable: false),
                    ParentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    DocumentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Length = table.Column<long>(type: "INTEGER", nullable: false),
                    SealedUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SealThumbprint = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    TimeStampedUtc = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SealedRevisions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SealedRevisions_Documents_DocumentId",
                        column: x => x.DocumentId,
                        principalTable: "Documents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SealedRevisions_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SealedRevisions_Signatures_SignatureId",
                        column: x => x.SignatureId,
                        principalTable: "Signatures",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            // requests that were open before get a code too; it is random, as those made by the product are
            migrationBuilder.Sql("UPDATE \"Requests\" SET \"VerifyCode\" = upper(hex(randomblob(10)));");

            migrationBuilder.CreateIndex(
                name: "IX_SigningConsents_RequestId_PersonId_TextHash",
                table: "SigningConsents",
                columns: new[] { "RequestId", "PersonId", "TextHash" },
                unique: true,
                filter: "\"WithdrawnAtUtc\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_VerifyCode",
                table: "Requests",
                column: "VerifyCode",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AgreementOpenings_RequestId_PersonId_TextHash",
                table: "AgreementOpenings",
                columns: new[] { "RequestId", "PersonId", "TextHash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_SubjectKey",
                table: "AuditEntries",
                column: "SubjectKey");

            migrationBuilder.CreateIndex(
                name: "IX_SealedRevisions_DocumentId",
                table: "SealedRevisions",
                column: "DocumentId");

            migrationBuilder.CreateIndex(
                name: "IX_SealedRevisions_RequestId",
                table: "SealedRevisions",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_SealedRevisions_Sha256",
                table: "SealedRevisions",
                column: "Sha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SealedRevisions_SignatureId",
                table: "SealedRevisions",
                column: "SignatureId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AgreementOpenings");

            migrationBuilder.DropTable(
                name: "AuditCheckpoints");

            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "SealedRevisions");

            migrationBuilder.DropIndex(
                name: "IX_SigningConsents_RequestId_PersonId_TextHash",
                table: "SigningConsents");

            migrationBuilder.DropIndex(
                name: "IX_Requests_VerifyCode",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "TextVersion",
                table: "SigningConsents");

            migrationBuilder.DropColumn(
                name: "WithdrawnAtUtc",
                table: "SigningConsents");

            migrationBuilder.DropColumn(
                name: "Email",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "FirstViewedUtc",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "Ink",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "Method",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "PaperConfirmedBy",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "PaperSignedOn",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "ProofMethod",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "ProofUtc",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "PaperScanId",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "RevokedNote",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "RevokedUtc",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "SignsOnPaper",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "VerifyCode",
                table: "Requests");

            migrationBuilder.AlterColumn<DateTime>(
                name: "ConsentAtUtc",
                table: "Signatures",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified),
                oldClrType: typeof(DateTime),
                oldType: "TEXT",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_SigningConsents_RequestId_PersonId_TextHash",
                table: "SigningConsents",
                columns: new[] { "RequestId", "PersonId", "TextHash" },
                unique: true);
        }
    }
}
