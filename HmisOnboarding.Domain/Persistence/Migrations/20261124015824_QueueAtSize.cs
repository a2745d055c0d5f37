using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class QueueAtSize : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Signatures_SignerId_Slot_AtUtc",
                table: "Signatures",
                columns: new[] { "SignerId", "Slot", "AtUtc" });

            migrationBuilder.CreateIndex(
                name: "ClaimedPackets",
                table: "Requests",
                columns: new[] { "ClaimedById", "LimitUtc", "Number" },
                filter: "\"ClaimedById\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ClaimedPacketsBySince",
                table: "Requests",
                columns: new[] { "StateSinceUtc", "Number" },
                filter: "\"ClaimedById\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_AgencyId_Number",
                table: "Requests",
                columns: new[] { "AgencyId", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_AgencyId_State_Number",
                table: "Requests",
                columns: new[] { "AgencyId", "State", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_State_Number",
                table: "Requests",
                columns: new[] { "State", "Number" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Signatures_SignerId_Slot_AtUtc",
                table: "Signatures");

            migrationBuilder.DropIndex(
                name: "ClaimedPackets",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "ClaimedPacketsBySince",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_AgencyId_Number",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_AgencyId_State_Number",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_State_Number",
                table: "Requests");
        }
    }
}
