namespace Automation.EndToEnd.Harness;

/// <summary>The server as the build left it, in the same configuration as the program that asks.</summary>
public static class BuiltServer
{
    private const string Name = "Automation.Server";

    /// <summary>The server's assembly, found from the folder of the running program (<c>tests/X/bin/Release/net10.0</c>).</summary>
    /// <exception cref="FileNotFoundException">It was not built in this configuration.</exception>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        var configuration = framework.Parent!;
        var root = framework;
        while (!File.Exists(System.IO.Path.Combine(root.FullName, "Automation.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException($"Automation.sln is in no folder above {AppContext.BaseDirectory}.");
        var path = System.IO.Path.Combine(root.FullName, "src", Name, "bin", configuration.Name, framework.Name, Name + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"The server is not built: dotnet build src/{Name} -c {configuration.Name}", path);
    }
}
