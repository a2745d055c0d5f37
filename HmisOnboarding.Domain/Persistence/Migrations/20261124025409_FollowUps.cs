using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class FollowUps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Followed",
                table: "Requests",
                type: "TEXT",
                maxLength: 20000,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "NextFollowUpUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemindedByName",
                table: "Requests",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            // what is open now gets its plan at the first look; what lies behind becomes one reminder
            migrationBuilder.Sql("""UPDATE "Requests" SET "NextFollowUpUtc" = "StateSinceUtc" WHERE "State" < 6;""");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_NextFollowUpUtc",
                table: "Requests",
                column: "NextFollowUpUtc",
                filter: "\"NextFollowUpUtc\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "RemindersSent",
                table: "RequestEvents",
                columns: new[] { "ActorId", "AtUtc" },
                filter: "\"Kind\" = 'Remind'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_NextFollowUpUtc",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "RemindersSent",
                table: "RequestEvents");

            migrationBuilder.DropColumn(
                name: "Followed",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "NextFollowUpUtc",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "RemindedByName",
                table: "Requests");
        }
    }
}
