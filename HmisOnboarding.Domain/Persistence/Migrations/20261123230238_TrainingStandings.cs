using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class TrainingStandings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_SubjectId",
                table: "Requests");

            migrationBuilder.AddColumn<DateTime>(
                name: "TargetUtc",
                table: "TrainingSiteAccess",
                type: "TEXT",
                nullable: true);

            // wishes that wait already get the target that is the default, from when they were forwarded
            migrationBuilder.Sql("""
                UPDATE "TrainingSiteAccess" SET "TargetUtc" = strftime('%Y-%m-%d %H:%M:%f', "ForwardedUtc", '+24 hours') WHERE "Stage" = 1;
                """);

            migrationBuilder.AddColumn<string>(
                name: "LearningCenterEmail",
                table: "Requests",
                type: "TEXT",
                maxLength: 254,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AgreementReference",
                table: "Agencies",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "AgreementSignedOn",
                table: "Agencies",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "ParticipationFrom",
                table: "Agencies",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AgencyChanges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    What = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Author = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    AtUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgencyChanges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AgencyChanges_Agencies_AgencyId",
                        column: x => x.AgencyId,
                        principalTable: "Agencies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AgencyContacts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Email = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Phone = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgencyContacts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AgencyContacts_Agencies_AgencyId",
                        column: x => x.AgencyId,
                        principalTable: "Agencies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "CourseStandings",
                columns: table => new
                {
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CourseCode = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    FromDay = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UntilDay = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    ExpiresOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Lapses = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CourseStandings", x => new { x.RequestId, x.CourseCode, x.FromDay });
                    table.ForeignKey(
                        name: "FK_CourseStandings_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_SubjectId_AgencyId_Number",
                table: "Requests",
                columns: new[] { "SubjectId", "AgencyId", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_AgencyChanges_AgencyId_AtUtc",
                table: "AgencyChanges",
                columns: new[] { "AgencyId", "AtUtc" });

            migrationBuilder.CreateIndex(
                name: "IX_AgencyContacts_AgencyId",
                table: "AgencyContacts",
                column: "AgencyId");

            migrationBuilder.CreateIndex(
                name: "IX_CourseStandings_AgencyId_CourseCode",
                table: "CourseStandings",
                columns: new[] { "AgencyId", "CourseCode" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AgencyChanges");

            migrationBuilder.DropTable(
                name: "AgencyContacts");

            migrationBuilder.DropTable(
                name: "CourseStandings");

            migrationBuilder.DropIndex(
                name: "IX_Requests_SubjectId_AgencyId_Number",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "TargetUtc",
                table: "TrainingSiteAccess");

            migrationBuilder.DropColumn(
                name: "LearningCenterEmail",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "AgreementReference",
                table: "Agencies");

            migrationBuilder.DropColumn(
                name: "AgreementSignedOn",
                table: "Agencies");

            migrationBuilder.DropColumn(
                name: "ParticipationFrom",
                table: "Agencies");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_SubjectId",
                table: "Requests",
                column: "SubjectId");
        }
    }
}
