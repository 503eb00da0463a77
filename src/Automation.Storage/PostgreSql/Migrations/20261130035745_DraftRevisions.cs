using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class DraftRevisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "EditedBy",
                table: "workflow_definitions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Editor",
                table: "workflow_definitions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Revision",
                table: "workflow_definitions",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "RevisionOfOthers",
                table: "workflow_definitions",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "EditedBy",
                table: "workflow_definitions");

            migrationBuilder.DropColumn(
                name: "Editor",
                table: "workflow_definitions");

            migrationBuilder.DropColumn(
                name: "Revision",
                table: "workflow_definitions");

            migrationBuilder.DropColumn(
                name: "RevisionOfOthers",
                table: "workflow_definitions");
        }
    }
}
