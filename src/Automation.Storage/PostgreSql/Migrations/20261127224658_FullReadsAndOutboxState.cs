using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class FullReadsAndOutboxState : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LastFullReadAt",
                table: "folder_cursors",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_outbox_State_UpdatedAt",
                table: "outbox",
                columns: new[] { "State", "UpdatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_outbox_State_UpdatedAt",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "LastFullReadAt",
                table: "folder_cursors");
        }
    }
}
