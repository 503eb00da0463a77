using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Automation.Storage.Sqlite;

/// <summary>The database as one file, for one process.</summary>
public sealed class SqliteDeskContext(DbContextOptions<SqliteDeskContext> options) : DeskContext(options)
{
    public DbSet<NumberSeriesRow> NumberSeries => Set<NumberSeriesRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<NumberSeriesRow>(e =>
        {
            e.ToTable("number_series");
            e.HasKey(x => x.Name);
            e.HasData(new NumberSeriesRow { Name = NumberSeriesRow.Tickets, Next = 1 });
        });
    }

    /// <summary>SQLite has no instant type that sorts: instants are stored as UTC ticks (100 ns).</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();

    private sealed class UtcTicksConverter()
        : ValueConverter<DateTimeOffset, long>(v => v.UtcTicks, v => new DateTimeOffset(v, TimeSpan.Zero));
}

/// <summary>A counter; PostgreSQL has sequences for this.</summary>
public sealed class NumberSeriesRow
{
    public const string Tickets = "tickets";

    public required string Name { get; set; }
    public long Next { get; set; }
}
