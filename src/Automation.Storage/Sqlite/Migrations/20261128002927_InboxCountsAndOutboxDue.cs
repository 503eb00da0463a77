using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class InboxCountsAndOutboxDue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_outbox_IsFinished_NextAttemptAt_Id",
                table: "outbox");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_State_NextAttemptAt_Id",
                table: "outbox",
                columns: new[] { "State", "NextAttemptAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_inbox_Mailbox_State_Outcome_Reason",
                table: "inbox",
                columns: new[] { "Mailbox", "State", "Outcome", "Reason" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_outbox_State_NextAttemptAt_Id",
                table: "outbox");

            migrationBuilder.DropIndex(
                name: "IX_inbox_Mailbox_State_Outcome_Reason",
                table: "inbox");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_IsFinished_NextAttemptAt_Id",
                table: "outbox",
                columns: new[] { "IsFinished", "NextAttemptAt", "Id" });
        }
    }
}
