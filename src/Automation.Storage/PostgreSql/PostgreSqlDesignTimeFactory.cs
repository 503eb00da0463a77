using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Automation.Storage.PostgreSql;

/// <summary>For <c>dotnet ef migrations add</c> only.</summary>
internal sealed class PostgreSqlDesignTimeFactory : IDesignTimeDbContextFactory<PostgreSqlDeskContext>
{
    public PostgreSqlDeskContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlDeskContext>().UseNpgsql("Host=design").Options);
}
