using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Evidence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_TrainingEvidence_CertificateNumber",
                table: "TrainingEvidence");

            migrationBuilder.AddColumn<string>(
                name: "Check",
                table: "TrainingEvidence",
                type: "TEXT",
                maxLength: 20000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NumberKey",
                table: "TrainingEvidence",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            // the same rule as TrainingEvidence.NumberKey, as far as the numbers in use go: letters, digits, and these signs between them
            migrationBuilder.Sql("""
                UPDATE "TrainingEvidence" SET "NumberKey" = upper(replace(replace(replace(replace(replace("CertificateNumber", '-', ''), ' ', ''), '/', ''), '.', ''), '#', ''))
                WHERE length(replace(replace(replace(replace(replace(COALESCE("CertificateNumber", ''), '-', ''), ' ', ''), '/', ''), '.', ''), '#', '')) >= 4;
                """);

            migrationBuilder.AddColumn<DateOnly>(
                name: "FirstExpiry",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "TrainingExemptions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CourseCode = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    LastDay = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    GivenBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    GivenByName = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    GivenUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedUtc = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedByName = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    EndReason = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingExemptions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_TrainingExemptions_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TrainingEvidence_NumberKey",
                table: "TrainingEvidence",
                column: "NumberKey");

            migrationBuilder.CreateIndex(
                name: "IX_TrainingExemptions_RequestId",
                table: "TrainingExemptions",
                column: "RequestId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "TrainingExemptions");

            migrationBuilder.DropIndex(
                name: "IX_TrainingEvidence_NumberKey",
                table: "TrainingEvidence");

            migrationBuilder.DropColumn(
                name: "Check",
                table: "TrainingEvidence");

            migrationBuilder.DropColumn(
                name: "NumberKey",
                table: "TrainingEvidence");

            migrationBuilder.DropColumn(
                name: "FirstExpiry",
                table: "Requests");

            migrationBuilder.CreateIndex(
                name: "IX_TrainingEvidence_CertificateNumber",
                table: "TrainingEvidence",
                column: "CertificateNumber");
        }
    }
}
