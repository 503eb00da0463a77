namespace Automation.Tests.Databases;

/// <summary>A test that needs PostgreSQL. Without one it is skipped, with a word on how to get one.</summary>
public sealed class PostgresFactAttribute : Xunit.FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresDatabase.WhyNot;
}

/// <summary>As <see cref="PostgresFactAttribute"/>, for a theory.</summary>
public sealed class PostgresTheoryAttribute : Xunit.TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresDatabase.WhyNot;
}
