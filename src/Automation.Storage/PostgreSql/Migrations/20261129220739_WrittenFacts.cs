using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class WrittenFacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "written_facts",
                columns: table => new
                {
                    InboxId = table.Column<long>(type: "bigint", nullable: false),
                    Reading = table.Column<int>(type: "integer", nullable: false),
                    Facts = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_written_facts", x => x.InboxId);
                    table.ForeignKey(
                        name: "FK_written_facts_inbox_InboxId",
                        column: x => x.InboxId,
                        principalTable: "inbox",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "written_facts");
        }
    }
}
