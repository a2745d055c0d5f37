using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HmisOnboarding.Domain.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Delegations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "DelegatedById",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DelegatedFromUtc",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DelegatedOnUtc",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DelegatedUntilUtc",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DelegationId",
                table: "Signatures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "AgencyId",
                table: "Delegations",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "TEXT");

            migrationBuilder.AddColumn<string>(
                name: "EndNote",
                table: "Delegations",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EndedByName",
                table: "Delegations",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "EndedUtc",
                table: "Delegations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "GivenUtc",
                table: "Delegations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TimeZoneId",
                table: "Delegations",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "DelegatedById",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "DelegatedFromUtc",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "DelegatedOnUtc",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "DelegatedUntilUtc",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "DelegationId",
                table: "Signatures");

            migrationBuilder.DropColumn(
                name: "EndNote",
                table: "Delegations");

            migrationBuilder.DropColumn(
                name: "EndedByName",
                table: "Delegations");

            migrationBuilder.DropColumn(
                name: "EndedUtc",
                table: "Delegations");

            migrationBuilder.DropColumn(
                name: "GivenUtc",
                table: "Delegations");

            migrationBuilder.DropColumn(
                name: "TimeZoneId",
                table: "Delegations");

            migrationBuilder.AlterColumn<Guid>(
                name: "AgencyId",
                table: "Delegations",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "TEXT",
                oldNullable: true);
        }
    }
}
