namespace Automation.EndToEnd;

/// <summary>Tests that start servers and measure time run one after the other.</summary>
[CollectionDefinition(nameof(OneServerAtATime), DisableParallelization = true)]
public sealed class OneServerAtATime;
