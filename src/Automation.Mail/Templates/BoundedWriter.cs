using System.Diagnostics;
using System.Text;

namespace Automation.Mail.Templates;

/// <summary>Collects a rendering and stops it when it grows too long or takes too long.</summary>
internal sealed class BoundedWriter(TemplateLimits limits) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    private readonly StringBuilder _text = new();
    private readonly long _started = Stopwatch.GetTimestamp();

    public override Encoding Encoding => Encoding.Unicode;

    /// <summary>Monotonic elapsed time bounds the rendering; it is a budget, not a date, so it does not go through TimeProvider.</summary>
    public void CheckTime()
    {
        if (Stopwatch.GetElapsedTime(_started) > limits.Time)
            throw new TemplateLimitException($"Rendering took longer than {limits.Time.TotalMilliseconds:0} ms.");
    }

    public override void Write(char value)
    {
        Check(1);
        _text.Append(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Check(count);
        _text.Append(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        _text.Append(buffer);
    }

    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        _text.Append(value);
    }

    // The base class hands these to another thread; there is nothing to wait for here.
    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char[] buffer, int index, int count)
    {
        Write(buffer, index, count);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return Task.CompletedTask;
    }

    public override Task FlushAsync() => Task.CompletedTask;

    public override string ToString() => _text.ToString();

    private void Check(int more)
    {
        if (_text.Length + more > limits.OutputLength)
            throw new TemplateLimitException($"The rendered text is longer than {limits.OutputLength} characters.");
        CheckTime();
    }
}
