using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ServicePolicies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "ClaimedById",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ClaimedByName",
                table: "Requests",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ClaimedUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "LimitMissedUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "NextMarkUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "TargetMissedUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ServiceMarks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Plan = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    PolicyVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    AtUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    NotedUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    OverdueSeconds = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServiceMarks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ServiceMarks_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_NextMarkUtc",
                table: "Requests",
                column: "NextMarkUtc",
                filter: "\"NextMarkUtc\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ServiceMarks_RequestId_Plan_Kind",
                table: "ServiceMarks",
                columns: new[] { "RequestId", "Plan", "Kind" },
                unique: true);

            // clocks of an older release: what they had counted is kept as one sum, the running span goes on
            migrationBuilder.Sql("""
                UPDATE "Requests" SET "Clock" = json_object(
                    'firstStartUtc', json_extract("Clock", '$.firstStartUtc'),
                    'spans', CASE WHEN json_extract("Clock", '$.runningSinceUtc') IS NULL THEN json('[]')
                        ELSE json_array(json_object('startUtc', json_extract("Clock", '$.runningSinceUtc'), 'endUtc', NULL)) END,
                    'pauses', json('[]'),
                    'plans', json('[]'),
                    'policyVersion', CASE WHEN json_extract("Clock", '$.firstStartUtc') IS NULL THEN 0 ELSE 1 END,
                    'endedUtc', json_extract("Clock", '$.endedUtc'),
                    'earlier', json_extract("Clock", '$.counted'));
                """);
            // the first look at them finds out which marks lie behind
            migrationBuilder.Sql("UPDATE \"Requests\" SET \"NextMarkUtc\" = \"StateSinceUtc\" WHERE \"State\" = 6;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                UPDATE "Requests" SET "Clock" = json_object(
                    'firstStartUtc', json_extract("Clock", '$.firstStartUtc'),
                    'runningSinceUtc', CASE WHEN json_extract("Clock", '$.spans[#-1].endUtc') IS NULL THEN json_extract("Clock", '$.spans[#-1].startUtc') END,
                    'counted', json_extract("Clock", '$.earlier'),
                    'endedUtc', json_extract("Clock", '$.endedUtc'));
                """);

            migrationBuilder.DropTable(
                name: "ServiceMarks");

            migrationBuilder.DropIndex(
                name: "IX_Requests_NextMarkUtc",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ClaimedById",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ClaimedByName",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ClaimedUtc",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "LimitMissedUtc",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "NextMarkUtc",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "TargetMissedUtc",
                table: "Requests");
        }
    }
}
