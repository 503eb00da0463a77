using System.Collections.Concurrent;

namespace Automation.Stages.Health;

/// <summary>
/// What is wrong right now, in words for an administrator. A problem is reported under a key by whoever meets it, and cleared by the same one when it is over. Thread-safe.
/// </summary>
public sealed class ProblemBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Problem> _problems = new(StringComparer.Ordinal);

    /// <param name="key">Names the thing and place, such as <c>sync:desk@contoso.example/inbox</c>.</param>
    /// <param name="message">What, where, and what to do.</param>
    /// <param name="link">The page where it is looked at, from the desk's root; null when there is none.</param>
    public void Report(string key, ProblemSeverity severity, string message, string? link = null)
    {
        var now = time.GetUtcNow();
        _problems.AddOrUpdate(
            key,
            _ => new Problem(key, severity, message, now, now, 1, link),
            (_, old) => old with { Severity = severity, Message = message, LastSeen = now, Count = old.Count + 1, Link = link });
    }

    public void Clear(string key) => _problems.TryRemove(key, out _);

    public IReadOnlyList<Problem> Current => [.. _problems.Values.OrderByDescending(p => p.Severity).ThenBy(p => p.Key, StringComparer.Ordinal)];
}

/// <param name="FirstSeen">Since when it stands without a break.</param>
/// <param name="Link">The page where it is looked at, from the desk's root; null when there is none.</param>
public sealed record Problem(string Key, ProblemSeverity Severity, string Message, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, int Count, string? Link = null);

public enum ProblemSeverity
{
    /// <summary>The desk works, but somebody should look.</summary>
    Warning,

    /// <summary>Something stands still; nothing is lost.</summary>
    Error,
}
