using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Automation.Storage.Database;

/// <summary>Tells the outside world's trouble (no connection, disk full, locked) from a fault of the data itself.</summary>
public static class DatabaseFaults
{
    /// <summary>True when another writer was faster: the same work done again on what is stored now will do.</summary>
    public static bool IsLostRace(Exception problem)
    {
        for (var e = problem; e is not null; e = e.InnerException)
        {
            if (e is DbUpdateConcurrencyException || (e is PostgresException postgres && postgres.SqlState.StartsWith("40", StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    /// <summary>True when another writer was faster to insert the same key.</summary>
    public static bool IsDuplicate(Exception problem)
    {
        for (var e = problem; e is not null; e = e.InnerException)
        {
            // SQLITE_CONSTRAINT 19.
            if (e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteErrorCode: 19 })
                return true;
        }

        return false;
    }

    /// <summary>True when trying again later may help and the data is not to blame.</summary>
    public static bool IsOutside(Exception problem)
    {
        for (var e = problem; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                // SQLITE_BUSY 5, SQLITE_LOCKED 6, SQLITE_NOMEM 7, SQLITE_IOERR 10, SQLITE_FULL 13, SQLITE_CANTOPEN 14.
                case SqliteException { SqliteErrorCode: 5 or 6 or 7 or 10 or 13 or 14 }:
                case TimeoutException:
                    return true;

                // Class 40 (serialization failure, deadlock) is a lost race, not an outage; the batch is simply repeated.
                case PostgresException postgres when postgres.SqlState.StartsWith("40", StringComparison.Ordinal):
                    return false;
                case NpgsqlException { IsTransient: true }:
                case PostgresException { SqlState: "53100" or "53200" or "57P01" or "57P02" or "57P03" }:
                    return true;
                default:
                    continue;
            }
        }

        return false;
    }
}
