using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Automation.Graph.Tests")]
