using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class RepeatedWorkflows : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "RepeatOf",
                table: "workflow_instances",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_workflow_instances_RepeatOf_CreatedAt",
                table: "workflow_instances",
                columns: new[] { "RepeatOf", "CreatedAt" },
                filter: "\"RepeatOf\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_workflow_instances_RepeatOf_CreatedAt",
                table: "workflow_instances");

            migrationBuilder.DropColumn(
                name: "RepeatOf",
                table: "workflow_instances");
        }
    }
}
