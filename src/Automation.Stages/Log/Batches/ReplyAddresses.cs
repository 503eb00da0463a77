using Automation.Mail.Threading;

namespace Automation.Stages.Log.Batches;

/// <summary>The signed reply addresses of this help desk; the key comes from the database at start.</summary>
public sealed class ReplyAddresses
{
    private PlusAddresses? _value;

    /// <exception cref="InvalidOperationException">The key is not loaded yet.</exception>
    public PlusAddresses Value => _value ?? throw new InvalidOperationException("The key of the reply addresses is not loaded yet.");

    public void Use(byte[] key) => _value = new PlusAddresses(key);
}
