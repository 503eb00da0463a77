namespace Automation.Stages.Effects;

/// <summary>What workflows may do outside.</summary>
public sealed class EffectOptions
{
    /// <summary>Host names, addresses or networks (10.1.0.0/16) that HTTP requests may reach although they are private. A name counts as written in the request, without its port.</summary>
    public IReadOnlyList<string> AllowedPrivateHosts { get; init; } = [];

    /// <summary>What <c>${secret:NAME}</c> in a header of a request stands for, by name. Never stored, logged or shown.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Longest wait for a whole answer.</summary>
    public TimeSpan HttpTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of an answer's body, after decompression.</summary>
    public int MaxAnswerBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How often a connection is tried before the workflow is told that it failed.</summary>
    public int ConnectionAttempts { get; init; } = 3;

    /// <summary>How often anything else is tried before it becomes an incident.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>How many that are no requests are done at a time: tasks, starts, events.</summary>
    public int OthersAtOnce { get; init; } = 8;
}
