using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CompletionImports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "CompletionId",
                table: "TrainingEvidence",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "TrainingCompletions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CourseCode = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    CompletedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ScorePercent = table.Column<int>(type: "INTEGER", nullable: true),
                    CertificateNumber = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    ImportId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    FileSha256 = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Line = table.Column<int>(type: "INTEGER", nullable: false),
                    ImportedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    ImportedByName = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    ImportedUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingCompletions", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TrainingCompletions_FileSha256",
                table: "TrainingCompletions",
                column: "FileSha256");

            migrationBuilder.CreateIndex(
                name: "IX_TrainingCompletions_SubjectId_CourseCode_CompletedOn",
                table: "TrainingCompletions",
                columns: new[] { "SubjectId", "CourseCode", "CompletedOn" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "TrainingCompletions");

            migrationBuilder.DropColumn(
                name: "CompletionId",
                table: "TrainingEvidence");
        }
    }
}
