using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class WorkflowTimersAndEffects : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "LastAt",
                table: "workflow_triggers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "NextAt",
                table: "workflow_triggers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Attempts",
                table: "workflow_effects",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "LastError",
                table: "workflow_effects",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LeasedBy",
                table: "workflow_effects",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LeasedUntil",
                table: "workflow_effects",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "NextAttemptAt",
                table: "workflow_effects",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DeletedAt",
                table: "workflow_definitions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Description",
                table: "workflow_definitions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "UpdatedAt",
                table: "workflow_definitions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateIndex(
                name: "IX_workflow_triggers_NextAt",
                table: "workflow_triggers",
                column: "NextAt");

            migrationBuilder.CreateIndex(
                name: "IX_workflow_instances_FinishedAt",
                table: "workflow_instances",
                column: "FinishedAt");

            migrationBuilder.CreateIndex(
                name: "IX_workflow_instances_ParentInstanceId",
                table: "workflow_instances",
                column: "ParentInstanceId");

            migrationBuilder.CreateIndex(
                name: "IX_workflow_effects_InstanceId",
                table: "workflow_effects",
                column: "InstanceId");

            migrationBuilder.CreateIndex(
                name: "IX_workflow_effects_NextAttemptAt_Id",
                table: "workflow_effects",
                columns: new[] { "NextAttemptAt", "Id" });
            // What was left for later before anything carried it out is due now.
            migrationBuilder.Sql("UPDATE workflow_effects SET \"NextAttemptAt\" = \"CreatedAt\"");
            migrationBuilder.Sql("UPDATE workflow_definitions SET \"UpdatedAt\" = \"CreatedAt\"");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_workflow_triggers_NextAt",
                table: "workflow_triggers");

            migrationBuilder.DropIndex(
                name: "IX_workflow_instances_FinishedAt",
                table: "workflow_instances");

            migrationBuilder.DropIndex(
                name: "IX_workflow_instances_ParentInstanceId",
                table: "workflow_instances");

            migrationBuilder.DropIndex(
                name: "IX_workflow_effects_InstanceId",
                table: "workflow_effects");

            migrationBuilder.DropIndex(
                name: "IX_workflow_effects_NextAttemptAt_Id",
                table: "workflow_effects");

            migrationBuilder.DropColumn(
                name: "LastAt",
                table: "workflow_triggers");

            migrationBuilder.DropColumn(
                name: "NextAt",
                table: "workflow_triggers");

            migrationBuilder.DropColumn(
                name: "Attempts",
                table: "workflow_effects");

            migrationBuilder.DropColumn(
                name: "LastError",
                table: "workflow_effects");

            migrationBuilder.DropColumn(
                name: "LeasedBy",
                table: "workflow_effects");

            migrationBuilder.DropColumn(
                name: "LeasedUntil",
                table: "workflow_effects");

            migrationBuilder.DropColumn(
                name: "NextAttemptAt",
                table: "workflow_effects");

            migrationBuilder.DropColumn(
                name: "DeletedAt",
                table: "workflow_definitions");

            migrationBuilder.DropColumn(
                name: "Description",
                table: "workflow_definitions");

            migrationBuilder.DropColumn(
                name: "UpdatedAt",
                table: "workflow_definitions");
        }
    }
}
