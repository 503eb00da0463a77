using Xunit.Abstractions;
using Xunit.Sdk;

namespace Automation.Tests.Databases;

/// <summary>Marks a test class whose cases need PostgreSQL.</summary>
public interface IOnPostgres;

/// <summary>
/// Stands in for <c>[Fact]</c> (by an alias in the project file), so that cases written once, in an abstract class, are skipped by the subclass that needs PostgreSQL when there is none.
/// </summary>
[XunitTestCaseDiscoverer("Automation.Tests.Databases.DatabaseFactDiscoverer", TestAssembly)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class DatabaseFactAttribute : Xunit.FactAttribute
{
#if STAGES_TESTS
    private const string TestAssembly = "Automation.Stages.Tests";
#else
    private const string TestAssembly = "Automation.Storage.Tests";
#endif
}

public sealed class DatabaseFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        testMethod.TestClass.Class.Interfaces.Any(i => i.Name == typeof(IOnPostgres).FullName)
            ? new PostgresTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
}

public sealed class PostgresTestCase : XunitTestCase
{
    [Obsolete("For xunit's deserialiser only.")]
    public PostgresTestCase()
    {
    }

    public PostgresTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions displayOptions, ITestMethod method)
        : base(messages, display, displayOptions, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) => PostgresDatabase.WhyNot ?? base.GetSkipReason(factAttribute);
}
