using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Automation.Storage.Sqlite;

/// <summary>For <c>dotnet ef migrations add</c> only.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteDeskContext>
{
    public SqliteDeskContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteDeskContext>().UseSqlite("Data Source=design.db").Options);
}
