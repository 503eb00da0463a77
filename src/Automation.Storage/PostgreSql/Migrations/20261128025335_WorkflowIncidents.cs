using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class WorkflowIncidents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_workflow_instances_incidents",
                table: "workflow_instances",
                columns: new[] { "DefinitionId", "SubStatus", "Status" },
                filter: "\"IncidentCount\" > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_workflow_instances_incidents",
                table: "workflow_instances");
        }
    }
}
