using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class StageTimes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "StageTimes",
                columns: table => new
                {
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Turn = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    AgencyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    StartedUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ArrivalSlot = table.Column<int>(type: "INTEGER", nullable: false),
                    EndedUtc = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Outcome = table.Column<int>(type: "INTEGER", nullable: false),
                    ElapsedMinutes = table.Column<int>(type: "INTEGER", nullable: false),
                    MeasuredMinutes = table.Column<int>(type: "INTEGER", nullable: false),
                    IsMeasured = table.Column<bool>(type: "INTEGER", nullable: false),
                    MissedTarget = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsLate = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StageTimes", x => new { x.RequestId, x.Turn });
                    table.ForeignKey(
                        name: "FK_StageTimes_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_StageTimes_AgencyId_State_EndedUtc",
                table: "StageTimes",
                columns: new[] { "AgencyId", "State", "EndedUtc" });

            migrationBuilder.CreateIndex(
                name: "IX_StageTimes_State_ArrivalSlot_AgencyId",
                table: "StageTimes",
                columns: new[] { "State", "ArrivalSlot", "AgencyId" });

            migrationBuilder.CreateIndex(
                name: "IX_StageTimes_State_EndedUtc",
                table: "StageTimes",
                columns: new[] { "State", "EndedUtc" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "StageTimes");
        }
    }
}
