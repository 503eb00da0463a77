namespace Automation.Mail.Mime;

/// <summary>Memory that refuses to grow over a limit.</summary>
internal sealed class BoundedStream(long limit) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(count);
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        Check(1);
        base.WriteByte(value);
    }

    private void Check(int more)
    {
        if (Length + more > limit)
            throw new BoundedStreamException();
    }
}

internal sealed class BoundedStreamException : IOException;
