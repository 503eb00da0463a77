using System.Diagnostics.Metrics;

namespace Automation.Graph.Requests;

/// <summary>Counts requests to Graph by kind: as the meter <c>Automation.Graph</c> for telemetry and as plain numbers for a benchmark.</summary>
public sealed class RequestCounts : IDisposable
{
    public const string MeterName = "Automation.Graph";

    private readonly long[] _counts = new long[Enum.GetValues<RequestKind>().Length];
    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _throttled;

    public RequestCounts(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _requests = _meter.CreateCounter<long>("automation.graph.requests", "{request}", "Requests to Microsoft Graph, by kind and status.");
        _throttled = _meter.CreateCounter<long>("automation.graph.throttled", "{request}", "Requests that Microsoft Graph answered with 429, by kind.");
    }

    public long this[RequestKind kind] => Interlocked.Read(ref _counts[(int)kind]);

    /// <summary>HTTP requests of all kinds; what is inside a batch is not one.</summary>
    public long Total
    {
        get
        {
            var total = 0L;
            for (var i = 0; i < _counts.Length; i++)
                total += i == (int)RequestKind.BatchItem ? 0 : Interlocked.Read(ref _counts[i]);
            return total;
        }
    }

    public IReadOnlyDictionary<RequestKind, long> Snapshot() =>
        Enum.GetValues<RequestKind>().ToDictionary(k => k, k => this[k]);

    public void Dispose() => _meter.Dispose();

    /// <param name="status">HTTP status; 0 when there was no answer.</param>
    internal void Add(RequestKind kind, int status)
    {
        Interlocked.Increment(ref _counts[(int)kind]);
        var kindTag = new KeyValuePair<string, object?>("kind", kind.ToString());
        _requests.Add(1, kindTag, new KeyValuePair<string, object?>("status", status));
        if (status == 429)
            _throttled.Add(1, kindTag);
    }
}
