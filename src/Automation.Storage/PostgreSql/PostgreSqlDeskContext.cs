using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.PostgreSql;

/// <summary>The database for production and many nodes.</summary>
public sealed class PostgreSqlDeskContext(DbContextOptions<PostgreSqlDeskContext> options) : DeskContext(options)
{
    internal const string TicketNumbers = "ticket_numbers";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasSequence<long>(TicketNumbers);
    }
}
