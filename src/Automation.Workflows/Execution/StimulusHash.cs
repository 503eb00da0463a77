using System.Security.Cryptography;
using System.Text;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>Hashes of stimuli: equal names and payloads give equal hashes on every node and in every version of the program.</summary>
public static class StimulusHash
{
    /// <summary>32 hexadecimal digits: half a SHA-256, enough that two payloads never meet by chance.</summary>
    public static string Of(string name, object? payload)
    {
        var text = new StringBuilder(name).Append('\n');
        Write(text, WorkflowValue.Normalise(payload));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    // The order of an object's members must not matter.
    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case ValueMap map:
                text.Append('{');
                foreach (var (key, item) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    text.Append(WorkflowValue.ToJson(key)).Append(':');
                    Write(text, item);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case List<object?> list:
                text.Append('[');
                foreach (var item in list)
                {
                    Write(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(WorkflowValue.ToJson(value));
                break;
        }
    }
}
