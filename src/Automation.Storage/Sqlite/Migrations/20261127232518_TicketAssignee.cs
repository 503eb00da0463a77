using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class TicketAssignee : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Assignee",
                table: "tickets",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_tickets_Assignee_Status",
                table: "tickets",
                columns: new[] { "Assignee", "Status" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_tickets_Assignee_Status",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "Assignee",
                table: "tickets");
        }
    }
}
