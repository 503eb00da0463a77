namespace Automation.Graph.Connection;

/// <summary>Reads a response body up to a limit, with one allocation when its length is told.</summary>
internal static class BodyReader
{
    private const int FirstGuess = 16 * 1024;

    public static async Task<(ReadOnlyMemory<byte> Body, bool IsCut)> ReadAsync(HttpContent content, long maxBytes, CancellationToken cancellationToken)
    {
        var limit = (int)Math.Min(maxBytes, Array.MaxLength - 1);
        var told = content.Headers.ContentLength;
        // One byte more than told, so that the end is seen without growing.
        var buffer = new byte[told is { } length ? (int)Math.Min(length, limit) + 1 : Math.Min(FirstGuess, limit + 1)];
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var used = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(used), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return (buffer.AsMemory(0, used), false);
            used += read;
            if (used > limit)
                return (buffer.AsMemory(0, limit), true);
            if (used == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, (long)limit + 1));
        }
    }
}
