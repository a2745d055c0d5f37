using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class SecurityMends : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "PaperScanId",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PaperScanSha256",
                table: "Signatures",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SealCertificates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Thumbprint = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Encoded = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RecordedUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SealCertificates", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SealCertificates_Thumbprint",
                table: "SealCertificates",
                column: "Thumbprint",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SealCertificates");

            migrationBuilder.DropColumn(
                name: "PaperScanId",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "PaperScanSha256",
                table: "Signatures");
        }
    }
}
