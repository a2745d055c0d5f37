using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ReturnedPackets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ReturnedPackets",
                table: "Requests",
                columns: new[] { "StateSinceUtc", "Number" },
                filter: "\"SubmittedUtc\" IS NOT NULL AND \"State\" < 5");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ReturnedPackets",
                table: "Requests");
        }
    }
}
