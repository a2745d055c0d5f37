using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class QueueViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "LoginAskedUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RemindedUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SavedViews",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    List = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Filters = table.Column<string>(type: "TEXT", maxLength: 1200, nullable: false),
                    IsStart = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedViews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SavedViews_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_HmisUserName",
                table: "Requests",
                column: "HmisUserName",
                filter: "\"HmisUserName\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "LoginsToAskFor",
                table: "Requests",
                column: "AccountUtc",
                filter: "\"State\" = 7 AND \"FirstLoginUtc\" IS NULL AND \"LoginAskedUtc\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "LoginsToConfirm",
                table: "Requests",
                columns: new[] { "LoginAskedUtc", "Number" },
                filter: "\"State\" = 7 AND \"FirstLoginUtc\" IS NULL AND \"LoginAskedUtc\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SavedViews_PersonId_List_Name",
                table: "SavedViews",
                columns: new[] { "PersonId", "List", "Name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SavedViews");

            migrationBuilder.DropIndex(
                name: "IX_Requests_HmisUserName",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "LoginsToAskFor",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "LoginsToConfirm",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "LoginAskedUtc",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "RemindedUtc",
                table: "Requests");
        }
    }
}
