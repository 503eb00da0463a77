using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class VersionsThatWerePublished : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "WasPublished",
                table: "workflow_definitions",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
            migrationBuilder.Sql("UPDATE workflow_definitions SET WasPublished = IsPublished;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "WasPublished",
                table: "workflow_definitions");
        }
    }
}
